import { words } from '$lib/words';
import { dateFormat, relativeFormat } from './intl';

/** A calendar day as the bridge sends it: `YYYY-MM-DD`, no time and no zone. */
export type Day = string;
/** An instant as the bridge sends it: RFC 3339 in UTC. */
export type Instant = string;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01, or `null` when the text is not a real day. Arithmetic on days never touches a time zone. */
export function dayNumber(day: Day): number | null {
  const match = DAY.exec(day);
  if (match === null) return null;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const at = new Date(0);
  // Date.UTC reads the years 0 to 99 as 1900 to 1999.
  at.setUTCFullYear(year, month - 1, date);
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date) return null;
  return Math.round(at.getTime() / MS_PER_DAY);
}

export function dayFromNumber(days: number): Day {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  const from = dayNumber(day);
  return from === null ? day : dayFromNumber(from + days);
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return (dayNumber(to) ?? 0) - (dayNumber(from) ?? 0);
}

const inZone = new Map<string | undefined, Intl.DateTimeFormat>();

function dayParts(zone: string | undefined): Intl.DateTimeFormat {
  const format = inZone.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  inZone.set(zone, format);
  return format;
}

/** The local calendar day an instant falls on; `zone` is for tests and for a site's own zone. */
export function dayOf(instant: Instant | Date, zone?: string): Day {
  const at = typeof instant === 'string' ? new Date(instant) : instant;
  // The window's own zone needs no formatter, and a table asks for a day in every cell.
  if (zone === undefined && at.getFullYear() >= 1000) return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
  const parts = dayParts(zone).formatToParts(at);
  // Put together here: how a locale orders them differs between the ICU of Node and of the web view.
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** Russian puts a "г." for "year" behind each one; in a column of dates it is noise. */
function short(date: string): string {
  return date.replace(/[ \u00a0]г\./, '');
}

/** "Dec 14, 2026", as the locale writes it; the year is left out when it is `today`'s. Not-a-day comes back as it was. */
export function showDay(day: Day, { today, weekday = false }: { today?: Day; weekday?: boolean } = {}): string {
  const number = dayNumber(day);
  if (number === null) return day;
  const format = dateFormat({
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: today?.slice(0, 4) === day.slice(0, 4) ? undefined : 'numeric',
    weekday: weekday ? 'short' : undefined,
  });
  return short(format.format(new Date(number * MS_PER_DAY)));
}

/** "Oct 2026", of any day of it. */
export function showMonth(day: Day): string {
  const number = dayNumber(day);
  return number === null ? day : short(dateFormat({ timeZone: 'UTC', month: 'short', year: 'numeric' }).format(new Date(number * MS_PER_DAY)));
}

/** "Dec 14, 2026, 3:05 PM" in local time. */
export function showInstant(instant: Instant, { zone }: { zone?: string } = {}): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  return short(dateFormat({ timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(at));
}

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_556_952],
  ['month', 2_629_746],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 hours ago", "in 2 days", "just now", measured from the `now` passed in. */
export function relative(instant: Instant, now: Date): string {
  const seconds = (new Date(instant).getTime() - now.getTime()) / 1000;
  if (Number.isNaN(seconds)) return instant;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) {
      return relativeFormat().format(Math.trunc(seconds / size), unit);
    }
  }
  return seconds > 5 ? words.format.inAMoment : words.format.justNow;
}
