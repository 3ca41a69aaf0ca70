import type { RmaStep, WarrantyClass } from '$lib/api/bindings.gen';
import type { Choice, Tone } from '$lib/ui';
import { words as all } from '$lib/words';

export const words = all.rma;

export const STEPS = ['units', 'details', 'center', 'review'] as const satisfies readonly RmaStep[];

const { doa, in_warranty, out_of_warranty, second_return } = all.trade.warranty;
export const WARRANTY: Record<WarrantyClass, { label: string; tone: Tone }> = {
  in_warranty: { label: in_warranty, tone: 'good' },
  out_of_warranty: { label: out_of_warranty, tone: 'idle' },
  doa: { label: doa, tone: 'warn' },
  second_return: { label: second_return, tone: 'waiting' },
};

export const LEVELS: readonly Choice[] = [
  { value: '1', ...words.levels.swap },
  { value: '2', ...words.levels.board },
  { value: '3', ...words.levels.chip },
];

type Service = keyof typeof words.serviceNames;
function isOurs(service: string): service is Service {
  return service in words.serviceNames;
}

/** What farms ask for most, by the name an RMA keeps; others can be written in the note. */
export const SERVICES = Object.keys(words.serviceNames).filter(isOurs);
export const serviceName = (service: string): string => (isOurs(service) ? words.serviceNames[service] : service);
