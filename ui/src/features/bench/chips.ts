import type { BenchSlot, ChipHeat, ChipMark } from '$lib/api/bindings.gen';

/** One chip of a hashboard as it is drawn. */
export interface DrawnChip {
  /** Counted from 0, as logs do. */
  chip: number;
  mark: ChipMark | null;
  /** On how many earlier tickets it was at fault, on this board and on all boards of the model. */
  here: number;
  model: number;
}

/** The chips of a board by voltage domain; one row of all where nobody published the domains. */
export function domainsOf(slot: BenchSlot, modelHeat: readonly ChipHeat[]): DrawnChip[][] {
  if (slot.layout === null) return [];
  const { chips, domains } = slot.layout;
  const marks = new Map(slot.marks.map(({ chip, mark }) => [chip, mark]));
  const here = new Map(slot.heat.map(({ chip, tickets }) => [chip, tickets]));
  const model = new Map(modelHeat.map(({ chip, tickets }) => [chip, tickets]));
  const each = Array.from({ length: chips }, (_, chip) => ({ chip, mark: marks.get(chip) ?? null, here: here.get(chip) ?? 0, model: model.get(chip) ?? 0 }));
  if (domains === null || domains <= 0 || chips % domains !== 0) return [each];
  const size = chips / domains;
  return Array.from({ length: domains }, (_, at) => each.slice(at * size, (at + 1) * size));
}

/** From 0 (never) to 3 (most), so that a board with one bad chip and one with many both show their worst. */
export function heatOf(tickets: number, most: number): 0 | 1 | 2 | 3 {
  if (tickets <= 0 || most <= 0) return 0;
  const share = tickets / most;
  return share > 2 / 3 ? 3 : share > 1 / 3 ? 2 : 1;
}
