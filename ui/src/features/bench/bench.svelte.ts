import type { Backend } from '$lib/api/backend';
import type { BenchTicket, BenchUnit, DeviceId, MoveOption } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import { Loaded } from '$lib/api/loaded.svelte';

/** The queue counts minutes: it is as true as it is new. */
const LOOK_EVERY_MS = 20_000;

/** The unit on the bench and whose turn is next. */
export class Bench {
  readonly queue;
  #unit: BenchUnit | null = $state.raw(null);
  #status: 'empty' | 'loading' | 'ready' | 'error' = $state('empty');
  #error = $state('');
  #request = 0;
  /** The slot that is looked at, by its place in the unit. */
  slotAt = $state(0);
  /** Chips of that slot that are chosen to be marked. */
  chosen: ReadonlySet<number> = $state.raw(new Set());

  constructor(private readonly backend: Pick<Backend, 'benchQueue' | 'benchUnit'>) {
    this.queue = new Loaded(() => backend.benchQueue(null));
  }

  get unit(): BenchUnit | null {
    return this.#unit;
  }
  get status(): 'empty' | 'loading' | 'ready' | 'error' {
    return this.#status;
  }
  get error(): string {
    return this.#error;
  }

  readonly ticket: BenchTicket | null = $derived(this.#unit?.ticket ?? null);
  readonly slot = $derived(this.#unit?.slots[this.slotAt] ?? null);
  /** The way on that is open: the first stage ahead that nothing stands against. */
  readonly next: MoveOption | null = $derived(this.ticket?.moves.find((move) => move.allowed && isAhead(move)) ?? null);
  /** What stands in the way of the next stage, where nothing ahead is open. */
  readonly blocked: MoveOption | null = $derived(this.next === null ? (this.ticket?.moves.find(isAhead) ?? null) : null);

  async open(id: DeviceId): Promise<void> {
    const request = ++this.#request;
    const isOther = this.#unit?.unit.id !== id;
    if (isOther) this.#status = 'loading';
    try {
      const unit = await this.backend.benchUnit(id);
      if (request !== this.#request) return;
      this.#unit = unit;
      this.#status = 'ready';
      if (isOther) this.#look(unit);
    } catch (thrown) {
      if (request !== this.#request) return;
      this.#error = messageOf(thrown);
      this.#status = 'error';
    }
  }

  /** As it is now, with the queue. */
  async again(): Promise<void> {
    await Promise.all([this.queue.load(), this.#unit === null ? undefined : this.open(this.#unit.unit.id)]);
  }

  /** Keeps what runs running on screen; gives what stops that. */
  watch(): () => void {
    const timer = setInterval(() => void this.queue.load(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }

  leave(): void {
    this.#request += 1;
    this.#unit = null;
    this.#status = 'empty';
  }

  lookAt(slot: number): void {
    const slots = this.#unit?.slots.length ?? 0;
    if (slots === 0) return;
    this.slotAt = (slot + slots) % slots;
    this.chosen = new Set();
  }

  choose(chip: number, more: boolean): void {
    const chosen = new Set(more ? this.chosen : []);
    if (this.chosen.has(chip)) chosen.delete(chip);
    else chosen.add(chip);
    this.chosen = chosen;
  }

  /** The board that was scanned; otherwise the first that has chips to look at. */
  #look(unit: BenchUnit): void {
    const scanned = unit.slots.findIndex(({ slot }) => slot === unit.scanned_slot);
    const board = unit.slots.findIndex(({ component }) => component === 'hashboard');
    this.slotAt = Math.max(0, scanned >= 0 ? scanned : board);
    this.chosen = new Set();
  }
}

function isAhead({ is_back, to }: MoveOption): boolean {
  return !is_back && to !== 'rejected' && to !== 'cancelled';
}
