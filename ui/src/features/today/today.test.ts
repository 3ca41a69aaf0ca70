import { describe, expect, it } from 'vitest';
import type { Deadline, Today } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { TodayDesk } from './today.svelte';
import { walk } from './walk';

const none = { count: { count: 0, more: false }, rows: [] };
const CALM: Today = {
  at: '2026-11-22T10:00:00.000Z',
  untouched_days: 7,
  days: 14,
  who: 'Kim',
  open: { count: 12, more: false },
  mine: none,
  overdue: none,
  promise_passed: none,
  at_risk: none,
  held: [],
  untouched: none,
  deadlines: [],
  back: none,
  drafts: none,
};

const deadline = (days_left: number): Deadline => ({
  kind: 'due',
  day: '2026-11-24',
  days_left,
  advice: 'finish',
  device_id: 'd',
  device: 'D-000001',
  serial: null,
  model: null,
  customer: null,
  site: null,
  location: null,
  ticket_id: `t${days_left}`,
  ticket: 'T-000001',
  stage: 'queued',
  rma_id: null,
  rma: null,
  center: null,
  rule: null,
  stated_by: null,
});

describe('today', () => {
  it('is calm when nothing needs a person', async () => {
    const today = new TodayDesk(stubBackend({ today: () => Promise.resolve(CALM) }));
    expect(today.isCalm).toBe(false);

    await today.load();

    expect(today.isCalm).toBe(true);
  });

  it('keeps what it showed when the next reading fails', async () => {
    let fails = false;
    const today = new TodayDesk(stubBackend({ today: () => (fails ? Promise.reject({ code: 'busy', message: 'busy' }) : Promise.resolve(CALM)) }));
    await today.load();
    fails = true;

    await today.load();

    expect(today.value).toEqual(CALM);
    expect(today.error).toBeNull();
  });

  it('sums the holds of all, and says when there are more than were counted', async () => {
    const held = { holder: 'parts', oldest: CALM.at, rows: [] } as const;
    const value: Today = { ...CALM, held: [{ ...held, rows: [], count: { count: 1000, more: true } }, { ...held, rows: [], holder: 'us', count: { count: 4, more: false } }] };
    const today = new TodayDesk(stubBackend({ today: () => Promise.resolve(value) }));

    await today.load();

    expect(today.held).toEqual({ count: 1004, more: true });
    expect(today.isCalm).toBe(false);
  });

  it('shows a kind of deadline whole, without what stands under overdue', async () => {
    const few = { kind: 'due', count: { count: 2, more: false }, passed: 0, rows: [deadline(1)] } as const;
    const all = { kind: 'due', count: { count: 3, more: false }, passed: 1, rows: [deadline(-2), deadline(1), deadline(4)] } as const;
    const today = new TodayDesk(stubBackend({ today: () => Promise.resolve({ ...CALM, deadlines: [{ ...few, rows: [...few.rows] }] }), deadlines: () => Promise.resolve([{ ...all, rows: [...all.rows] }]) }));
    await today.load();

    await today.expand('due');

    expect(today.deadlines[0]?.rows.map(({ days_left }) => days_left)).toEqual([1, 4]);
    expect(today.deadlines[0]?.count.count).toBe(2);
    await today.expand(null);
    expect(today.deadlines[0]?.rows.length).toBe(1);
  });
});

describe('walking the rows', () => {
  it('goes through all sections with the arrow keys, and to the ends', () => {
    document.body.innerHTML = '<div><a href="#1" data-row>1</a><section><a href="#2" data-row>2</a><p>no row</p></section><button data-row>3</button></div>';
    const frame = document.querySelector('div');
    if (frame === null) throw new Error('no frame');
    const { destroy } = walk(frame);
    const press = (key: string): string => {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      return document.activeElement?.textContent ?? '';
    };
    frame.querySelector<HTMLElement>('[data-row]')?.focus();

    expect([press('ArrowDown'), press('ArrowDown'), press('ArrowDown'), press('ArrowUp'), press('Home'), press('End')]).toEqual(['2', '3', '3', '2', '1', '3']);
    destroy();
  });
});
