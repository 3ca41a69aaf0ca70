import { AddIcon, BadIcon, BlockedIcon, CopyIcon, DecisionIcon, FindIcon, GoodIcon, RetryIcon, TicketIcon } from '$lib/ui/icons';
import type { TakenRow, Verdict, VerdictKind } from '$lib/api/bindings.gen';
import type { Look } from '$lib/trade';
import { words } from './words';

export const VERDICTS = {
  new: { label: words.verdicts.new, tone: 'good', icon: AddIcon },
  known: { label: words.verdicts.known, tone: 'idle', icon: GoodIcon },
  look_alike: { label: words.verdicts.look_alike, tone: 'warn', icon: FindIcon },
  duplicate_in_list: { label: words.verdicts.duplicate_in_list, tone: 'warn', icon: CopyIcon },
  unknown_model: { label: words.verdicts.unknown_model, tone: 'warn', icon: DecisionIcon },
  second_return: { label: words.verdicts.second_return, tone: 'waiting', icon: RetryIcon },
  already_open: { label: words.verdicts.already_open, tone: 'bad', icon: TicketIcon },
  missing_serial: { label: words.verdicts.missing_serial, tone: 'bad', icon: BlockedIcon },
  unreadable: { label: words.verdicts.unreadable, tone: 'bad', icon: BadIcon },
} as const satisfies Record<VerdictKind, Look>;

/** Chips stand in this order, whatever order the counts come in. */
export const VERDICT_ORDER = Object.keys(VERDICTS) as VerdictKind[];

/** The one shown in the row; the worst comes first. */
export function worst(row: TakenRow): Verdict | undefined {
  return row.verdicts[0];
}

/** Whether the row names a unit at all; one that does not can only be mended. */
export function isNameless(row: TakenRow): boolean {
  return row.serial === '' && row.mac === '';
}

/** A verdict with nothing to look at: the row may be taken as it is. */
export function isPlain(verdict: Verdict | undefined): boolean {
  return verdict === undefined || verdict.kind === 'new' || verdict.kind === 'known';
}
