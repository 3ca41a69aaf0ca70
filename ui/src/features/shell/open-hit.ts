import type { Backend } from '$lib/api/backend';
import type { Hit } from '$lib/api/bindings.gen';
import { exactHits } from '$lib/api/exact-hits';
import type { Route } from '$lib/router';

/** Where a hit leads. A model or a customer has no page of its own: its tickets are what is asked for. */
export function routeOf(hit: Hit): Route {
  switch (hit.kind) {
    case 'ticket':
      return { name: 'ticket', number: hit.label };
    case 'device':
      return { name: 'device', id: hit.id };
    case 'rma':
      return { name: 'rma', id: hit.id };
    case 'center':
      return { name: 'centers' };
    case 'model':
      return { name: 'tickets', search: new URLSearchParams({ show: 'all', model: hit.id }).toString() };
    case 'customer':
      return { name: 'tickets', search: new URLSearchParams({ show: 'all', customer: hit.id }).toString() };
  }
}

/** What a scan opens: the unit's open ticket, else the unit, else what bears that very number, a part's bin last; `null` when it is nothing of ours. */
export async function routeOfScan(backend: Pick<Backend, 'find' | 'device' | 'partNumbered'>, text: string): Promise<Route | null> {
  const exact = await exactHits(backend, text);
  const unit = exact.find((hit) => hit.kind === 'device');
  if (unit !== undefined) {
    const { row } = await backend.device(unit.id);
    return row.open_ticket === null ? { name: 'device', id: unit.id } : { name: 'ticket', number: row.open_ticket.number };
  }
  const [other] = exact;
  if (other !== undefined) return routeOf(other);
  const part = await backend.partNumbered(text);
  return part === null ? null : { name: 'parts', part: part.row.part.id };
}
