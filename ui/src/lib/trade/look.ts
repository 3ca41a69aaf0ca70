import type { IconComponent } from '$lib/ui/icons';
import type { Tone } from '$lib/ui/tone';
import { words } from './words';

/** How a value of the trade is drawn. */
export interface Look {
  label: string;
  tone: Tone;
  icon: IconComponent;
}

/** Who holds the clock: whose time it is that passes. */
export type Holder = 'us' | 'customer' | 'vendor' | 'carrier' | 'customs' | 'parts' | 'nobody';

export const HOLDERS = {
  us: { label: words.holders.us, tone: 'active' },
  customer: { label: words.holders.customer, tone: 'warn' },
  vendor: { label: words.holders.vendor, tone: 'waiting' },
  carrier: { label: words.holders.carrier, tone: 'waiting' },
  customs: { label: words.holders.customs, tone: 'waiting' },
  parts: { label: words.holders.parts, tone: 'warn' },
  nobody: { label: words.holders.nobody, tone: 'idle' },
} as const satisfies Record<Holder, { label: string; tone: Tone }>;
