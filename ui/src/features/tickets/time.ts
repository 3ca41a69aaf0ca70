import type { TicketRow } from '$lib/api/bindings.gen';
import { dayOf, daysBetween, showDay, type Day, type Instant } from '$lib/format';

const MS_PER_DAY = 86_400_000;

/** Days, with their fractions, from one instant to another; never below zero. */
export function daysSince(from: Instant, to: Instant): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / MS_PER_DAY);
}

type Promised = Pick<TicketRow, 'promised_p50_at' | 'promised_p80_at' | 'closed_at'>;

/** "Jan 14 – Jan 31": the range promised when it was filed; null when none was. The year stands only where it could be mistaken. */
export function promised(row: Promised, today: Day | undefined): string | null {
  if (row.promised_p50_at === null || row.promised_p80_at === null) return null;
  const [likely, cautious] = [dayOf(row.promised_p50_at), dayOf(row.promised_p80_at)];
  const isNear = today !== undefined && Math.abs(daysBetween(today, cautious)) < 300;
  const show = (day: Day): string => showDay(day, isNear ? { today: day } : {});
  return likely === cautious ? show(likely) : `${show(likely)} – ${show(cautious)}`;
}

/** Past the cautious date of its promise, whether still open or closed since. */
export function isLate(row: Promised, now: Instant | undefined): boolean {
  const end = row.closed_at ?? now;
  return row.promised_p80_at !== null && end !== undefined && daysBetween(dayOf(row.promised_p80_at), dayOf(end)) > 0;
}
