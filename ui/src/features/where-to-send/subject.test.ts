import { describe, expect, it, vi } from 'vitest';
import type { Hit, RmaPage, RmaRow, RmaState } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { findSubject, mayChoose } from './subject';

const ID = '01a20195-216a-777f-b755-6b1a4ee3c2fb';

function anRma(state: RmaState): RmaPage {
  return { row: { id: ID, number: 'RMA-2026-000123', state } as RmaRow } as RmaPage;
}

function deskWith(hits: Partial<Hit>[]): { backend: ReturnType<typeof stubBackend>; rma: ReturnType<typeof vi.fn> } {
  const rma = vi.fn(() => Promise.resolve(anRma('draft')));
  return { backend: stubBackend({ find: () => Promise.resolve(hits as Hit[]), rma }), rma };
}

describe('what an address names', () => {
  it('may be a readable number', async () => {
    const { backend, rma } = deskWith([
      { kind: 'ticket', id: 'other', label: 'RMA-2026-000123' },
      { kind: 'rma', id: ID, label: 'RMA-2026-000123' },
    ]);

    await findSubject(backend, { rma: 'rma-2026-000123' });

    expect(rma).toHaveBeenCalledWith(ID);
  });

  it('may be an id, which is not searched for', async () => {
    const { backend, rma } = deskWith([]);

    await findSubject(backend, { rma: ID });

    expect(rma).toHaveBeenCalledWith(ID);
  });

  it('is nothing when only a part of it matches', async () => {
    const { backend } = deskWith([{ kind: 'rma', id: ID, label: 'RMA-2026-000123' }]);

    expect(await findSubject(backend, { rma: 'RMA-2026' })).toBeNull();
  });
});

describe('a center', () => {
  it('may be chosen for a draft and no longer for a filed RMA', () => {
    expect(mayChoose({ of: 'rma', page: anRma('draft') })).toBe(true);
    expect(mayChoose({ of: 'rma', page: anRma('open') })).toBe(false);
  });
});
