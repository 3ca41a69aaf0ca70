import { counted } from '$lib/format/plural';
import type { Words } from '..';

export const format: Words['format'] = {
  days: (count) => counted(count, 'día', 'días'),
  lessThanADay: 'menos de un día',
  dayRange: (from, to) => `de ${from} a ${counted(to, 'día', 'días')}`,
  ofThem: (days, what) => `${days} de ellos: ${what}`,
  withPart: (soFar, part) => `${soFar}, ${part}`,
  shortDays: (days) => `${days} d`,
  shortHours: (hours) => `${hours} h`,
  shortMinutes: (minutes) => `${minutes} min`,
  justNow: 'ahora mismo',
  inAMoment: 'en un momento',
};
