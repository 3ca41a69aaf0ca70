import { describe, expect, it, vi } from 'vitest';
import type { Acted, Undone } from '$lib/api/bindings.gen';
import { Toasts } from '$lib/ui';
import { TicketActs } from './acts.svelte';

const done = (action: string, count = 1): Promise<Acted> => Promise.resolve({ action, done: count, refused: [] });

function setUp() {
  const undo = vi.fn((action: string): Promise<Undone> => Promise.resolve({ action, taken_back: 1, kept_in_all: 0, kept: [] }));
  const toasts = new Toasts({ set: () => setTimeout(() => {}), clear: clearTimeout });
  const after = vi.fn();
  return { undo, toasts, after, acts: new TicketActs({ undo }, toasts, after) };
}

describe('acts on tickets', () => {
  it('say what was done and offer to take it back', async () => {
    const { acts, toasts, after } = setUp();

    expect(await acts.perform(() => done('a', 3), (count) => `${count} tickets moved`)).toBe(true);
    expect(toasts.shown[0]?.text).toBe('3 tickets moved');
    expect(toasts.shown[0]?.undo).toBeDefined();
    expect(after).toHaveBeenCalledOnce();
  });

  it('report what was refused, and why', async () => {
    const { acts, toasts } = setUp();
    const refused = [{ id: '1', number: 'T-000001', why: 'it is on hold; release it first' }];
    await acts.perform(() => Promise.resolve({ action: 'a', done: 0, refused }), () => 'moved');

    expect(acts.refusal).toEqual({ tickets: refused, all: 1 });
    expect(toasts.shown).toHaveLength(0);
  });

  it('are taken back newest first', async () => {
    const { acts, undo } = setUp();
    await acts.perform(() => done('first'), () => 'moved');
    await acts.perform(() => done('second'), () => 'held');
    await acts.undoLast();
    await acts.undoLast();

    expect(undo.mock.calls.map(([action]) => action)).toEqual(['second', 'first']);
    expect(await acts.undoLast()).toBe(false);
  });

  it('are not taken back twice when the toast did it', async () => {
    const { acts, toasts, undo } = setUp();
    await acts.perform(() => done('a'), () => 'moved');
    await toasts.undo(toasts.shown[0]?.id ?? -1);
    await acts.undoLast();

    expect(undo).toHaveBeenCalledOnce();
  });

  it('say what went wrong and leave the screen as it is', async () => {
    const { acts, toasts, after } = setUp();
    await acts.perform(() => Promise.reject(new Error('The disk is full.')), () => 'moved');

    expect(toasts.shown[0]).toMatchObject({ tone: 'bad', text: 'The disk is full.' });
    expect(after).not.toHaveBeenCalled();
  });
});
