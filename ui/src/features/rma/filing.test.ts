import { describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/api/backend';
import type { Customer, DeviceRow, RmaChanges, RmaPage, Site, TicketRow } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { Filing } from './filing.svelte';
import { NewPlace } from './place.svelte';

function page(changes: RmaChanges = {}, units = 0): RmaPage {
  return {
    row: {
      id: 'r1',
      number: 'RMA-2026-000001',
      state: 'draft',
      customer: null,
      customer_id: changes.customer_id ?? null,
      site: null,
      site_id: changes.site_id ?? null,
      center: null,
      center_id: changes.center_id ?? null,
      vendor_rma_no: changes.vendor_rma_no ?? null,
      units,
      open_units: units,
      slowest: null,
      region: null,
      drafted_at: '2026-11-22T12:00:00Z',
      submitted_at: null,
      touched_at: '2026-11-22T12:00:00Z',
      promised_p50_at: null,
      promised_p80_at: null,
    },
    lane_id: null,
    spend_limit_cents: changes.spend_limit_cents ?? null,
    services: changes.services ?? [],
    note: changes.note ?? '',
    step: changes.step ?? 'units',
    tickets: [],
    stages: [],
    makers: [],
    missing: [],
  };
}

/** A desk that holds one draft and remembers all that was asked of it. */
function desk(answers: Partial<Backend> = {}) {
  let facts: RmaChanges = {};
  const asked: string[] = [];
  const backend = stubBackend({
    draftRma: (changes) => {
      asked.push('draft');
      facts = { ...changes };
      return Promise.resolve(page(facts));
    },
    changeRma: (_id, changes) => {
      asked.push(`change ${Object.keys(changes).join(' ')}`);
      facts = { ...facts, ...changes };
      return Promise.resolve(page(facts));
    },
    rma: () => Promise.resolve(page(facts)),
    scratch: () => Promise.resolve(null),
    keepScratch: () => Promise.resolve(null),
    ...answers,
  });
  return { backend, asked };
}

describe('a filing', () => {
  it('makes no draft of nothing', async () => {
    const { backend, asked } = desk();
    const filing = new Filing(backend, null);

    await filing.goTo('details');
    await filing.goTo('units');

    expect(asked).toEqual([]);
    expect(filing.id).toBeNull();
  });

  it('is born once, however many edits come at the same time', async () => {
    const { backend, asked } = desk();
    const born = vi.fn();
    const filing = new Filing(backend, null, born);

    await Promise.all([filing.set({ note: 'dusty' }), filing.set({ services: ['Repair'] }), filing.ensure()]);

    expect(asked.filter((each) => each === 'draft')).toHaveLength(1);
    expect(born).toHaveBeenCalledExactlyOnceWith('r1');
    expect(filing.facts).toMatchObject({ note: 'dusty', services: ['Repair'] });
  });

  it('goes on at the step where it was left', async () => {
    const { backend } = desk({ rma: () => Promise.resolve(page({ step: 'center' })) });
    const filing = new Filing(backend, 'r1');

    await filing.load();

    expect(filing.step).toBe('center');
  });

  it('shows what is typed before it is saved, and saves it on the way to the next step', async () => {
    const { backend, asked } = desk();
    const filing = new Filing(backend, 'r1');
    await filing.load();

    filing.edit({ note: 'two pallets' });
    expect(filing.facts.note).toBe('two pallets');
    expect(asked).toEqual([]);

    await filing.next();
    expect(asked[0]).toBe('change note');
    expect(filing.page?.note).toBe('two pallets');
    expect(filing.page?.step).toBe('details');
  });

  it('tells no spend limit from one not asked about', async () => {
    const { backend } = desk({ rma: () => Promise.resolve(page({ spend_limit_cents: 25_000 })) });
    const filing = new Filing(backend, 'r1');
    await filing.load();
    expect(filing.facts.spend_limit_cents).toBe(25_000);

    filing.edit({ spend_limit_cents: null });

    expect(filing.facts.spend_limit_cents).toBeNull();
  });

  it('asks for a site again when the customer becomes another', async () => {
    const { backend } = desk({ rma: () => Promise.resolve(page({ customer_id: 'p1', site_id: 's1' })) });
    const filing = new Filing(backend, 'r1');
    await filing.load();

    filing.edit({ customer_id: 'p2' });

    expect(filing.facts.site_id).toBeNull();
  });

  it('shows why an edit was refused, and the value as it is', async () => {
    const { backend } = desk({ changeRma: () => Promise.reject({ code: 'invalid', message: 'A spend limit is 0 or more' }) });
    const filing = new Filing(backend, 'r1');
    await filing.load();

    await filing.set({ spend_limit_cents: -1 });

    expect(filing.refusal).toBe('A spend limit is 0 or more');
    expect(filing.facts.spend_limit_cents).toBeNull();
    expect(filing.isSaving).toBe(false);
  });
});

describe('a place typed while filing', () => {
  function places(known: Customer[], owned: Pick<DeviceRow, 'owner_id' | 'site_id'>[] = []) {
    const saved: string[] = [];
    const sites: Site[] = known.flatMap((each) => each.sites);
    const { backend } = desk({
      rma: () => Promise.resolve({ ...page(), tickets: owned.map(() => ({ serial: 'HTM1' })) as TicketRow[] }),
      devices: () => Promise.resolve({ rows: owned as DeviceRow[], next: null }),
      customers: () => Promise.resolve(known),
      saveParty: (party) => {
        saved.push(party.name);
        return Promise.resolve({ party: { ...party, id: 'p9' }, sites: [] });
      },
      saveSite: (site) => {
        saved.push(site.name);
        sites.push({ ...site, id: 's9' });
        return Promise.resolve({ party: { id: site.party_id, kind: 'farm', name: '', country: null, demo: false }, sites });
      },
    });
    const filing = new Filing(backend, 'r1');
    return { filing, place: new NewPlace(backend, filing), saved };
  }

  it('is saved with its site and put into the filing', async () => {
    const { filing, place, saved } = places([]);
    await place.load();
    place.type({ customer: ' Prairie Hash ', site: 'Abilene' });

    await place.save();

    expect(saved).toEqual(['Prairie Hash', 'Abilene']);
    expect(filing.facts).toMatchObject({ customer_id: 'p9', site_id: 's9' });
    expect(place.typed.customer).toBe('');
  });

  it('is not made a second time under another spelling of its case', async () => {
    const known: Customer = { party: { id: 'p1', kind: 'farm', name: 'Prairie Hash', country: 'US', demo: false }, sites: [] };
    const { filing, place, saved } = places([known]);
    await place.load();
    place.askCustomer();
    place.type({ customer: 'prairie hash' });

    await place.save();

    expect(saved).toEqual([]);
    expect(filing.facts.customer_id).toBe('p1');
  });

  it('is the owner of the units when they all have one', async () => {
    const site: Site = { id: 's1', party_id: 'p1', name: 'Abilene', country: 'US', region: 'TX', zone: 'America/Chicago' };
    const { filing, place } = places([{ party: { id: 'p1', kind: 'farm', name: 'Prairie Hash', country: 'US', demo: false }, sites: [site] }], [
      { owner_id: 'p1', site_id: 's1' },
      { owner_id: 'p1', site_id: 's1' },
    ]);
    await filing.load();

    await place.load();

    expect(filing.facts).toMatchObject({ customer_id: 'p1', site_id: 's1' });
  });

  it('is asked for when the units have several owners', async () => {
    const { filing, place } = places([], [
      { owner_id: 'p1', site_id: null },
      { owner_id: null, site_id: null },
    ]);
    await filing.load();

    await place.load();

    expect(filing.facts.customer_id).toBeNull();
  });

  it('of a customer with one site leaves no question', async () => {
    const site: Site = { id: 's1', party_id: 'p1', name: 'Abilene', country: 'US', region: 'TX', zone: 'America/Chicago' };
    const { filing, place } = places([{ party: { id: 'p1', kind: 'farm', name: 'Prairie Hash', country: 'US', demo: false }, sites: [site] }]);
    await place.load();

    place.chooseCustomer('p1');
    await filing.flush();

    expect(filing.facts).toMatchObject({ customer_id: 'p1', site_id: 's1' });
  });
});
