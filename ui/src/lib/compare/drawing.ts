import type { Cost, Region, Rest, RestKind, RouteAnswer, Stage, StageShare } from '$lib/api/bindings.gen';
import { daysBetween, type Day } from '$lib/format/dates';
import type { Scale, SegmentKind } from '$lib/ui';

/** Whose kind of time a stage is, as the bar hatches it; exits take none. */
const KIND_OF = {
  draft: 'waiting',
  submitted: 'waiting',
  authorized: 'waiting',
  to_center: 'transit',
  customs_out: 'customs',
  queued: 'waiting',
  diagnosing: 'work',
  awaiting_approval: 'waiting',
  repairing: 'work',
  testing: 'work',
  ready: 'waiting',
  from_center: 'transit',
  customs_back: 'customs',
  delivered: 'waiting',
  closed: 'waiting',
  rejected: 'waiting',
  cancelled: 'waiting',
} as const satisfies Record<Stage, SegmentKind>;

/** A customs hold may put one P95 half a year out; past this many times the slowest P80 the axis stops and says so. */
const MOST_PAST_P80 = 1.5;

/** One axis for all centers: every P80 is on it, and every P95 that does not flatten the rest. */
export function sharedScale(from: Day, routes: readonly RouteAnswer[], deadline: Day | null = null): Scale {
  const cautious = Math.max(7, ...routes.map((route) => daysBetween(from, route.range.p80_on)));
  const worst = Math.max(cautious, ...routes.map((route) => daysBetween(from, route.range.p95_on)));
  const due = deadline === null ? 0 : daysBetween(from, deadline);
  const reach = Math.max(Math.min(worst, cautious * MOST_PAST_P80), Math.min(due, cautious * MOST_PAST_P80));
  return { from, days: Math.ceil(reach * 1.04) };
}

/** Whether a day lies past the end of the axis. */
export function overflows(scale: Scale, day: Day): boolean {
  return daysBetween(scale.from, day) > scale.days;
}

/** A stretch of the bar: neighbouring stages of one kind are one stretch, named one by one. */
export interface Piece {
  kind: SegmentKind;
  /** Days from now. */
  from: number;
  to: number;
  stages: StageShare[];
}

/** The stages of the median path laid end to end, stretched or shrunk to end on the P50 that is written at the bar. */
export function pieces(stages: readonly StageShare[], endsAt: number): Piece[] {
  const drawn: Piece[] = [];
  const inOrder = stages
    .flatMap((share) => (share.from_day !== null && share.to_day !== null && share.to_day > share.from_day ? [{ share, from: share.from_day, to: share.to_day }] : []))
    .sort((a, b) => a.from - b.from);
  const total = inOrder.reduce((sum, { from, to }) => sum + to - from, 0);
  if (total === 0) return [];
  let at = 0;
  for (const { share, from, to } of inOrder) {
    const end = at + ((to - from) * endsAt) / total;
    const last = drawn.at(-1);
    const kind = KIND_OF[share.stage];
    if (last?.kind === kind) {
      last.to = end;
      last.stages.push(share);
    } else {
      drawn.push({ kind, from: at, to: end, stages: [share] });
    }
    at = end;
  }
  return drawn;
}

/** A time the center is shut, as it lies on the axis. */
export interface Shut {
  kind: RestKind;
  /** Days from the start of the axis. */
  at: number;
  days: number;
  rest: Rest;
}

/** Under this many days to the width of the axis a weekend is still wider than a hair. */
const MOST_DAYS_WITH_WEEKENDS = 200;

export function shutOn(rests: readonly Rest[], scale: Scale): Shut[] {
  return rests.flatMap((rest) => {
    const at = Math.max(0, daysBetween(scale.from, rest.from_on));
    const to = Math.min(scale.days, daysBetween(scale.from, rest.to_on) + 1);
    const drawn = to > at && (rest.kind !== 'weekend' || scale.days <= MOST_DAYS_WITH_WEEKENDS);
    return drawn ? [{ kind: rest.kind, at, days: to - at, rest }] : [];
  });
}

/** Likely days of one kind of time on the whole way, by the path that is drawn. */
export function daysOf(drawn: readonly Piece[], kind: SegmentKind): number {
  return drawn.reduce((sum, piece) => (piece.kind === kind ? sum + piece.to - piece.from : sum), 0);
}

