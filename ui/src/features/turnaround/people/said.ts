import type { Share } from '$lib/api/bindings.gen';
import { shareRange } from '$lib/format/quantity';
import { words } from './words';

/** "82–91%, 40 of 46" */
export function passSaid({ low, high, hits, of }: Share): string {
  return low === null || high === null ? words.untested : words.passed(shareRange(low, high), hits, of);
}
