/** How a scanner types. Each computer has its own, so they are kept there and not in the desk. */
export interface ScannerRules {
  /** Half of the pauses between the keys of one scan are no longer than this, in milliseconds. */
  paceMs: number;
  /** The longest single pause inside one scan: a machine may stall. */
  stallMs: number;
  /** Shorter bursts are fast typing, not a label. */
  minLength: number;
  /** A character the scanner is set to send before each label; empty: none. */
  prefix: string;
  /** What it sends after the label and before the closing key; empty: none. */
  suffix: string;
  /** The key that closes a scan. */
  end: 'Enter' | 'Tab';
}

export const SCANNER_RULES: ScannerRules = { paceMs: 35, stallMs: 600, minLength: 6, prefix: '', suffix: '', end: 'Enter' };

/** The most keys remembered: longer than any label. */
const LONGEST = 256;
/** So many quick keys in a row are a scanner's even when a pause follows. */
const TELLING = 3;

/** A key as pressed: what it wrote, and what a US keyboard would have written there. */
export interface Stroke {
  key: string;
  code?: string;
  shift?: boolean;
  /** Milliseconds of any steady clock, such as `event.timeStamp`. */
  at: number;
}

interface Kept<T> extends Stroke {
  mark: T;
}

export interface Scan<T> {
  text: string;
  /** What each of its keys was marked with, the first first. */
  marks: T[];
}

/**
 * Tells a scan from typing by its pace. It knows no DOM and no clock: each key brings its own time.
 *
 * The pace is the median of the pauses, so that one stall of the machine neither splits a label nor lets typing pass for
 * one. What was typed by hand just before stays out: going back from the closing key, a run of keys joins the scan only
 * when it has the scanner's own pace.
 */
export class Burst<T> {
  #keys: Kept<T>[] = [];

  constructor(private readonly rules: ScannerRules = SCANNER_RULES) {}

  /** The scan that this key closes, if it does. `loose`: the key goes into no text, so nobody is typing. */
  feed(stroke: Stroke, mark: T, loose: boolean): Scan<T> | null {
    const last = this.#keys.at(-1);
    // A clock that runs backwards, or a pause longer than any stall: another beginning.
    if (last !== undefined && !(stroke.at - last.at <= this.rules.stallMs && stroke.at >= last.at)) this.#keys = [];
    if (stroke.key === this.rules.end) {
      const scan = this.#close(stroke.at, loose);
      this.#keys = [];
      return scan;
    }
    if ([...stroke.key].length !== 1) {
      this.#keys = [];
      return null;
    }
    this.#keys.push({ ...stroke, mark });
    if (this.#keys.length > LONGEST) this.#keys.shift();
    return null;
  }

  forget(): void {
    this.#keys = [];
  }

  #close(at: number, loose: boolean): Scan<T> | null {
    const { prefix, suffix, minLength, paceMs } = this.rules;
    const prefixed = prefix !== '';
    const whole = this.#keys.length;
    // The first prefix from which on all has the pace: the label itself may hold that character.
    const from = prefixed ? this.#keys.findIndex(({ key }, i) => key === prefix && this.#hasPace(i, whole, at, paceMs)) : this.#start(at, loose);
    if (from < 0 || !this.#hasPace(from, whole, at, paceMs)) return null;
    const keys = this.#keys.slice(from);
    let text = written(prefixed ? keys.slice(1) : keys);
    if (suffix !== '' && text.endsWith(suffix)) text = text.slice(0, -suffix.length);
    // A prefix says by itself that this is a label.
    if ([...text].length < (prefixed ? 1 : minLength)) return null;
    return { text, marks: keys.map(({ mark }) => mark) };
  }

  /** Where the scan begins that ends now, going back run by run; a run is what no long pause divides. */
  #start(at: number, loose: boolean): number {
    const { paceMs } = this.rules;
    let start = this.#keys.length;
    for (;;) {
      let run = start - 1;
      while (run > 0 && this.#gap(run) <= paceMs * 2) run -= 1;
      if (run < 0) break;
      const isLast = start === this.#keys.length;
      const quick = this.#hasPace(run, start, isLast ? at : null, paceMs) && (isLast || start - run >= TELLING);
      if (!quick && !loose) break;
      start = run;
      if (run === 0) break;
    }
    return start === this.#keys.length ? -1 : start;
  }

  /** The pause before key `i`. */
  #gap(i: number): number {
    const [before, key] = [this.#keys[i - 1], this.#keys[i]];
    return before === undefined || key === undefined ? 0 : key.at - before.at;
  }

  /** Whether the keys from `from` to `to` come at the scanner's pace, with the pause before the closing key if it is theirs. */
  #hasPace(from: number, to: number, end: number | null, paceMs: number): boolean {
    const gaps: number[] = [];
    for (let i = from + 1; i < to; i += 1) gaps.push(this.#gap(i));
    const last = this.#keys[to - 1];
    if (end !== null && last !== undefined) gaps.push(end - last.at);
    return gaps.length > 0 && median(gaps) <= paceMs;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  // The lower of the middle two: of two pauses one may be a stall.
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/**
 * What the keys wrote. A scanner types as on a US keyboard; under another layout its letters come out as that layout's
 * (Russian: "ЫЬЕ" for "SMT"), and then the places of the keys are read instead.
 */
function written(keys: readonly Stroke[]): string {
  const text = keys.map(({ key }) => key).join('');
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  const placed = keys.map(onUsKeyboard);
  return placed.includes(null) ? text : placed.join('');
}

function onUsKeyboard({ key, code = '', shift = false }: Stroke): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shift ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit !== undefined && !shift) return digit;
  if (code === 'Minus' || code === 'NumpadSubtract') return '-';
  if (code === 'Period' || code === 'NumpadDecimal') return '.';
  if (code === 'Slash' || code === 'NumpadDivide') return '/';
  if (code === 'Space') return ' ';
  // Anything else is taken as it came, when it is what a label can hold.
  return key <= '\x7f' ? key : null;
}
