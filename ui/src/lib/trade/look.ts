import type { IconComponent } from '$lib/ui/icons';
import type { Tone } from '$lib/ui/tone';

/** How a value of the trade is drawn. */
export interface Look {
  label: string;
  tone: Tone;
  icon: IconComponent;
}

/** Who holds the clock: whose time it is that passes. */
export type Holder = 'us' | 'customer' | 'vendor' | 'carrier' | 'customs' | 'parts' | 'nobody';

export const HOLDERS = {
  us: { label: 'Us', tone: 'active' },
  customer: { label: 'Customer', tone: 'warn' },
  vendor: { label: 'Vendor', tone: 'waiting' },
  carrier: { label: 'Carrier', tone: 'waiting' },
  customs: { label: 'Customs', tone: 'waiting' },
  parts: { label: 'Parts', tone: 'warn' },
  nobody: { label: 'Nobody', tone: 'idle' },
} as const satisfies Record<Holder, { label: string; tone: Tone }>;
