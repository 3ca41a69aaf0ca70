import type { RmaId, RmaQuery, RmaSort } from '$lib/api/bindings.gen';
import { asked, every, one, oneOf, readBack, type Code, type Question, type Shape } from '$lib/lists';
import type { Selection } from '$lib/ui';

/** What the RMAs can be narrowed by, by its name in the address. */
export const CODES = {
  state: oneOf<RmaQuery>('state', { draft: true, open: true, closed: true }),
  customer: one<RmaQuery>('customer_id'),
  site: one<RmaQuery>('site_id'),
  center: one<RmaQuery>('center_id'),
  region: oneOf<RmaQuery>('region', { us: true, overseas: true }),
  late: every<RmaQuery>({ yes: 'overdue' }),
  from: one<RmaQuery>('submitted_from'),
  to: one<RmaQuery>('submitted_to'),
  vendor: one<RmaQuery>('vendor_rma_no'),
} as const satisfies Record<string, Code<RmaQuery>>;
export type RmaField = keyof typeof CODES;

export const SORTS: Readonly<Record<string, RmaSort>> = {
  number: 'number',
  customer: 'customer',
  site: 'site',
  center: 'center',
  submitted: 'submitted',
  touched: 'touched',
};

export const SHAPE: Shape = {
  fields: Object.keys(CODES),
  sorts: Object.keys(SORTS),
  usual: { filters: {}, sort: { column: 'number', direction: 'descending' } },
};

export function rmaQuery({ text, filters, sort }: Question): RmaQuery {
  return { ...asked<RmaQuery>(CODES, filters), text: text.trim(), sort: SORTS[sort.column] ?? 'number', descending: sort.direction === 'descending' };
}

/** The question that would ask this, for a view that was saved. */
export function rmaQuestion(query: RmaQuery): Pick<Question, 'text' | 'filters' | 'sort'> {
  const [column] = Object.entries(SORTS).find(([, by]) => by === (query.sort ?? 'number')) ?? ['number'];
  return { text: query.text ?? '', filters: readBack<RmaQuery>(CODES, query), sort: { column, direction: query.descending === true ? 'descending' : 'ascending' } };
}

export type Chosen = { ids: RmaId[] } | { matching: { query: RmaQuery; except: RmaId[] } };

/** The RMAs an export is of: those ticked, or all that match. */
export function chosen(selection: Selection, question: Question): Chosen {
  if (selection.isEmpty || selection.isEverything) return { matching: { query: rmaQuery(question), except: selection.except } };
  return { ids: selection.keys };
}
