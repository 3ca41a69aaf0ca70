import { describe, expect, it } from 'vitest';
import { holdsOn, latestOn, newestFirst, Rows } from './rows.svelte';

describe('a table of facts', () => {
  it('shows what a write answered', async () => {
    const rows = new Rows(() => Promise.resolve(['published']));
    await rows.load();

    await rows.write(Promise.resolve(['published', 'yours']));

    expect(rows.all).toEqual(['published', 'yours']);
  });

  it('stays as it was when a write is refused', async () => {
    const rows = new Rows(() => Promise.resolve(['published']));
    await rows.load();

    await expect(rows.write(Promise.reject(new Error('refused')))).rejects.toThrow('refused');

    expect(rows.all).toEqual(['published']);
  });
});

describe('dated rows', () => {
  const old = { valid_from: '2025-11-24' };
  const now = { valid_from: '2026-05-01' };
  const later = { valid_from: '2027-01-01' };

  it('give the last one that has begun', () => {
    expect(latestOn([old, later, now], '2026-11-22')).toBe(now);
    expect(latestOn([later], '2026-11-22')).toBeUndefined();
  });

  it('hold on both their ends', () => {
    const span = { valid_from: '2026-02-24', valid_to: '2026-07-24' };

    expect(holdsOn(span, '2026-02-24')).toBe(true);
    expect(holdsOn(span, '2026-07-24')).toBe(true);
    expect(holdsOn(span, '2026-07-25')).toBe(false);
    expect(holdsOn({ ...span, valid_to: null }, '2030-01-01')).toBe(true);
  });

  it('stand newest first', () => {
    expect(newestFirst([old, later, now])).toEqual([later, now, old]);
  });
});
