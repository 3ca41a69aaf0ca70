import type { Cohort, ParetoBar } from '$lib/api/bindings.gen';

export interface Step extends ParetoBar {
  /** Where the bar begins: what those before it make together. */
  from: number;
  /** Its own part of all. */
  share: number;
}

/** Bars one behind the other, so that each ends at the running share. */
export function stairs(bars: readonly ParetoBar[], tickets: number): Step[] {
  return bars.map((bar, i) => {
    const from = i === 0 ? 0 : (bars[i - 1]?.running_share ?? 0);
    return { ...bar, from, share: tickets === 0 ? 0 : bar.count / tickets };
  });
}

/** How many of the first make four fifths of all; null where even all that are shown do not. */
export function fourFifths(steps: readonly Step[]): number | null {
  const at = steps.findIndex(({ running_share }) => (running_share ?? 0) >= 0.8);
  return at === -1 ? null : at + 1;
}

/** The end of the scale: the widest interval of those watched to the end, to a whole ten percent. A few units watched so far would stretch it to everything. */
export function scaleOf(cohorts: readonly Cohort[]): number {
  const all = cohorts.flatMap(({ bounced }) => bounced);
  const complete = all.filter(({ is_complete, share }) => is_complete && share.high !== null);
  const most = Math.max(0.1, ...(complete.length > 0 ? complete : all).map(({ share }) => share.high ?? 0));
  return Math.min(1, Math.ceil(most * 10 - 1e-9) / 10);
}
