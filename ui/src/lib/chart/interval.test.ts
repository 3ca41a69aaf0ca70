import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalOf, percent, scaleEnd } from './interval';

describe('a scale that bars share', () => {
  it('ends at a round number not below the longest', () => {
    expect([43, 0.5, 100, 61, 250].map((most) => scaleEnd([null, most]))).toEqual([50, 1, 100, 80, 300]);
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e5, noNaN: true })), (values) => values.every((value) => value <= scaleEnd(values))));
  });

  it('keeps a share on it', () => {
    expect([percent(0.5), percent(1.4), percent(-1)]).toEqual(['50.00%', '100.00%', '0.00%']);
  });
});

describe('an interval', () => {
  it('is none of nothing', () => {
    expect(intervalOf({ of: 0, hits: 0, share: null, low: null, high: null })).toBeNull();
  });
});
