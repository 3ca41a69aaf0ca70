import type { Holder, HoldReason } from '$lib/api/bindings.gen';

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
  parts: { label: 'Waiting for parts', short: 'Parts', holder: 'parts' },
  customer_reply: { label: 'Waiting for the customer', short: 'Customer', holder: 'customer' },
  payment: { label: 'Waiting for payment', short: 'Payment', holder: 'customer' },
  vendor_reply: { label: 'Waiting for the vendor', short: 'Vendor', holder: 'vendor' },
  carrier_delay: { label: 'Held by the carrier', short: 'Carrier', holder: 'carrier' },
  customs_hold: { label: 'Held by customs', short: 'Customs', holder: 'customs' },
  paperwork: { label: 'Paperwork missing', short: 'Paperwork', holder: 'us' },
  bench_full: { label: 'No bench free', short: 'Bench full', holder: 'us' },
  other: { label: 'Held', short: 'Held', holder: 'us' },
} as const satisfies Record<HoldReason, HoldLook>;
