import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { Burst, SCANNER_RULES, type ScannerRules } from './burst';
import { isTooSlow, keepRules, keptRules, Lesson, rulesFrom, TEST_BARS, TEST_LABEL, type Heard, type Measured } from './lesson';
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

/** Feeds keys with the pause before each, in milliseconds; the last is the closing key. */
function fed(rules: ScannerRules, keys: readonly (readonly [key: string, pause: number])[], loose = false): string | null {
  const burst = new Burst<null>(rules);
  let at = 1000;
  let text: string | null = null;
  for (const [key, pause] of keys) {
    at += pause;
    text = burst.feed({ key, at }, null, loose)?.text ?? null;
  }
  return text;
}

const letters = (text: string, pause: number): [string, number][] => [...text].map((key) => [key, pause]);

describe('a burst', () => {
  it('is a scan when it has a scanner’s pace and Enter ends it', () => {
    expect(fed(SCANNER_RULES, [...letters('HTM3X77', 30), ['Enter', 30]])).toBe('HTM3X77');
  });

  it('is not a scan at a hand’s pace', () => {
    expect(fed(SCANNER_RULES, [...letters('HTM3X77', 90), ['Enter', 90]])).toBeNull();
  });

  it('is not a scan when it is shorter than a label', () => {
    expect(fed(SCANNER_RULES, [...letters('ABCDE', 5), ['Enter', 5]])).toBeNull();
  });

  it('is whole though the machine stalled in the middle of it', () => {
    expect(fed(SCANNER_RULES, [...letters('HTM3', 8), ['X', 400], ...letters('77KA12', 8), ['Enter', 8]])).toBe('HTM3X77KA12');
  });

  it('is whole though the machine stalled before its Enter', () => {
    expect(fed(SCANNER_RULES, [...letters('HTM3X77KA12', 8), ['Enter', 350]])).toBe('HTM3X77KA12');
  });

  it('leaves out what was typed by hand just before', () => {
    expect(fed(SCANNER_RULES, [...letters('fan', 110), ...letters('H', 140), ...letters('TM3X77', 8), ['Enter', 8]])).toBe('HTM3X77');
  });

  it('takes in a first key that stalled when nobody is typing', () => {
    expect(fed(SCANNER_RULES, [['H', 900], ['T', 300], ...letters('M3X77KA', 8), ['Enter', 8]], true)).toBe('HTM3X77KA');
  });

  it('begins at the prefix the scanner is set to, and drops the suffix', () => {
    const rules = { ...SCANNER_RULES, prefix: '~', suffix: '#' };

    expect(fed(rules, [...letters('ab', 30), ...letters('~A1-~2#', 8), ['Enter', 8]])).toBe('A1-~2');
    expect(fed(rules, [...letters('HTM3X77', 8), ['Enter', 8]])).toBeNull();
  });

  it('ends with the key the scanner ends with', () => {
    const rules: ScannerRules = { ...SCANNER_RULES, end: 'Tab' };

    expect(fed(rules, [...letters('HTM3X77', 8), ['Tab', 8]])).toBe('HTM3X77');
    expect(fed(rules, [...letters('HTM3X77', 8), ['Enter', 8]])).toBeNull();
  });

  it('reads the places of the keys under a layout that is not Latin', () => {
    const burst = new Burst<null>();
    const keys = [['Ы', 'KeyS'], ['Ь', 'KeyM'], ['Е', 'KeyT'], ['Е', 'KeyT'], ['4', 'Digit4'], ['-', 'Minus']] as const;
    keys.forEach(([key, code], i) => burst.feed({ key, code, shift: code.startsWith('Key'), at: i * 8 }, null, false));

    expect(burst.feed({ key: 'Enter', at: 48 }, null, false)?.text).toBe('SMTT4-');
  });
});

const label = fc.string({ unit: fc.constantFrom(...'ABCDEFGHJKLMNPRSTUVWXYZ0123456789-'), minLength: 6, maxLength: 40 });
const pace = fc.integer({ min: 0, max: SCANNER_RULES.paceMs });

describe('whatever the pauses', () => {
  it('a scan is heard whole, with one stall anywhere past its first keys', () => {
    fc.assert(
      fc.property(label, pace, fc.nat(), fc.integer({ min: 40, max: SCANNER_RULES.stallMs }), (text, ms, where, stall) => {
        const keys: [string, number][] = [...letters(text, ms), ['Enter', ms]];
        const at = 3 + (where % (keys.length - 3));
        keys[at] = [keys[at]?.[0] ?? '', stall];

        expect(fed(SCANNER_RULES, keys)).toBe(text);
      }),
    );
  });

  it('typing by hand is never a scan', () => {
    const typed = fc.array(fc.tuple(fc.constantFrom(...'abcdefgh ABC123'), fc.integer({ min: SCANNER_RULES.paceMs + 1, max: 900 })), { maxLength: 40 });
    fc.assert(
      fc.property(typed, fc.integer({ min: SCANNER_RULES.paceMs + 1, max: 900 }), fc.boolean(), (keys, enter, loose) => {
        expect(fed(SCANNER_RULES, [...keys, ['Enter', enter]], loose)).toBeNull();
      }),
    );
  });

  it('typing before a scan never gets into it', () => {
    const typed = fc.array(fc.tuple(fc.constantFrom(...'abcdefgh '), fc.integer({ min: 80, max: 300 })), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(typed, label, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 80, max: 590 }), (keys, text, ms, pause) => {
        const [first = '', ...rest] = text;
        expect(fed(SCANNER_RULES, [...keys, [first, pause], ...letters(rest.join(''), ms), ['Enter', ms]])).toBe(text);
      }),
    );
  });

  it('nothing a keyboard can send breaks it', () => {
    const key = fc.oneof(fc.string({ maxLength: 2 }), fc.constantFrom('Enter', 'Tab', 'F9', 'Dead', 'Process', 'Unidentified'));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.integer({ min: -50, max: 2000 })), { maxLength: 400 }), fc.boolean(), (keys, loose) => {
        const text = fed(SCANNER_RULES, keys, loose);

        expect(text === null || [...text].length >= SCANNER_RULES.minLength).toBe(true);
      }),
    );
  });
});

