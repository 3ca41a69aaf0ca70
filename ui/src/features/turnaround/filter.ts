import type { ReviewFilter } from '$lib/api/bindings.gen';
import { DEVICE_KINDS, WARRANTY_CLASSES } from '$lib/trade/kinds';

const DAY = /^\d{4}-\d\d-\d\d$/;
const isKind = (text: string): text is NonNullable<ReviewFilter['component']> => text in DEVICE_KINDS;
const isWarranty = (text: string): text is NonNullable<ReviewFilter['warranty_class']> => text in WARRANTY_CLASSES;

/** The tickets the figures are of, as the address says it; what it does not know is left out. */
export function readFilter(search: string): ReviewFilter {
  const query = new URLSearchParams(search);
  const text = (key: string): string | undefined => query.get(key) ?? undefined;
  const [component, warranty, region] = [text('component'), text('warranty'), text('region')];
  const [from, to] = [text('from'), text('to')];
  return {
    ...(text('center') && { center_id: text('center') }),
    ...((region === 'us' || region === 'overseas') && { region }),
    ...(text('maker') && { maker: text('maker') }),
    ...(text('model') && { model_id: text('model') }),
    ...(component && isKind(component) && { component }),
    ...(warranty && isWarranty(warranty) && { warranty_class: warranty }),
    ...(text('customer') && { customer_id: text('customer') }),
    ...(from && DAY.test(from) && { filed_from: from }),
    ...(to && DAY.test(to) && { filed_to: to }),
  };
}

export function writeFilter(filter: ReviewFilter): string {
  const named = {
    center: filter.center_id,
    region: filter.region,
    maker: filter.maker,
    model: filter.model_id,
    component: filter.component,
    warranty: filter.warranty_class,
    customer: filter.customer_id,
    from: filter.filed_from,
    to: filter.filed_to,
  };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(named)) if (value != null && value !== '') query.set(key, value);
  return query.toString();
}
