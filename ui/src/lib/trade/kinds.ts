import { words } from './words';

/** What may be sent, as the trade calls it. */
export const DEVICE_KINDS = words.sent;

/** What a unit is. */
export const UNIT_KINDS = words.kinds;

export const WARRANTY_CLASSES = words.warranty;

/** Repair levels by number. */
export const LEVELS = words.levels;
