import type { Backend } from '$lib/api/backend';
import type { Labour, TicketClock, TicketId, TicketPage, Timestamp } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';

type Asks = Pick<Backend, 'find' | 'ticket' | 'ticketClock' | 'workOn' | 'now'>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The ticket on screen, found by its id or by its number. */
export class OpenTicket {
  #page: TicketPage | null = $state.raw(null);
  #clock: TicketClock | null = $state.raw(null);
  #work: readonly Labour[] = $state.raw([]);
  #now: Timestamp | null = $state(null);
  #status: 'loading' | 'ready' | 'missing' | 'error' = $state('loading');
  #error = $state('');
  #id: TicketId | null = null;
  #request = 0;

  constructor(
    private readonly backend: Asks,
    readonly named: string,
  ) {
    if (UUID.test(named)) this.#id = named;
  }

  get page(): TicketPage | null {
    return this.#page;
  }
  get clock(): TicketClock | null {
    return this.#clock;
  }
  get work(): readonly Labour[] {
    return this.#work;
  }
  /** The desk's own time when the page was read; the window never trusts its clock. */
  get now(): Timestamp | null {
    return this.#now;
  }
  get status(): 'loading' | 'ready' | 'missing' | 'error' {
    return this.#status;
  }
  get error(): string {
    return this.#error;
  }

  /** What was shown stays on screen until the new answer is here. */
  async load(): Promise<void> {
    const request = ++this.#request;
    try {
      this.#id ??= await this.#idByNumber();
      if (request !== this.#request) return;
      if (this.#id === null) {
        this.#status = 'missing';
        return;
      }
      const id = this.#id;
      const [page, clock, work, now] = await Promise.all([this.backend.ticket(id), this.backend.ticketClock(id), this.backend.workOn(id), this.backend.now()]);
      if (request !== this.#request) return;
      this.#page = page;
      this.#clock = clock;
      this.#work = work;
      this.#now = now;
      this.#status = 'ready';
    } catch (thrown) {
      if (request !== this.#request) return;
      this.#error = messageOf(thrown);
      this.#status = 'error';
    }
  }

  async #idByNumber(): Promise<TicketId | null> {
    const hits = await this.backend.find(this.named, 20);
    return hits.find((hit) => hit.kind === 'ticket' && hit.label.toLowerCase() === this.named.toLowerCase())?.id ?? null;
  }
}
