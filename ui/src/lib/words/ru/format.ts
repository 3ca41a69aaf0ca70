import { counted } from '$lib/format/plural';
import type { Words } from '..';

export const format: Words['format'] = {
  days: (count) => counted(count, 'день', 'дня', 'дней'),
  lessThanADay: 'меньше дня',
  dayRange: (from, to) => `от ${from} до ${counted(to, 'дня', 'дней', 'дней')}`,
  ofThem: (days, what) => `из них ${days} — ${what}`,
  withPart: (soFar, part) => `${soFar}, ${part}`,
  shortDays: (days) => `${days} дн.`,
  shortHours: (hours) => `${hours} ч`,
  shortMinutes: (minutes) => `${minutes} мин`,
  justNow: 'только что',
  inAMoment: 'через мгновение',
};
