import type { PersonFigures, PersonWeek } from '$lib/api/bindings.gen';
import { addDays, type Day } from '$lib/format/dates';

const DAYS_A_WEEK = 7;

/** Every week from the first anybody repaired in to the last, those without a repair too: bars side by side mean the same week. */
export function weeksOf(people: readonly PersonFigures[]): Day[] {
  const known = people.flatMap(({ weeks }) => weeks.map(({ week }) => week)).sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const weeks: Day[] = [];
  for (let week = first; week <= last; week = addDays(week, DAYS_A_WEEK)) weeks.push(week);
  return weeks;
}

export function unitsByWeek(weeks: readonly PersonWeek[], all: readonly Day[]): number[] {
  const units = new Map(weeks.map(({ week, units }) => [week, units]));
  return all.map((week) => units.get(week) ?? 0);
}
