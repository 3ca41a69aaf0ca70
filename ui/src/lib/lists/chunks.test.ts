import { describe, expect, it } from 'vitest';
import { Chunks } from './chunks';

const rows = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

/** A list of this length read to its end, page by page. */
function read(length: number): Chunks<number> {
  let chunks = Chunks.first({ rows: rows(0, Math.min(200, length)), next: length > 200 ? '200' : null });
  for (;;) {
    const wanted = chunks.missing(chunks.reach, chunks.reach + 1000);
    if (wanted === null) return chunks;
    const from = Number(wanted.cursor);
    const to = Math.min(length, from + wanted.limit);
    chunks = chunks.filled(wanted, { rows: rows(from, to - from), next: to < length ? String(to) : null }).trimmed(from, to);
  }
}

describe('a long list in parts', () => {
  it('has a page more than is loaded to be scrolled into, until it is counted', () => {
    const first = Chunks.first({ rows: rows(0, 200), next: 'x' });

    expect(first.length).toBe(400);
    expect(first.with(5000).length).toBe(5000);
    expect(first.at(4999)).toBeUndefined();
  });

  it('asks for a small page beside the loaded ones and a long one for a jump', () => {
    const first = Chunks.first({ rows: rows(0, 200), next: 'x' });

    expect(first.missing(100, 200)).toBeNull();
    expect(first.missing(150, 260)).toEqual({ cursor: 'x', limit: 200 });
    expect(first.with(9000).missing(8900, 9000)).toEqual({ cursor: 'x', limit: 1000 });
  });

  it('keeps no more rows than it may, whatever was scrolled through', () => {
    const whole = read(60_000);

    expect([...whole].length).toBeLessThanOrEqual(12_000);
    expect(whole.length).toBe(60_000);
    expect(whole.at(59_999)).toBe(59_999);
    expect(whole.at(0)).toBeUndefined();
  });

  it('reads again what it let go of, by the cursor it had', () => {
    const whole = read(60_000);

    const wanted = whole.missing(0, 40);

    expect(wanted).toEqual({ cursor: null, limit: 200 });
    expect(whole.filled({ cursor: null, limit: 200 }, { rows: rows(0, 200), next: '200' }).at(39)).toBe(39);
  });

  it('finds a row by its place in the whole list', () => {
    expect(read(3000).findIndex((row) => row === 2345)).toBe(2345);
    expect(read(3000).findIndex((row) => row === 5000)).toBe(-1);
  });

  it('is brought up to date from its top as far as one page goes', () => {
    const loaded = read(800);

    expect(loaded.stale(700)).toMatchObject({ cursor: null, from: 0, limit: 800 });
  });

  it('is brought up to date where one looks, when that is far down', () => {
    const whole = read(5000);
    const wanted = whole.stale(4500);

    const fresh = whole.refreshed(wanted.from, wanted, { rows: rows(wanted.from, wanted.limit), next: 'more' });

    expect(fresh.at(4500)).toBe(4500);
    expect(fresh.at(0)).toBeUndefined();
    expect(fresh.missing(0, 10)).toEqual({ cursor: null, limit: 200 });
  });
});
