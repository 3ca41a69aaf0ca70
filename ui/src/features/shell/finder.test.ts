import { describe, expect, it } from 'vitest';
import type { Hit, HitKind } from '$lib/api/bindings.gen';
import { Finder, grouped } from './finder.svelte';

const hit = (kind: HitKind, label: string): Hit => ({ kind, id: `id of ${label}`, label, detail: '', matched: null });

function setUp() {
  const kept = new Map<string, string>();
  const waiting: (() => void)[] = [];
  const answers: { text: string; answer: (hits: Hit[]) => void }[] = [];
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  const timers = { set: (run: () => void) => waiting.push(run) as unknown as ReturnType<typeof setTimeout>, clear: (id: ReturnType<typeof setTimeout>) => void waiting.splice(Number(id) - 1, 1, () => {}) };
  const find = (text: string): Promise<Hit[]> => new Promise((answer) => answers.push({ text, answer }));
  const rest = (): void => waiting.splice(0).forEach((run) => run());
  return { finder: new Finder({ find }, storage, timers), answers, rest, storage, again: () => new Finder({ find }, storage, timers) };
}

const settled = (): Promise<void> => Promise.resolve().then(() => Promise.resolve());

describe('the find box', () => {
  it('asks once the hand has rested', () => {
    const { finder, answers, rest } = setUp();
    finder.type('T');
    finder.type('T-1');
    rest();

    expect(answers.map(({ text }) => text)).toEqual(['T-1']);
  });

  it('drops a slow answer to an older text', async () => {
    const { finder, answers, rest } = setUp();
    finder.type('a');
    rest();
    finder.type('ab');
    rest();
    answers[1]?.answer([hit('ticket', 'T-2')]);
    await settled();
    answers[0]?.answer([hit('ticket', 'T-1')]);
    await settled();

    expect(finder.hits.map(({ label }) => label)).toEqual(['T-2']);
    expect(finder.isAnswered).toBe(true);
  });

  it('has no answer yet while more is typed', async () => {
    const { finder, answers, rest } = setUp();
    finder.type('a');
    rest();
    answers[0]?.answer([]);
    await settled();
    finder.type('ab');

    expect(finder.isAnswered).toBe(false);
  });

  it('remembers what was opened, newest first and each once, over a restart', () => {
    const { finder, again } = setUp();
    finder.remember(hit('ticket', 'T-1'));
    finder.remember(hit('device', 'D-1'));
    finder.remember(hit('ticket', 'T-1'));

    expect(again().recent.map(({ label }) => label)).toEqual(['T-1', 'D-1']);
  });

  it('forgets what it cannot read', () => {
    const { storage, again } = setUp();
    storage.setItem('hashmend.recent', '[{"kind":"planet"}, 3');

    expect(again().recent).toEqual([]);
  });

  it('groups what it found by kind', () => {
    expect(grouped([hit('rma', 'R'), hit('ticket', 'T'), hit('rma', 'S')]).map(({ kind, hits }) => [kind, hits.length])).toEqual([
      ['ticket', 1],
      ['rma', 2],
    ]);
  });
});
