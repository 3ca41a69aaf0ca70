import type { KeptBy, LearningState } from '$lib/api/bindings.gen';
import { counted } from '$lib/format/plural';
import { quantity, share } from '$lib/format/quantity';

/** The words of an explained estimate. */
export const explain = {
  outlook: 'Estimate',
  likely: 'Likely back',
  nowLikely: 'Now likely back',
  byCautious: (day: string) => `by ${day} at 80%`,
  byBad: (day: string) => `${day} at 95%`,
  inDays: (likely: string, cautious: string) => `in ${likely} to ${cautious} days`,
  repaired: (chance: string) => `Comes back repaired: ${chance}`,
  otherEnds: (ntf: string, ber: string, declined: string) => `no trouble found ${ntf}, beyond repair ${ber}, quote declined ${declined}`,
  rests: 'Rests on',
  why: 'Why this range',
  notEstimated: 'The estimate could not be made',
  asking: 'Estimating',
  lastBack: 'for the last unit',

  learning: {
    nothing: () => '',
    waiting: (tickets: number) => `learning from ${counted(tickets, 'ticket', 'tickets')} of yours…`,
    current: () => '',
    behind: () => 'older than the data, learning again…',
  } satisfies Record<LearningState, (tickets: number) => string>,
  madeUp: 'From made-up tickets',

  kept: {
    likely: 'earlier than the likely day',
    cautious: 'inside the promise',
    bad: 'later than promised, inside 95%',
    late: 'later than promised',
  } satisfies Record<KeptBy, string>,
  promised: (day: string) => `Promised by ${day} (80%)`,
  back: (day: string) => `back ${day}`,
  daysOff: (days: number) => (Math.abs(days) < 0.5 ? 'on the likely day' : `${counted(Math.round(Math.abs(days)), 'day', 'days')} ${days > 0 ? 'after' : 'before'} the likely day`),
  percentile: (percent: number) =>
    percent <= 5 ? 'sooner than 19 times in 20 foretold' : percent >= 95 ? 'later than 19 times in 20 foretold' : `as late as ${quantity(percent, { digits: 0 })} in 100 foretold`,
  neverBack: 'It does not come back, so the promise is not scored.',

  record: 'Promises kept',
  recordNone: 'No promise has come due yet. Every filing freezes one; it is scored when its last unit is back.',
  recordOf: (due: number, underWay: number) => `${counted(due, 'promise', 'promises')} came due, ${quantity(underWay)} under way`,
  recordShare: (p: 50 | 80 | 95, kept: number) => `${share(kept)} back by the ${p}% day`,
  recordOverdue: (count: number) => `${quantity(count)} past the 80% day and still away`,
  recordLoss: (days: number) => `mean loss ${quantity(days)} days over the three days promised (pinball; less is better)`,

  stages: 'Stage by stage: published, your history, and what is used',
  stage: 'Stage',
  axis: (days: string, first: boolean) => (first ? `${days} d` : days),
  marks: { published: 'Published', own: 'Your history', blended: 'Used here' },
  range: (p50: string, p80: string) => `${p50} – ${p80}`,
  none: '–',
  behind: 'Tickets behind it',
  backOpen: (done: number, open: number) => `${quantity(done)} done, ${quantity(open)} open`,
  noneHere: 'none here',
  elsewhere: (tickets: number) => `, ${quantity(tickets)} elsewhere`,
  noTickets: 'none yet',
  priorShare: (part: number) => `Published and elsewhere count ${share(part)}`,
  fromTo: (from: string, to: string) => (from === to ? from : `${from} – ${to}`),
  crosses: (days: string) => `Crosses ${days}`,
  off: (name: string, from: string, days: number) => (days === 1 ? `${name} ${from}` : `${name} (${days} days from ${from})`),
  evidence: (grade: string): string => ({ S: 'Published: solid, several sources agree', M: 'Published: one credible source', T: 'Published: thin, assumed' })[grade] ?? '',
  edited: 'set by you',
  clockNote: 'Likely (50%) to cautious (80%), in the days each stage counts. Without tickets of your own the range is wider than published, for centers differ. The stages’ 80% do not add up to the whole: not all go badly at once.',

  widest: 'What makes the range wide',
  customs: 'Customs',
  nearest: 'Past tickets most like it',
  nearestNone: 'None like it yet.',
  tookDays: (days: number) => `took ${quantity(days, { digits: 0 })} d`,
  writtenOff: (days: number) => `written off after ${quantity(days, { digits: 0 })} d`,
  wouldChange: 'What would change it',
  made: 'How it was made',
};
