import { money } from '$lib/format/money';

const CENTS = 100;

/** Dollars as the desk reckons them; whole ones unless the cents are the news. */
export function usd(amount: number | null, { cents = false } = {}): string {
  return money(Math.round((amount ?? 0) * CENTS), { whole: !cents });
}
