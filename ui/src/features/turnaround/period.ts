import { addDays, type Day } from '$lib/format/dates';

export const PERIODS = ['30', '90', '365', 'own'] as const;
export type PeriodName = (typeof PERIODS)[number];

export interface Period {
  name: PeriodName;
  /** Days of one's own choice. */
  from: Day | null;
  to: Day | null;
}

/** The first and the last day of a period, both in it; days of one's own that are missing or the wrong way round are put right. */
export function spanOf({ name, from, to }: Period, today: Day): { from: Day; to: Day } {
  if (name !== 'own') return { from: addDays(today, 1 - Number(name)), to: today };
  const last = to ?? today;
  const first = from ?? addDays(last, -89);
  return first <= last ? { from: first, to: last } : { from: last, to: first };
}
