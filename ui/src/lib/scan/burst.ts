/** A scanner that types: faster than any hand, ending in Enter. */
export interface BurstRules {
  /** The longest pause between two keys of one scan, in milliseconds. */
  gapMs: number;
  /** Shorter bursts are fast typing, not a label. */
  minLength: number;
}

export const BURST_RULES: BurstRules = { gapMs: 35, minLength: 6 };

/** What a key did to the burst in the air. */
export type Fed = { kind: 'began' } | { kind: 'grew'; length: number } | { kind: 'broke' } | { kind: 'scan'; text: string };

/** Tells a scan from typing by the pauses alone. It knows no DOM and no clock: each key brings its own time. */
export class Burst {
  #text = '';
  #last = Number.NEGATIVE_INFINITY;

  constructor(private readonly rules: BurstRules = BURST_RULES) {}

  /** `at` in milliseconds of any steady clock, such as `event.timeStamp`. */
  feed(key: string, at: number): Fed {
    const quick = at - this.#last <= this.rules.gapMs;
    this.#last = at;
    if (key === 'Enter') {
      const text = quick ? this.#text : '';
      this.#text = '';
      return text.length >= this.rules.minLength ? { kind: 'scan', text } : { kind: 'broke' };
    }
    if ([...key].length !== 1) {
      this.#text = '';
      return { kind: 'broke' };
    }
    if (quick && this.#text !== '') {
      this.#text += key;
      return { kind: 'grew', length: this.#text.length };
    }
    this.#text = key;
    return { kind: 'began' };
  }

  forget(): void {
    this.#text = '';
    this.#last = Number.NEGATIVE_INFINITY;
  }
}
