import { counted } from '$lib/format/plural';

const units = (count: number): string => counted(count, 'unit', 'units');

/** People and rigs. */
export const crew = {
  refused: 'What each person did is shown to managers only.',
  emptyTitle: 'Nothing was repaired in this period',
  emptyText: (from: string, to: string) => `No ticket became ready as repaired or was tested from ${from} to ${to}. Choose a longer period.`,
  headline: (count: number, people: number) => (people === 0 ? `${units(count)} made ready, by nobody noted` : `${units(count)} made ready by ${counted(people, 'person', 'people')}`),
  rests: (from: string, to: string) => `By the day each became ready as repaired, ${from} to ${to}, and whoever repaired it last.`,
  peopleTitle: 'Repairs by person',
  peopleNote: 'Few units make wide ranges: they say little of anybody. Minutes are those of everybody on the unit.',
  noRepairs: 'No unit became ready as repaired in this period.',
  person: 'Repaired by',
  nobody: 'Nobody noted',
  units: 'Units',
  time: 'Time',
  perUnit: 'Per unit',
  noTime: 'none noted',
  hours: (hours: string) => `${hours} h`,
  minutes: (minutes: string) => `${minutes} min`,
  firstPass: 'Every test passed at once',
  untested: 'no test noted',
  passed: (range: string, hits: number, of: number) => `${range}, ${hits} of ${of}`,
  byWeek: (most: number) => `Units a week, up to ${most}`,
  weeksOf: (counts: string) => `Units week by week: ${counts}`,
  week: (week: string, count: number) => `Week of ${week}: ${units(count)}`,
  unitsOf: (count: string, name: string) => `${count} units: ${name}`,
  rigsTitle: 'Tests by rig',
  rigsNote: 'A rig that passes far less than the others may be at fault itself.',
  noRigs: 'No test of this period names its rig.',
  rig: 'Rig',
};
