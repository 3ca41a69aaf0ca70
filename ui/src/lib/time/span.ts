import type { Activity, Labour, Span } from '$lib/api/bindings.gen';
import { dayOf, type Day } from '$lib/format';

const MS_PER_MINUTE = 60_000;
const CLOCK_TIME = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/;

/** A span of work as it is written into a form, in local time. */
export interface SpanForm {
  activity: Activity;
  day: Day | null;
  /** `14:05`. */
  time: string;
  minutes: number | null;
}

export function formOf({ activity, from_at, minutes }: Labour): SpanForm {
  const from = new Date(from_at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return { activity, day: dayOf(from_at), time: `${two(from.getHours())}:${two(from.getMinutes())}`, minutes };
}

export const isTime = (text: string): boolean => CLOCK_TIME.test(text.trim());

/** `null` while something is missing or cannot be read. What was not touched keeps its seconds. */
export function spanOf(form: SpanForm, was: Labour): Span | null {
  const [, hours, minutes] = CLOCK_TIME.exec(form.time.trim()) ?? [];
  if (form.day === null || hours === undefined || minutes === undefined || form.minutes === null) return null;
  const before = formOf(was);
  const isSameStart = before.day === form.day && before.time === form.time.trim();
  const from = isSameStart ? new Date(was.from_at) : new Date(`${form.day}T${hours.padStart(2, '0')}:${minutes}:00`);
  const isSameEnd = isSameStart && before.minutes === form.minutes;
  const ended = isSameEnd ? was.until_at : null;
  const until = ended === null ? new Date(from.getTime() + form.minutes * MS_PER_MINUTE) : new Date(ended);
  return { activity: form.activity, note: was.note, from_at: from.toISOString(), until_at: until.toISOString() };
}
