import { BlockedIcon, CheckIcon, GoodIcon, InfoIcon, PackageIcon, RemoveIcon } from '$lib/ui/icons';
import type { Look } from './look';

/** How a repair ended. */
export type Disposition = 'repaired' | 'replaced' | 'ntf' | 'ber_returned' | 'ber_scrapped' | 'declined';

export const DISPOSITIONS = {
  repaired: { label: 'Repaired', tone: 'good', icon: GoodIcon },
  replaced: { label: 'Replaced', tone: 'good', icon: CheckIcon },
  ntf: { label: 'No trouble found', tone: 'idle', icon: InfoIcon },
  ber_returned: { label: 'Beyond economic repair, returned', tone: 'warn', icon: PackageIcon },
  ber_scrapped: { label: 'Beyond economic repair, scrapped', tone: 'bad', icon: RemoveIcon },
  declined: { label: 'Quote declined', tone: 'idle', icon: BlockedIcon },
} as const satisfies Record<Disposition, Look>;
