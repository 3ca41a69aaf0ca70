import { decimalMark, numberFormat } from './intl';

/** A plain number as the locale writes it: "1,204" or "13.5". */
export function quantity(value: number, { digits = 1 } = {}): string {
  return numberFormat({ maximumFractionDigits: digits }).format(value);
}

/** A share between 0 and 1: "82%", or "82 %" where a space belongs. */
export function share(value: number): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: 0 }).format(value);
}

/** "82–91%": an interval of shares; one figure where both ends read alike. */
export function shareRange(low: number, high: number): string {
  const [from, to] = [Math.round(low * 100), Math.round(high * 100)];
  return from === to ? share(high) : `${quantity(from)}–${share(high)}`;
}

/** "13.5 TH/s"; from 1,000 TH/s on, "1.2 PH/s". */
export function hashrate(th: number): string {
  return Math.abs(th) >= 1000 ? `${quantity(th / 1000)} PH/s` : `${quantity(th)} TH/s`;
}

/** "340 kB", "2.1 MB", as the locale names them. */
export function fileSize(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.max(1, Math.round(bytes / 1000)), 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return numberFormat({ style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}

/** A number to be typed over: the locale's decimal mark and no grouping. */
export function typedNumber(value: number): string {
  return numberFormat({ useGrouping: false, maximumFractionDigits: 6 }).format(value);
}

/** Reads a typed number, or `null` when it is none. Where the fraction begins with a comma, a point begins it too. */
export function parseNumber(typed: string): number | null {
  const text = typed.replace(/[\s\u00a0\u202f]/g, '').replaceAll(',', decimalMark() === ',' ? '.' : '');
  return /^-?\d*\.?\d+$/.test(text) ? Number(text) : null;
}
