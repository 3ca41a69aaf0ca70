import type { CenterId, ReportAsked, ReviewFilter, View } from '$lib/api/bindings.gen';
import { addDays, dayNumber, type Day } from '$lib/format/dates';
import type { TurnaroundTab } from '$lib/router';
import { inSight } from '../in-sight.svelte';

export const FORMATS = ['pdf', 'xlsx', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** What the desk calls the view of a tab; what-if has no report of its own. */
export const VIEWS: Readonly<Record<Exclude<TurnaroundTab, 'what-if'>, View>> = { days: 'turnaround', promises: 'promise', flow: 'flow', quality: 'quality', people: 'people', money: 'money' };

/** The view in sight, as the screen shows it. */
export function viewReport(tab: Exclude<TurnaroundTab, 'what-if'>, only: ReviewFilter, today: Day): ReportAsked {
  return { kind: 'view', view: VIEWS[tab], by: inSight.by, only, ...inSight.within(today) };
}

export const scorecard = (center_id: CenterId, month: Day): ReportAsked => ({ kind: 'scorecard', center_id, month });
export const weekReport = (day: Day): ReportAsked => ({ kind: 'week', day });

/** The first days of the months up to the one of `today`, the last one first. */
export function monthsBefore(today: Day, count: number): Day[] {
  const [year, month] = today.split('-').map(Number);
  return Array.from({ length: count }, (_, i) => {
    const at = (year ?? 0) * 12 + (month ?? 1) - 1 - i;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
  });
}

/** The Mondays up to the one of `today`, the last one first. */
export function mondaysBefore(today: Day, count: number): Day[] {
  // Day 0 was a Thursday.
  const since = ((dayNumber(today) ?? 0) + 3) % 7;
  return Array.from({ length: count }, (_, i) => addDays(today, -since - 7 * i));
}

/** A name for the file: what it is, without what a file system minds. */
export function fileName(asked: ReportAsked, about: string, format: Format): string {
  const of = asked.kind === 'scorecard' ? asked.month.slice(0, 7) : asked.kind === 'week' ? asked.day : asked.to;
  return `${about} ${of}`.replace(/[^\p{L}\p{N}.-]+/gu, '-').toLowerCase() + `.${format}`;
}
