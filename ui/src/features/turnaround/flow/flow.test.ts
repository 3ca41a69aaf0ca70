import { describe, expect, it } from 'vitest';
import type { CenterLoad } from '$lib/api/bindings.gen';
import { balance, heat, loadOf, outlook } from './flow';

const center = (given: Partial<CenterLoad>): CenterLoad => ({ center_id: '', center: 'A', region: 'us', on_the_way: 10, queued: 20, on_the_bench: 10, units_per_week: 20, made_per_week: 5, weeks_of_work: 2, tickets: {}, ...given });

describe('the heat of a cell', () => {
  it('is none without a ticket, and a ticket is always seen', () => {
    expect(heat(0, 400)).toBe(0);
    expect(heat(1, 400)).toBeGreaterThan(5);
  });

  it('grows with the count and stays pale enough to read', () => {
    expect(heat(100, 400)).toBeLessThan(heat(200, 400));
    expect(heat(400, 400)).toBeLessThanOrEqual(42);
  });
});

describe('the flow', () => {
  it('is in balance near one, and a long backlog is no balance', () => {
    expect([0.5, 0.9, 1, 1.2, 2].map(balance)).toEqual(['younger', 'steady', 'steady', 'steady', 'older']);
  });

  it('says apart who is late already, who will be, and of whom nothing was promised', () => {
    expect(outlook({ open: 100, at_risk: { promised: 60, passed: 10, expected_misses: 12.4, rows: [] } })).toEqual({ away: 100, passed: 10, expected: 12, unpromised: 30 });
  });
});

describe('the work of a center', () => {
  it('is its units over what it says it can do', () => {
    expect(loadOf(center({}))).toMatchObject({ units: 40, perWeek: 20, isStated: true, inAll: 2, weeks: { on_the_bench: 0.5, queued: 1, on_the_way: 0.5 } });
  });

  it('goes by what it made of late where it says nothing', () => {
    expect(loadOf(center({ units_per_week: null }))).toMatchObject({ perWeek: 5, isStated: false, inAll: 8 });
  });

  it('has no weeks where no pace is known', () => {
    expect(loadOf(center({ units_per_week: null, made_per_week: 0 })).weeks).toBeNull();
  });
});
