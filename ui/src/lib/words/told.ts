import type { BreakEven, CannotTake, CellTrouble, Changed, Customs, DateProblem, FeeNote, MacProblem, Reason, Recalibration, Remark, SerialProblem, Told, Unlike, VerdictSaid, WarrantyWhy, WhyNot, WouldChange } from '$lib/api/bindings.gen';

type Sayings<T, Tag extends keyof T> = T extends Record<Tag, infer Key extends string> ? { [K in Key]: Exclude<keyof T, Tag> extends never ? string : (it: T) => string } : never;
type All<U> = (U extends unknown ? (it: U) => void : never) extends (it: infer I) => void ? I : never;

/** A sentence for every kind of history line; one without values is a plain string. */
export type History = All<Sayings<Told, 'kind'>>;
/** What of a ticket was set, as part of a sentence. */
export type Changes = All<Sayings<Changed, 'what'>>;
export type Reasons = All<Sayings<Reason, 'kind'>>;
export type BreakEvens = All<Sayings<BreakEven, 'kind'>>;
export type CustomsLines = All<Sayings<Customs, 'kind'>>;
export type FeeNotes = All<Sayings<FeeNote, 'kind'>>;
export type Recalibrations = All<Sayings<Recalibration, 'kind'>>;
export type Remarks = All<Sayings<Remark, 'kind'>>;
export type CannotTakes = All<Sayings<CannotTake, 'kind'>>;
export type CellTroubles = All<Sayings<CellTrouble, 'kind'>>;
export type DateProblems = All<Sayings<DateProblem, 'problem'>>;
export type MacProblems = All<Sayings<MacProblem, 'problem'>>;
export type SerialProblems = All<Sayings<SerialProblem, 'problem'>>;
export type Unlikes = All<Sayings<Unlike, 'kind'>>;
export type Verdicts = All<Sayings<VerdictSaid, 'kind'>>;
export type WarrantyWhys = All<Sayings<WarrantyWhy, 'kind'>>;
export type WhyNots = All<Sayings<WhyNot, 'kind'>>;
export type WouldChanges = All<Sayings<WouldChange, 'kind'>>;

/**
 * The line for what has that tag. The catalogue's types pair each tag with its own sentence; that pairing is lost where
 * the tag is only known at run time.
 */
export function spoken<T>(lines: Record<string, unknown>, tag: string, it: T): string {
  const line = lines[tag] as string | ((it: T) => string);
  return typeof line === 'string' ? line : line(it);
}
