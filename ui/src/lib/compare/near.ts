import { daysBetween, showDay, type Day } from '$lib/format/dates';

/** Past this many days a month alone could mean two years. */
const YEAR_NEEDED_AFTER = 270;

/** "Jan 23": a day soon after another; the year joins it only where it could be misread. */
export function nearDay(day: Day, today: Day): string {
  return showDay(day, { today: daysBetween(today, day) > YEAR_NEEDED_AFTER ? today : day });
}
