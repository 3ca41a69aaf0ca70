import type { Day } from '$lib/format/dates';

/** What a stretch of the way is spent on. Each is drawn with its own hatch, so that print and colour-blind eyes can tell. */
export type SegmentKind = 'work' | 'transit' | 'customs' | 'waiting';

export const SEGMENT_KINDS: readonly SegmentKind[] = ['transit', 'customs', 'waiting', 'work'];

export interface Segment {
  id: string;
  label: string;
  kind: SegmentKind;
  /** Days it takes in the likely case; the segments add up to P50. */
  days: number;
}

/** One turnaround: when it is back in half, in four of five and in nineteen of twenty cases. */
export interface Range {
  start: Day;
  p50: Day;
  p80: Day;
  p95: Day;
  segments: readonly Segment[];
}
