import { describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/api/backend';
import type { BroughtIn, OpenPast, PastPreview } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { PastImport } from './past.svelte';

function aPreview(over: Partial<PastPreview> = {}): PastPreview {
  return {
    source_name: 'past.csv',
    is_sheet: true,
    rows: 2,
    stays: 6,
    cases: 2,
    open: 1,
    closed: 1,
    to_add: 2,
    to_grow: 0,
    known: 0,
    cannot: 0,
    from_at: '2026-01-02T00:00:00.000Z',
    until_at: '2026-02-09T00:00:00.000Z',
    months: 2,
    stages: [],
    centers: [],
    columns: [
      { column: 0, header: 'SN', field: 'serial', samples: [], how: 'found by name' },
      { column: 1, header: 'Back', field: 'returned_on', samples: [], how: 'found by name' },
      { column: 2, header: 'Colour', field: null, samples: [], how: '' },
    ],
    fields: ['serial', 'returned_on'],
    cleaned: [],
    left_out_count: 0,
    left_out: [],
    closed_only: false,
    warnings: [],
    ...over,
  };
}

function broughtIn(over: Partial<BroughtIn> = {}): BroughtIn {
  return { action: 'act', rows: 2, cases: 2, added: 2, known: 0, grown: 0, left_out: 0, devices_added: 2, centers_added: 0, problem_count: 0, problems: [], notes: [], ...over };
}

function desk(answers: Partial<Backend> = {}): { backend: Backend; dropped: number[]; readPast: ReturnType<typeof vi.fn> } {
  const dropped: number[] = [];
  let last = 0;
  const readPast = vi.fn(() => Promise.resolve<OpenPast>({ past: ++last, preview: aPreview() }));
  const backend = stubBackend({
    readPast,
    bringInPast: () => Promise.resolve(broughtIn()),
    dropPast: (past) => {
      dropped.push(past);
      return Promise.resolve();
    },
    cancel: () => Promise.resolve(),
    ...answers,
  });
  return { backend, dropped, readPast };
}

describe('past repairs on their way in', () => {
  it('shows what a file holds before anything is written', async () => {
    const { backend } = desk();
    const past = new PastImport(backend);

    await past.openFile('/somewhere/past.csv');

    expect(past.preview?.cases).toBe(2);
    expect(past.toBring).toBe(2);
    expect(past.work).toBeNull();
  });

  it('gives a field to one column only and reads again with all of them', async () => {
    const { backend, readPast, dropped } = desk();
    const past = new PastImport(backend);
    await past.openFile('past.csv');

    await past.setColumn(2, 'returned_on');

    expect(readPast).toHaveBeenLastCalledWith({ from: 'file', path: 'past.csv' }, ['serial', '', 'returned_on'], expect.any(Function));
    expect(dropped).toEqual([1]);
  });

  it('brings them in once and starts over', async () => {
    const { backend, dropped } = desk();
    const past = new PastImport(backend);
    await past.openFile('past.csv');

    const [first, second] = await Promise.all([past.bringIn(), past.bringIn()]);

    expect(first?.added).toBe(2);
    expect(second).toBeNull();
    expect(past.isEmpty).toBe(true);
    expect(dropped).toEqual([1]);
  });

  it('keeps the preview and says why when bringing in fails', async () => {
    const { backend } = desk({ bringInPast: () => Promise.reject({ code: 'busy', message: 'another program is writing' }) });
    const past = new PastImport(backend);
    await past.openFile('past.csv');

    expect(await past.bringIn()).toBeNull();

    expect(past.error).toBe('another program is writing');
    expect(past.preview).not.toBeNull();
  });

  it('is silent about a cancel, which the person asked for', async () => {
    const { backend } = desk({ readPast: () => Promise.reject({ code: 'cancelled', message: 'cancelled; nothing was changed' }) });
    const past = new PastImport(backend);

    await past.openFile('past.csv');

    expect(past.error).toBe('');
    expect(past.preview).toBeNull();
  });

  it('reads only the newest paste when the hand is faster than the desk', async () => {
    const answers: ((open: OpenPast) => void)[] = [];
    const { backend } = desk({ readPast: () => new Promise((resolve) => answers.push(resolve)) });
    const past = new PastImport(backend);

    const first = past.openFile('old.csv');
    const second = past.openFile('new.csv');
    answers[0]?.({ past: 1, preview: aPreview({ source_name: 'old.csv' }) });
    await second;
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.({ past: 2, preview: aPreview({ source_name: 'new.csv' }) });
    await first;

    expect(past.preview?.source_name).toBe('new.csv');
  });

  it('lets go of what was read when the screen is left', async () => {
    const { backend, dropped } = desk();
    const past = new PastImport(backend);
    await past.openFile('past.csv');

    past.leave();

    expect(dropped).toEqual([1]);
  });
});
