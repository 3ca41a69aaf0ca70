import type { HitKind } from '$lib/api/bindings.gen';
import { CenterIcon, CustomerIcon, FleetIcon, ModelIcon, RmaIcon, TicketIcon, type IconComponent } from '$lib/ui/icons';

export const HIT_LOOKS = {
  ticket: { plural: 'Tickets', icon: TicketIcon },
  device: { plural: 'Units', icon: FleetIcon },
  rma: { plural: 'RMAs', icon: RmaIcon },
  model: { plural: 'Models', icon: ModelIcon },
  center: { plural: 'Centers', icon: CenterIcon },
  customer: { plural: 'Customers', icon: CustomerIcon },
} as const satisfies Record<HitKind, { plural: string; icon: IconComponent }>;
