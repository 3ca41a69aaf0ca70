import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Toasts } from './toasts.svelte';

describe('toasts', () => {
  let toasts: Toasts;
  beforeEach(() => {
    vi.useFakeTimers();
    toasts = new Toasts();
  });
  afterEach(() => void vi.useRealTimers());

  const texts = (): string[] => toasts.shown.map((toast) => toast.text);

  it('go away by themselves, one with an undo later', () => {
    toasts.say({ text: 'Saved' });
    toasts.say({ text: 'Moved', undo: () => undefined });

    vi.advanceTimersByTime(7000);
    expect(texts()).toEqual(['Moved']);
    vi.advanceTimersByTime(6000);
    expect(texts()).toEqual([]);
  });

  it('stay while they are held', () => {
    toasts.say({ text: 'Saved' });
    toasts.hold();
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual(['Saved']);

    toasts.release();
    vi.advanceTimersByTime(7000);
    expect(texts()).toEqual([]);
  });

  it('run the undo once and leave', async () => {
    const undo = vi.fn();
    const id = toasts.say({ text: 'Moved', undo });

    await toasts.undo(id);
    await toasts.undo(id);

    expect(undo).toHaveBeenCalledOnce();
    expect(texts()).toEqual([]);
  });

  it('offer one undo at a time, that of the last thing done', () => {
    toasts.say({ text: 'Imported', undo: () => undefined });
    toasts.say({ text: 'Noted' });
    toasts.say({ text: 'Moved', undo: () => undefined });

    expect(texts()).toEqual(['Noted', 'Moved']);
  });

  it('never cover the screen', () => {
    for (let i = 0; i < 9; i++) toasts.say({ text: String(i) });

    expect(texts()).toEqual(['5', '6', '7', '8']);
  });
});
