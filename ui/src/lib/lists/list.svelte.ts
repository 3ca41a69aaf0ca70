import type { Count, Page } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import { Delay } from '$lib/delay';
import type { RowSource, Sort } from '$lib/ui';
import { Chunks } from './chunks';
import { isNarrowed, narrowed, readSearch, unasked, writeSearch, type Question, type Shape } from './question';

/** Where a list is read from. */
export interface ListSource<Row> {
  page: (question: Question, after: string | null, limit: number) => Promise<Page<Row>>;
  /** How many match; without it the list is as long as it turns out. */
  count?: (question: Question) => Promise<Count>;
}

const PAGE = 200;
/** Rows are read this far ahead of what is in view. */
const AHEAD = 120;
/** Counting waits until the hand rests: the rows come first. */
const COUNT_AFTER_MS = 120;

/** The rows on screen and the question that chose them: paging, sorting, filters, and reading again what has changed. */
export class ListState<Row> {
  #question: Question = $state.raw({ text: '', serials: [], filters: {}, sort: { column: '', direction: 'ascending' } });
  #rows: Chunks<Row> = $state.raw(Chunks.none<Row>());
  #count: Count | null = $state.raw(null);
  #status: 'loading' | 'ready' | 'error' = $state('loading');
  #error = $state('');
  /** Grows with every question: an answer to an older one is dropped. */
  #asked = 0;
  #reading: Promise<void> | null = null;
  #isStale = false;
  #filling = false;
  #isOpen = false;
  #view = { from: 0, to: 0 };
  readonly #counting: Delay;
  /** Where the list was left, so that coming back from a record finds it so. */
  activeKey: string | null = $state(null);
  scrollTop = 0;

  constructor(
    private readonly source: ListSource<Row>,
    readonly shape: Shape,
    countAfterMs = COUNT_AFTER_MS,
  ) {
    this.#question = unasked(shape);
    this.#counting = new Delay(countAfterMs, () => void this.#countRows());
  }

  get question(): Question {
    return this.#question;
  }
  get rows(): RowSource<Row> {
    return this.#rows;
  }
  /** How many match; null until it is known. */
  get count(): Count | null {
    return this.#count;
  }
  get status(): 'loading' | 'ready' | 'error' {
    return this.#status;
  }
  get error(): string {
    return this.#error;
  }
  get isOpen(): boolean {
    return this.#isOpen;
  }
  /** What the address says of it. */
  readonly search: string = $derived.by(() => writeSearch(this.#question, this.shape));
  readonly isFiltered: boolean = $derived.by(() => isNarrowed(this.#question, this.shape));

  /** Shows what an address asks for; what is on screen already stays and is only brought up to date. */
  async open(search: string): Promise<void> {
    if (this.#isOpen && search === this.search) return this.refresh();
    await this.ask(readSearch(search, this.shape));
  }

  /** Another question; what is not named stays. */
  async ask(change: Partial<Question>): Promise<void> {
    this.#isOpen = true;
    this.#question = { ...this.#question, ...change };
    this.activeKey = null;
    this.scrollTop = 0;
    await this.reload();
  }

  async narrow(field: string, values: readonly string[]): Promise<void> {
    await this.ask({ filters: narrowed(this.#question.filters, field, values) });
  }

  async sortBy(sort: Sort): Promise<void> {
    await this.ask({ sort });
  }

  /** Nothing narrows any more; the order stays. */
  async clear(): Promise<void> {
    await this.ask({ ...unasked(this.shape), sort: this.#question.sort });
  }

  /** How many would match were one narrowing taken off; empty for those nobody can count. */
  async without(): Promise<{ field: string; count: Count }[]> {
    const { filters, text, serials } = this.#question;
    const ways: [string, Question][] = [
      ...(text.trim() === '' ? [] : [['text', { ...this.#question, text: '' }] as [string, Question]]),
      ...(serials.length === 0 ? [] : [['serials', { ...this.#question, serials: [] }] as [string, Question]]),
      ...Object.keys(filters).map((field): [string, Question] => [field, { ...this.#question, filters: narrowed(filters, field, []) }]),
    ];
    const counts = await Promise.all(ways.map(async ([field, question]) => ({ field, count: (await this.source.count?.(question)) ?? { count: 0, more: false } })));
    return counts.filter(({ count }) => count.count > 0);
  }

  /** From the top. While an answer is awaited only the newest question waits behind it, however many were asked. */
  async reload(): Promise<void> {
    this.#asked += 1;
    this.#isStale = true;
    this.#counting.stop();
    this.#status = 'loading';
    this.#reading ??= this.#readNewest().finally(() => (this.#reading = null));
    return this.#reading;
  }

  /** The rows in view as they are now, where they are. */
  async refresh(): Promise<void> {
    if (this.#reading !== null) return this.reload();
    const asked = ++this.#asked;
    try {
      const wanted = this.#rows.stale(this.#view.from);
      const page = await this.source.page(this.#question, wanted.cursor, wanted.limit);
      if (asked !== this.#asked) return;
      this.#rows = this.#rows.refreshed(wanted.from, wanted, page);
      this.#settle();
    } catch (thrown) {
      if (asked === this.#asked) this.#fail(thrown);
    }
  }

  /** Told which rows are in view; reads those that are missing and some ahead. */
  need(from: number, to: number): void {
    this.#view = { from, to };
    void this.#fill();
  }

  async #fill(): Promise<void> {
    if (this.#filling || this.#reading !== null) return;
    this.#filling = true;
    const asked = this.#asked;
    try {
      for (;;) {
        const { from, to } = this.#view;
        const wanted = this.#rows.missing(from, to + AHEAD);
        if (wanted === null) break;
        const page = await this.source.page(this.#question, wanted.cursor, wanted.limit);
        if (asked !== this.#asked) break;
        this.#rows = this.#rows.filled(wanted, page).trimmed(this.#view.from, this.#view.to);
      }
    } catch (thrown) {
      if (asked === this.#asked) this.#fail(thrown);
    } finally {
      this.#filling = false;
    }
    // Another question came in between; what is missing of its rows was not looked for.
    if (asked !== this.#asked) void this.#fill();
  }

  async #readNewest(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      try {
        const page = await this.source.page(this.#question, null, PAGE);
        if (this.#isStale) continue;
        this.#count = null;
        this.#rows = Chunks.first(page);
        this.#settle();
      } catch (thrown) {
        if (!this.#isStale) this.#fail(thrown);
      }
    }
  }

  #settle(): void {
    this.#status = 'ready';
    this.#error = '';
    if (this.#rows.isWhole) {
      this.#counting.stop();
      this.#count = { count: this.#rows.length, more: false };
    } else if (this.source.count !== undefined) {
      this.#rows = this.#rows.with(this.#exact());
      this.#counting.start();
    }
  }

  async #countRows(): Promise<void> {
    const asked = this.#asked;
    try {
      const count = await this.source.count?.(this.#question);
      if (count === undefined || asked !== this.#asked) return;
      this.#count = count;
      this.#rows = this.#rows.with(this.#exact());
    } catch {
      // The rows are there; a list without its count is still a list.
    }
  }

  #exact(): number | null {
    return this.#count === null || this.#count.more ? null : this.#count.count;
  }

  #fail(thrown: unknown): void {
    this.#error = messageOf(thrown);
    this.#status = 'error';
  }
}
