/** Rows by their place in the list. An array is one; a long list is one of which only parts are loaded. */
export interface RowSource<Row> {
  /** Rows there are, loaded or not, as far as is known. */
  readonly length: number;
  /** Undefined while that row is not loaded. */
  at(index: number): Row | undefined;
  /** One past the last row that is loaded; without it all are. */
  readonly reach?: number;
  /** The loaded rows, in order. */
  [Symbol.iterator](): IterableIterator<Row>;
  /** The place of the first row for which this holds, or -1. */
  findIndex(is: (row: Row) => boolean): number;
}
