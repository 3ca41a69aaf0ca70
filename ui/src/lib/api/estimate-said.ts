import { words } from '$lib/words';
import { spoken } from '$lib/words/told';
import { showDay } from '$lib/format/dates';
import type { Alike, Basis, BreakEven, Caution, Customs, FeeNote, FrozenEstimate, HashpriceBasis, Learning, Method, Recalibration, Remark, Subject, WhyNot, WouldChange } from './bindings.gen';

/** What the core says of an estimate, in the reader's language. */
export const subjectSaid = (subject: Subject): string => words.estimates.subject(subject);
export const basisSaid = (basis: Basis): string => words.estimates.basis(basis);
export const whyNotSaid = (why: WhyNot): string => spoken(words.estimates.whyNot, why.kind, why);
export const remarkSaid = (remark: Remark): string => spoken(words.estimates.remarks, remark.kind, remark);
export const feeSaid = (fee: FeeNote): string => spoken(words.estimates.fee, fee.kind, fee);
export const customsSaid = (customs: Customs): string => spoken(words.estimates.customs, customs.kind, customs);
export const wouldChangeSaid = (change: WouldChange): string => spoken(words.estimates.wouldChange, change.kind, change);
export const recalibrationSaid = (recalibration: Recalibration): string => spoken(words.estimates.recalibration, recalibration.kind, recalibration);
export const cautionSaid = (caution: Caution): string => words.estimates.caution(caution);
export const learningSaid = (learning: Learning): string => words.estimates.learned[learning.state](learning);

/** The answer, and the two centers it was counted for. */
export function breakEvenSaid(breakEven: BreakEven): { said: string; between: string } {
  return {
    said: spoken(words.estimates.breakEven, breakEven.kind, breakEven),
    between: breakEven.kind === 'gap' ? words.estimates.between(breakEven.center, breakEven.against) : '',
  };
}

export function methodSaid({ by, ...more }: Method): string {
  return [words.estimates.by[by], ...words.estimates.method(more)].filter((part) => part !== '').join(' ');
}

/** "same center, maker"; nothing where nothing is shared. */
export function alikeSaid(alike: readonly Alike[]): string {
  return alike.length === 0 ? '' : words.estimates.alike(alike.map((each) => words.estimates.alikeIn[each]).join(', '));
}

export function hashpriceSaid(basis: HashpriceBasis): string {
  if (basis.kind === 'listed') return words.compare.hashpriceFrom(showDay(basis.from), basis.source);
  return basis.kind === 'assumed' ? words.estimates.assumedPrice : words.estimates.noPrice;
}

/** An estimate frozen by an older version names its units in English alone. */
export const frozenSubject = ({ about, subject }: Pick<FrozenEstimate, 'about' | 'subject'>): string => (about === null ? subject : subjectSaid(about));
