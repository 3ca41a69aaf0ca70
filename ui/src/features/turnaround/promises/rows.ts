import type { PromiseCell, PromiseCheck, PromiseTally, Reliability, Scored, Share } from '$lib/api/bindings.gen';
import { intervalOf, type FigureTable } from '$lib/chart';
import { showDay, showMonth } from '$lib/format/dates';
import { days, shortDays } from '$lib/format/days';
import { quantity, share } from '$lib/format/quantity';
import { STAGES } from '$lib/trade';
import { words } from './words';

export const P80 = 0.8;

/** "76% (73%–79%) of 1,204". */
export function keptOf(kept: Share): string {
  const of = intervalOf(kept);
  return of === null ? words.notDue : words.keptOf(share(of.share), share(of.low), share(of.high), kept.of);
}

/** Whether what was kept is surely less, surely more, or as was said. */
export function verdict(kept: Share, said: number): 'under' | 'over' | 'within' {
  const of = intervalOf(kept);
  if (of === null) return 'within';
  return of.high < said ? 'under' : of.low > said ? 'over' : 'within';
}

export const lines = ({ by_p50, by_p80, by_p95 }: PromiseTally): { kept: Share; said: number }[] => [
  { kept: by_p50, said: 0.5 },
  { kept: by_p80, said: P80 },
  { kept: by_p95, said: 0.95 },
];

export const biasOf = (bias: number | null): string => (bias === null ? words.notDue : words.biasDays((bias > 0 ? '+' : '') + quantity(bias)));

/** "2 days after its P50 day". */
export function biasSaid(bias: number | null): string | null {
  return bias === null || Math.round(Math.abs(bias)) === 0 ? null : bias > 0 ? words.late(days(bias)) : words.early(days(-bias));
}

const tallied = (name: string, { promises, by_p50, by_p80, by_p95, overdue, bias_days }: PromiseTally): string[] => [
  name,
  quantity(promises),
  keptOf(by_p50),
  keptOf(by_p80),
  keptOf(by_p95),
  quantity(overdue),
  biasOf(bias_days),
];

export function cellsTable(first: string, cells: readonly PromiseCell[], nameOf: (cell: PromiseCell) => string): FigureTable {
  return { head: [first, words.promised, words.keptP50, words.keptP80, words.keptP95, words.out, words.bias], rows: cells.map((cell) => tallied(nameOf(cell), cell.tally)) };
}

export const monthName = ({ month }: PromiseCell): string => (month === null ? words.all : showMonth(month));

export function reliabilityTable(points: readonly Reliability[]): FigureTable {
  return {
    head: [words.said, words.was, words.between, words.of],
    rows: points.flatMap(({ promised, kept }) => {
      const of = intervalOf(kept);
      return promised === null ? [] : [[share(promised), of === null ? words.notDue : share(of.share), of === null ? '' : `${share(of.low)}–${share(of.high)}`, quantity(kept.of)]];
    }),
  };
}

export function worstTable(worst: PromiseCheck['worst']): FigureTable {
  return {
    head: [words.ticket, words.center, words.promisedOn, words.backOn, words.daysLate, words.cause],
    rows: worst.map((miss) => [miss.ticket, miss.center, showDay(miss.promised_on), miss.back_on === null ? words.stillAway : showDay(miss.back_on), shortDays(miss.days_late ?? 0), causeOf(miss)]),
  };
}

export function causeOf({ stage, stage_days_over }: PromiseCheck['worst'][number]): string {
  return stage === null ? words.noCause : words.causeOver(STAGES[stage].label, shortDays(stage_days_over ?? 0));
}

export function scoresTable(scores: readonly Scored[]): FigureTable {
  return {
    head: [words.estimator, words.loss, words.crps, words.count],
    rows: scores.map(({ who, pinball_days, crps_days, promises }) => [words.who[who], pinball_days === null ? '' : quantity(pinball_days, { digits: 2 }), crps_days === null ? '' : quantity(crps_days, { digits: 2 }), quantity(promises)]),
  };
}

/** How the desk's own loss stands to another's. */
export function against(scores: readonly Scored[], other: Scored): string | null {
  const own = scores.find(({ who }) => who === 'desk')?.pinball_days ?? null;
  const theirs = other.pinball_days;
  if (other.who === 'desk' || own === null || theirs === null || theirs <= 0) return null;
  const less = 1 - own / theirs;
  return less >= 0 ? words.better(share(less)) : words.worse(share(-less));
}

/** A share of promises by its usual name: P80. */
export function percentile(share: number): string {
  return `P${Math.round(share * 100)}`;
}
