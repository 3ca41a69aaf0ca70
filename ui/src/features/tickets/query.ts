import type { TicketId, TicketQuery } from '$lib/api/bindings.gen';
import type { Question } from '$lib/lists';
import { ticketQuery } from '$lib/ticket-query';
import type { Selection } from '$lib/ui';

export type Chosen = { ids: TicketId[] } | { matching: { query: TicketQuery; except: TicketId[] } };

/** The tickets an act is for: those ticked, all that match, or else the one the arrow keys stand on. */
export function chosen(selection: Selection, question: Question, active: TicketId | null): Chosen | null {
  if (selection.isEverything) return { matching: { query: ticketQuery(question), except: selection.except } };
  if (!selection.isEmpty) return { ids: selection.keys };
  return active === null ? null : { ids: [active] };
}
