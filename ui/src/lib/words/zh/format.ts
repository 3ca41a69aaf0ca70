import { counted } from '$lib/format/plural';
import type { Words } from '..';

export const format: Words['format'] = {
  days: (count) => counted(count, '天'),
  lessThanADay: '不到一天',
  dayRange: (from, to) => `${from} 至 ${counted(to, '天')}`,
  ofThem: (days, what) => `其中 ${days} 天为${what}`,
  withPart: (soFar, part) => `${soFar}，${part}`,
  shortDays: (days) => `${days} 天`,
  shortHours: (hours) => `${hours} 小时`,
  shortMinutes: (minutes) => `${minutes} 分钟`,
  justNow: '刚刚',
  inAMoment: '马上',
};
