import { describe, expect, it, vi } from 'vitest';
import type { DeviceQuery, DeviceRow, Page } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { serialsOf } from '$lib/serials';
import { Fleet } from './fleet.svelte';

function unit(id: string): DeviceRow {
  return {
    id,
    code: id,
    kind: 'miner',
    serial: id,
    model: null,
    maker: null,
    model_id: null,
    owner: null,
    owner_id: null,
    site: null,
    site_id: null,
    location: null,
    status: null,
    warranty_until: null,
    has_bounced: false,
    open_ticket: null,
    added_at: '2026-11-22T12:00:00Z',
    touched_at: '2026-11-22T12:00:00Z',
  };
}

function fleetOf(devices: (query: DeviceQuery) => Promise<Page<DeviceRow>>): Fleet {
  return new Fleet(stubBackend({ devices, countDevices: () => Promise.resolve({ count: 2, more: false }) }));
}

describe('the fleet list', () => {
  it('goes on where the last page ended', async () => {
    const devices = vi.fn((query: DeviceQuery) => Promise.resolve(query.after ? { rows: [unit('D-2')], next: null } : { rows: [unit('D-1')], next: 'cursor' }));
    const fleet = fleetOf(devices);
    await fleet.reload();

    await fleet.loadMore();
    await fleet.loadMore();

    expect(fleet.rows.map((row) => row.code)).toEqual(['D-1', 'D-2']);
    expect(fleet.more).toBe(false);
    expect(devices).toHaveBeenCalledTimes(2);
  });

  it('shows the newest search when an older one answers later', async () => {
    const answers = new Map<string, (page: Page<DeviceRow>) => void>();
    const fleet = fleetOf((query) => new Promise((resolve) => answers.set(query.text ?? '', resolve)));

    const [old, latest] = [fleet.narrow({ text: 'HT' }), fleet.narrow({ text: 'HTM' })];
    answers.get('HTM')?.({ rows: [unit('new')], next: null });
    answers.get('HT')?.({ rows: [unit('old')], next: null });
    await Promise.all([old, latest]);

    expect(fleet.rows.map((row) => row.code)).toEqual(['new']);
  });

  it('adds no page of the list before to the list after', async () => {
    let late: (page: Page<DeviceRow>) => void = () => undefined;
    const fleet = fleetOf((query) => (query.after ? new Promise((resolve) => (late = resolve)) : Promise.resolve({ rows: [unit(query.text || 'all')], next: 'cursor' })));
    await fleet.reload();
    const more = fleet.loadMore();

    await fleet.narrow({ text: 'S21' });
    late({ rows: [unit('stale')], next: null });
    await more;

    expect(fleet.rows.map((row) => row.code)).toEqual(['S21']);
  });

  it('says what the desk said when it cannot be read', async () => {
    const fleet = fleetOf(() => Promise.reject({ code: 'busy', message: 'Another window holds this file' }));

    await fleet.reload();

    expect(fleet.status).toBe('error');
    expect(fleet.error).toBe('Another window holds this file');
  });
});

describe('pasted serials', () => {
  it.each(['A1\nA2\nA3', 'A1, A2,A3', 'A1\tA2;A3', '"A1" "A2"\r\n\'A3', 'A1 A2 A3 A1'])('%j are three', (pasted) => {
    expect(serialsOf(pasted)).toEqual(['A1', 'A2', 'A3']);
  });

  it('of nothing are none', () => {
    expect(serialsOf(' \n\t ')).toEqual([]);
  });
});
