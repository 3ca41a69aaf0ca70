import type { Choice } from '$lib/ui';
import type { IconComponent } from '$lib/ui/icons';

/** Something a list can be narrowed by. Its id is its name in the address. */
export interface FilterField {
  id: string;
  label: string;
  icon: IconComponent;
  /** Any of several values. */
  many?: boolean;
  /** What there is to choose from, as far as it is known. */
  choices?: readonly Choice[];
  /** Finds what there is too much of to be listed. */
  search?: (text: string) => Promise<readonly Choice[]>;
  /** Any text will do; what it is an example of. */
  typed?: string;
  /** The name of a value that is not among the choices: of one found, or read from an address. */
  nameOf?: (value: string) => string | undefined;
}

export function nameOf(field: FilterField, value: string): string {
  return field.choices?.find((choice) => choice.value === value)?.label ?? field.nameOf?.(value) ?? value;
}

/** A line of the filter menu: a field to be entered, or a value to be taken. */
export interface Offer {
  field: FilterField;
  /** Undefined for the field itself. */
  choice?: Choice;
}

/** Longer lists are cut: nobody reads past this, they type one more letter. */
const SHOWN = 60;

const holds = (text: string, sought: string): boolean => text.toLowerCase().includes(sought);

/** What the menu offers for what is typed: fields first, then values by their own name, so that "queued" is enough. */
export function offersOf(fields: readonly FilterField[], entered: FilterField | null, typed: string, found: readonly Choice[]): Offer[] {
  const sought = typed.trim().toLowerCase();
  if (entered !== null) {
    const known = (entered.choices ?? []).filter(({ label, detail }) => holds(`${label} ${detail ?? ''}`, sought));
    const free = entered.typed !== undefined && typed.trim() !== '' ? [{ value: typed.trim(), label: typed.trim() }] : [];
    return [...known, ...found, ...free.filter(({ value }) => !known.some((choice) => choice.value === value))].slice(0, SHOWN).map((choice) => ({ field: entered, choice }));
  }
  const open = fields.filter((field) => field.choices !== undefined || field.search !== undefined || field.typed !== undefined);
  const named = open.filter(({ label }) => holds(label, sought)).map((field) => ({ field }));
  if (sought === '') return named;
  const valued = fields.flatMap((field) => (field.choices ?? []).filter(({ label }) => holds(label, sought)).map((choice) => ({ field, choice })));
  return [...named, ...valued].slice(0, SHOWN);
}

/** How the values of a field are asked of the desk, and read off a question that was saved. */
export interface Code<Query> {
  to: (values: readonly string[]) => Partial<Query>;
  from: (query: Query) => readonly string[];
}

/** One value, as it is. */
export function one<Query>(key: keyof Query & string): Code<Query> {
  return {
    to: ([value]) => (value === undefined ? {} : ({ [key]: value } as Partial<Query>)),
    from: (query) => (typeof query[key] === 'string' ? [query[key]] : []),
  };
}

/** One of those a table knows. */
export function oneOf<Query>(key: keyof Query & string, known: Readonly<Record<string, unknown>>): Code<Query> {
  const any = one<Query>(key);
  return { to: (values) => any.to(values.filter((value) => value in known).slice(0, 1)), from: any.from };
}

/** A number of days. */
export function days<Query>(key: keyof Query & string): Code<Query> {
  return {
    to: ([value]) => (/^\d{1,4}$/.test(value ?? '') ? ({ [key]: Number(value) } as Partial<Query>) : {}),
    from: (query) => (typeof query[key] === 'number' ? [String(query[key])] : []),
  };
}

/** Each value is a condition of its own, and all of them must hold. */
export function every<Query>(keys: Readonly<Record<string, keyof Query & string>>): Code<Query> {
  return {
    to: (values) => Object.fromEntries(values.flatMap((value) => (keys[value] === undefined ? [] : [[keys[value], true]]))) as Partial<Query>,
    from: (query) => Object.entries(keys).flatMap(([value, key]) => (query[key] === true ? [value] : [])),
  };
}

/** What all fields together ask for. */
export function asked<Query>(codes: Readonly<Record<string, Code<Query>>>, filters: Readonly<Record<string, readonly string[]>>): Partial<Query> {
  return Object.entries(filters).reduce<Partial<Query>>((query, [field, values]) => ({ ...query, ...codes[field]?.to(values) }), {});
}

/** The filters that would ask for this. */
export function readBack<Query>(codes: Readonly<Record<string, Code<Query>>>, query: Query): Record<string, readonly string[]> {
  const filters = Object.entries(codes).map(([field, code]) => [field, code.from(query)] as const);
  return Object.fromEntries(filters.filter(([, values]) => values.length > 0));
}
