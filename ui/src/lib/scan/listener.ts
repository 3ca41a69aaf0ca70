import { Burst, SCANNER_RULES, type ScannerRules } from './burst';
import { remember, restore, setValue, textField, type Before } from './field';

/**
 * What a scan is given to. Return `false` to let the one before it have the scan. `amidText`: somebody was typing a text
 * that is not saved yet, and must not be led away from it.
 */
export type ScanTaker = (text: string, amidText: boolean) => boolean | void;

/** Every key as it comes, for whoever measures the scanner; return `true` to keep it from everybody else. */
export type KeyEar = (event: KeyboardEvent, at: number) => boolean;

/**
 * Hears scans anywhere in the window, whatever has the focus.
 *
 * The keys of a burst reach the focused field while it is not yet known to be one; when it ends as a scan every field
 * they went into is put back as it was, so a note being typed keeps its words and its caret. The closing key goes
 * nowhere, so no form is sent and no button pressed. A field marked `data-scan="fill"` takes the text itself when it has
 * the focus; one for a secret is left alone.
 */
export class ScanListener {
  #rules: ScannerRules;
  #burst: Burst<Before | null>;
  readonly #takers: ScanTaker[] = [];
  #ear: KeyEar | null = null;
  /** When the last scan closed: some scanners send the closing key twice. */
  #closed = Number.NEGATIVE_INFINITY;
  /** Told whenever the rules change. */
  onrules: (rules: ScannerRules) => void = () => undefined;

  constructor(rules: ScannerRules = SCANNER_RULES) {
    this.#rules = rules;
    this.#burst = new Burst(rules);
  }

  get rules(): ScannerRules {
    return this.#rules;
  }

  /** What was pressed so far was no part of a label: a key that was a command, just before a scan. */
  forget(): void {
    this.#burst.forget();
  }

  /** Goes by other rules from the next key on. */
  obey(rules: ScannerRules): void {
    this.#rules = rules;
    this.#burst = new Burst(rules);
    this.onrules(rules);
  }

  /** The newest taker is asked first. Returns what removes it. */
  take(taker: ScanTaker): () => void {
    this.#takers.unshift(taker);
    return () => {
      const at = this.#takers.indexOf(taker);
      if (at >= 0) this.#takers.splice(at, 1);
    };
  }

  /** Lets `ear` have all keys before they count as anything. Returns what ends it. */
  lend(ear: KeyEar): () => void {
    this.#ear = ear;
    this.#burst.forget();
    return () => {
      if (this.#ear === ear) this.#ear = null;
    };
  }

  /** Listens on `target`, before anything else in the window; returns what stops it. */
  listen(target: Window | HTMLElement): () => void {
    // The time stamp is when the key was pressed, as far as the system tells: a busy window stretches no pause.
    const hear = (event: Event): void => {
      if (event instanceof KeyboardEvent) this.hear(event, event.timeStamp);
    };
    // A hand on the pointer between two bursts: what comes next is no part of what came before.
    const forget = (): void => this.#burst.forget();
    target.addEventListener('keydown', hear, { capture: true });
    target.addEventListener('pointerdown', forget, { capture: true });
    return () => {
      target.removeEventListener('keydown', hear, { capture: true });
      target.removeEventListener('pointerdown', forget, { capture: true });
    };
  }

  /** One key at a time; `at` in milliseconds. */
  hear(event: KeyboardEvent, at: number): void {
    // Shift comes with every capital a scanner types.
    if (event.key === 'Shift' || event.key === 'CapsLock') return;
    if (this.#ear?.(event, at) === true) {
      stop(event);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || isSecret(event.target)) {
      this.#burst.forget();
      return;
    }
    const field = textField(event.target);
    const scan = this.#burst.feed({ key: event.key, code: event.code, shift: event.shiftKey, at }, field === null ? null : remember(field), field === null);
    if (scan !== null) {
      stop(event);
      this.#closed = at;
      this.#deliver(scan.text, scan.marks);
    } else if (event.key === this.#rules.end && at - this.#closed <= this.#rules.paceMs) {
      stop(event);
    }
  }

  #deliver(text: string, marks: readonly (Before | null)[]): void {
    const touched = new Map<Before['field'], Before>();
    for (const mark of marks) {
      if (mark !== null && !touched.has(mark.field)) touched.set(mark.field, mark);
    }
    for (const before of touched.values()) restore(before);
    const fills = [...touched.keys()].find((field) => field.dataset['scan'] === 'fill');
    if (fills !== undefined) {
      setValue(fills, text);
      fills.dispatchEvent(new Event('change', { bubbles: true }));
      return;
    }
    const amidText = [...touched.values()].some(({ value }) => value.trim() !== '');
    for (const taker of [...this.#takers]) {
      if (taker(text, amidText) !== false) return;
    }
  }
}

function stop(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** A PIN typed by a badge or a password manager is no label. */
function isSecret(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'password';
}