describe('teaching the scanner', () => {
  function lesson(label: string, ms: number, end: 'Enter' | 'Tab' = 'Enter'): Heard[] {
    const heard = new Lesson();
    let at = 5000;
    return [...label, end].map((key) => heard.hear({ key, at: (at += ms) }));
  }

  it('measures the pace and what stands around the label', () => {
    const heard = lesson(`~${TEST_LABEL}#`, 12, 'Tab').at(-1);

    expect(heard).toEqual({ kind: 'measured', scan: { paceMs: 12, slowestMs: 12, prefix: '~', suffix: '#', end: 'Tab' } });
  });

  it('leaves room around what it measured', () => {
    const scan: Measured = { paceMs: 24, slowestMs: 260, prefix: '~', suffix: '', end: 'Enter' };

    expect(rulesFrom([scan, scan, { ...scan, paceMs: 20 }])).toMatchObject({ paceMs: 48, stallMs: 520, prefix: '~', suffix: '' });
  });

  it('says when another label was scanned, and when the scanner is as slow as a hand', () => {
    expect(lesson('SMTTATUBDJ', 12).at(-1)).toEqual({ kind: 'other', text: 'SMTTATUBDJ' });
    expect(isTooSlow([{ paceMs: 140, slowestMs: 150, prefix: '', suffix: '', end: 'Enter' }])).toBe(true);
  });

  it('hears the scanner it was taught by its own rules', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.constantFrom('', '~', '@'), label, (ms, prefix, text) => {
        const heard = lesson(`${prefix}${TEST_LABEL}`, ms).at(-1);
        if (heard?.kind !== 'measured') throw new Error('not measured');

        expect(fed(rulesFrom([heard.scan]), [...letters(prefix + text, ms), ['Enter', ms]])).toBe(text);
      }),
    );
  });

  it('keeps the rules of this computer, and distrusts what is not rules', () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    const rules: ScannerRules = { ...SCANNER_RULES, prefix: '~', paceMs: 50 };

    keepRules(rules, storage);

    expect(keptRules(storage)).toEqual(rules);
    for (const broken of ['{', '{"paceMs":-1}', 'null', '[]', '{"prefix":"ab"}']) {
      expect(keptRules({ getItem: () => broken })).toEqual(SCANNER_RULES);
    }
  });

  it('prints a barcode that begins and ends as Code 39 does', () => {
    const star = 'nwnnwnwnn';

    expect(TEST_BARS.startsWith(`${star}n`)).toBe(true);
    expect(TEST_BARS.endsWith(`n${star}`)).toBe(true);
    expect(TEST_BARS.length).toBe((TEST_LABEL.length + 2) * 10 - 1);
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

  it('begins anew where the pointer was used in between', () => {
    const stop = listener.listen(window);
    note({ 'data-scan': 'fill' });
    // A label without its closing key, as pasted by a wedge; then a click, and the next label at once.
    hand.type('BENCH-04', 8);
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    document.body.replaceChildren();

    hand.scan('HTM3X77KA1234');

    expect(taken).toEqual(['HTM3X77KA1234']);
    stop();
  });

  it('leaves a secret alone', () => {
    const field = document.createElement('input');
    field.type = 'password';
    document.body.append(field);
    field.focus();

    const enter = hand.scan('HTM3X77KA1234');

    expect(enter.defaultPrevented).toBe(false);
    expect(field.value).toBe('HTM3X77KA1234');
    expect(taken).toEqual([]);
  });

  it('swallows the second Enter of a scanner that sends two', () => {
    hand.scan('HTM3X77KA1234');

    expect(hand.key('Enter', 4).defaultPrevented).toBe(true);
    expect(hand.key('Enter', 400).defaultPrevented).toBe(false);
  });

  it('puts a note back whatever was typed before, and wherever', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abc d'), maxLength: 12 }), label, fc.integer({ min: 0, max: 25 }), fc.nat(), (typed, text, ms, where) => {
        document.body.replaceChildren();
        const field = note();
        hand.type(typed);
        const caret = typed.length === 0 ? 0 : where % typed.length;
        field.setSelectionRange(caret, caret);
        taken.length = 0;

        hand.scan(text, ms);

        expect(taken).toEqual([text]);
        expect(field.value).toBe(typed);
        expect(field.selectionStart).toBe(caret);
      }),
      { numRuns: 60 },
    );
  });

  it('lets whoever measures the scanner have the keys to itself', () => {
    const field = note();
    const heard: string[] = [];
    const stop = listener.lend((event) => {
      heard.push(event.key);
      return true;
    });

    hand.scan('HTM3X77KA1234');
    stop();

    expect(heard.length).toBe('HTM3X77KA1234'.length + 1);
    expect(field.value).toBe('');
    expect(taken).toEqual([]);
  });

  it('says whether somebody was typing a text', () => {
    const amid: boolean[] = [];
    listener.take((_, amidText) => void amid.push(amidText));
    const field = note();
    hand.scan('HTM3X77KA1234');
    hand.type('fan');

    hand.scan('HTM3X77KA1234');
    field.blur();
    hand.scan('HTM3X77KA1234');

    expect(amid).toEqual([false, true, false]);
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
