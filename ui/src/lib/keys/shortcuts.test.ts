import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Shortcuts, type Timers } from './shortcuts.svelte';

/** Time that passes only when a test says so. */
class TestTimers implements Timers {
  now = 10_000;
  #next = 1;
  readonly #due = new Map<number, { at: number; run: () => void }>();
  set(run: () => void, ms: number): number {
    this.#due.set(this.#next, { at: this.now + ms, run });
    return this.#next++;
  }
  clear(id: number): void {
    this.#due.delete(id);
  }
  pass(ms: number): void {
    this.now += ms;
    for (const [id, { at, run }] of [...this.#due]) {
      if (at <= this.now && this.#due.delete(id)) run();
    }
  }
}

describe('shortcuts', () => {
  let timers: TestTimers;
  let shortcuts: Shortcuts;
  const [tickets, newRma, find, sheet] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];

  beforeEach(() => {
    vi.clearAllMocks();
    timers = new TestTimers();
    shortcuts = new Shortcuts(timers);
    shortcuts.add([
      { keys: 'g t', label: 'Tickets', group: 'Go to', run: tickets },
      { keys: 'n', label: 'New RMA', group: 'Do', run: newRma },
      { keys: '?', label: 'Keys', group: 'Help', run: sheet },
      { keys: 'Ctrl+k', label: 'Find', group: 'Go to', run: find, whileTyping: true },
    ]);
  });

  function press(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body): KeyboardEvent {
    const event = new KeyboardEvent('keydown', { key, cancelable: true, ...init });
    Object.defineProperty(event, 'target', { value: target });
    shortcuts.hear(event, timers.now);
    return event;
  }

  it('go by one key', () => {
    press('n');
    timers.pass(60);

    expect(newRma).toHaveBeenCalledOnce();
  });

  it('do nothing under a dialog that has not taken the focus yet', () => {
    document.body.innerHTML = '<div role="dialog" aria-modal="true"></div>';
    press('n');
    timers.pass(60);
    document.body.replaceChildren();

    expect(newRma).not.toHaveBeenCalled();
  });

  it('say of each key that it was a command, and of no other', () => {
    const heard = vi.fn();
    shortcuts.onheard = heard;
    press('n');
    timers.pass(60);
    press('g');
    timers.pass(200);
    press('t');
    timers.pass(60);
    press('Q');
    timers.pass(60);

    expect(heard).toHaveBeenCalledTimes(3);
  });

  it('go by two keys one after the other', () => {
    press('g');
    timers.pass(200);
    press('t');
    timers.pass(60);

    expect(tickets).toHaveBeenCalledOnce();
  });

  it('go by two keys although the page was too busy to hear its timers in between', () => {
    press('g');
    timers.now += 150;
    press('t');
    timers.pass(60);

    expect(tickets).toHaveBeenCalledOnce();
  });

  it('forget the first key after a while', () => {
    press('g');
    timers.pass(60);
    timers.pass(2000);
    press('t');
    timers.pass(60);

    expect(tickets).not.toHaveBeenCalled();
  });

  it('take "?" although Shift is held', () => {
    press('?', { shiftKey: true });
    timers.pass(60);

    expect(sheet).toHaveBeenCalledOnce();
  });

  it('stay quiet while a text is typed, except for those with Ctrl', () => {
    const field = document.createElement('input');

    press('n', {}, field);
    timers.pass(60);
    press('k', { ctrlKey: true }, field);

    expect(newRma).not.toHaveBeenCalled();
    expect(find).toHaveBeenCalledOnce();
  });

  it('are not fired by the letters of a scan', () => {
    for (const key of 'ngtn77n') {
      press(key);
      timers.pass(8);
    }
    timers.pass(500);

    expect(newRma).not.toHaveBeenCalled();
    expect(tickets).not.toHaveBeenCalled();
  });

  it('let a screen take a key over and give it back', () => {
    const own = vi.fn();
    const remove = shortcuts.add([{ keys: 'n', label: 'Next unit', group: 'Bench', run: own }]);

    press('n');
    timers.pass(60);
    remove();
    timers.pass(100);
    press('n');
    timers.pass(60);

    expect(own).toHaveBeenCalledOnce();
    expect(newRma).toHaveBeenCalledOnce();
  });
});