export interface Label {
  /** Where it points. */
  at: number;
  width: number;
}

/** Labels that touch, moved as one. */
interface Cluster {
  /** What each of them would want the cluster's left edge to be. */
  wanted: number[];
  width: number;
  left: number;
  members: Label[];
}

/** Where each label's middle goes: in order, never overlapping, as near to its mark as that allows, inside `room`. */
export function spreadLabels(labels: readonly Label[], room: number): number[] {
  const settle = (cluster: Cluster): Cluster => {
    const mean = cluster.wanted.reduce((sum, left) => sum + left, 0) / cluster.wanted.length;
    return { ...cluster, left: Math.max(0, Math.min(mean, room - cluster.width)) };
  };
  const clusters: Cluster[] = [];
  for (const label of labels) {
    let next = settle({ wanted: [label.at - label.width / 2], width: label.width, left: 0, members: [label] });
    for (let last = clusters.at(-1); last !== undefined && last.left + last.width > next.left; last = clusters.at(-1)) {
      clusters.pop();
      const { width, wanted, members } = last;
      next = settle({ wanted: [...wanted, ...next.wanted.map((left) => left - width)], width: width + next.width, left: 0, members: [...members, ...next.members] });
    }
    clusters.push(next);
  }
  return clusters.flatMap(({ left, members }) => {
    let edge = left;
    return members.map(({ width }) => {
      edge += width;
      return edge - width / 2;
    });
  });
}

export type CostKind = 'fee' | 'freight' | 'duty' | 'lost';
export const COST_KINDS: readonly CostKind[] = ['fee', 'freight', 'duty', 'lost'];

/** US dollars per unit by kind; `null` is not known. */
export function costParts(cost: Cost): Record<CostKind, number | null> {
  const freight = [cost.freight_out, cost.freight_back, cost.brokerage];
  return {
    fee: cost.fee,
    freight: freight.every((part) => part === null) ? null : freight.reduce<number>((sum, part) => sum + (part ?? 0), 0),
    duty: cost.duty,
    lost: cost.lost_hashing,
  };
}

/** The total, or the sum of what is known of it. */
export function totalOf(cost: Cost): number {
  return cost.total ?? COST_KINDS.reduce((sum, kind) => sum + (costParts(cost)[kind] ?? 0), 0);
}

export type Order = 'back' | 'cost' | 'risk';

/**
 * First back by P80; or cheapest in the likely case, where a center whose fee is not known is never called the cheapest; or
 * least likely to be late: by the chance to be back when needed, and without such a day by the P95.
 *
 * Centers back on the same day stand by their chance to be the first, not by an hour of arithmetic.
 */
export function inOrder(routes: readonly RouteAnswer[], order: Order): RouteAnswer[] {
  const unknown = Number.POSITIVE_INFINITY;
  const p80 = ({ range }: RouteAnswer): number => range.p80 ?? unknown;
  const dayOf = (route: RouteAnswer): string => (route.range.p80 === null ? '~' : route.range.p80_on);
  const back = (a: RouteAnswer, b: RouteAnswer): number =>
    compareText(dayOf(a), dayOf(b)) || (b.p_first ?? 0) - (a.p_first ?? 0) || p80(a) - p80(b) || a.center.localeCompare(b.center);
  if (order === 'back') return [...routes].sort(back);
  if (order === 'risk') {
    const late = ({ range, p_on_time }: RouteAnswer): number => (p_on_time === null ? (range.p95 ?? unknown) : 1 - p_on_time);
    return [...routes].sort((a, b) => compareNumber(late(a), late(b)) || back(a, b));
  }
  return [...routes].sort((a, b) => Number(b.fee_known) - Number(a.fee_known) || totalOf(a.cost_p50) - totalOf(b.cost_p50) || back(a, b));
}

function compareNumber(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code unit: days as text sort as days, and `~` after them all. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The best center of a region in the order asked for. */
export function bestOf(routes: readonly RouteAnswer[], region: Region, order: Order): RouteAnswer | undefined {
  return inOrder(routes, order).find((route) => route.region === region);
}
