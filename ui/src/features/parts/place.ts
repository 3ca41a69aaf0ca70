import type { Backend } from '$lib/api/backend';
import type { StockPlaceId } from '$lib/api/bindings.gen';
import { NEW_ID } from '$lib/api/new-id';

/** In the place of an id: one that is still to be added. */
export const NEW_PLACE = 'new';

/** The place chosen, added first where it is a new one. */
export async function placeOf(backend: Pick<Backend, 'saveStockPlace'>, chosen: StockPlaceId, name: string): Promise<StockPlaceId> {
  if (chosen !== NEW_PLACE) return chosen;
  const place = await backend.saveStockPlace({ id: NEW_ID, name, note: '', retired: false });
  return place.id;
}
