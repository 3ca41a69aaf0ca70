import { describe, expect, it } from 'vitest';
import type { CenterCurve, Trend, TurnaroundGroup } from '$lib/api/bindings.gen';
import { curveLine, eventMarks, heldParts, nameOf, rangeOf, sideTable, trendLines } from './rows';

const none = { p50: null, p80: null, p95: null };
const group = (part: Partial<TurnaroundGroup>): TurnaroundGroup => ({ key: 'k', label: 'L', units: 4, open: 1, ended: 0, days: none, working: none, held: [], own_days: null, others_days: null, tickets: {}, ...part });

describe('a row of the turnaround', () => {
  it('is called by the reader’s word for what the desk has a code for', () => {
    expect(nameOf('stage', { key: 'to_center', label: 'to_center' })).toBe('To center');
    expect(nameOf('region', { key: 'overseas', label: 'overseas' })).toBe('Overseas');
    expect(nameOf('month', { key: '2026-10-01', label: '2026-10' })).toBe('Oct 2026');
    expect(nameOf('center', { key: 'c-1', label: 'ZeusBTC' })).toBe('ZeusBTC');
  });

  it('says that nothing is known of it where there is no key', () => {
    expect(nameOf('center', { key: '', label: '' })).toBe('Not known');
  });

  it('is a range, and says so where the curve does not get there', () => {
    expect(rangeOf({ p50: 14.2, p80: 27.6, p95: 40 }, 'elapsed')).toBe('14–28 d');
    expect(rangeOf({ p50: 14.2, p80: null, p95: null }, 'elapsed')).toBe('over 14 d');
    expect(rangeOf(none, 'elapsed')).toBe('not yet');
    expect(rangeOf({ p50: 10, p80: 19, p95: null }, 'working')).toBe('10–19 wd');
  });

  it('reads the same as a table, in the chosen days', () => {
    const answer = { by: 'center' as const, whole: group({}), groups: [group({ label: 'A', days: { p50: 14, p80: 28, p95: null }, working: { p50: 10, p80: 20, p95: null } })], more_groups: 0 };

    expect(sideTable(answer, 'elapsed').rows).toEqual([['A', '4', '1', '14', '28', 'not yet', 'not yet', 'not yet']]);
    expect(sideTable(answer, 'working').rows[0]?.slice(3, 5)).toEqual(['10', '20']);
  });

  it('draws our own time first and leaves out whoever had none', () => {
    const parts = heldParts([
      { holder: 'vendor', days: 12, share: 0.8 },
      { holder: 'us', days: 3, share: 0.2 },
      { holder: 'parts', days: 0, share: 0 },
    ]);

    expect(parts.map(({ holder, isOwn }) => [holder, isOwn])).toEqual([['us', true], ['vendor', false]]);
  });
});

describe('a curve', () => {
  it('begins with all of them away', () => {
    const curve: CenterCurve = { center_id: 'c', center: 'A', region: 'us', units: 2, open: 0, p50: { days: 5, low: null, high: null }, points: [{ days: 5, away: 0.5, low: 0.1, high: 0.9 }], at_risk: [], tickets: {} };

    expect(curveLine(curve, 'red', false).points.map(({ x, y }) => [x, y])).toEqual([[0, 1], [5, 0.5]]);
  });
});

describe('the trend', () => {
  const banded = (days: number | null): Trend['points'][number]['p50'] => ({ days, low: days === null ? null : days - 1, high: days === null ? null : days + 1 });
  const point = (month: string, region: 'us' | 'overseas', days: number | null): Trend['points'][number] => ({ month, region, units: 5, open: 0, p50: banded(days), p80: banded(null), tickets: {} });

  it('has a line for each region and no point where the curve does not get there', () => {
    const trend: Trend = { points: [point('2026-09-01', 'us', 9), point('2026-09-01', 'overseas', 30), point('2026-10-01', 'us', null)], events: [] };

    expect(trendLines(trend, 'p50').map(({ id, points }) => [id, points.length])).toEqual([['us', 1], ['overseas', 1]]);
    expect(trendLines(trend, 'p80')).toEqual([]);
  });

  it('marks what has one name and one day once, and of a duty only its first day', () => {
    const tariff = { kind: 'tariff' as const, from: '2026-03-01', to: '2026-11-22', label: '9903: 25 %', country: 'CN', units: 0 };
    const marks = eventMarks([tariff, tariff, { ...tariff, country: '*' }, { kind: 'customs_hold', from: '2026-04-01', to: '2026-04-20', label: '', country: '', units: 12 }]);

    expect(marks.map(({ label, to }) => [label, to === undefined])).toEqual([['Duty CN 9903: 25 %', true], ['Duty 9903: 25 %', true], ['Customs held 12 units', false]]);
  });
});
