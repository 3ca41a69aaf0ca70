import type { Backend } from '$lib/api/backend';
import type { Acted, RmaChanges, RmaId, RmaPage, RmaStep, Submitted, Taken, TicketChanges, TicketId } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import { Delay, type Timers } from '$lib/delay';
import type { TakeInList } from '$lib/take-in';
import { STEPS } from './words';

const SAVE_AFTER_MS = 350;

/**
 * An RMA being filed. The draft is born with the first unit or the first field, and every edit is saved as it is made.
 *
 * Writes go one after the other: a draft must not be born twice, nor an older answer shown over a newer one.
 */
export class Filing {
  #id: RmaId | null = $state(null);
  #page: RmaPage | null = $state.raw(null);
  #step: RmaStep = $state('units');
  #status: 'ready' | 'loading' | 'error' = $state('ready');
  #error = $state('');
  #refusal = $state('');
  #saving = $state(0);
  /** Edits on screen that the desk has not answered yet. */
  #edits: RmaChanges = $state.raw({});
  #queue: Promise<unknown> = Promise.resolve();
  readonly #save: Delay;

  constructor(
    private readonly backend: Backend,
    id: RmaId | null,
    /** Told when the draft has its id: the address follows. */
    private readonly onborn: (id: RmaId) => void = () => undefined,
    timers?: Timers,
  ) {
    this.#id = id;
    this.#status = id === null ? 'ready' : 'loading';
    this.#save = new Delay(SAVE_AFTER_MS, () => void this.flush(), timers);
  }

  get id(): RmaId | null {
    return this.#id;
  }
  get page(): RmaPage | null {
    return this.#page;
  }
  get step(): RmaStep {
    return this.#step;
  }
  get status(): 'ready' | 'loading' | 'error' {
    return this.#status;
  }
  get error(): string {
    return this.#error;
  }
  /** Why the last edit was not taken; empty once one is. */
  get refusal(): string {
    return this.#refusal;
  }
  readonly isSaving = $derived(this.#saving > 0 || Object.keys(this.#edits).length > 0);
  readonly units = $derived(this.#page?.row.units ?? 0);
  readonly isDraft = $derived(this.#page === null || this.#page.row.state === 'draft');
  /** The facts as they stand on screen: what the desk knows under what was just typed. */
  readonly facts = $derived.by(() => {
    const [page, edits] = [this.#page, this.#edits];
    const customer_id = edits.customer_id ?? page?.row.customer_id ?? null;
    return {
      customer_id,
      // Another customer has other sites.
      site_id: edits.site_id ?? (edits.customer_id && edits.customer_id !== page?.row.customer_id ? null : (page?.row.site_id ?? null)),
      center_id: edits.center_id ?? page?.row.center_id ?? null,
      vendor_rma_no: edits.vendor_rma_no ?? page?.row.vendor_rma_no ?? '',
      spend_limit_cents: edits.spend_limit_cents === undefined ? (page?.spend_limit_cents ?? null) : edits.spend_limit_cents,
      services: edits.services ?? page?.services ?? [],
      note: edits.note ?? page?.note ?? '',
    };
  });

  async load(): Promise<void> {
    if (this.#id === null) return;
    this.#status = 'loading';
    try {
      this.#page = await this.backend.rma(this.#id);
      this.#step = this.#page.step;
      this.#status = 'ready';
    } catch (thrown) {
      this.#error = messageOf(thrown);
      this.#status = 'error';
    }
  }

  /** Typed text: shown at once, saved when the hand rests. */
  edit(changes: RmaChanges): void {
    this.#edits = { ...this.#edits, ...changes };
    this.#save.start();
  }

  /** A choice: shown and saved at once. */
  async set(changes: RmaChanges): Promise<void> {
    this.#edits = { ...this.#edits, ...changes };
    await this.flush();
  }

  /** Saves what is still only on screen. */
  async flush(): Promise<void> {
    this.#save.stop();
    const sent = this.#edits;
    if (Object.keys(sent).length === 0) {
      await this.#queue;
      return;
    }
    await this.#inTurn(async () => {
      const page = this.#id === null ? await this.backend.draftRma(sent) : await this.backend.changeRma(this.#id, sent);
      this.#born(page);
      this.#edits = still(this.#edits, sent);
    }).catch(() => {
      // The refused edit is taken off the screen; what was refused and why stays in `refusal`.
      this.#edits = still(this.#edits, sent);
    });
  }

  /** The draft's id, made now if there is none yet. */
  async ensure(): Promise<RmaId> {
    await this.flush();
    return this.#inTurn(async () => {
      if (this.#id !== null) return this.#id;
      const page = await this.backend.draftRma({ step: 'units' });
      this.#born(page);
      return page.row.id;
    });
  }

  #born(page: RmaPage): void {
    const isNew = this.#id === null;
    this.#id = page.row.id;
    this.#page = page;
    if (isNew) this.onborn(page.row.id);
  }

  async reload(): Promise<void> {
    const id = this.#id;
    if (id === null) return;
    await this.#inTurn(async () => {
      this.#page = await this.backend.rma(id);
    });
  }

  async goTo(step: RmaStep): Promise<void> {
    this.#step = step;
    await this.flush();
    // An empty filing is not worth a draft; one that has a number remembers where it was left.
    if (this.#id !== null) await this.set({ step });
  }

  async next(): Promise<void> {
    const next = STEPS[STEPS.indexOf(this.#step) + 1];
    if (next !== undefined) await this.goTo(next);
  }

  async previous(): Promise<void> {
    const previous = STEPS[STEPS.indexOf(this.#step) - 1];
    if (previous !== undefined) await this.goTo(previous);
  }

  async takeOver(list: TakeInList): Promise<Taken | null> {
    const rma = await this.ensure();
    await list.keepAs(scratchKey(rma));
    const taken = await list.takeOver(rma);
    if (taken !== null) await this.reload();
    return taken;
  }

  async changeUnits(tickets: readonly TicketId[], changes: TicketChanges): Promise<Acted> {
    return this.#act(() => this.backend.changeTickets([...tickets], changes));
  }

  async removeUnits(tickets: readonly TicketId[]): Promise<Acted> {
    return this.#act(() => this.backend.removeFromRma([...tickets]));
  }

  async #act(act: () => Promise<Acted>): Promise<Acted> {
    const acted = await this.#inTurn(act);
    await this.reload();
    return acted;
  }

  async submit(): Promise<Submitted> {
    await this.flush();
    const id = this.#id;
    if (id === null) throw new Error('Add at least one unit first.');
    const submitted = await this.#inTurn(() => this.backend.submitRma(id));
    await this.reload();
    return submitted;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#saving += 1;
    const turn = this.#queue.then(work, work);
    this.#queue = turn.catch(() => undefined);
    try {
      const done = await turn;
      this.#refusal = '';
      return done;
    } catch (thrown) {
      this.#refusal = messageOf(thrown);
      throw thrown;
    } finally {
      this.#saving -= 1;
    }
  }
}

/** Where the raw paste of a filing is kept. */
export function scratchKey(id: RmaId | null): string {
  return `intake:rma:${id ?? 'new'}`;
}

/** The edits that were changed again while `sent` was on its way. */
function still(edits: RmaChanges, sent: RmaChanges): RmaChanges {
  return Object.fromEntries(Object.entries(edits).filter(([field, value]) => sent[field as keyof RmaChanges] !== value));
}
