import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Burst } from './burst';
import { ScanListener } from './listener';

/** Types into whatever has the focus as a keyboard would: keydown first, then the letter if nothing prevented it. */
class Hand {
  clock = 1000;
  constructor(private readonly listener: ScanListener) {}

  key(key: string, pause: number, target: Element = document.activeElement ?? document.body): KeyboardEvent {
    this.clock += pause;
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, 'target', { value: target });
    this.listener.hear(event, this.clock);
    if (!event.defaultPrevented && key.length === 1 && (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) {
      const at = target.selectionStart ?? target.value.length;
      target.value = target.value.slice(0, at) + key + target.value.slice(target.selectionEnd ?? at);
      target.setSelectionRange(at + 1, at + 1);
      target.dispatchEvent(new Event('input', { bubbles: true }));
    }
    return event;
  }

  type(text: string, pause = 120): void {
    for (const key of text) this.key(key, pause);
  }

  scan(text: string, pause = 8): KeyboardEvent {
    [...text].forEach((key, i) => {
      if (/[A-Z]/.test(key)) this.key('Shift', i === 0 ? 400 : 1);
      this.key(key, i === 0 ? 400 : pause);
    });
    return this.key('Enter', pause);
  }
}

describe('a burst', () => {
  it('is a scan when every pause is short and Enter ends it', () => {
    const burst = new Burst();

    [...'HTM3X77'].forEach((key, i) => burst.feed(key, i * 30));

    expect(burst.feed('Enter', 7 * 30)).toEqual({ kind: 'scan', text: 'HTM3X77' });
  });

  it('is not a scan when one pause is a hand’s', () => {
    const burst = new Burst();

    [...'HTM3X77'].forEach((key, i) => burst.feed(key, i * 30 + (i >= 4 ? 20 : 0)));

    expect(burst.feed('Enter', 7 * 30 + 20)).toEqual({ kind: 'broke' });
  });

  it('is not a scan when it is shorter than a label', () => {
    const burst = new Burst();

    [...'ABCDE'].forEach((key, i) => burst.feed(key, i * 5));

    expect(burst.feed('Enter', 30)).toEqual({ kind: 'broke' });
  });
});

describe('scanning in the window', () => {
  let listener: ScanListener;
  let hand: Hand;
  let taken: string[];

  beforeEach(() => {
    listener = new ScanListener();
    hand = new Hand(listener);
    taken = [];
    listener.take((text) => void taken.push(text));
  });
  afterEach(() => document.body.replaceChildren());

  function note(attributes: Record<string, string> = {}): HTMLTextAreaElement {
    const field = document.createElement('textarea');
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
    document.body.append(field);
    field.focus();
    return field;
  }

  it('hands over the label when nothing has the focus', () => {
    hand.scan('HTM3X77KA1234');

    expect(taken).toEqual(['HTM3X77KA1234']);
  });

  it('leaves a note being typed as it was, caret included', () => {
    const field = note();
    const heard = vi.fn();
    hand.type('fan dead');
    field.setSelectionRange(4, 4);
    field.addEventListener('input', heard);

    hand.scan('HTM3X77KA1234');

    expect(field.value).toBe('fan dead');
    expect([field.selectionStart, field.selectionEnd]).toEqual([4, 4]);
    expect(taken).toEqual(['HTM3X77KA1234']);
    expect(heard).toHaveBeenCalled();
  });

  it('goes on with the note after the scan', () => {
    const field = note();
    hand.type('fan ');
    hand.scan('HTM3X77KA1234');

    hand.type('dead');

    expect(field.value).toBe('fan dead');
  });

  it('puts back what was selected when the first key replaced it', () => {
    const field = note();
    hand.type('replace me');
    field.setSelectionRange(0, 7);

    hand.scan('HTM3X77KA1234');

    expect(field.value).toBe('replace me');
    expect([field.selectionStart, field.selectionEnd]).toEqual([0, 7]);
  });

  it('never submits a form', () => {
    note();

    const enter = hand.scan('HTM3X77KA1234');

    expect(enter.defaultPrevented).toBe(true);
  });

  it('leaves typing and its Enter alone', () => {
    const field = note();

    hand.type('board two');
    const enter = hand.key('Enter', 150);

    expect(enter.defaultPrevented).toBe(false);
    expect(field.value).toBe('board two');
    expect(taken).toEqual([]);
  });

  it('fills the one field that asks for it, replacing what it held', () => {
    const field = note({ 'data-scan': 'fill' });
    hand.type('old');

    hand.scan('HTM3X77KA1234');

    expect(field.value).toBe('HTM3X77KA1234');
    expect(taken).toEqual([]);
  });

  it('asks the newest taker first and falls back when it declines', () => {
    const asked: string[] = [];
    const stop = listener.take((text) => {
      asked.push(text);
      return text.startsWith('HB');
    });

    hand.scan('HB00112233');
    hand.scan('HTM3X77KA1234');
    stop();
    hand.scan('HB99999999');

    expect(asked).toEqual(['HB00112233', 'HTM3X77KA1234']);
    expect(taken).toEqual(['HTM3X77KA1234', 'HB99999999']);
  });
});
