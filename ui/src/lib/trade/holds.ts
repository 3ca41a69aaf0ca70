import type { Holder, HoldReason } from '$lib/api/bindings.gen';
import { words } from './words';

export type { HoldReason };

export interface HoldLook {
  label: string;
  /** For dense cells. */
  short: string;
  /** Whose time it is unless the person who holds says otherwise. */
  holder: Holder;
}

/** Why the clock stands still for one side. */
export const HOLD_REASONS = {
  parts: { ...words.holds.parts, holder: 'parts' },
  customer_reply: { ...words.holds.customer_reply, holder: 'customer' },
  payment: { ...words.holds.payment, holder: 'customer' },
  vendor_reply: { ...words.holds.vendor_reply, holder: 'vendor' },
  carrier_delay: { ...words.holds.carrier_delay, holder: 'carrier' },
  customs_hold: { ...words.holds.customs_hold, holder: 'customs' },
  paperwork: { ...words.holds.paperwork, holder: 'us' },
  bench_full: { ...words.holds.bench_full, holder: 'us' },
  other: { ...words.holds.other, holder: 'us' },
} as const satisfies Record<HoldReason, HoldLook>;
