import type { Backend } from '$lib/api/backend';
import type { Choices, Customer, DeviceRow } from '$lib/api/bindings.gen';
import type { FilterField } from '$lib/lists';
import { UNIT_KINDS } from '$lib/trade/kinds';
import { choicesOf, type Choice } from '$lib/ui';
import { BenchIcon, CalendarIcon, CustomerIcon, FleetIcon, IdleIcon, ModelIcon, PackageIcon, RetryIcon, RouteIcon, TicketIcon, TestIcon } from '$lib/ui/icons';
import type { FleetField } from './query';
import { words } from './words';

export interface Known {
  customers: readonly Customer[];
  choices: Choices | undefined;
  /** Units on screen: they know the names of what an address only has the ids of. */
  rows: Iterable<DeviceRow>;
}

const plain = (values: readonly string[]): Choice[] => values.map((value) => ({ value, label: value }));

/** The filters of the fleet, in the order of the menu. */
export function fleetFields(backend: Pick<Backend, 'models'>, { customers, choices, rows }: Known): FilterField[] {
  const named = (id: keyof DeviceRow, name: keyof DeviceRow) => (value: string) => {
    for (const row of rows) if (row[id] === value) return String(row[name] ?? value);
    return undefined;
  };
  const found = new Map<string, string>();
  const fields: Record<FleetField, Omit<FilterField, 'id'>> = {
    kind: { label: words.kind, icon: FleetIcon, choices: choicesOf(UNIT_KINDS) },
    maker: { label: words.maker, icon: ModelIcon, choices: plain(choices?.makers ?? []) },
    model: {
      label: words.model,
      icon: ModelIcon,
      search: async (text) => {
        const models = await backend.models(text.trim(), 40);
        for (const model of models) found.set(model.id, model.name);
        return models.map((model) => ({ value: model.id, label: model.name, detail: model.maker }));
      },
      nameOf: (value) => found.get(value) ?? named('model_id', 'model')(value) ?? words.oneModel,
    },
    owner: { label: words.owner, icon: CustomerIcon, choices: customers.map(({ party }) => ({ value: party.id, label: party.name })), nameOf: named('owner_id', 'owner') },
    site: { label: words.site, icon: RouteIcon, choices: customers.flatMap(({ party, sites }) => sites.map((site) => ({ value: site.id, label: site.name, detail: party.name }))), nameOf: named('site_id', 'site') },
    location: { label: words.location, icon: PackageIcon, choices: plain(choices?.locations ?? []), typed: words.locationTyped },
    status: { label: words.status, icon: IdleIcon, choices: plain(choices?.statuses ?? []), typed: words.statusTyped },
    ticket: { label: words.openTicket, icon: TicketIcon, choices: choicesOf({ yes: words.withTicket, no: words.withoutTicket }) },
    warranty: { label: words.warrantyOver, icon: BenchIcon, choices: choicesOf({ ended: words.warrantyEnded }) },
    ends: { label: words.warrantyEnds, icon: CalendarIcon, choices: [7, 14, 30, 60, 90].map((day) => ({ value: String(day), label: words.within(day) })) },
    bounced: { label: words.bounced, icon: RetryIcon, choices: choicesOf({ yes: words.bouncedYes }) },
    without: { label: words.without, icon: TestIcon, many: true, choices: choicesOf({ serial: words.withoutSerial, photo: words.withoutPhoto }) },
  };
  return Object.entries(fields).map(([id, field]) => ({ id, ...field }));
}
