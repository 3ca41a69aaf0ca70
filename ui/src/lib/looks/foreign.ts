import type { SlotChange, SnapshotTaken } from '$lib/api/bindings.gen';

/** A board that was in no slot of this unit before, and that no repair here put in. */
export function isForeign({ verdict, by_repair }: SlotChange): boolean {
  return verdict === 'foreign' && !by_repair;
}

/** The slots that held a foreign board when they were looked at last; `looks` oldest first. */
export function foreignSlots(looks: readonly SnapshotTaken[]): string[] {
  return (looks.at(-1)?.changes ?? []).filter(isForeign).map(({ slot }) => slot);
}
