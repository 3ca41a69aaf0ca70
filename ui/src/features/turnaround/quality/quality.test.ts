import { describe, expect, it } from 'vitest';
import type { Cohort, ParetoBar } from '$lib/api/bindings.gen';
import { fourFifths, scaleOf, stairs } from './quality';

const bar = (label: string, count: number, running_share: number): ParetoBar => ({ label, count, running_share, tickets: {} });
const BARS = [bar('A', 60, 0.6), bar('B', 25, 0.85), bar('C', 15, 1)];

describe('the failure Pareto', () => {
  it('begins each bar where the one before it ended', () => {
    expect(stairs(BARS, 100).map(({ from, share }) => [from, share])).toEqual([
      [0, 0.6],
      [0.6, 0.25],
      [0.85, 0.15],
    ]);
  });

  it('says how few make four fifths, and nothing where they are not shown', () => {
    expect(fourFifths(stairs(BARS, 100))).toBe(2);
    expect(fourFifths(stairs(BARS.slice(0, 1), 100))).toBeNull();
  });

  it('divides by nothing without a failure', () => {
    expect(stairs([], 0)).toEqual([]);
  });
});

describe('the scale of the cohorts', () => {
  const cohort = (high: number | null, is_complete = true): Cohort => ({ month: '2026-10-01', units: 9, tickets: {}, bounced: [{ days: 30, is_complete, share: { of: 9, hits: 1, share: 0.1, low: 0, high } }] });

  it('ends at the whole ten percent above the widest interval', () => {
    expect(scaleOf([cohort(0.23), cohort(0.12)])).toBe(0.3);
    expect(scaleOf([cohort(0.3)])).toBe(0.3);
    expect(scaleOf([cohort(null)])).toBe(0.1);
  });

  it('is not stretched by the few units watched so far', () => {
    expect(scaleOf([cohort(0.2), cohort(0.95, false)])).toBe(0.2);
    expect(scaleOf([cohort(0.95, false)])).toBe(1);
  });
});
