import { describe, expect, it } from 'vitest';
import type { Rest, RestKind } from '$lib/api/bindings.gen';
import { bestOf, costParts, inOrder, overflows, pieces, sharedScale, shutOn, spreadLabels, totalOf } from './drawing';
import { aCost, aRange, aRoute, aStage, ASKED } from './samples';

describe('the shared axis', () => {
  it('holds every P80', () => {
    const scale = sharedScale(ASKED, [aRoute('near', { range: aRange(20, 30, 40) }), aRoute('far', { range: aRange(40, 70, 90) })]);

    expect(scale.from).toBe(ASKED);
    expect(scale.days).toBeGreaterThanOrEqual(90);
  });

  it('does not let one customs hold flatten the other bars', () => {
    const held = aRoute('held', { range: aRange(30, 50, 160) });

    const scale = sharedScale(ASKED, [aRoute('near'), held]);

    expect(scale.days).toBeLessThan(90);
    expect(overflows(scale, held.range.p95_on)).toBe(true);
    expect(overflows(scale, held.range.p80_on)).toBe(false);
  });

  it('shows a deadline that lies past the ranges, but not one a year away', () => {
    expect(sharedScale(ASKED, [aRoute('near')], '2026-12-31').days).toBeGreaterThanOrEqual(39);
    expect(sharedScale(ASKED, [aRoute('near')], '2027-11-22').days).toBeLessThan(60);
  });

  it('stands without any center', () => {
    expect(sharedScale(ASKED, []).days).toBeGreaterThanOrEqual(7);
  });
});

describe('the stretches of a bar', () => {
  it('end on the P50 written beside them', () => {
    const drawn = pieces([aStage('to_center', 2, 6), aStage('queued', 6, 12), aStage('repairing', 12, 18)], 20);

    expect(drawn.map((piece) => piece.kind)).toEqual(['transit', 'waiting', 'work']);
    expect(drawn[0]?.from).toBe(0);
    expect(drawn.at(-1)?.to).toBeCloseTo(20);
  });

  it('join neighbours of one kind and still name each', () => {
    const drawn = pieces([aStage('diagnosing', 0, 2), aStage('repairing', 2, 5), aStage('testing', 5, 6)], 6);

    expect(drawn).toHaveLength(1);
    expect(drawn[0]?.stages.map(({ stage }) => stage)).toEqual(['diagnosing', 'repairing', 'testing']);
  });

  it('leave out a stage whose place is not known', () => {
    expect(pieces([aStage('queued', 0, 4), aStage('testing', 4, 5, { to_day: null })], 4)).toHaveLength(1);
    expect(pieces([], 4)).toEqual([]);
  });
});

describe('days the center is shut', () => {
  const rest = (kind: RestKind, from_on: string, to_on = from_on): Rest => ({ kind, from_on, to_on, name: '', crossed_by: [] });

  it('lie where they fall, cut off at both ends of the axis', () => {
    const shut = shutOn([rest('closure', '2026-11-20', '2026-11-23'), rest('holiday', '2026-12-25', '2026-12-26'), rest('holiday', '2027-06-01')], { from: ASKED, days: 34 });

    expect(shut.map(({ at, days }) => [at, days])).toEqual([[0, 2], [33, 1]]);
  });

  it('leave weekends out where they would be hairs', () => {
    expect(shutOn([rest('weekend', '2026-11-28', '2026-11-29')], { from: ASKED, days: 60 })).toHaveLength(1);
    expect(shutOn([rest('weekend', '2026-11-28', '2026-11-29')], { from: ASKED, days: 400 })).toEqual([]);
  });
});

describe('labels', () => {
  it('keep their order, do not overlap and stay inside', () => {
    const middles = spreadLabels([{ at: 190, width: 80 }, { at: 195, width: 100 }], 200);

    expect(middles).toEqual([60, 150]);
  });

  it('share the way they must give', () => {
    expect(spreadLabels([{ at: 190, width: 80 }, { at: 210, width: 80 }], 500)).toEqual([160, 240]);
  });

  it('stand where they point while there is room', () => {
    expect(spreadLabels([{ at: 60, width: 80 }, { at: 300, width: 100 }], 500)).toEqual([60, 300]);
  });
});

describe('the cost', () => {
  it('puts both ways and the broker together as freight', () => {
    expect(costParts(aCost({ freight_out: 150, freight_back: 140, brokerage: null })).freight).toBe(290);
    expect(costParts(aCost({ freight_out: null, freight_back: null, brokerage: null })).freight).toBeNull();
  });

  it('adds up what is known when the total is not', () => {
    expect(totalOf(aCost({ fee: null, freight_out: 90, lost_hashing: 60, total: null }))).toBe(150);
  });
});

describe('the order of centers', () => {
  const slow = aRoute('slow', { region: 'overseas', range: aRange(40, 60, 80), cost_p50: aCost({ total: 200 }) });
  const quick = aRoute('quick', { cost_p50: aCost({ total: 300 }) });
  const silent = aRoute('silent', { range: aRange(41, 61, 81), fee_known: false, cost_p50: aCost({ total: 90 }) });

  it('is by the cautious day back', () => {
    expect(inOrder([slow, silent, quick], 'back').map(({ center }) => center)).toEqual(['quick', 'slow', 'silent']);
  });

  it('by cost puts a center without a known fee last, however little the rest of it costs', () => {
    expect(inOrder([silent, quick, slow], 'cost').map(({ center }) => center)).toEqual(['slow', 'quick', 'silent']);
  });

  it('on the same day is by the chance to be first', () => {
    const often = aRoute('often', { range: aRange(20, 29.9, 40), p_first: 0.7 });
    const seldom = aRoute('seldom', { range: aRange(20, 29.8, 40), p_first: 0.02 });

    expect(inOrder([seldom, often], 'back').map(({ center }) => center)).toEqual(['often', 'seldom']);
  });

  it('by risk is by the chance to be back in time, and without a day by the worst day', () => {
    const [near, far] = [aRoute('near', { range: aRange(10, 20, 90), p_on_time: 0.9 }), aRoute('far', { range: aRange(30, 40, 50), p_on_time: 0.4 })];

    expect(inOrder([far, near], 'risk').map(({ center }) => center)).toEqual(['near', 'far']);
    expect(inOrder([near, far].map((route) => ({ ...route, p_on_time: null })), 'risk').map(({ center }) => center)).toEqual(['far', 'near']);
  });

  it('puts an unknown day last', () => {
    const unknown = aRoute('unknown', { range: { ...aRange(1, 1, 1), p80: null } });

    expect(inOrder([unknown, slow], 'back').map(({ center }) => center)).toEqual(['slow', 'unknown']);
  });

  it('names the best of each region', () => {
    expect(bestOf([slow, quick], 'overseas', 'back')?.center).toBe('slow');
    expect(bestOf([quick], 'overseas', 'back')).toBeUndefined();
  });
});
