import type { Center, Customer, RmaRow } from '$lib/api/bindings.gen';
import type { FilterField } from '$lib/lists';
import { choicesOf, type Choice } from '$lib/ui';
import { CalendarIcon, CenterIcon, CustomerIcon, NoteIcon, RouteIcon, WarnIcon } from '$lib/ui/icons';
import type { RmaField } from './query';
import { words } from './words';

export interface Known {
  customers: readonly Customer[];
  centers: readonly Center[];
  /** RMAs on screen: they know the names of what an address only has the ids of. */
  rows: Iterable<RmaRow>;
  /** Days to begin or end with: today, and the first of the last months. */
  days: readonly Choice[];
}


/** The filters of the RMAs, in the order of the menu; `state` is a switch of its own. */
export function rmaFields({ customers, centers, rows, days }: Known): FilterField[] {
  const named = (id: keyof RmaRow, name: keyof RmaRow) => (value: string) => {
    for (const row of rows) if (row[id] === value) return String(row[name] ?? value);
    return undefined;
  };
  const fields: Record<Exclude<RmaField, 'state'>, Omit<FilterField, 'id'>> = {
    customer: { label: words.customer, icon: CustomerIcon, choices: customers.map(({ party }) => ({ value: party.id, label: party.name })), nameOf: named('customer_id', 'customer') },
    site: { label: words.site, icon: RouteIcon, choices: customers.flatMap(({ party, sites }) => sites.map((site) => ({ value: site.id, label: site.name, detail: party.name }))), nameOf: named('site_id', 'site') },
    center: { label: words.center, icon: CenterIcon, choices: centers.map(({ id, name }) => ({ value: id, label: name })), nameOf: named('center_id', 'center') },
    region: { label: words.centerRegion, icon: RouteIcon, choices: choicesOf({ us: words.regionUs, overseas: words.regionOverseas }) },
    late: { label: words.late, icon: WarnIcon, choices: choicesOf({ yes: words.lateYes }) },
    from: { label: words.submittedFrom, icon: CalendarIcon, choices: days },
    to: { label: words.submittedTo, icon: CalendarIcon, choices: days },
    vendor: { label: words.vendorNo, icon: NoteIcon, typed: words.vendorTyped },
  };
  return Object.entries(fields).map(([id, field]) => ({ id, ...field }));
}
