import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countryName, counted, dayRange, days, daysWith, money, parseCents, parseNumber, quantity, relative, share, shortDays, showDay, typedNumber } from '$lib/format';
import { speak, words } from '.';
import { choose, LANGUAGES, localeOf, preferred } from './language';

/** The spaces a locale writes are of many kinds; which one is not what these tests are about. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

afterEach(async () => {
  localStorage.clear();
  await speak('en');
});

describe('the language of the window', () => {
  it.each([
    ['ru', ['es-MX'], 'ru'],
    [null, ['de-DE', 'es-MX', 'en-US'], 'es'],
    [null, ['zh-CN'], 'zh-Hans'],
    [null, ['zh-TW'], 'zh-Hans'],
    ['klingon', ['ru-RU'], 'ru'],
    [null, ['de-DE'], 'en'],
    [null, [], 'en'],
  ])('chosen %s on a system that speaks %j is %s', (stored, system, language) => {
    expect(preferred(stored, system)).toBe(language);
  });

  it('writes numbers as the system does when the system speaks it', () => {
    expect(localeOf('es', ['en-US', 'es-AR'])).toBe('es-AR');
    expect(localeOf('es', ['en-US'])).toBe('es');
    expect(localeOf('zh-Hans', ['zh-TW'])).toBe('zh-CN');
  });

  it('is told to the page, so that it is read out and drawn in its own letters', async () => {
    await speak('zh-Hans');

    expect(document.documentElement.lang).toBe('zh-Hans');
    expect(words.shell.tickets).toBe('工单');
  });

  it('is kept when chosen, and the window opened again in it', () => {
    const reload = vi.fn();

    choose('es', reload);

    expect(preferred(undefined, ['ru'])).toBe('es');
    expect(reload).toHaveBeenCalledOnce();
  });

  it('does not open the window again for the language it speaks', () => {
    const reload = vi.fn();

    choose('en', reload);

    expect(reload).not.toHaveBeenCalled();
  });

  it.each(LANGUAGES)('%s counts in whole words', async (language) => {
    await speak(language);

    for (const count of [0, 1, 2, 5, 11, 21, 1204]) expect(words.tickets.many(count)).toMatch(/\d\D*\p{L}/u);
  });
});

describe('Russian', () => {
  beforeEach(() => speak('ru'));

  it.each([
    [1, '1 заявка', '1 день'],
    [2, '2 заявки', '2 дня'],
    [5, '5 заявок', '5 дней'],
    [11, '11 заявок', '11 дней'],
    [21, '21 заявка', '21 день'],
    [1204, '1 204 заявки', '1 204 дня'],
  ])('declines after %d', (count, tickets, inDays) => {
    expect(plain(words.tickets.many(count))).toBe(tickets);
    expect(plain(days(count))).toBe(inDays);
  });

  it('counts a fraction as it counts two', () => {
    expect(counted(1.5, 'день', 'дня', 'дней')).toBe('1,5 дня');
  });

  it('writes numbers, money and days its own way', () => {
    expect(plain(money(123450))).toBe('1 234,50 $');
    expect(plain(share(0.82))).toBe('82 %');
    expect(quantity(13.5)).toBe('13,5');
    expect(plain(showDay('2026-12-14'))).toBe('14 дек. 2026');
    expect(dayRange(12, 21)).toBe('от 12 до 21 дня');
    expect(daysWith(12, [{ what: 'таможня', days: 3 }])).toBe('12 дней, из них 3 — таможня');
    expect(relative('2026-11-22T11:15:00Z', new Date('2026-11-22T12:00:00Z'))).toBe('45 минут назад');
  });

  it.each([
    ['1 234,50', 123450],
    ['1234,5', 123450],
    ['12.50', 1250],
    ['1.234,50', 123450],
    ['12,505', null],
  ])('reads %o as %o cents', (typed, cents) => {
    expect(parseCents(typed)).toBe(cents);
  });
});

describe('Spanish', () => {
  beforeEach(() => speak('es'));

  it('writes numbers, money and days its own way', () => {
    expect(plain(money(12345650))).toBe('123.456,50 US$');
    expect(plain(showDay('2026-12-14'))).toBe('14 dic 2026');
    expect([days(1), days(12)]).toEqual(['1 día', '12 días']);
    expect(daysWith(12, [{ what: 'aduana', days: 3 }])).toBe('12 días, 3 de ellos: aduana');
  });

  it('reads back the numbers it writes, and the point of a number pad', () => {
    expect(parseNumber(typedNumber(0.045))).toBe(0.045);
    expect(parseNumber('1.5')).toBe(1.5);
    expect(parseNumber('1,5')).toBe(1.5);
    expect(parseCents('1.234,50')).toBe(123450);
  });
});

describe('Chinese', () => {
  beforeEach(() => speak('zh-Hans'));

  it('writes numbers, money and days its own way', () => {
    expect(money(123450)).toBe('US$1,234.50');
    expect(showDay('2026-12-14')).toBe('2026年12月14日');
    expect(days(12)).toBe('12 天');
    expect(shortDays(12)).toBe('12 天');
    expect(daysWith(12, [{ what: '海关', days: 3 }])).toBe('12 天，其中 3 天为海关');
  });
});

it.each([
  ['en', 'United States', 'Hong Kong'],
  ['es', 'EE. UU.', 'Hong Kong'],
  ['ru', 'США', 'Гонконг'],
  ['zh-Hans', '美国', '香港'],
] as const)('countries in %s are %s and %s', async (language, us, hk) => {
  await speak(language);

  expect([plain(countryName('US')), plain(countryName('HK'))]).toEqual([us, hk]);
});
