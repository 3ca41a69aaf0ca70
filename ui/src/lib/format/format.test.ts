import { describe, expect, it } from 'vitest';
import { addDays, counted, dayNumber, dayOf, dayRange, days, daysBetween, daysWith, elapsed, hashrate, money, parseCents, relative, share, showDay, showInstant } from '.';

describe('durations', () => {
  it.each([
    [0, '0 days'],
    [0.3, 'less than a day'],
    [1, '1 day'],
    [11.6, '12 days'],
    [1204, '1,204 days'],
  ])('%d is "%s"', (value, words) => {
    expect(days(value)).toBe(words);
  });

  it('names the part that is customs', () => {
    expect(daysWith(12, [{ what: 'customs', days: 3 }])).toBe('12 days, 3 of them customs');
  });

  it('does not mention a part that rounds to nothing', () => {
    expect(daysWith(12, [{ what: 'customs', days: 0.2 }])).toBe('12 days');
  });

  it('says a range once when both ends are the same day', () => {
    expect(dayRange(12, 19)).toBe('12 to 19 days');
    expect(dayRange(12.1, 11.9)).toBe('12 days');
  });

  it('keeps two units of elapsed time and never goes below zero', () => {
    expect(elapsed(3 * 86_400_000 + 4 * 3_600_000)).toBe('3 d 4 h');
    expect(elapsed(4 * 3_600_000 + 12 * 60_000)).toBe('4 h 12 min');
    expect(elapsed(-5)).toBe('0 min');
  });
});

describe('days of the calendar', () => {
  it('shows a day as that day whatever zone the machine is in', () => {
    expect(showDay('2026-12-14')).toBe('Dec 14, 2026');
    expect(showDay('2026-12-14', { today: '2026-11-22' })).toBe('Dec 14');
  });

  it.each(['2026-02-30', '2026-13-01', 'tomorrow', ''])('knows that %o is no day', (text) => {
    expect(dayNumber(text)).toBeNull();
    expect(showDay(text)).toBe(text);
  });

  it('counts across the end of a year, a leap day and the first century', () => {
    expect(addDays('2027-12-30', 3)).toBe('2028-01-02');
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    expect(dayNumber('0001-01-01')).toBe(-719162);
  });

  it('puts an instant on the local day', () => {
    expect(dayOf('2026-11-22T03:00:00Z', 'America/Chicago')).toBe('2026-11-21');
    expect(dayOf('2026-11-22T03:00:00Z', 'Asia/Shanghai')).toBe('2026-11-22');
  });

  it('shows an instant in local time', () => {
    expect(showInstant('2026-11-22T03:05:00Z', { zone: 'America/Chicago' }).replaceAll('\u202f', ' ')).toBe('Nov 21, 2026, 9:05 PM');
  });
});

describe('relative time', () => {
  const now = new Date('2026-11-22T12:00:00Z');

  it.each([
    ['2026-11-22T12:00:00Z', 'just now'],
    ['2026-11-22T11:15:00Z', '45 minutes ago'],
    ['2026-11-21T10:00:00Z', 'yesterday'],
    ['2026-11-25T12:00:00Z', 'in 3 days'],
    ['2025-11-01T12:00:00Z', 'last year'],
    ['rubbish', 'rubbish'],
  ])('%s is "%s"', (instant, words) => {
    expect(relative(instant, now)).toBe(words);
  });
});

describe('money', () => {
  it('shows cents, or whole dollars for an estimate', () => {
    expect(money(123450)).toBe('$1,234.50');
    expect(money(-40)).toBe('-$0.40');
    expect(money(123450, { whole: true })).toBe('$1,235');
  });

  it.each([
    ['1234.5', 123450],
    ['1,234.50', 123450],
    ['$ 40', 4000],
    ['.5', 50],
    ['-3', -300],
    ['0', 0],
  ])('reads %o as %d cents', (typed, cents) => {
    expect(parseCents(typed)).toBe(cents);
  });

  it.each(['', '.', '12,50', '1.234', 'forty', '1e5', '99999999999999999'])('refuses %o', (typed) => {
    expect(parseCents(typed)).toBeNull();
  });
});

describe('quantities', () => {
  it('counts in words', () => {
    expect(counted(1, 'unit', 'units')).toBe('1 unit');
    expect(counted(1204, 'unit', 'units')).toBe('1,204 units');
  });

  it('moves to petahash when terahash grow long', () => {
    expect(hashrate(13.5)).toBe('13.5 TH/s');
    expect(hashrate(1200)).toBe('1.2 PH/s');
    expect(share(0.816)).toBe('82%');
  });
});
