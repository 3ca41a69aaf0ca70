import type { DeviceId, DeviceKind, DeviceQuery, DeviceSort } from '$lib/api/bindings.gen';
import { asked, days, every, one, oneOf, readBack, type Code, type Question, type Shape } from '$lib/lists';
import { UNIT_KINDS } from '$lib/trade/kinds';
import type { Selection } from '$lib/ui';

/** What the fleet can be narrowed by, by its name in the address. */
export const CODES = {
  kind: oneOf<DeviceQuery>('kind', UNIT_KINDS satisfies Record<DeviceKind, string>),
  maker: one<DeviceQuery>('maker'),
  model: one<DeviceQuery>('model_id'),
  owner: one<DeviceQuery>('owner_id'),
  site: one<DeviceQuery>('site_id'),
  location: one<DeviceQuery>('location'),
  status: one<DeviceQuery>('status'),
  ticket: {
    to: ([is]) => (is === undefined ? {} : { with_open_ticket: is === 'yes' }),
    from: ({ with_open_ticket }) => (with_open_ticket == null ? [] : [with_open_ticket ? 'yes' : 'no']),
  },
  warranty: every<DeviceQuery>({ ended: 'warranty_ended' }),
  ends: days<DeviceQuery>('warranty_within'),
  bounced: every<DeviceQuery>({ yes: 'bounced' }),
  without: every<DeviceQuery>({ serial: 'without_serial', photo: 'without_photo' }),
} as const satisfies Record<string, Code<DeviceQuery>>;
export type FleetField = keyof typeof CODES;

export const SORTS: Readonly<Record<string, DeviceSort>> = {
  code: 'added',
  serial: 'serial',
  model: 'model',
  owner: 'owner',
  site: 'site',
  location: 'location',
  status: 'status',
  warranty: 'warranty',
  touched: 'touched',
};

export const SHAPE: Shape = {
  fields: Object.keys(CODES),
  sorts: Object.keys(SORTS),
  usual: { filters: {}, sort: { column: 'code', direction: 'descending' } },
};

export function deviceQuery({ text, serials, filters, sort }: Question): DeviceQuery {
  return { ...asked<DeviceQuery>(CODES, filters), text: text.trim(), serials: [...serials], sort: SORTS[sort.column] ?? 'added', descending: sort.direction === 'descending' };
}

/** The question that would ask this, for a view that was saved. */
export function deviceQuestion(query: DeviceQuery): Pick<Question, 'text' | 'filters' | 'sort'> {
  const [column] = Object.entries(SORTS).find(([, by]) => by === (query.sort ?? 'added')) ?? ['code'];
  return { text: query.text ?? '', filters: readBack<DeviceQuery>(CODES, query), sort: { column, direction: query.descending === true ? 'descending' : 'ascending' } };
}

export type Chosen = { ids: DeviceId[] } | { matching: { query: DeviceQuery; except: DeviceId[] } };

/** The units an act is for: those ticked, all that match, or else the one the arrow keys stand on. */
export function chosen(selection: Selection, question: Question, active: DeviceId | null): Chosen | null {
  if (selection.isEverything) return { matching: { query: deviceQuery(question), except: selection.except } };
  if (!selection.isEmpty) return { ids: selection.keys };
  return active === null ? null : { ids: [active] };
}
