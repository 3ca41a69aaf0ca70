import { describe, expect, it } from 'vitest';
import { scrollFor, seen } from './window';

describe('the rows in view', () => {
  it('are those under the viewport and a few around it', () => {
    expect(seen(360, 400, 36, 1000, 2)).toEqual({ from: 8, to: 25, pool: 17, top: 288, height: 36_000 });
  });

  it('are none of an empty table', () => {
    expect(seen(0, 400, 36, 0)).toMatchObject({ from: 0, to: 0, top: 0, height: 0 });
  });

  it('reach the last of a million rows although no element is that tall', () => {
    const { height } = seen(0, 400, 36, 1_000_000);
    const end = seen(height - 400, 400, 36, 1_000_000);

    expect(end.to).toBe(1_000_000);
    expect(end.top + (end.to - end.from) * 36).toBeCloseTo(height, 3);
  });

  it('are never more than there are elements for', () => {
    for (const top of [0, 17, 360, 11_111]) {
      const { from, to, pool } = seen(top, 400, 36, 1000);
      expect(to - from).toBeLessThanOrEqual(pool);
      expect(to * 36).toBeGreaterThanOrEqual(top + 400);
    }
  });

  it('come back after the list has shrunk under the scroll position', () => {
    expect(seen(9000, 400, 36, 5)).toMatchObject({ from: 0, to: 5 });
  });
});

describe('bringing a row into view', () => {
  it('moves only as far as it must', () => {
    expect(scrollFor(5, 0, 400, 36, 1000)).toBe(0);
    expect(scrollFor(20, 0, 400, 36, 1000)).toBe(21 * 36 - 400);
    expect(scrollFor(2, 360, 400, 36, 1000)).toBe(72);
  });

  it('works at the end of a million rows', () => {
    const top = scrollFor(999_999, 0, 400, 36, 1_000_000);

    expect(seen(top, 400, 36, 1_000_000).to).toBe(1_000_000);
  });
});
