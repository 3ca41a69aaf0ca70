import type { Holder } from './look';

/** Why the clock stands still for one side. */
export type HoldReason = 'parts' | 'approval' | 'payment' | 'information' | 'vendor' | 'carrier' | 'customs' | 'bench' | 'other';

export interface HoldLook {
  label: string;
  /** Whose time it is unless the person who holds says otherwise. */
  holder: Holder;
}

export const HOLD_REASONS = {
  parts: { label: 'Waiting for parts', holder: 'parts' },
  approval: { label: 'Waiting for approval', holder: 'customer' },
  payment: { label: 'Waiting for payment', holder: 'customer' },
  information: { label: 'Waiting for information', holder: 'customer' },
  vendor: { label: 'Waiting for the vendor', holder: 'vendor' },
  carrier: { label: 'Held by the carrier', holder: 'carrier' },
  customs: { label: 'Held by customs', holder: 'customs' },
  bench: { label: 'No bench free', holder: 'us' },
  other: { label: 'Other', holder: 'us' },
} as const satisfies Record<HoldReason, HoldLook>;
