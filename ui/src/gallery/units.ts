import { STAGE_ORDER, type Stage } from '$lib/trade';

export interface Unit {
  id: string;
  number: string;
  stage: Stage;
  serial: string;
  model: string;
  customer: string;
  ageDays: number;
  back: string;
}

const MODELS = ['Antminer S19 XP', 'Antminer S21', 'Whatsminer M50S', 'Whatsminer M60', 'Avalon A1466'];
const CUSTOMERS = ['Prairie Hash', 'North Fork Mining', 'Llano Digital'];

/** Made-up units, the same every time. */
export function units(count: number): Unit[] {
  return Array.from({ length: count }, (_, i) => ({
    id: String(i),
    number: `T-${String(i + 1).padStart(6, '0')}`,
    stage: STAGE_ORDER[(i * 7) % STAGE_ORDER.length] ?? 'draft',
    serial: `HTM3X77KA${String(100000 + ((i * 7919) % 900000))}`.slice(0, 17),
    model: MODELS[(i * 3) % MODELS.length] ?? '',
    customer: CUSTOMERS[i % CUSTOMERS.length] ?? '',
    ageDays: (i * 13) % 94,
    back: `2026-12-${String(1 + (i % 28)).padStart(2, '0')}`,
  }));
}
