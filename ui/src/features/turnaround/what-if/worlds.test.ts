import { describe, expect, it, vi } from 'vitest';
import type { Scenario, TwoWorlds } from '$lib/api/bindings.gen';
import { newChange, Worlds } from './worlds.svelte';

const HOLD: Scenario = { id: '01936000-0000-7000-8000-000000000001', name: 'A hold', note: 'assumed', changes: [{ kind: 'customs_hold', lanes: [], days: 75, chance: 0.85, source: '' }], shipped: true };

function desk() {
  return { scenarios: vi.fn(() => Promise.resolve([HOLD])), twoWorlds: vi.fn(() => Promise.resolve({ units: 1 } as TwoWorlds)) };
}

describe('the scenario in hand', () => {
  it('begins with the first there is and asks about it', async () => {
    const backend = desk();
    const worlds = new Worlds(backend);

    await worlds.load();

    expect(worlds.name).toBe('A hold');
    expect(backend.twoWorlds).toHaveBeenCalledWith({ of: 'open' }, HOLD.changes);
    expect(worlds.isChanged).toBe(false);
    expect(worlds.isOwn).toBe(false);
  });

  it('is changed by a figure, and the one that ships is not', async () => {
    const worlds = new Worlds(desk());
    await worlds.load();
    const [hold] = worlds.changes;

    if (hold?.kind === 'customs_hold') hold.days = 120;

    expect(worlds.isChanged).toBe(true);
    expect(worlds.scenario.changes).toMatchObject([{ days: 120 }]);
    expect(HOLD.changes).toMatchObject([{ days: 75 }]);
  });

  it('begins anew with nothing changed', async () => {
    const worlds = new Worlds(desk());
    await worlds.load();

    worlds.begin('Mine');
    worlds.add(newChange('queue', '2026-11-22', []));

    expect(worlds.chosen).toBeNull();
    expect(worlds.scenario).toMatchObject({ name: 'Mine', changes: [{ kind: 'queue', times: 2 }] });
    worlds.stop();
  });
});
