import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FocusKeeper } from './focus-keeper';

const frames = async (): Promise<void> => {
  for (let i = 0; i < 4; i += 1) await new Promise((done) => setTimeout(done, 20));
};

describe('the focus', () => {
  let stop: () => void;
  let home: HTMLElement;
  let button: HTMLButtonElement;

  beforeEach(() => {
    document.body.innerHTML = '<h1 tabindex="-1">Tickets</h1><button>Save</button>';
    home = document.querySelector('h1') as HTMLElement;
    button = document.querySelector('button') as HTMLButtonElement;
    stop = new FocusKeeper(() => home).watch(document);
  });
  afterEach(() => stop());

  it('goes home when what had it goes away', async () => {
    button.focus();

    button.remove();
    await frames();

    expect(document.activeElement).toBe(home);
  });

  it('stays where it was put by whoever took the control away', async () => {
    const next = document.createElement('button');
    button.focus();

    button.replaceWith(next);
    next.focus();
    await frames();

    expect(document.activeElement).toBe(next);
  });

  it('comes back to a control that was switched off while it worked', async () => {
    button.focus();

    button.disabled = true;
    button.blur();
    await frames();
    button.disabled = false;
    await frames();

    expect(document.activeElement).toBe(button);
  });

  it('is left alone by who clicks beside everything', async () => {
    button.focus();

    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    button.blur();
    button.remove();
    await frames();

    expect(document.activeElement).toBe(document.body);
  });
});
