import { describe, expect, it } from 'vitest';
import type { PersonFigures } from '$lib/api/bindings.gen';
import { unitsByWeek, weeksOf } from './crew';

const person = (name: string, ...weeks: [week: string, units: number][]): PersonFigures => ({
  person: name,
  units: 0,
  minutes: 0,
  minutes_per_unit: null,
  first_pass: { of: 0, hits: 0, share: null, low: null, high: null },
  weeks: weeks.map(([week, units]) => ({ week, units, minutes: 0 })),
  tickets: {},
});

describe('weeks side by side', () => {
  const people = [person('Ada', ['2026-10-26', 3], ['2026-11-16', 1]), person('Tao', ['2026-11-02', 2])];

  it('are the same for everybody, and none is left out', () => {
    expect(weeksOf(people)).toEqual(['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16']);
  });

  it('count nothing in a week without a repair', () => {
    expect(people.map(({ weeks }) => unitsByWeek(weeks, weeksOf(people)))).toEqual([
      [3, 0, 0, 1],
      [0, 2, 0, 0],
    ]);
  });

  it('are none where nobody repaired', () => {
    expect(weeksOf([])).toEqual([]);
  });
});
