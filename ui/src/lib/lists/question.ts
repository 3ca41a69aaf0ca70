import type { Sort } from '$lib/ui';

/** What each field is narrowed to: any of its values. A field that does not narrow is not there. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/** What a list was asked for. */
export interface Question {
  text: string;
  /** Too many for an address; they live as long as the list does. */
  serials: readonly string[];
  filters: Filters;
  sort: Sort;
}

/** What a list can be asked for, and what it shows unasked. */
export interface Shape {
  fields: readonly string[];
  sorts: readonly string[];
  usual: Pick<Question, 'filters' | 'sort'>;
}

export function unasked(shape: Shape): Question {
  return { text: '', serials: [], ...shape.usual };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** The filters with one field set; no values take it off. */
export function narrowed(filters: Filters, field: string, values: readonly string[]): Filters {
  const rest = Object.fromEntries(Object.entries(filters).filter(([name]) => name !== field));
  return values.length === 0 ? rest : { ...rest, [field]: values };
}

/** The question as it stands in the address. What is as usual is left out. */
export function writeSearch(question: Pick<Question, 'text' | 'filters' | 'sort'>, shape: Shape): string {
  const query = new URLSearchParams();
  if (question.text.trim() !== '') query.set('q', question.text.trim());
  for (const field of shape.fields) {
    const [values, usual] = [question.filters[field] ?? [], shape.usual.filters[field] ?? []];
    if (same(values, usual)) continue;
    // Nothing chosen is written too where something is chosen as a rule.
    for (const value of values.length === 0 ? [''] : values) query.append(field, value);
  }
  const { column, direction } = question.sort;
  const usual = shape.usual.sort;
  if (column !== usual.column || direction !== usual.direction) query.set('sort', `${column}.${direction === 'ascending' ? 'up' : 'down'}`);
  return query.toString();
}

/** Reads an address; what it does not know is left out, never an error. */
export function readSearch(search: string, shape: Shape): Question {
  const query = new URLSearchParams(search);
  const filters: Record<string, readonly string[]> = {};
  for (const field of shape.fields) {
    const values = query.has(field) ? query.getAll(field).filter((value) => value !== '') : (shape.usual.filters[field] ?? []);
    if (values.length > 0) filters[field] = values;
  }
  const [column = '', direction] = (query.get('sort') ?? '').split('.');
  const sort: Sort = shape.sorts.includes(column) ? { column, direction: direction === 'up' ? 'ascending' : 'descending' } : shape.usual.sort;
  return { text: query.get('q') ?? '', serials: [], filters, sort };
}

/** Whether anything narrows the list beyond what it shows unasked. */
export function isNarrowed(question: Question, shape: Shape): boolean {
  return question.serials.length > 0 || writeSearch({ ...question, sort: shape.usual.sort }, shape) !== '';
}
