import { addDays, dayFromNumber, dayNumber, daysBetween, type Day } from '$lib/format/dates';

/** A stretch of calendar days laid over a width. Every bar under one axis shares one scale. */
export interface Scale {
  from: Day;
  days: number;
}

/** From the start to a little past the last day any bar reaches. */
export function scaleFor(from: Day, ends: readonly Day[]): Scale {
  const longest = Math.max(7, ...ends.map((end) => daysBetween(from, end)));
  return { from, days: Math.ceil(longest * 1.06) };
}

/** 0 at the start, 1 at the end; fractions of days count. */
export function place(scale: Scale, daysIn: number): number {
  return Math.min(1, Math.max(0, daysIn / scale.days));
}

const STEPS = [1, 2, 7, 14] as const;

export interface Tick {
  day: Day;
  at: number;
  /** A month begins: drawn stronger. */
  month: boolean;
}

/** Marks at round dates: days or Mondays while few fit, then the first of months. `most` is how many the width has room for. */
export function ticks(scale: Scale, most: number): Tick[] {
  const room = Math.max(2, most);
  const step = STEPS.find((step) => scale.days / step <= room);
  return step === undefined ? months(scale, room) : steady(scale, step);
}

function tick(scale: Scale, day: Day): Tick {
  return { day, at: place(scale, daysBetween(scale.from, day)), month: day.endsWith('-01') };
}

function steady(scale: Scale, step: number): Tick[] {
  const first = dayNumber(scale.from) ?? 0;
  // 1970-01-05 was a Monday, so weekly marks stand on Mondays.
  const lead = (((4 - first) % step) + step) % step;
  const marks: Tick[] = [];
  for (let day = lead; day <= scale.days; day += step) marks.push(tick(scale, dayFromNumber(first + day)));
  return marks;
}

function months(scale: Scale, room: number): Tick[] {
  const last = addDays(scale.from, scale.days);
  const starts: Day[] = [];
  let [year, month] = [Number(scale.from.slice(0, 4)), Number(scale.from.slice(5, 7)) + 1];
  for (;;) {
    if (month > 12) [year, month] = [year + 1, 1];
    const day = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
    if (day > last || starts.length > 600) break;
    starts.push(day);
    month += 1;
  }
  const every = Math.ceil(starts.length / room) || 1;
  return starts.filter((_, i) => i % every === 0).map((day) => tick(scale, day));
}
