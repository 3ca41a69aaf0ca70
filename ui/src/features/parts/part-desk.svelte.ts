import type { Backend } from '$lib/api/backend';
import type { Part, PartId, PartKind, PartPage, PartQuery, PartRow, PartSort, PartyId, StockLine, StockPlace, StockPlaceId } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import { Loaded } from '$lib/api/loaded.svelte';
import { NEW_ID } from '$lib/api/new-id';
import type { Sort } from '$lib/ui';

/** The core gives no more of a list, nor of a ledger, at once. */
export const MOST_SHOWN = 1_000;
const LINES_AT_ONCE = 200;

type Needed = Pick<Backend, 'parts' | 'part' | 'stockPlaces' | 'stockLines'>;

/** The parts on the shelves, which of them are asked for, and the one that is open. */
export class PartDesk {
  text = $state('');
  kind: PartKind | null = $state(null);
  place: StockPlaceId | null = $state(null);
  owner: PartyId | null = $state(null);
  toOrder = $state(false);
  withRetired = $state(false);
  /** Without one: what is to be ordered first. */
  sort: Sort | null = $state(null);

  readonly rows: Loaded<PartRow[]>;
  readonly places: Loaded<StockPlace[]>;
  #open: PartId | 'new' | null = $state(null);
  #page: PartPage | null = $state.raw(null);
  #older: readonly StockLine[] = $state.raw([]);
  #hasOlder = $state(false);
  #error: string | null = $state(null);
  #request = 0;

  constructor(private readonly backend: Needed) {
    this.rows = new Loaded(() => backend.parts(this.query));
    this.places = new Loaded(() => backend.stockPlaces());
  }

  readonly query: PartQuery = $derived({
    text: this.text.trim(),
    kind: this.kind,
    to_order: this.toOrder,
    place: this.place,
    owner: this.owner,
    with_retired: this.withRetired,
    sort: (this.sort?.column ?? 'need') as PartSort,
    descending: this.sort?.direction === 'descending',
  });
  readonly isNarrowed = $derived(this.text.trim() !== '' || this.kind !== null || this.place !== null || this.owner !== null || this.toOrder);

  get open(): PartId | 'new' | null {
    return this.#open;
  }
  get page(): PartPage | null {
    return this.#page;
  }
  get error(): string | null {
    return this.#error;
  }
  /** The ledger as far as it was read, newest first. */
  readonly lines: readonly StockLine[] = $derived([...(this.#page?.lines ?? []), ...this.#older]);
  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  /** Places that take stock. */
  get usable(): StockPlace[] {
    return (this.places.value ?? []).filter((place) => !place.retired);
  }

  async load(): Promise<void> {
    await Promise.all([this.rows.load(), this.places.load(), this.#open !== null && this.#open !== 'new' ? this.look(this.#open) : undefined]);
  }

  openNew(): void {
    this.#request += 1;
    this.#open = 'new';
    this.#page = null;
  }

  close(): void {
    this.#request += 1;
    this.#open = null;
    this.#page = null;
  }

  /** Opens a part, or reads the one that is open anew. */
  async look(id: PartId): Promise<void> {
    const request = ++this.#request;
    if (this.#open !== id) [this.#open, this.#page] = [id, null];
    try {
      const page = await this.backend.part(id);
      // A slower, older answer must not overwrite a newer one.
      if (request !== this.#request) return;
      [this.#page, this.#older, this.#hasOlder, this.#error] = [page, [], page.lines.length === LINES_AT_ONCE, null];
    } catch (thrown) {
      if (request === this.#request) this.#error = messageOf(thrown);
    }
  }

  async readOlder(): Promise<void> {
    const [id, last] = [this.#page?.row.part.id, this.lines.at(-1)];
    if (id === undefined || last === undefined) return;
    const request = this.#request;
    const lines = await this.backend.stockLines(id, last.event);
    if (request !== this.#request) return;
    this.#older = [...this.#older, ...lines];
    this.#hasOlder = lines.length === LINES_AT_ONCE;
  }
}

export function newPart(): Part {
  return { id: NEW_ID, number: '', name: '', kind: 'chip', fits: [], supplier: '', cost_cents: null, price_cents: null, reorder_at: 0, lead_days: null, note: '', retired: false };
}
