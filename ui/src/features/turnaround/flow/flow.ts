import type { BacklogRow, CenterLoad, Flow } from '$lib/api/bindings.gen';

/** Beyond this, text on the ground would be hard to read. */
const DARKEST = 42;

/** How much of its colour a cell takes, in percent: the square root, for one crowded cell must not bleach the rest. */
export function heat(count: number, most: number): number {
  return count === 0 || most === 0 ? 0 : Math.round(6 + (DARKEST - 6) * Math.sqrt(count / most));
}

export function mostOf(rows: readonly BacklogRow[]): number {
  return Math.max(0, ...rows.flatMap(({ bands }) => bands.map(({ count }) => count)));
}

export type Balance = 'steady' | 'older' | 'younger';

/** What Little's ratio says; a quarter to either side is no news. */
export function balance(ratio: number): Balance {
  if (ratio > 1.25) return 'older';
  return ratio < 0.8 ? 'younger' : 'steady';
}

export interface Outlook {
  away: number;
  /** Their promised day has passed. */
  passed: number;
  /** Expected to miss a day that is still ahead. */
  expected: number;
  /** Without a promised day. */
  unpromised: number;
}

export function outlook({ open, at_risk }: Pick<Flow, 'open' | 'at_risk'>): Outlook {
  return {
    away: open,
    passed: at_risk.passed,
    expected: Math.round(at_risk.expected_misses ?? 0),
    unpromised: Math.max(0, open - at_risk.promised - at_risk.passed),
  };
}

export const PLACES = ['on_the_bench', 'queued', 'on_the_way'] as const;
export type Place = (typeof PLACES)[number];

export interface Load {
  units: number;
  /** Units a week: what the center states, else what it made of late; null where neither is known. */
  perWeek: number | null;
  isStated: boolean;
  /** Weeks of work in each place; null without a pace. */
  weeks: Readonly<Record<Place, number>> | null;
  inAll: number;
}

export function loadOf(center: CenterLoad): Load {
  const units = PLACES.reduce((sum, place) => sum + center[place], 0);
  const stated = center.units_per_week ?? 0;
  const made = center.made_per_week ?? 0;
  const perWeek = stated > 0 ? stated : made > 0 ? made : null;
  if (perWeek === null) return { units, perWeek, isStated: false, weeks: null, inAll: 0 };
  const weeks = { on_the_bench: center.on_the_bench / perWeek, queued: center.queued / perWeek, on_the_way: center.on_the_way / perWeek };
  return { units, perWeek, isStated: stated > 0, weeks, inAll: units / perWeek };
}
