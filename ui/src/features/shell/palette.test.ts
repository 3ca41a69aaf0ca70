import { beforeEach, describe, expect, it } from 'vitest';
import type { Hit, HitKind } from '$lib/api/bindings.gen';
import { actionsOf, fitting, type Action } from './actions';
import { soughtIn } from './finder.svelte';
import { linesFor } from './palette';
import { Recent } from './recent.svelte';

const hit = (kind: HitKind, label: string): Hit => ({ kind, id: `id of ${label}`, label, detail: '', matched: null });
const action = (group: string, label: string): Action => ({ id: `${group}: ${label}`, group, label, run: () => undefined });
const ACTIONS = [action('Ticket', 'Move to'), action('Ticket', 'Add a note'), action('Go to', 'Tickets'), action('View', 'Larger')];

describe('the palette', () => {
  let recent: Recent;
  beforeEach(() => {
    localStorage.clear();
    recent = new Recent();
  });

  const shown = (typed: string, hits: Hit[] = []): [string, string[]][] =>
    linesFor(soughtIn(typed), hits, ACTIONS, recent).map(({ title, lines }) => [title, lines.map((line) => ('hit' in line ? line.hit.label : line.action.label))]);

  it('shows what was taken last, then what can be done here', () => {
    recent.remember({ action: 'View: Larger' });
    recent.remember({ hit: hit('ticket', 'T-000007') });

    expect(shown('')).toEqual([
      ['Opened lately', ['T-000007', 'Larger']],
      ['Ticket', ['Move to', 'Add a note']],
      ['Go to', ['Tickets']],
    ]);
  });

  it('remembers from one start to the next, eight at most and each once', () => {
    for (let i = 0; i < 10; i += 1) recent.remember({ hit: hit('ticket', `T-${i}`) });
    recent.remember({ hit: hit('ticket', 'T-5') });

    expect(new Recent().all.map((past) => ('hit' in past ? past.hit.label : ''))).toEqual(['T-5', 'T-9', 'T-8', 'T-7', 'T-6', 'T-4', 'T-3', 'T-2']);
  });

  it('forgets what is no memory', () => {
    localStorage.setItem('hashmend.recent', '[{"kind":"ticket"}, {"hit":{"kind":"ship"}}, {"action":7}, {"action":"View: Larger"}]');

    expect(new Recent().all).toEqual([{ action: 'View: Larger' }]);
  });

  it('puts records first for a number and commands first for a word', () => {
    expect(shown('t-0', [hit('ticket', 'T-000001')])[0]?.[0]).toBe('Tickets');
    expect(shown('note', [hit('customer', 'Notec')]).map(([title]) => title)).toEqual(['Commands', 'Customers']);
  });

  it('puts what was opened lately before its equals', () => {
    recent.remember({ hit: hit('ticket', 'T-2') });

    expect(shown('T-', [hit('ticket', 'T-1'), hit('ticket', 'T-2')])).toContainEqual(['Tickets', ['T-2', 'T-1']]);
  });

  it('offers every command behind a > and none behind a #', () => {
    expect(shown('>').flatMap(([, labels]) => labels)).toEqual(['Move to', 'Add a note', 'Tickets', 'Larger']);
    expect(shown('#1', [hit('ticket', 'T-000001')]).map(([title]) => title)).toEqual(['Tickets']);
  });

  it('finds a command by the beginnings of its words and of its heading', () => {
    expect(fitting(ACTIONS, 'ti no').map(({ label }) => label)).toEqual(['Add a note']);
    expect(fitting(ACTIONS, 'go tick').map(({ label }) => label)).toEqual(['Tickets']);
    expect(fitting(ACTIONS, 'xyz')).toEqual([]);
  });

  it('has each key that does something, once, and the commands without a key', () => {
    const run = (): void => undefined;
    const keys = [
      { keys: 'Ctrl+k', label: 'Find', group: 'Go to', run, keyOnly: true },
      { keys: 'm', label: 'Move to', group: 'Ticket', run },
      { keys: 'ArrowDown', label: 'Next row', group: 'List', run: null },
    ];

    expect(actionsOf(keys, [action('Do', 'Import')]).map(({ label, keys }) => [label, keys])).toEqual([
      ['Move to', 'm'],
      ['Import', undefined],
    ]);
  });
});
