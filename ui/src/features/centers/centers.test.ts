import { describe, expect, it } from 'vitest';
import type { Center, CenterSheet } from '$lib/api/bindings.gen';
import { CenterDesk, feeKnown } from './center-desk.svelte';
import { NEW_ID } from '$lib/api/new-id';
import { listed, newCenter, newLane, pair } from './draft';

function aSheet(name: string, more: Partial<Center> = {}): CenterSheet {
  return { center: { ...newCenter(), id: name, name, ...more }, fees: [], capacities: [], closures: [], lanes: [], open_tickets: 0, closed_tickets: 0 };
}

function deskWith(sheets: CenterSheet[]): CenterDesk {
  return new CenterDesk({
    centers: () => Promise.resolve(sheets),
    saveCenter: (center) => Promise.resolve(aSheet(center.name, { ...center, id: center.id === NEW_ID ? 'given' : center.id })),
  });
}

describe('the centers', () => {
  it('stand by name, retired ones last', async () => {
    const desk = deskWith([aSheet('Zeus'), aSheet('Apex', { retired_on: '2026-01-01' }), aSheet('Denver')]);
    await desk.load();

    expect(desk.rows.map(({ center }) => center.name)).toEqual(['Denver', 'Zeus', 'Apex']);
  });

  it('show what a write returned, in place', async () => {
    const desk = deskWith([aSheet('Zeus'), aSheet('Denver')]);
    await desk.load();

    await desk.save({ ...newCenter(), id: 'Denver', name: 'Denver West' });

    expect(desk.sheets.map(({ center }) => center.name)).toEqual(['Zeus', 'Denver West']);
  });

  it('open a new one after it is added', async () => {
    const desk = deskWith([]);
    await desk.load();

    await desk.save({ ...newCenter(), name: 'Pecos bench' });

    expect(desk.open).toBe('given');
    expect(desk.shown?.center.name).toBe('Pecos bench');
  });

  it('know a fee only from its first day on', () => {
    const sheet = { ...aSheet('Denver'), fees: [{ id: 'f', center_id: 'Denver', component: 'hashboard' as const, level: 2, amount_cents: 9400, currency: 'USD', valid_from: '2027-01-01', source: '' }] };

    expect(feeKnown(sheet, '2026-11-22')).toBe(false);
    expect(feeKnown(sheet, '2027-01-01')).toBe(true);
  });
});

describe('a draft', () => {
  it('of makers drops blanks and repeats', () => {
    expect(listed(' Bitmain, , MicroBT,Bitmain ')).toEqual(['Bitmain', 'MicroBT']);
    expect(listed('  ')).toEqual([]);
  });

  it('of days needs both ends', () => {
    expect(pair(3, 5)).toEqual([3, 5]);
    expect(pair(3, null)).toBeNull();
  });

  it('of a lane goes by ground in the US and by express elsewhere', () => {
    expect(newLane('c', 'US', '2026-11-22').mode_out).toBe('ground');
    expect(newLane('c', 'HK', '2026-11-22').mode_out).toBe('express');
  });
});
