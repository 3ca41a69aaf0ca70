import { money } from '$lib/format/money';

/** US dollars as the estimator gives them, without cents; an amount that is not known is a dash. */
export function dollars(usd: number | null): string {
  return usd === null || !Number.isFinite(usd) ? '–' : money(Math.round(usd * 100), { whole: true });
}
