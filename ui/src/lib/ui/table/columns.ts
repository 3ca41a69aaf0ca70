import type { Snippet } from 'svelte';

export interface Column<Row> {
  id: string;
  header: string;
  /** Its name where the header is too short to be one. */
  name?: string;
  /** In pixels at 100 %; the least width when `grow` is given. */
  width: number;
  /** Its share of the room left over. */
  grow?: number;
  align?: 'start' | 'end';
  sortable?: boolean;
  /** Not shown until it is chosen. */
  spare?: boolean;
  /** Always shown: the name of the row. */
  fixed?: boolean;
  /** Where there is no room for all, the highest gives way first; without it the column stays. */
  yields?: number;
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

/** How a person has laid out the columns. */
export interface Layout {
  /** The columns of this order first; those it does not know come where they stand as a rule. */
  order: readonly string[];
  /** What was shown or hidden by hand. */
  shown: Readonly<Record<string, boolean>>;
  widths: Widths;
}

export const AS_A_RULE: Layout = { order: [], shown: {}, widths: {} };

/** All columns in the order chosen. One that is new since then keeps its neighbour on the left. */
export function ordered<Row>(columns: readonly Column<Row>[], { order }: Layout): readonly Column<Row>[] {
  const known = order.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  for (const [i, column] of columns.entries()) {
    if (known.includes(column)) continue;
    const left = columns[i - 1];
    known.splice(left === undefined ? 0 : known.indexOf(left) + 1, 0, column);
  }
  return known;
}

export function isShown<Row>({ id, spare, fixed }: Column<Row>, { shown }: Layout): boolean {
  return fixed === true || (shown[id] ?? spare !== true);
}

/** The columns on screen. */
export function arranged<Row>(columns: readonly Column<Row>[], layout: Layout): readonly Column<Row>[] {
  return ordered(columns, layout).filter((column) => isShown(column, layout));
}

/** The columns there is room for. Those asked for by hand stay, and the list scrolls sideways. */
export function fitting<Row>(columns: readonly Column<Row>[], layout: Layout, room: number, selectable: boolean): readonly Column<Row>[] {
  const stays = [...columns];
  const rank = (column: Column<Row>): number => (layout.shown[column.id] === true ? 0 : (column.yields ?? 0));
  while (leastWidth(stays, layout.widths, selectable) > room) {
    const first = stays.reduce((best, column, i) => (rank(column) > rank(stays[best] ?? column) ? i : best), 0);
    const column = stays[first];
    if (column === undefined || rank(column) === 0) break;
    stays.splice(first, 1);
  }
  return stays;
}

/** The layout with a column moved so many places, among all of them. */
export function moved<Row>(columns: readonly Column<Row>[], layout: Layout, id: string, to: number): Layout {
  const order = ordered(columns, layout).map((column) => column.id);
  const from = order.indexOf(id);
  if (from < 0) return layout;
  order.splice(from, 1);
  order.splice(Math.min(order.length, Math.max(0, to)), 0, id);
  return { ...layout, order };
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
