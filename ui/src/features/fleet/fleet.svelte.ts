import type { Backend } from '$lib/api/backend';
import type { Count, DeviceKind, DeviceQuery, DeviceRow, DeviceSort, ModelId, PartyId, SiteId } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import type { Sort } from '$lib/ui';

export interface FleetFilter {
  text: string;
  serials: readonly string[];
  kind: DeviceKind | null;
  model: { id: ModelId; name: string } | null;
  owner: PartyId | null;
  site: SiteId | null;
  withTicket: boolean | null;
}

export const NO_FILTER: FleetFilter = { text: '', serials: [], kind: null, model: null, owner: null, site: null, withTicket: null };

const PAGE = 200;
const SORTS: Record<string, DeviceSort> = { code: 'added', serial: 'serial', model: 'model', owner: 'owner', site: 'site', location: 'location', warranty: 'warranty' };

/** The units on screen and the search that chose them. */
export class Fleet {
  #filter: FleetFilter = $state.raw(NO_FILTER);
  #sort: Sort = $state.raw({ column: 'code', direction: 'descending' });
  #rows: DeviceRow[] = $state.raw([]);
  #next: string | null = $state(null);
  #count: Count | null = $state.raw(null);
  #status: 'loading' | 'ready' | 'error' = $state('loading');
  #error = $state('');
  #request = 0;
  #growing = false;

  constructor(private readonly backend: Backend) {}

  get filter(): FleetFilter {
    return this.#filter;
  }
  get sort(): Sort {
    return this.#sort;
  }
  get rows(): readonly DeviceRow[] {
    return this.#rows;
  }
  get count(): Count | null {
    return this.#count;
  }
  get status(): 'loading' | 'ready' | 'error' {
    return this.#status;
  }
  get error(): string {
    return this.#error;
  }
  readonly more = $derived(this.#next !== null);
  readonly isFiltered = $derived(
    this.#filter.text.trim() !== '' || this.#filter.serials.length > 0 || [this.#filter.kind, this.#filter.model, this.#filter.owner, this.#filter.site, this.#filter.withTicket].some((each) => each !== null),
  );

  /** Narrows or widens the list; what is not named stays. */
  async narrow(change: Partial<FleetFilter>): Promise<void> {
    this.#filter = { ...this.#filter, ...change };
    await this.reload();
  }

  async sortBy(sort: Sort): Promise<void> {
    this.#sort = sort;
    await this.reload();
  }

  async reload(): Promise<void> {
    const request = ++this.#request;
    this.#growing = false;
    this.#status = 'loading';
    try {
      const query = this.#query(null);
      const [page, count] = await Promise.all([this.backend.devices(query), this.backend.countDevices(query)]);
      // A slower, older answer must not overwrite a newer one.
      if (request !== this.#request) return;
      this.#rows = page.rows;
      this.#next = page.next;
      this.#count = count;
      this.#status = 'ready';
    } catch (thrown) {
      if (request !== this.#request) return;
      this.#error = messageOf(thrown);
      this.#status = 'error';
    }
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.#growing) return;
    const request = this.#request;
    this.#growing = true;
    try {
      const page = await this.backend.devices(this.#query(this.#next));
      if (request !== this.#request) return;
      this.#rows = [...this.#rows, ...page.rows];
      this.#next = page.next;
    } catch (thrown) {
      if (request !== this.#request) return;
      this.#error = messageOf(thrown);
      this.#status = 'error';
    } finally {
      if (request === this.#request) this.#growing = false;
    }
  }

  #query(after: string | null): DeviceQuery {
    const { text, serials, kind, model, owner, site, withTicket } = this.#filter;
    return {
      text: text.trim(),
      serials: [...serials],
      kind,
      model_id: model?.id ?? null,
      owner_id: owner,
      site_id: site,
      with_open_ticket: withTicket,
      sort: SORTS[this.#sort.column] ?? 'added',
      descending: this.#sort.direction === 'descending',
      after,
      limit: PAGE,
    };
  }
}
