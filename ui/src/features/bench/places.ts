import type { BenchUnit } from '$lib/api/bindings.gen';
import type { Choice } from '$lib/ui';
import { words } from './words';

/** Where on a unit something can be: the whole of it, or one of its slots. */
export function placesOf({ slots }: Pick<BenchUnit, 'slots'>): Choice[] {
  return [{ value: '', label: words.whole }, ...slots.filter(({ slot }) => slot !== '').map(({ slot }) => ({ value: slot, label: slot }))];
}
