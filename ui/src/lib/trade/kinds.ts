import type { DeviceKind, WarrantyClass } from '$lib/api/bindings.gen';

/** What may be sent, as the trade calls it. */
export const DEVICE_KINDS = {
  miner: 'Whole miner',
  hashboard: 'Hashboard',
  control_board: 'Control board',
  psu: 'PSU',
} as const satisfies Record<DeviceKind, string>;

export const WARRANTY_CLASSES = {
  in_warranty: 'In warranty',
  out_of_warranty: 'Out of warranty',
  doa: 'Dead on arrival',
  second_return: 'Second return',
} as const satisfies Record<WarrantyClass, string>;

/** Repair levels by number. */
export const LEVELS: Readonly<Record<number, string>> = { 1: 'Swap', 2: 'Board level', 3: 'Chip level' };
