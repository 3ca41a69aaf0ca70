export const SERIES = 8;

/** The colour of the nth of several things side by side, told apart by any eye; after eight they begin anew. */
export function colourOf(nth: number): string {
  return `var(--series-${(nth % SERIES) + 1})`;
}
