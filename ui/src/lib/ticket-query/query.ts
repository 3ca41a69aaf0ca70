import type { TicketQuery, TicketSort } from '$lib/api/bindings.gen';
import { asked, days, every, one, oneOf, readBack, writeSearch, type Code, type Question, type Shape } from '$lib/lists';
import { HOLD_REASONS, HOLDERS, STAGES, type HoldReason, type Stage } from '$lib/trade';
import { DEVICE_KINDS, WARRANTY_CLASSES } from '$lib/trade/kinds';
import type { Sort } from '$lib/ui';


const isStage = (text: string): text is Stage => text in STAGES;
const isHold = (text: string): text is HoldReason => text in HOLD_REASONS;
/** Nobody has it. No person can have this name. */
export const NOBODY = '-';
export const AGES = ['0-3', '4-7', '8-14', '15-30', '31-60', 'over-60'] as const;

function day(key: 'filed_from' | 'filed_to'): Code<TicketQuery> {
  const any = one<TicketQuery>(key);
  return { to: (values) => any.to(values.filter((value) => /^\d{4}-\d\d-\d\d$/.test(value))), from: any.from };
}

/** What the list can be narrowed by, by its name in the address. */
export const CODES = {
  show: {
    to: ([show]) => ({ open: show === 'all' ? null : show !== 'closed' }),
    from: ({ open }) => [open == null ? 'all' : open ? 'open' : 'closed'],
  },
  stage: { to: (stages) => ({ stages: stages.filter(isStage) }), from: ({ stages }) => stages ?? [] },
  hold: {
    to: (values) => ({ on_hold: values.includes('any') ? true : values.includes('none') ? false : null, hold_reasons: values.filter(isHold) }),
    from: ({ on_hold, hold_reasons }) => [...(on_hold === true ? ['any'] : on_hold === false ? ['none'] : []), ...(hold_reasons ?? [])],
  },
  holder: oneOf<TicketQuery>('holder', HOLDERS),
  late: every<TicketQuery>({ due: 'overdue', promise: 'promise_passed' }),
  due: days<TicketQuery>('due_within'),
  age: oneOf<TicketQuery>('age', Object.fromEntries(AGES.map((age) => [age, true]))),
  instage: days<TicketQuery>('days_in_stage'),
  untouched: days<TicketQuery>('untouched_days'),
  assignee: {
    to: ([name]) => (name === undefined ? {} : name === NOBODY ? { unassigned: true } : { assignee: name }),
    from: ({ assignee, unassigned }) => (unassigned === true ? [NOBODY] : assignee == null ? [] : [assignee]),
  },
  center: one<TicketQuery>('center_id'),
  region: oneOf<TicketQuery>('region', { us: true, overseas: true }),
  customer: one<TicketQuery>('customer_id'),
  site: one<TicketQuery>('site_id'),
  rma: one<TicketQuery>('rma_id'),
  maker: one<TicketQuery>('maker'),
  model: one<TicketQuery>('model_id'),
  warranty: oneOf<TicketQuery>('warranty_class', WARRANTY_CLASSES),
  symptom: one<TicketQuery>('symptom_code'),
  bounce: { to: ([is]) => (is === undefined ? {} : { bounce: is === 'yes' }), from: ({ bounce }) => (bounce == null ? [] : [bounce ? 'yes' : 'no']) },
  without: every<TicketQuery>({ serial: 'without_serial', photo: 'without_photo', test: 'without_test' }),
  box: one<TicketQuery>('box_label'),
  component: oneOf<TicketQuery>('component', DEVICE_KINDS),
  level: days<TicketQuery>('level'),
  lane: one<TicketQuery>('lane_id'),
  fault: one<TicketQuery>('fault_class'),
  filed: { to: ([is]) => (is === 'yes' ? { filed: true } : {}), from: ({ filed }) => (filed === true ? ['yes'] : []) },
  since: day('filed_from'),
  until: day('filed_to'),
  // The tickets behind a figure that no filter says: one value, so that they come and go together.
  numbers: {
    to: ([numbers]) => ({ numbers: (numbers ?? '').split(',').filter((number) => /^\d{1,9}$/.test(number)).map(Number) }),
    from: ({ numbers }) => (numbers === undefined || numbers.length === 0 ? [] : [numbers.join(',')]),
  },
} as const satisfies Record<string, Code<TicketQuery>>;
export type TicketField = keyof typeof CODES;

/** The columns the desk can sort by. A duration grows as its start lies further back, so those run the other way. */
export const SORTS: Readonly<Record<string, { by: TicketSort; reversed?: boolean }>> = {
  number: { by: 'number' },
  serial: { by: 'serial' },
  model: { by: 'model' },
  stage: { by: 'stage' },
  hold: { by: 'hold' },
  inStage: { by: 'stage_since', reversed: true },
  age: { by: 'opened', reversed: true },
  customer: { by: 'customer' },
  center: { by: 'center' },
  assignee: { by: 'assignee' },
  due: { by: 'due' },
  promised: { by: 'promise' },
  touched: { by: 'touched' },
  box: { by: 'box' },
};

export const SHAPE: Shape = {
  fields: Object.keys(CODES),
  sorts: Object.keys(SORTS),
  usual: { filters: { show: ['open'] }, sort: { column: 'number', direction: 'descending' } },
};

export function ticketQuery({ text, serials, filters, sort }: Question): TicketQuery {
  const { by, reversed } = SORTS[sort.column] ?? { by: 'number' };
  const descending = sort.direction === 'descending';
  return { ...asked<TicketQuery>(CODES, filters), text: text.trim(), serials: [...serials], sort: by, descending: reversed === true ? !descending : descending };
}

/** The question that would ask this, for a view that was saved. */
export function ticketQuestion(query: TicketQuery): Pick<Question, 'text' | 'filters' | 'sort'> {
  const [column, { reversed }] = Object.entries(SORTS).find(([, { by }]) => by === (query.sort ?? 'number')) ?? ['number', {}];
  const sort: Sort = { column, direction: (query.descending === true) !== (reversed === true) ? 'descending' : 'ascending' };
  return { text: query.text ?? '', filters: readBack<TicketQuery>(CODES, query), sort };
}

/** The tickets list that shows these, as its address says it. */
export function ticketsSearch(query: TicketQuery): string {
  return writeSearch(ticketQuestion(query), SHAPE);
}
