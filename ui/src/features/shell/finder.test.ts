import { describe, expect, it, vi } from 'vitest';
import type { Hit, HitKind } from '$lib/api/bindings.gen';
import { Finder, grouped } from './finder.svelte';

const hit = (kind: HitKind, label: string): Hit => ({ kind, id: `id of ${label}`, label, detail: '', matched: null });

function setUp() {
  const asked: { text: string; answer: (hits: Hit[]) => void; refuse: (why: Error) => void }[] = [];
  const find = (text: string): Promise<Hit[]> => new Promise((answer, refuse) => asked.push({ text, answer, refuse }));
  return { finder: new Finder({ find }), asked };
}
const settle = (): Promise<void> => vi.waitFor(() => Promise.resolve());

describe('finding', () => {
  it('asks at the first key, and then for the newest text alone', async () => {
    const { finder, asked } = setUp();

    finder.type('T');
    finder.type('T-0');
    finder.type('T-00');
    expect(asked.map(({ text }) => text)).toEqual(['T']);
    asked[0]?.answer([hit('ticket', 'old')]);
    await settle();

    expect(asked.map(({ text }) => text)).toEqual(['T', 'T-00']);
    expect(finder.hits).toEqual([]);
    expect(finder.isAnswered).toBe(false);
    asked[1]?.answer([hit('ticket', 'T-000001')]);
    await settle();
    expect(finder.hits.map(({ label }) => label)).toEqual(['T-000001']);
    expect(finder.isAnswered).toBe(true);
  });

  it('shows nothing for a text that was taken away again', async () => {
    const { finder, asked } = setUp();

    finder.type('S19');
    finder.type('');
    asked[0]?.answer([hit('model', 'S19')]);
    await settle();

    expect(finder.hits).toEqual([]);
    expect(finder.isAnswered).toBe(true);
  });

  it('does not ask the desk for a command', () => {
    const { finder, asked } = setUp();

    finder.type('> dark');

    expect(asked).toEqual([]);
    expect(finder.sought).toEqual({ text: 'dark', among: 'commands' });
    expect(finder.isAnswered).toBe(true);
  });

  it('keeps to tickets and RMAs behind a #', async () => {
    const { finder, asked } = setUp();

    finder.type('#456');
    asked[0]?.answer([hit('ticket', 'T-000456'), hit('device', 'HTM456')]);
    await settle();

    expect(asked[0]?.text).toBe('456');
    expect(finder.hits.map(({ label }) => label)).toEqual(['T-000456']);
  });

  it('says why the desk did not answer, and asks again at the next key', async () => {
    const { finder, asked } = setUp();

    finder.type('a');
    asked[0]?.refuse(new Error('The file is busy.'));
    await settle();
    expect(finder.error).toBe('The file is busy.');

    finder.type('ab');
    asked[1]?.answer([hit('customer', 'Abilene')]);
    await settle();
    expect(finder.error).toBeNull();
    expect(finder.hits).toHaveLength(1);
  });

  it('groups by kind and keeps the order within', () => {
    const groups = grouped([hit('model', 'S19'), hit('ticket', 'T-2'), hit('ticket', 'T-1')]);

    expect(groups.map(({ kind, hits }) => [kind, hits.map(({ label }) => label)])).toEqual([
      ['ticket', ['T-2', 'T-1']],
      ['model', ['S19']],
    ]);
  });
});
