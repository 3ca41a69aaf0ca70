import type { Snippet } from 'svelte';

export interface Column<Row> {
  id: string;
  header: string;
  /** In pixels at 100 %; the least width when `grow` is given. */
  width: number;
  /** Its share of the room left over. */
  grow?: number;
  align?: 'start' | 'end';
  sortable?: boolean;
  /** For serials and other codes. */
  mono?: boolean;
  /** A plain cell. */
  text?: (row: Row) => string;
  /** A drawn cell, in place of `text`. */
  cell?: Snippet<[Row]>;
}

export interface Sort {
  column: string;
  direction: 'ascending' | 'descending';
}

/** The sort after a click on `column`: ascending, descending, ascending again. */
export function nextSort(sort: Sort | null, column: string): Sort {
  const again = sort?.column === column && sort.direction === 'ascending';
  return { column, direction: again ? 'descending' : 'ascending' };
}

export type Widths = Record<string, number>;

export const NARROWEST = 48;

/** The least width of a row in pixels; rows and header get the same, or their shared columns would not line up. */
export function leastWidth<Row>(columns: readonly Column<Row>[], widths: Widths, selectable: boolean): number {
  return columns.reduce((sum, { id, width }) => sum + Math.max(NARROWEST, widths[id] ?? width), selectable ? 36 : 0);
}

/** The CSS grid the header and every row share; a width set by hand no longer grows. */
export function template<Row>(columns: readonly Column<Row>[], widths: Widths, selectable: boolean): string {
  const tracks = columns.map(({ id, width, grow }) => {
    const set = widths[id];
    if (set !== undefined) return `${Math.max(NARROWEST, set)}px`;
    return grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`;
  });
  return [...(selectable ? ['36px'] : []), ...tracks].join(' ');
}
