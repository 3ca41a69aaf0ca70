import type { Backend } from '$lib/api/backend';
import type { CenterId, HitKind, Question, RmaPage, TicketPage } from '$lib/api/bindings.gen';

/** What the comparison is for, when it is for something on file. */
export type Subject = { of: 'rma'; page: RmaPage } | { of: 'ticket'; page: TicketPage };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id behind what an address may hold: an id, or a readable number such as `RMA-2026-000123`. */
async function idOf(backend: Pick<Backend, 'find'>, kind: HitKind, named: string): Promise<string | null> {
  if (UUID.test(named)) return named;
  const hits = await backend.find(named, 20);
  return hits.find((hit) => hit.kind === kind && hit.label.toLowerCase() === named.toLowerCase())?.id ?? null;
}

/** The RMA or ticket an address names; `null` when there is none. */
export async function findSubject(backend: Pick<Backend, 'find' | 'rma' | 'ticket'>, named: { rma?: string; ticket?: string }): Promise<Subject | null> {
  if (named.rma !== undefined) {
    const id = await idOf(backend, 'rma', named.rma);
    return id === null ? null : { of: 'rma', page: await backend.rma(id) };
  }
  if (named.ticket === undefined) return null;
  const id = await idOf(backend, 'ticket', named.ticket);
  return id === null ? null : { of: 'ticket', page: await backend.ticket(id) };
}

export function questionOf(subject: Subject): Question {
  return { of: subject.of, id: subject.page.row.id };
}

/** A filed RMA keeps its center; its tickets may still be sent elsewhere one by one. */
export function mayChoose(subject: Subject): boolean {
  return subject.of === 'ticket' || subject.page.row.state === 'draft';
}

export function chosenOf(subject: Subject): CenterId | null {
  return subject.page.row.center_id;
}
