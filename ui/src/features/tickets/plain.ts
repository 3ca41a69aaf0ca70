import { DISPOSITIONS, HOLD_REASONS, STAGES } from '$lib/trade';
import { WARRANTY_CLASSES } from '$lib/trade/kinds';
import { TEST_KINDS } from './looks';

const LABELS = new Map<string, string>([
  ...Object.entries({ ...STAGES, ...HOLD_REASONS, ...DISPOSITIONS }).map(([code, { label }]) => [code, label.toLowerCase()] as const),
  ...Object.entries({ ...WARRANTY_CLASSES, ...TEST_KINDS }).map(([code, label]) => [code, label.toLowerCase()] as const),
]);

/** The backend's sentences name codes such as `to_center`; a person reads words. */
export function plain(sentence: string): string {
  return sentence.replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (code) => LABELS.get(code) ?? code);
}

/** "2026-000123": under a heading that says RMA the letters are noise. */
export function shortRma(number: string): string {
  return number.replace(/^RMA-/, '');
}

/** "S19j Pro": at the bench nobody says the series, and the letter tells it. */
export function shortModel(name: string): string {
  return name.replace(/^(?:Antminer|Whatsminer|Avalon(?:Miner)?) +(?=[A-Z]\d)/i, '');
}
