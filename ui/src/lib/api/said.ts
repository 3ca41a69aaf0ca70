import { plain } from '$lib/trade/plain';
import { words } from '$lib/words';
import { spoken } from '$lib/words/told';
import type { Changed, Reason, TimelineEntry, Told } from './bindings.gen';

/** What the core says, in the reader's language; `lang` is set where there are only the core's English words. */
export interface Said {
  text: string;
  lang?: 'en';
}

export function inWords(reason: Reason): string {
  return spoken(words.reasons.refused, reason.kind, reason);
}

/** Why something was refused: `text` is the core's sentence. */
export function refusal(text: string, reason: Reason | null | undefined): Said {
  return reason ? { text: inWords(reason) } : { text: plain(text), lang: 'en' };
}

const partOf = (part: Changed): string => spoken(words.history.parts, part.what, part);

function told(line: Told): string {
  if (line.kind === 'ticket_changed' && line.parts.length > 0) return words.history.set(line.parts.map(partOf).join(', '));
  return spoken(words.history.lines, line.kind, line);
}

/** A line of a history. */
export function lineSaid(entry: Pick<TimelineEntry, 'text' | 'told'>): Said {
  return entry.told === null ? { text: plain(entry.text), lang: 'en' } : { text: told(entry.told) };
}
