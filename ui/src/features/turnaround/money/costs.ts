import type { Hashprice, RepairOrReplace } from '$lib/api/bindings.gen';
import type { Day } from '$lib/format/dates';

/** The hashprice in force on a day: the newest that holds from it or earlier. */
export function inForce(prices: readonly Hashprice[], day: Day): Hashprice | null {
  return prices.filter(({ valid_from }) => valid_from <= day).reduce<Hashprice | null>((newest, price) => (newest === null || price.valid_from >= newest.valid_from ? price : newest), null);
}

/** The model that is soonest the better one to replace: the lowest price at which a repair still costs more. */
export function dearest(models: readonly RepairOrReplace[]): RepairOrReplace | null {
  return models.reduce<RepairOrReplace | null>((most, model) => (most === null || (model.replace_below_usd_per_ths ?? 0) > (most.replace_below_usd_per_ths ?? 0) ? model : most), null);
}
