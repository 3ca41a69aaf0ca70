import { describe, expect, it } from 'vitest';
import type { Labour } from '$lib/api/bindings.gen';
import { formOf, isTime, spanOf } from './span';

const work: Labour = { id: 'w', ticket_id: 't', ticket: 'T-000001', person: 'Kim', activity: 'repair', note: 'hot', from_at: '2026-11-02T15:00:20.000Z', until_at: '2026-11-02T16:10:05.000Z', minutes: 70 };

describe('a span of work set right', () => {
  it('stays as it was, to the second, where nothing is changed', () => {
    expect(spanOf(formOf(work), work)).toEqual({ activity: 'repair', note: 'hot', from_at: work.from_at, until_at: work.until_at });
  });

  it('ends so many minutes after it began', () => {
    expect(spanOf({ ...formOf(work), activity: 'clean', minutes: 30 }, work)).toEqual({ activity: 'clean', note: 'hot', from_at: work.from_at, until_at: '2026-11-02T15:30:20.000Z' });
  });

  it('is not taken while its beginning cannot be read', () => {
    expect(spanOf({ ...formOf(work), time: '25:00' }, work)).toBeNull();
    expect(spanOf({ ...formOf(work), minutes: null }, work)).toBeNull();
    expect(['9:05', '23.59', '24:00', '9'].map(isTime)).toEqual([true, true, false, false]);
  });
});
