import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BenchSlot, BenchTicket } from '$lib/api/bindings.gen';
import { domainsOf, heatOf } from './chips';
import { Bench } from './bench.svelte';
import { activityAt, commandOf, COMMANDS, nextCommand } from './commands';

describe('a command at the bench', () => {
  it('is what its barcode says, in any case', () => {
    expect(commandOf('hm-hold-parts ')).toBe('hold');
    expect(commandOf('HTM3X77KA1234')).toBeNull();
  });

  it('has a barcode of its own that a scanner’s burst is long enough for', () => {
    expect(new Set(COMMANDS.map(({ code }) => code)).size).toBe(COMMANDS.length);
    for (const { code } of COMMANDS) expect(code).toMatch(/^[A-Z-]{6,}$/);
  });

  it('shares its key with no other but its opposite', () => {
    const keys = COMMANDS.filter(({ id }) => id !== 'release').map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('books time by the stage', () => {
    expect(['queued', 'diagnosing', 'repairing', 'testing'].map((stage) => activityAt(stage as 'queued'))).toEqual(['diagnose', 'diagnose', 'repair', 'test']);
  });
});

describe('the chips of a board', () => {
  const board = (chips: number, domains: number | null): BenchSlot =>
    ({ slot: 'HB0', component: 'hashboard', board: null, since: null, layout: { chips, domains, source: '' }, marks: [{ chip: 5, mark: 'dead', person: 'desk', since: '2026-11-01T00:00:00Z' }], heat: [{ chip: 1, tickets: 2 }], past_findings: [], past_repairs: [] }) as BenchSlot;

  it('lie in their domains, in the order of the log', () => {
    const domains = domainsOf(board(12, 4), []);

    expect(domains.map((domain) => domain.map(({ chip }) => chip))).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]);
    expect(domains[1]?.[2]?.mark).toBe('dead');
    expect(domains[0]?.[1]?.here).toBe(2);
  });

  it('are not guessed into domains that nobody published', () => {
    expect(domainsOf(board(12, null), [])).toHaveLength(1);
    expect(domainsOf(board(13, 4), [])).toHaveLength(1);
  });

  it('show their worst whatever the numbers', () => {
    expect([0, 1, 5, 9].map((n) => heatOf(n, 9))).toEqual([0, 1, 2, 3]);
    expect(heatOf(1, 1)).toBe(3);
  });
});

describe('the one thing to do next', () => {
  const at = (stage: string, more: Partial<BenchTicket> = {}, hold: string | null = null): BenchTicket => ({ row: { stage, hold, attempt: 1 }, findings: [], repairs: [], ...more }) as unknown as BenchTicket;
  const found = { findings: [{}] } as unknown as Partial<BenchTicket>;
  const mended = { repairs: [{ attempt: 1 }] } as unknown as Partial<BenchTicket>;

  it('is what the stage still lacks, then the way on', () => {
    expect(nextCommand(at('diagnosing', {}, 'parts'), true, false)).toBe('release');
    expect(nextCommand(at('queued'), false, true)).toBe('start');
    expect(nextCommand(at('diagnosing'), true, true)).toBe('finding');
    expect(nextCommand(at('diagnosing', found), true, true)).toBe('next');
    expect(nextCommand(at('repairing'), true, true)).toBe('repair');
    expect(nextCommand(at('repairing', mended), true, true)).toBe('next');
    expect(nextCommand(at('testing'), true, false)).toBe('pass');
    expect(nextCommand(at('testing'), true, true)).toBe('next');
  });
});

describe('what runs', () => {
  afterEach(() => void vi.useRealTimers());

  it('keeps running on screen until the bench is left', async () => {
    vi.useFakeTimers();
    const benchQueue = vi.fn(() => Promise.reject({ code: 'internal', message: '' }));
    const stop = new Bench({ benchQueue, benchUnit: () => Promise.reject({ code: 'internal', message: '' }) }).watch();

    await vi.advanceTimersByTimeAsync(61_000);
    stop();
    await vi.advanceTimersByTimeAsync(61_000);

    expect(benchQueue).toHaveBeenCalledTimes(3);
  });
});
