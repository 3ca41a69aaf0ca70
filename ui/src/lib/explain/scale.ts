import type { StageWhy } from '$lib/api/bindings.gen';

/** Where days lie on the plot, 0 to 1: by their square root, so that a day at the bench and a month in customs can both be read. */
export interface DaysScale {
  most: number;
}

export function daysScale(stages: readonly StageWhy[]): DaysScale {
  const ends = stages.flatMap(({ published, own, blended }) => [published.p80, own?.p80, blended.p80].flatMap((days) => days ?? []));
  return { most: Math.max(7, ...ends) * 1.05 };
}

export function along(scale: DaysScale, days: number): number {
  return Math.sqrt(Math.min(scale.most, Math.max(0, days)) / scale.most);
}

const STEPS: readonly number[] = [1, 2, 5, 10, 20, 30, 60, 90, 180, 365, 730, 1460];

/** The steps that fit with room to be read. */
export function marksOf(scale: DaysScale): number[] {
  const fitting: number[] = [];
  for (const days of STEPS) {
    if (days <= scale.most * 0.97 && along(scale, days) - along(scale, fitting.at(-1) ?? 0) > 0.11) fitting.push(days);
  }
  return fitting;
}
