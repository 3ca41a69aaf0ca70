import { BlockedIcon, CheckIcon, GoodIcon, InfoIcon, PackageIcon, RemoveIcon } from '$lib/ui/icons';
import { words } from './words';
import type { Look } from './look';

/** How a repair ended. */
export type Disposition = 'repaired' | 'replaced' | 'ntf' | 'ber_returned' | 'ber_scrapped' | 'declined';

export const DISPOSITIONS = {
  repaired: { label: words.dispositions.repaired, tone: 'good', icon: GoodIcon },
  replaced: { label: words.dispositions.replaced, tone: 'good', icon: CheckIcon },
  ntf: { label: words.dispositions.ntf, tone: 'idle', icon: InfoIcon },
  ber_returned: { label: words.dispositions.ber_returned, tone: 'warn', icon: PackageIcon },
  ber_scrapped: { label: words.dispositions.ber_scrapped, tone: 'bad', icon: RemoveIcon },
  declined: { label: words.dispositions.declined, tone: 'idle', icon: BlockedIcon },
} as const satisfies Record<Disposition, Look>;
