import { words } from '$lib/words';
import { spoken } from '$lib/words/told';
import type { TicketRow, VerdictSaid } from './bindings.gen';

/** What is said of a row of a list, in the reader's language. */
export const verdictSaid = (said: VerdictSaid): string => spoken(words.verdicts.said, said.kind, said);

/** Why a unit stands under its warranty class; what a person wrote stays as written. */
export const warrantySaid = ({ warranty_why: why, warranty_reason: written }: Pick<TicketRow, 'warranty_why' | 'warranty_reason'>): string =>
  why === null ? written : spoken(words.verdicts.warranty, why.kind, why);
