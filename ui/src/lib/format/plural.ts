import { numberFormat, pluralRules } from './intl';

/** The forms a language has: one for all counts (zh), one and other (en, es), or one, few and many (ru). */
export type Forms = readonly [all: string] | readonly [one: string, other: string] | readonly [one: string, few: string, many: string];

/** The form for a count, by the plural rules of the locale. */
export function plural(count: number, ...forms: Forms): string {
  const [one, few = one, many] = forms;
  const rule = pluralRules().select(count);
  if (rule === 'one') return one;
  // Russian counts a fraction as it counts two: 1,5 дня.
  return many === undefined || rule === 'few' || rule === 'other' ? few : many;
}

/** "1 unit", "1,204 units". */
export function counted(count: number, ...forms: Forms): string {
  return `${numberFormat({}).format(count)} ${plural(count, ...forms)}`;
}
