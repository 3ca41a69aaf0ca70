/** A plain number with the locale's grouping: "1,204" or "13.5". */
export function quantity(value: number, { digits = 1, locale = 'en-US' } = {}): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** A share between 0 and 1 as "82 %". */
export function share(value: number, locale = 'en-US'): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value);
}

/** "13.5 TH/s"; from 1,000 TH/s on, "1.2 PH/s". */
export function hashrate(th: number, locale = 'en-US'): string {
  return th >= 1000 ? `${quantity(th / 1000, { locale })} PH/s` : `${quantity(th, { locale })} TH/s`;
}
