import type { Backend } from '$lib/api/backend';
import type { CenterId, Count, HoldReason, ModelId, PartyId, RmaId, Stage, TicketQuery, TicketRow, TicketSort, WarrantyClass } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import { HOLD_REASONS, STAGES } from '$lib/trade';
import { WARRANTY_CLASSES } from '$lib/trade/kinds';
import type { Sort } from '$lib/ui';

export type Shown = 'open' | 'closed' | 'all';
/** `any`: held for whatever reason. */
export type HoldFilter = HoldReason | 'any' | 'none';

export interface TicketFilter {
  text: string;
  /** Too many for an address; they live as long as the list does. */
  serials: readonly string[];
  show: Shown;
  stages: readonly Stage[];
  hold: HoldFilter | null;
  customer: PartyId | null;
  center: CenterId | null;
  model: ModelId | null;
  rma: RmaId | null;
  warranty: WarrantyClass | null;
}

export const NO_FILTER: TicketFilter = { text: '', serials: [], show: 'open', stages: [], hold: null, customer: null, center: null, model: null, rma: null, warranty: null };
export const FIRST_SORT: Sort = { column: 'number', direction: 'descending' };

const PAGE = 200;
/** The backend gives no longer page. */
const LONGEST_PAGE = 1000;

/** The columns the backend can sort by. A duration grows as its start lies further back, so those run the other way. */
export const SORTS: Readonly<Record<string, { by: TicketSort; reversed?: boolean }>> = {
  number: { by: 'number' },
  serial: { by: 'serial' },
  model: { by: 'model' },
  inStage: { by: 'stage_since', reversed: true },
  age: { by: 'opened', reversed: true },
  customer: { by: 'customer' },
  center: { by: 'center' },
  promised: { by: 'promise' },
  touched: { by: 'touched' },
};

function isStage(text: string): text is Stage {
  return text in STAGES;
}

/** The filters as they stand in the address. What is as usual is left out. */
export function writeSearch(filter: TicketFilter, sort: Sort): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | null): void => {
    if (value !== null && value !== '') query.set(name, value);
  };
  put('q', filter.text.trim());
  put('show', filter.show === 'open' ? null : filter.show);
  put('stage', filter.stages.join('.'));
  put('hold', filter.hold);
  put('customer', filter.customer);
  put('center', filter.center);
  put('model', filter.model);
  put('rma', filter.rma);
  put('warranty', filter.warranty);
  const usual = sort.column === FIRST_SORT.column && sort.direction === FIRST_SORT.direction;
  put('sort', usual ? null : `${sort.column}.${sort.direction === 'ascending' ? 'up' : 'down'}`);
  return query.toString();
}

/** Reads an address; what it does not know is left out, never an error. */
export function readSearch(search: string): { filter: TicketFilter; sort: Sort } {
  const query = new URLSearchParams(search);
  const show = query.get('show');
  const hold = query.get('hold');
  const warranty = query.get('warranty');
  const [column = '', direction] = (query.get('sort') ?? '').split('.');
  const isHold = (text: string): text is HoldFilter => text === 'any' || text === 'none' || text in HOLD_REASONS;
  const isWarranty = (text: string): text is WarrantyClass => text in WARRANTY_CLASSES;
  return {
    filter: {
      text: query.get('q') ?? '',
      serials: [],
      show: show === 'closed' || show === 'all' ? show : 'open',
      stages: (query.get('stage') ?? '').split('.').filter(isStage),
      hold: hold !== null && isHold(hold) ? hold : null,
      customer: query.get('customer'),
      center: query.get('center'),
      model: query.get('model'),
      rma: query.get('rma'),
      warranty: warranty !== null && isWarranty(warranty) ? warranty : null,
    },
    sort: column in SORTS ? { column, direction: direction === 'up' ? 'ascending' : 'descending' } : FIRST_SORT,
  };
}

