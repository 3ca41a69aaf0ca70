import { counted } from '$lib/format/plural';

/** Spans of time in words. */
export const format = {
  days: (count: number) => counted(count, 'day', 'days'),
  lessThanADay: 'less than a day',
  dayRange: (from: string, to: number) => `${from} to ${counted(to, 'day', 'days')}`,
  ofThem: (days: string, what: string) => `${days} of them ${what}`,
  withPart: (soFar: string, part: string) => `${soFar}, ${part}`,
  shortDays: (days: string) => `${days} d`,
  shortHours: (hours: string) => `${hours} h`,
  shortMinutes: (minutes: string) => `${minutes} min`,
  justNow: 'just now',
  inAMoment: 'in a moment',
};
