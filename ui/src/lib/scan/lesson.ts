import { median, SCANNER_RULES, type ScannerRules, type Stroke } from './burst';

/** What the test barcode says. Nothing in a fleet is called so. */
export const TEST_LABEL = 'HASHMEND-TEST';

/** The test barcode in Code 39: bars and gaps by turns, `w` wide and `n` narrow, a bar first. */
export const TEST_BARS = 
  'nwnnwnwnnnwnnnnwwnnnwnnnnwnnwnnnwnnnwwnnwnnnnwwnnnwnwnnnnwnnwnnnwwnnnnnnnnwnnwwnnnnnwwnnwnnwnnnnwnwnnnnnwnwwnnwnnnwwnnnnnnwnnnwwnnnnnnwnwwnnnwnnwnwnn';

/** One scan of the test barcode, as measured. */
export interface Measured {
  paceMs: number;
  slowestMs: number;
  prefix: string;
  suffix: string;
  end: 'Enter' | 'Tab';
}

/** So many scans are asked for: one may have met a stall. */
export const LESSONS = 3;
/** A scanner slower than this cannot be told from a hand. */
const SLOWEST_PACE = 90;

export type Heard = { kind: 'going' } | { kind: 'measured'; scan: Measured } | { kind: 'other'; text: string };

/** Listens to scans of the test barcode and learns how this scanner types. */
export class Lesson {
  #keys: Stroke[] = [];

  hear(stroke: Stroke): Heard {
    if (stroke.key !== 'Enter' && stroke.key !== 'Tab') {
      const last = this.#keys.at(-1);
      if (last !== undefined && stroke.at - last.at > 1500) this.#keys = [];
      this.#keys.push(stroke);
      return { kind: 'going' };
    }
    const keys = this.#keys;
    this.#keys = [];
    const text = keys.map(({ key }) => key).join('');
    const at = text.toUpperCase().indexOf(TEST_LABEL);
    // Keys such as F9 have long names; what counts is what stands before and after the label.
    if (at < 0 || keys.some(({ key }) => [...key].length !== 1)) return { kind: 'other', text };
    const gaps = keys.slice(1).map((key, i) => key.at - (keys[i]?.at ?? key.at));
    const closing = stroke.at - (keys.at(-1)?.at ?? stroke.at);
    gaps.push(closing);
    return {
      kind: 'measured',
      scan: {
        paceMs: median(gaps),
        slowestMs: Math.max(...gaps),
        prefix: text.slice(0, at),
        suffix: text.slice(at + TEST_LABEL.length),
        end: stroke.key,
      },
    };
  }
}

/** Whether the scanner can be told from a hand at all. */
export function isTooSlow(scans: readonly Measured[]): boolean {
  return median(scans.map(({ paceMs }) => paceMs)) > SLOWEST_PACE;
}

/** Rules with room around what was measured: twice its pace, and stalls of twice the worst. */
export function rulesFrom(scans: readonly Measured[]): ScannerRules {
  const last = scans.at(-1);
  if (last === undefined) return SCANNER_RULES;
  const pace = median(scans.map(({ paceMs }) => paceMs));
  const slowest = Math.max(...scans.map(({ slowestMs }) => slowestMs));
  const same = (of: (scan: Measured) => string): string => (scans.every((scan) => of(scan) === of(last)) ? of(last) : '');
  return {
    ...SCANNER_RULES,
    paceMs: Math.round(Math.min(Math.max(pace * 2, 15), SLOWEST_PACE * 2)),
    stallMs: Math.round(Math.min(Math.max(slowest * 2, 300), 1500)),
    // Only a single character can be looked for as each key comes.
    prefix: [...same((scan) => scan.prefix)].at(-1) ?? '',
    suffix: same((scan) => scan.suffix),
    end: last.end,
  };
}

const KEY = 'hashmend.scanner';

/** The rules of the scanner at this computer. */
export function keptRules(storage: Pick<Storage, 'getItem'> = localStorage): ScannerRules {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    return isRules(kept) ? kept : SCANNER_RULES;
  } catch {
    // Storage may be refused, or hold what another version wrote.
    return SCANNER_RULES;
  }
}

export function keepRules(rules: ScannerRules, storage: Pick<Storage, 'setItem'> = localStorage): void {
  try {
    storage.setItem(KEY, JSON.stringify(rules));
  } catch {
    // They then hold for as long as the window is open.
  }
}

function isRules(value: unknown): value is ScannerRules {
  if (typeof value !== 'object' || value === null) return false;
  const rules: Partial<Record<keyof ScannerRules, unknown>> = value;
  const positive = (it: unknown): boolean => typeof it === 'number' && it > 0 && Number.isFinite(it);
  return (
    positive(rules.paceMs) &&
    positive(rules.stallMs) &&
    positive(rules.minLength) &&
    typeof rules.prefix === 'string' &&
    [...rules.prefix].length <= 1 &&
    typeof rules.suffix === 'string' &&
    (rules.end === 'Enter' || rules.end === 'Tab')
  );
}
