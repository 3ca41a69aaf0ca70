export interface LinePoint {
  x: number;
  y: number;
  /** The band around it, where it has one. */
  low?: number;
  high?: number;
}

export interface Line {
  id: string;
  name: string;
  colour: string;
  points: readonly LinePoint[];
  /** Level until the next point, as survival is. */
  step?: boolean;
  dashed?: boolean;
}

/** Something that happened at a place of the axis. */
export interface ChartMark {
  x: number;
  /** Where it ended, if it lasted. */
  to?: number;
  label: string;
}

/** Rows of names above the lines; what finds no room in them is drawn without its name, and stands in the table. */
export const MARK_ROWS = 3;

/** The row each mark's name stands in, so that none lies over another; null where there is no room. */
export function rowsOf(marks: readonly { at: number; width: number }[], end: number): (number | null)[] {
  const taken = Array.from({ length: MARK_ROWS }, () => -Infinity);
  const rows: (number | null)[] = marks.map(() => null);
  for (const { at, width, i } of marks.map((mark, i) => ({ ...mark, i })).sort((a, b) => a.at - b.at)) {
    const row = at + width > end ? -1 : taken.findIndex((until) => until <= at);
    if (row < 0) continue;
    taken[row] = at + width;
    rows[i] = row;
  }
  return rows;
}

/** Where names at the ends of lines stand: as near to their line as they can without lying over each other. */
export function spread(ends: readonly number[], apart: number, low: number, high: number): number[] {
  const order = ends.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let last = -Infinity;
  for (const end of order) {
    end.y = Math.max(end.y, last + apart, low);
    last = end.y;
  }
  // What was pushed past the bottom comes up again, and pushes the others before it.
  let next = high + apart;
  for (const end of order.toReversed()) {
    end.y = Math.min(end.y, next - apart);
    next = end.y;
  }
  const placed: number[] = Array.from(ends);
  for (const { y, i } of order) placed[i] = y;
  return placed;
}