/** The tickets on screen and the search that chose them. */
export class TicketList {
  #filter: TicketFilter = $state.raw(NO_FILTER);
  #sort: Sort = $state.raw(FIRST_SORT);
  #rows: TicketRow[] = $state.raw([]);
  #next: string | null = $state(null);
  #count: Count | null = $state.raw(null);
  #status: 'loading' | 'ready' | 'error' = $state('loading');
  #error = $state('');
  #request = 0;
  #growing = false;
  #isOpen = false;
  /** Where the list was left, so that coming back from a ticket finds it so. */
  activeKey: string | null = $state(null);
  scrollTop = 0;

  constructor(private readonly backend: Pick<Backend, 'tickets' | 'countTickets'>) {}

  get filter(): TicketFilter {
    return this.#filter;
  }
  get sort(): Sort {
    return this.#sort;
  }
  get rows(): readonly TicketRow[] {
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
  get search(): string {
    return writeSearch(this.#filter, this.#sort);
  }
  readonly more = $derived(this.#next !== null);
  readonly isFiltered = $derived(this.#filter.serials.length > 0 || writeSearch({ ...this.#filter, show: 'open' }, FIRST_SORT) !== '');

  /** Shows what an address asks for; what is on screen already stays and is only brought up to date. */
  async open(search: string): Promise<void> {
    if (this.#isOpen && search === this.search) return this.refresh();
    this.#isOpen = true;
    const asked = readSearch(search);
    this.#filter = asked.filter;
    this.#sort = asked.sort;
    this.#leave();
    await this.reload();
  }

  /** Narrows or widens the list; what is not named stays. */
  async narrow(change: Partial<TicketFilter>): Promise<void> {
    this.#filter = { ...this.#filter, ...change };
    this.#leave();
    await this.reload();
  }

  async sortBy(sort: Sort): Promise<void> {
    this.#sort = sort;
    this.#leave();
    await this.reload();
  }

  async reload(): Promise<void> {
    await this.#read(PAGE);
  }

  /** The same rows as they are now, as far as they were loaded. */
  async refresh(): Promise<void> {
    await this.#read(Math.min(LONGEST_PAGE, Math.max(PAGE, this.#rows.length)));
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.#growing) return;
    const request = this.#request;
    this.#growing = true;
    try {
      const page = await this.backend.tickets(this.#query(this.#next, PAGE));
      if (request !== this.#request) return;
      this.#rows = [...this.#rows, ...page.rows];
      this.#next = page.next;
    } catch (thrown) {
      if (request === this.#request) this.#fail(thrown);
    } finally {
      if (request === this.#request) this.#growing = false;
    }
  }

  async #read(limit: number): Promise<void> {
    const request = ++this.#request;
    this.#growing = false;
    this.#status = 'loading';
    try {
      const query = this.#query(null, limit);
      const [page, count] = await Promise.all([this.backend.tickets(query), this.backend.countTickets(query)]);
      // A slower, older answer must not overwrite a newer one.
      if (request !== this.#request) return;
      this.#rows = page.rows;
      this.#next = page.next;
      this.#count = count;
      this.#status = 'ready';
    } catch (thrown) {
      if (request === this.#request) this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    this.#error = messageOf(thrown);
    this.#status = 'error';
  }

  #leave(): void {
    this.activeKey = null;
    this.scrollTop = 0;
  }

  #query(after: string | null, limit: number): TicketQuery {
    const { text, serials, show, stages, hold, customer, center, model, rma, warranty } = this.#filter;
    const sort = SORTS[this.#sort.column] ?? { by: 'number' };
    const descending = this.#sort.direction === 'descending';
    return {
      text: text.trim(),
      serials: [...serials],
      open: show === 'all' ? null : show === 'open',
      stages: [...stages],
      on_hold: hold === 'any' ? true : hold === 'none' ? false : null,
      hold_reasons: hold === null || hold === 'any' || hold === 'none' ? [] : [hold],
      rma_id: rma,
      model_id: model,
      customer_id: customer,
      center_id: center,
      warranty_class: warranty,
      sort: sort.by,
      descending: sort.reversed === true ? !descending : descending,
      after,
      limit,
    };
  }
}
