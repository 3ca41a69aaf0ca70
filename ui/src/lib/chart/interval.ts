import type { Share } from '$lib/api/bindings.gen';

/** The place of a share on its scale, as CSS. */
export const percent = (share: number): string => `${Math.min(100, Math.max(0, share * 100)).toFixed(2)}%`;

/** A share with its interval, once there is one. */
export interface Interval {
  share: number;
  low: number;
  high: number;
}

export function intervalOf({ share, low, high }: Share): Interval | null {
  return share === null ? null : { share, low: low ?? share, high: high ?? share };
}

/** The end of a common scale: a round number not below the longest of them. */
export function scaleEnd(values: readonly (number | null)[]): number {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const step = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((times) => times * step).find((end) => end >= most) ?? most;
}
