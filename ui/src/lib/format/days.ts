import { words } from '$lib/words';
import { quantity } from './quantity';

/** "12 days", "1 day", "less than a day". Fractions are rounded: nobody plans by a tenth of a day. */
export function days(value: number): string {
  const whole = Math.round(value);
  return whole === 0 && value > 0 ? words.format.lessThanADay : words.format.days(whole);
}

/** "12 d": for cells and axis marks. */
export function shortDays(value: number): string {
  return words.format.shortDays(quantity(Math.round(value)));
}

/** "12 to 19 days": a turnaround is a range, never a lone number. */
export function dayRange(low: number, high: number): string {
  const [from, to] = [Math.round(low), Math.round(high)];
  return from === to ? days(from) : words.format.dayRange(quantity(from), to);
}

/** "12 days, 3 of them customs". Parts that round to nothing are not worth a word. */
export function daysWith(total: number, parts: { what: string; days: number }[]): string {
  const named = parts.filter((part) => Math.round(part.days) > 0).map((part) => words.format.ofThem(quantity(Math.round(part.days)), part.what));
  return named.reduce((soFar, part) => words.format.withPart(soFar, part), days(total));
}

/** "3 d 4 h", "4 h 12 min", "12 min": time spent so far, from milliseconds. */
export function elapsed(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const hours = words.format.shortHours(String(h));
  const rest = words.format.shortMinutes(String(m));
  if (d > 0) return h > 0 ? `${shortDays(d)} ${hours}` : shortDays(d);
  if (h > 0) return m > 0 ? `${hours} ${rest}` : hours;
  return rest;
}
