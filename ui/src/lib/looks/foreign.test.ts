import { describe, expect, it } from 'vitest';
import type { SlotChange, SnapshotTaken } from '$lib/api/bindings.gen';
import { foreignSlots } from './foreign';

const look = (...changes: Partial<SlotChange>[]): SnapshotTaken => ({ changes: changes.map((change) => ({ slot: 'HB0', before: 'A', after: 'B', verdict: 'foreign', by_repair: false, ...change })) }) as SnapshotTaken;

describe('a foreign board', () => {
  it('is told by the last look alone', () => {
    expect(foreignSlots([look({ slot: 'HB2' }), look({ verdict: 'same' })])).toEqual([]);
    expect(foreignSlots([look(), look({ slot: 'HB1' })])).toEqual(['HB1']);
  });

  it('is none where a repair put it in', () => {
    expect(foreignSlots([look({ by_repair: true })])).toEqual([]);
  });
});
