import type { RowSource } from '$lib/ui';

/** Rows of one answer, and where they begin. Rows that were dropped are read again by the cursor. */
interface Chunk<Row> {
  from: number;
  size: number;
  cursor: string | null;
  rows: readonly Row[] | null;
}

/** What to read next. */
export interface Wanted {
  cursor: string | null;
  limit: number;
}

interface Answer<Row> {
  rows: readonly Row[];
  next: string | null;
}

const PAGE = 200;
/** The backend gives no longer page. */
const LONGEST_PAGE = 1000;
/** A row is some kilobyte: a dozen megabytes, however far one scrolls. */
const MOST_KEPT = 12_000;

/**
 * The loaded parts of a list that is read page by page.
 *
 * A page can only be had by the cursor at the end of the one before, so the list grows at its end; but rows far from
 * view are let go of and read again when they are looked at. Never changed in place: each change is another one.
 */
export class Chunks<Row> implements RowSource<Row> {
  private constructor(
    private readonly chunks: readonly Chunk<Row>[],
    /** Where the next page begins; null at the end of the list. */
    private readonly next: string | null,
    private readonly counted: number | null,
  ) {}

  static none<Row>(): Chunks<Row> {
    return new Chunks<Row>([], null, null);
  }

  static first<Row>(answer: Answer<Row>): Chunks<Row> {
    return Chunks.none<Row>().#grown(null, answer);
  }

  /** One past the last row ever loaded. */
  get reach(): number {
    const last = this.chunks.at(-1);
    return last === undefined ? 0 : last.from + last.size;
  }

  get isWhole(): boolean {
    return this.next === null;
  }

  /** As counted; where the list is longer than one counts, a page more than is loaded, to be scrolled into. */
  get length(): number {
    if (this.next === null) return this.reach;
    return this.counted === null ? this.reach + PAGE : Math.max(this.counted, this.reach + 1);
  }

  /** How many rows there are, when that is known exactly. */
  with(counted: number | null): Chunks<Row> {
    return new Chunks(this.chunks, this.next, counted);
  }

  at(index: number): Row | undefined {
    const chunk = this.chunks[this.#chunkAt(index)];
    return chunk?.rows?.[index - chunk.from];
  }

  *[Symbol.iterator](): IterableIterator<Row> {
    for (const chunk of this.chunks) if (chunk.rows !== null) yield* chunk.rows;
  }

  findIndex(is: (row: Row) => boolean): number {
    for (const { rows, from } of this.chunks) {
      const found = rows?.findIndex(is) ?? -1;
      if (found >= 0) return from + found;
    }
    return -1;
  }

  /** What to read so that the rows from `from` to `to` are there; null when they are. */
  missing(from: number, to: number): Wanted | null {
    const dropped = this.chunks.find((chunk) => chunk.rows === null && chunk.from < to && chunk.from + chunk.size > from);
    if (dropped !== undefined) return { cursor: dropped.cursor, limit: dropped.size };
    const short = to - this.reach;
    if (this.next === null || short <= 0) return null;
    return { cursor: this.next, limit: short > PAGE ? LONGEST_PAGE : PAGE };
  }

  /** With an answer that was wanted. */
  filled(wanted: Wanted, answer: Answer<Row>): Chunks<Row> {
    const place = this.chunks.findIndex((chunk) => chunk.rows === null && chunk.cursor === wanted.cursor);
    if (place < 0) return this.#grown(wanted.cursor, answer);
    const chunks = this.chunks.map((chunk, i) => (i === place ? { ...chunk, rows: answer.rows } : chunk));
    return new Chunks(chunks, this.next, this.counted);
  }

  /** Lets go of the rows farthest from view once there are too many. */
  trimmed(from: number, to: number): Chunks<Row> {
    let kept = this.chunks.reduce((sum, { rows }) => sum + (rows?.length ?? 0), 0);
    if (kept <= MOST_KEPT) return this;
    const away = (chunk: Chunk<Row>): number => Math.max(from - (chunk.from + chunk.size), chunk.from - to);
    const drop = new Set<Chunk<Row>>();
    for (const chunk of this.chunks.toSorted((a, b) => away(b) - away(a))) {
      if (kept <= MOST_KEPT || away(chunk) <= 0) break;
      if (chunk.rows === null) continue;
      drop.add(chunk);
      kept -= chunk.rows.length;
    }
    return new Chunks(
      this.chunks.map((chunk) => (drop.has(chunk) ? { ...chunk, rows: null } : chunk)),
      this.next,
      this.counted,
    );
  }

  /** What to read so that all that is loaded near `index` is as it is now, and the place it begins at. */
  stale(index: number): Wanted & { from: number } {
    const chunk = this.chunks[this.#chunkAt(index)];
    // As far as one page goes the list is read from its beginning, so that new rows at the top are seen.
    if (chunk === undefined || index < LONGEST_PAGE) return { cursor: null, from: 0, limit: Math.min(LONGEST_PAGE, Math.max(PAGE, this.reach)) };
    return { cursor: chunk.cursor, from: chunk.from, limit: chunk.size };
  }

  /** With fresh rows at `from`. What stood above is read again when it is looked at; what stood below is read anew. */
  refreshed(from: number, wanted: Wanted, answer: Answer<Row>): Chunks<Row> {
    const above = this.chunks.filter((chunk) => chunk.from < from).map((chunk) => ({ ...chunk, rows: null }));
    return new Chunks<Row>(above, null, this.counted).#grown(wanted.cursor, answer);
  }

  #grown(cursor: string | null, answer: Answer<Row>): Chunks<Row> {
    const chunk = { from: this.reach, size: answer.rows.length, cursor, rows: answer.rows };
    return new Chunks(answer.rows.length === 0 ? this.chunks : [...this.chunks, chunk], answer.next, this.counted);
  }

  #chunkAt(index: number): number {
    let [low, high] = [0, this.chunks.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const chunk = this.chunks[middle];
      if (chunk === undefined) return -1;
      if (index < chunk.from) high = middle - 1;
      else if (index >= chunk.from + chunk.size) low = middle + 1;
      else return middle;
    }
    return -1;
  }
}
