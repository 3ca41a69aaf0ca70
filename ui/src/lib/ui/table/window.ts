/** Browsers clamp an element near 33 million pixels; a million rows at full size would pass it. */
const TALLEST = 8_000_000;

export interface Seen {
  /** The first and one past the last row to draw. */
  from: number;
  to: number;
  /** How many rows are drawn at most, wherever one is: the elements there are to be used again and again. */
  pool: number;
  /** Where the first drawn row stands inside the scrolled content, in pixels. */
  top: number;
  /** The height of the scrolled content, in pixels. */
  height: number;
}

/**
 * Which rows of equal height are in view.
 *
 * Past the tallest content a browser can hold, one pixel of scrolling moves more than one pixel of rows, so the last
 * row stays reachable.
 */
export function seen(scrollTop: number, viewport: number, rowHeight: number, count: number, overscan = 8): Seen {
  const full = count * rowHeight;
  const height = Math.min(full, Math.max(TALLEST, viewport));
  const scrollable = Math.max(1, height - viewport);
  const at = Math.min(Math.max(0, scrollTop), scrollable);
  const offset = height === full ? at : (at / scrollable) * (full - viewport);
  const pool = Math.ceil(viewport / rowHeight) + 1 + 2 * overscan;
  const from = Math.max(0, Math.floor(offset / rowHeight) - overscan);
  const to = Math.min(count, from + pool);
  return { from, to, pool, top: at - (offset - from * rowHeight), height };
}

/** The scroll position that brings a row fully into view, or the present one if it already is. */
export function scrollFor(index: number, scrollTop: number, viewport: number, rowHeight: number, count: number): number {
  const full = count * rowHeight;
  const { height } = seen(scrollTop, viewport, rowHeight, count);
  const ratio = height === full ? 1 : (full - viewport) / Math.max(1, height - viewport);
  const offset = scrollTop * ratio;
  const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight];
  if (top < offset) return top / ratio;
  if (bottom > offset + viewport) return (bottom - viewport) / ratio;
  return scrollTop;
}
