import { counted, plural } from '$lib/format/plural';

const units = (count: number): string => counted(count, 'unit', 'units');

/** Backlog and flow. */
export const flow = {
  emptyTitle: 'No ticket is away',
  emptyText: 'As soon as an RMA is filed, its units stand here by age, by stage and by where they are heading.',
  headline: (away: number, passed: number, expected: number) => {
    if (away === 0) return 'No unit is away';
    const is = `${units(away)} ${plural(away, 'is', 'are')} away`;
    if (passed === 0 && expected === 0) return `${is}; none is likely to miss its date`;
    if (passed === 0) return `${is}; about ${expected} will likely miss ${plural(expected, 'its', 'their')} date`;
    return expected === 0 ? `${is}; ${passed} missed the date already, no more are likely to` : `${is}; ${passed} missed the date already, about ${expected} more likely will`;
  },
  rests: (promised: number, unpromised: number) =>
    `${units(promised)} with a date ahead, each with its chance to miss it.${unpromised > 0 ? ` Of ${units(unpromised)} no date is known: nothing can be missed.` : ''}`,
  bands: { '0-3': '0–3 d', '4-7': '4–7 d', '8-14': '8–14 d', '15-30': '15–30 d', '31-60': '31–60 d', 'over-60': 'over 60 d' },
  anyAge: 'any age',
  agesTitle: 'Backlog by age',
  agesNote: (oldest: number) => (oldest === 0 ? 'Days since each was filed. None is older than 60.' : `Days since each was filed. ${units(oldest)} ${plural(oldest, 'is', 'are')} older than 60.`),
  byStage: 'By stage',
  byHold: 'On hold, by reason',
  stage: 'Stage',
  inAll: 'In all',
  cell: (count: string, name: string, age: string) => `${count}: ${name}, ${age}`,
  riskTitle: 'Likely to miss their date',
  riskNote: 'The chance not to be back by the promised day, given where each has been and for how long. The likeliest first.',
  noRisk: 'No unit that is away has a promised day ahead.',
  asTickets: (count: number) => `These ${count} as a list`,
  ticket: 'Ticket',
  chance: 'Chance to miss it',
  unknownChance: '?',
  promised: 'Promised',
  center: 'Center',
  inStage: 'In stage',
  likeIt: 'Returns like it',
  since: (days: string, center: string) => (center === '' ? days : `${days}, ${center}`),
  by: (day: string) => `by ${day}`,
  basedOn: (returns: number) => counted(returns, 'return like it', 'returns like it'),
  nothingLike: 'nothing like it yet',
  weeksTitle: 'Arrivals and departures',
  weeksNote: 'Units a week over half a year. The running week is left out of the lines.',
  weeksLabel: 'Units filed and units back, week by week',
  awayLabel: 'Units away at the end of each week',
  arrived: 'filed',
  departed: 'back or over',
  away: 'away',
  awayAtEnd: 'Away at its end',
  week: 'Week of',
  weekOf: 'week of',
  unitsAWeek: 'units a week',
  unitsAway: 'units away',
  soFar: (week: string) => `${week}, so far`,
  balance: {
    steady: 'The flow is in balance.',
    older: 'The backlog is older than what leaves: it grows, or part of it is stuck.',
    younger: 'What leaves is older than what is there: an old backlog is being worked off.',
  },
  little: (open: string, perDay: string, cycle: string, ratio: string, window: number) =>
    `Over the last ${window} days ${open} units were away on average and ${perDay} a day came back, after ${cycle}. In balance, the first would be the product of the other two; it is ${ratio} times that.`,
  noLittle: 'Nothing has come back in the last 90 days, so the flow cannot be checked yet.',
  capacityTitle: 'Work in front of each center',
  capacityNote: 'Weeks of work: what is on its bench, in its queue and on the way to it, at the pace it states, else at its pace of the last eight weeks.',
  place: { on_the_bench: 'On the bench', queued: 'Queued', on_the_way: 'On the way' },
  at: {
    on_the_bench: (count: number) => `${count} on the bench`,
    queued: (count: number) => `${count} queued`,
    on_the_way: (count: number) => `${count} on the way`,
  },
  statedAWeek: 'Stated a week',
  madeAWeek: 'Made a week',
  weeksHead: 'Weeks of work',
  weeksOfWork: (weeks: string) => `${weeks} weeks of work`,
  noPace: 'no pace known',
  stated: (stated: string, made: string) => `states ${stated} a week, made ${made}`,
  notStated: (made: string) => `states none, made ${made} a week`,
  noCapacity: 'states no capacity, made none ready of late',
  nothingThere: 'nothing there or on the way',
  none: '–',
};
