/** Integer US cents as "$1,234.50"; `whole` drops the cents for sums that are estimates. */
export function money(cents: number, { whole = false, locale = 'en-US' } = {}): string {
  const digits = whole ? 0 : 2;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(cents / 100);
}

/**
 * Reads a typed amount of US dollars as integer cents, or `null` when it is not one.
 *
 * Takes "1234.5", "1,234.50", "$ 40", "1 234". A comma is a thousands mark only when three digits follow it, so
 * "12,50" is refused rather than read as 1,250.
 */
export function parseCents(typed: string): number | null {
  const text = typed.replace(/[\s$\u00a0\u202f]/g, '').replace(/^USD|USD$/i, '');
  const match = /^(-?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{0,2}))?$/.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', cents = ''] = match;
  if (whole === '' && cents === '') return null;
  const value = Number(whole.replaceAll(',', '')) * 100 + Number(cents.padEnd(2, '0'));
  if (!Number.isSafeInteger(value)) return null;
  return sign === '-' && value !== 0 ? -value : value;
}
