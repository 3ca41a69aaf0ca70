import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOf, spread } from './line';

describe('names at the ends of lines', () => {
  it('stay where their lines end while there is room', () => {
    expect(spread([10, 50, 90], 14, 0, 100)).toEqual([10, 50, 90]);
  });

  it('part where lines end together, the upper one above', () => {
    const [first = 0, second = 0] = spread([50, 51], 14, 0, 100);

    expect(second - first).toBeGreaterThanOrEqual(14);
  });

  it('never lie over each other as long as they fit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 7 }), (ends) => {
        const placed = spread(ends, 14, 0, 100).toSorted((a, b) => a - b);

        return placed.every((y, i) => i === 0 || y - (placed[i - 1] ?? 0) >= 14 - 1e-9);
      }),
    );
  });
});

describe('names of what happened', () => {
  it('stand in rows so that none lies over another', () => {
    expect(rowsOf([{ at: 0, width: 80 }, { at: 40, width: 80 }, { at: 85, width: 80 }], 500)).toEqual([0, 1, 0]);
  });

  it('are left to the table where there is no room', () => {
    expect(rowsOf([{ at: 450, width: 80 }, ...[0, 1, 2, 3].map((at) => ({ at, width: 80 }))], 500)).toEqual([null, 0, 1, 2, null]);
  });
});
