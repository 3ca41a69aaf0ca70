import { Burst, BURST_RULES, type BurstRules } from './burst';
import { remember, restore, setValue, textField, type Before } from './field';

/** What a scan is given to. Return `false` to let the one before it have the scan. */
export type ScanTaker = (text: string) => boolean | void;

/**
 * Hears scans anywhere in the window, whatever has the focus.
 *
 * The keys of a burst reach the focused field while it is not yet known to be one; when it ends as a scan the field
 * is put back as it was, so a note being typed keeps its words and its caret. The closing Enter goes nowhere, so no
 * form is sent and no button pressed. A field marked `data-scan="fill"` takes the text itself when it has the focus.
 */
export class ScanListener {
  readonly #burst: Burst;
  readonly #takers: ScanTaker[] = [];
  #before: Before | null = null;

  constructor(rules: BurstRules = BURST_RULES) {
    this.#burst = new Burst(rules);
  }

  /** The newest taker is asked first. Returns what removes it. */
  take(taker: ScanTaker): () => void {
    this.#takers.unshift(taker);
    return () => {
      const at = this.#takers.indexOf(taker);
      if (at >= 0) this.#takers.splice(at, 1);
    };
  }

  /** Listens on `target`, before anything else in the window; returns what stops it. */
  listen(target: Window | HTMLElement): () => void {
    const hear = (event: Event): void => {
      if (event instanceof KeyboardEvent) this.hear(event, event.timeStamp);
    };
    target.addEventListener('keydown', hear, { capture: true });
    return () => target.removeEventListener('keydown', hear, { capture: true });
  }

  /** One key at a time; `at` in milliseconds. */
  hear(event: KeyboardEvent, at: number): void {
    // Shift comes with every capital a scanner types.
    if (event.key === 'Shift' || event.key === 'CapsLock') return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) {
      this.#forget();
      return;
    }
    const fed = this.#burst.feed(event.key, at);
    switch (fed.kind) {
      case 'began': {
        const field = textField(event.target);
        this.#before = field === null ? null : remember(field);
        return;
      }
      case 'grew':
        return;
      case 'broke':
        this.#before = null;
        return;
      case 'scan':
        event.preventDefault();
        event.stopImmediatePropagation();
        this.#deliver(fed.text);
    }
  }

  #deliver(text: string): void {
    const before = this.#before;
    this.#before = null;
    if (before !== null) {
      restore(before);
      if (before.field.dataset['scan'] === 'fill') {
        setValue(before.field, text);
        before.field.dispatchEvent(new Event('change', { bubbles: true }));
        return;
      }
    }
    for (const taker of [...this.#takers]) {
      if (taker(text) !== false) return;
    }
  }

  #forget(): void {
    this.#burst.forget();
    this.#before = null;
  }
}
