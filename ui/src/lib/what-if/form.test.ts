import { describe, expect, it, vi } from 'vitest';
import type { DeviceRow, Model } from '$lib/api/bindings.gen';
import { WhatIfForm } from './form.svelte';

function aModel(name: string, more: Partial<Model> = {}): Model {
  return { id: name, maker: 'Bitmain', series: '', name, algorithm: null, hashboards: 3, chips_per_board: null, fans: null, hashrate_ths: 200, efficiency_jth: null, source: '', origin: 'shipped', ...more };
}

const CATALOG = [aModel('Avalon 1066', { maker: 'Canaan' }), aModel('S21 Imm', { hashrate_ths: null }), aModel('S21'), aModel('S19 XP')];

function formOver(first: Partial<DeviceRow> | null): WhatIfForm {
  return new WhatIfForm({
    models: (text, limit) => Promise.resolve(CATALOG.filter(({ name }) => name.includes(text)).slice(0, limit)),
    customers: () => Promise.reject(new Error('busy')),
    devices: () => Promise.resolve({ rows: first === null ? [] : [first as DeviceRow], next: null }),
  });
}

describe('the what-if form', () => {
  it('begins with a model of the fleet', async () => {
    const form = formOver({ model: 'S19 XP', model_id: 'S19 XP' });

    await form.begin();

    expect(form.model?.name).toBe('S19 XP');
  });

  it('begins on an empty desk with a usual model whose hashrate is known', async () => {
    const form = formOver(null);

    await form.begin();

    expect(form.model?.name).toBe('S21');
    expect(form.isReady).toBe(true);
  });

  it('keeps the chosen model among the choices while others are searched', async () => {
    const form = formOver(null);
    await form.begin();

    await form.search('Avalon');

    expect(form.models.map(({ name }) => name)).toEqual(['S21', 'Avalon 1066']);
  });

  it('leaves the choices to who types before it has begun', async () => {
    const form = formOver(null);

    const begun = form.begin();
    await form.search('Avalon');
    await begun;

    expect(form.models.map(({ name }) => name)).toEqual(['Avalon 1066']);
    expect(form.isReady).toBe(true);
  });

  it('still asks when nothing can be read for it', async () => {
    const refused = vi.fn(() => Promise.reject(new Error('busy')));
    const form = new WhatIfForm({ models: refused, customers: refused, devices: refused });

    await form.begin();

    expect(form.isReady).toBe(true);
    expect(form.question).toMatchObject({ of: 'what_if', what: { model_id: null, quantity: 1 } });
  });
});
