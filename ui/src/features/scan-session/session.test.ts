import { describe, expect, it } from 'vitest';
import type { Backend } from '$lib/api/backend';
import type { ScanEntry, ScanSession, ScanStep, ScanVerdict } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import type { ToneKind } from '$lib/scan';
import { NOTHING_SET, ScanDesk } from './session.svelte';

const COUNTS = { good: 0, duplicate: 0, unknown: 0, wrong_rma: 0, refused: 0, ambiguous: 0 };

function entry(n: number, text: string, verdict: ScanVerdict, more: Partial<ScanEntry> = {}): ScanEntry {
  return {
    n,
    at: '2026-11-22T10:00:00.000Z',
    text,
    verdict,
    why: null,
    reason: null,
    device_id: null,
    device: null,
    model: null,
    ticket_id: null,
    ticket: null,
    from: null,
    to: null,
    action: null,
    undone: false,
    candidates: [],
    ...more,
  };
}

function session(entries: ScanEntry[] = [], more: Partial<ScanSession> = {}): ScanSession {
  return { setting: NOTHING_SET, started_at: '2026-11-22T10:00:00.000Z', rma: null, site: null, counts: COUNTS, missing: null, entries, ...more };
}

/** A desk with a session going on, and what it was heard to play. */
async function opened(answers: Partial<Backend>, begun = session()): Promise<{ desk: ScanDesk; heard: ToneKind[] }> {
  const heard: ToneKind[] = [];
  const desk = new ScanDesk(stubBackend({ scanSession: () => Promise.resolve(begun), missingScans: () => Promise.resolve([]), unknownScans: () => Promise.resolve([]), ...answers }), { play: (kind) => heard.push(kind) });
  await desk.load();
  return { desk, heard };
}

describe('a scan session', () => {
  it('answers quick scans one after the other, in their order', async () => {
    const asked: string[] = [];
    const answers: ((step: ScanStep) => void)[] = [];
    const { desk, heard } = await opened({
      scanStep: (text) => {
        asked.push(text);
        return new Promise((answer) => answers.push(answer));
      },
    });

    const [first, second] = [desk.scan('A1'), desk.scan(' B2 ')];
    await Promise.resolve();
    expect(desk.waiting).toEqual(['A1', 'B2']);
    expect(asked).toEqual(['A1']);
    answers[0]?.({ entry: entry(1, 'A1', 'good'), counts: { ...COUNTS, good: 1 }, missing: null });
    await first;
    await Promise.resolve();
    answers[1]?.({ entry: entry(2, 'B2', 'unknown'), counts: { ...COUNTS, good: 1, unknown: 1 }, missing: null });
    await second;

    expect(desk.session?.entries.map(({ text }) => text)).toEqual(['B2', 'A1']);
    expect(desk.waiting).toEqual([]);
    expect(heard).toEqual(['good', 'bad']);
  });

  it('says that a scan which failed was not taken, and goes on with the next', async () => {
    let fails = true;
    const { desk, heard } = await opened({
      scanStep: (text) => (fails ? Promise.reject({ code: 'busy', message: 'another program holds the desk' }) : Promise.resolve({ entry: entry(1, text, 'good'), counts: { ...COUNTS, good: 1 }, missing: null })),
    });

    await desk.scan('A1');
    expect(desk.lost).toContain('A1');
    expect(desk.session?.entries).toEqual([]);
    fails = false;
    await desk.scan('A1');

    expect(desk.lost).toBeNull();
    expect(heard).toEqual(['bad', 'good']);
  });

  it('puts the answer to “which one” in the place of the question', async () => {
    const candidates = [{ device_id: 'd1', device: 'D-000001', kind: 'miner', model: null, site: null, location: null, ticket: null }] as const;
    const { desk } = await opened(
      { chooseScan: (n) => Promise.resolve({ entry: entry(n, 'A1', 'good'), counts: { ...COUNTS, good: 1 }, missing: null }) },
      session([entry(2, 'A1', 'ambiguous', { candidates: [...candidates] }), entry(1, 'B2', 'good')]),
    );
    expect(desk.undecided?.n).toBe(2);

    await desk.choose(2, 'd1');

    expect(desk.undecided).toBeNull();
    expect(desk.session?.entries.map(({ n, verdict }) => [n, verdict])).toEqual([
      [2, 'good'],
      [1, 'good'],
    ]);
  });

  it('tells the reason when there is nothing to take back', async () => {
    const { desk, heard } = await opened({ undoScan: () => Promise.reject({ code: 'refused', message: 'there is no scan left to undo' }) });

    await expect(desk.undo()).rejects.toMatchObject({ code: 'refused' });
    expect(heard).toEqual([]);
  });

  it('counts what is expected from what is missing and what was scanned', async () => {
    const { desk } = await opened({}, session([], { missing: 3, counts: { ...COUNTS, good: 17 } }));

    expect(desk.expected).toBe(20);
  });

  it('lays unknown serials under what lies in the import already', async () => {
    const kept = new Map([['intake:fleet', JSON.stringify({ text: 'HTM001\n', path: null })]]);
    const { desk } = await opened(
      {
        unknownScans: () => Promise.resolve(['ZZ9', 'ZZ8']),
        scratch: (key) => Promise.resolve(kept.get(key) ?? null),
        keepScratch: (key, value) => {
          kept.set(key, value ?? '');
          return Promise.resolve(null);
        },
      },
      session([], { counts: { ...COUNTS, unknown: 2 } }),
    );

    await desk.handOver();

    expect(kept.get('intake:fleet')).toBe('HTM001\nZZ9\nZZ8');
  });

  it('finds an RMA by its number with or without the letters', async () => {
    const rows = [{ id: 'r1', number: 'RMA-2026-000012' }];
    const { desk } = await opened({ rmas: (() => Promise.resolve({ rows, next: null })) as unknown as Backend['rmas'] });

    expect(await desk.rmaNumbered('2026-000012')).toBe('r1');
    expect(await desk.rmaNumbered('rma-2026-000012')).toBe('r1');
    expect(await desk.rmaNumbered('RMA-2026-00001')).toBeNull();
  });
});
