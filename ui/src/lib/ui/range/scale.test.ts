import { describe, expect, it } from 'vitest';
import { place, scaleFor, ticks } from './scale';

describe('the shared date axis', () => {
  it('reaches a little past the last day of any bar', () => {
    const scale = scaleFor('2026-11-22', ['2026-12-12', '2027-01-31']);

    expect(scale.days).toBe(75);
    expect(place(scale, 0)).toBe(0);
    expect(place(scale, 900)).toBe(1);
  });

  it('never shrinks to nothing', () => {
    expect(scaleFor('2026-11-22', []).days).toBeGreaterThanOrEqual(7);
  });

  it('marks Mondays when weeks fit', () => {
    const marks = ticks(scaleFor('2026-11-22', ['2027-01-01']), 8);

    expect(marks.map((mark) => mark.day).slice(0, 2)).toEqual(['2026-11-23', '2026-11-30']);
    expect(marks.length).toBeLessThanOrEqual(8);
  });

  it('marks months when weeks do not', () => {
    const marks = ticks(scaleFor('2026-11-22', ['2027-05-01']), 6);

    expect(marks.map((mark) => mark.day)).toEqual(['2026-12-01', '2027-01-01', '2027-02-01', '2027-03-01', '2027-04-01', '2027-05-01']);
    expect(marks.every((mark) => mark.month)).toBe(true);
  });

  it('thins the months of a very long wait', () => {
    expect(ticks(scaleFor('2026-11-22', ['2031-01-01']), 6).length).toBeLessThanOrEqual(6);
  });
});
