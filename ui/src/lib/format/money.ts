import { decimalMark, numberFormat } from './intl';

/** Integer US cents as the locale writes them, "$1,234.50"; `whole` drops the cents for sums that are estimates. */
export function money(cents: number, { whole = false } = {}): string {
  const digits = whole ? 0 : 2;
  return numberFormat({ style: 'currency', currency: 'USD', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(cents / 100);
}

/** An amount of any currency, by its ISO 4217 code. A code nobody knows stands before a plain number. */
export function amount(cents: number, currency: string): string {
  try {
    return numberFormat({ style: 'currency', currency }).format(cents / 100);
  } catch {
    return `${currency} ${typedCents(cents)}`;
  }
}

/** The amount alone, to be typed over: "1,234.50". */
export function typedCents(cents: number): string {
  return numberFormat({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(cents / 100);
}

/** How amounts are typed, by the mark that begins the cents. */
const TYPED: Readonly<Record<'.' | ',', RegExp>> = {
  '.': /^(-?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{0,2}))?$/,
  ',': /^(-?)(\d{1,3}(?:\.\d{3})+|\d+)?(?:,(\d{0,2}))?$/,
};
/** The point of the number pad, where the comma begins the cents. */
const POINT = /^(-?)(\d*)\.(\d{1,2})$/;

/**
 * Reads a typed amount of US dollars as integer cents, or `null` when it is not one.
 *
 * Takes "1234.5", "1,234.50", "$ 40", "1 234"; where the decimal mark is a comma, "1.234,50" and "12.5". The mark of the
 * thousands is one only when three digits follow it, so "12,50" typed in English is refused rather than read as 1,250.
 */
export function parseCents(typed: string): number | null {
  const text = typed.replace(/[\s$\u00a0\u202f]/g, '').replace(/^(?:USD|US)|(?:USD|US)$/gi, '');
  const isComma = decimalMark() === ',';
  const match = TYPED[isComma ? ',' : '.'].exec(text) ?? (isComma ? POINT.exec(text) : null);
  if (match === null) return null;
  const [, sign = '', whole = '', cents = ''] = match;
  if (whole === '' && cents === '') return null;
  const value = Number(whole.replace(/[.,]/g, '')) * 100 + Number(cents.padEnd(2, '0'));
  if (!Number.isSafeInteger(value)) return null;
  return sign === '-' && value !== 0 ? -value : value;
}
