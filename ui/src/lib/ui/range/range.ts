/** What a stretch of the way is spent on. Each is drawn with its own hatch, so that print and colour-blind eyes can tell. */
export type SegmentKind = 'work' | 'transit' | 'customs' | 'waiting';

export const SEGMENT_KINDS: readonly SegmentKind[] = ['transit', 'customs', 'waiting', 'work'];
