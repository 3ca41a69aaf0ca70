import type { HitKind } from '$lib/api/bindings.gen';
import { CenterIcon, CustomerIcon, FleetIcon, ModelIcon, RmaIcon, TicketIcon, type IconComponent } from '$lib/ui/icons';
import { words } from './words';

export const HIT_LOOKS = {
  ticket: { plural: words.hits.ticket, icon: TicketIcon },
  device: { plural: words.hits.device, icon: FleetIcon },
  rma: { plural: words.hits.rma, icon: RmaIcon },
  model: { plural: words.hits.model, icon: ModelIcon },
  center: { plural: words.hits.center, icon: CenterIcon },
  customer: { plural: words.hits.customer, icon: CustomerIcon },
} as const satisfies Record<HitKind, { plural: string; icon: IconComponent }>;
