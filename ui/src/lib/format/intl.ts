import { locale } from '$lib/words/language';

// Making a formatter costs more than a hundred uses of it, and a table asks for one in every cell.
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();
const relatives = new Map<string, Intl.RelativeTimeFormat>();
const rules = new Map<string, Intl.PluralRules>();

function kept<T>(all: Map<string, T>, options: object, make: () => T): T {
  const key = locale + JSON.stringify(options);
  const known = all.get(key);
  if (known !== undefined) return known;
  const made = make();
  all.set(key, made);
  return made;
}

export function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numbers, options, () => new Intl.NumberFormat(locale, options));
}

export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dates, options, () => new Intl.DateTimeFormat(locale, options));
}

export function relativeFormat(): Intl.RelativeTimeFormat {
  return kept(relatives, {}, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
}

export function pluralRules(): Intl.PluralRules {
  return kept(rules, {}, () => new Intl.PluralRules(locale));
}

/** The mark the locale begins a fraction with, to read back what it would write. */
export function decimalMark(): '.' | ',' {
  return numberFormat({ minimumFractionDigits: 1 }).format(1.5).includes(',') ? ',' : '.';
}
