import { describe, expect, it, vi } from 'vitest';
import type { DeviceFacts, DevicePage, Hit, MergePreview } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { Merge } from './merge.svelte';

const NOTHING: DeviceFacts = { model_id: null, model_text: null, owner_id: null, site_id: null, location: null, status: null, warranty_until: null, warranty_from: null, dispatched_on: null, note: null };

function page(id: string, facts: Partial<DeviceFacts>): DevicePage {
  return { row: { id, code: id }, facts: { ...NOTHING, ...facts }, identifiers: [], slots: [], boards: [], homes: [], tickets: [] } as unknown as DevicePage;
}

function preview(keep: Partial<DeviceFacts>, give: Partial<DeviceFacts>): MergePreview {
  return { keep: { page: page('one', keep), attachments: 0 }, give: { page: page('other', give), attachments: 0 }, facts: { ...NOTHING, ...give, ...keep }, refused: null };
}

const hit = (id: string, label: string): Hit => ({ kind: 'device', id, label, detail: '', matched: null });

describe('merging two records', () => {
  it('goes on to the comparison when the scan names one other unit exactly', async () => {
    const previewMerge = vi.fn(() => Promise.resolve(preview({}, {})));
    const merge = new Merge(stubBackend({ find: () => Promise.resolve([hit('one', 'SN-1'), hit('other', 'SN-2')]), previewMerge }), 'one');
    merge.text = 'sn-2';

    await merge.find();

    expect(previewMerge).toHaveBeenCalledWith('one', 'other');
    expect(merge.preview?.give.page.row.id).toBe('other');
  });

  it('asks only where both records say something, and not the same', async () => {
    const merge = new Merge(stubBackend({ previewMerge: () => Promise.resolve(preview({ status: 'online', note: 'a' }, { status: 'offline', warranty_until: '2026-12-31' })) }), 'one');

    await merge.compare('one', 'other');

    expect(merge.conflicts.map((row) => row[0])).toEqual(['status']);
  });

  it('takes the facts a person chose', async () => {
    const mergeDevices = vi.fn(() => Promise.resolve({ action: 'act', into: {} as never }));
    const merge = new Merge(stubBackend({ previewMerge: () => Promise.resolve(preview({ status: 'online' }, { status: 'offline' })), mergeDevices }), 'one');
    await merge.compare('one', 'other');

    merge.choose(['status'], 'give');
    await merge.merge();

    expect(merge.side(['status'])).toBe('give');
    expect(mergeDevices).toHaveBeenCalledWith('one', 'other', { ...NOTHING, status: 'offline' });
  });

  it('says why the desk will not', async () => {
    const merge = new Merge(
      stubBackend({ previewMerge: () => Promise.resolve(preview({}, {})), mergeDevices: () => Promise.reject({ code: 'refused', message: 'both have an open ticket' }) }),
      'one',
    );
    await merge.compare('one', 'other');

    expect(await merge.merge()).toBeNull();
    expect(merge.problem).toBe('both have an open ticket');
  });
});
