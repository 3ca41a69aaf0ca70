import type { Comparison, Cost, Learning, Range, RouteAnswer, Stage, StageShare, Why } from '$lib/api/bindings.gen';
import { addDays } from '$lib/format/dates';

/** Builders for tests: a case says only what it is about. */
export const ASKED = '2026-11-22';

export function aRange(p50: number, p80: number, p95: number): Range {
  const on = (days: number): string => addDays(ASKED, Math.ceil(days));
  return { p50, p80, p95, p50_on: on(p50), p80_on: on(p80), p95_on: on(p95), curve: [] };
}

export function aCost(cost: Partial<Cost> = {}): Cost {
  return { fee: 0, freight_out: 0, freight_back: 0, brokerage: 0, duty: 0, lost_hashing: 0, total: 0, ...cost };
}

export function aStage(stage: Stage, from_day: number, to_day: number, more: Partial<StageShare> = {}): StageShare {
  const days = to_day - from_day;
  return { stage, holder: 'vendor', entered: 1, mean: days, p50: days, p80: days * 1.6, p95: days * 2.5, from_day, to_day, business_days: true, evidence: 'M', source: 'one published figure', ...more };
}

/** A range that rests on published figures alone. */
export function noWhy(): Why {
  return { stages: [], widest: [], customs: null, nearest: [], would_change: [], method: { by: 'published', tried_on: null, stretched_percent: null }, recalibration: { kind: 'unjudged' }, caution: null };
}

export function aLearning(learning: Partial<Learning> = {}): Learning {
  return { state: 'current', learned_at: `${ASKED}T11:00:00Z`, newer_events: 0, tickets: 40, from_demo: false, of: 40, ...learning };
}

export function aRoute(center: string, more: Partial<RouteAnswer> = {}): RouteAnswer {
  return {
    center_id: center,
    lane_id: `lane of ${center}`,
    center,
    region: 'us',
    country: 'US',
    city: null,
    starter: true,
    mode_out: 'ground',
    mode_back: 'ground',
    range: aRange(20, 30, 40),
    first_back: aRange(20, 30, 40),
    stages: [],
    p_repaired: 0.8,
    p_ntf: 0.1,
    p_ber: 0.05,
    p_declined: 0.05,
    p_customs_hold: 0,
    cost_p50: aCost(),
    cost_p80: aCost(),
    cost_mean: aCost(),
    fee_known: true,
    fee_note: { kind: 'unknown' },
    duty: null,
    p_on_time: null,
    rests: [],
    p_cheapest: 0,
    p_first: 0,
    basis: { published_priors: 12, finished_tickets: 0, open_tickets: 0, blended: false, edited: 0, from_demo: false },
    why: noWhy(),
    warnings: [],
    ...more,
  };
}

export function aComparison(routes: RouteAnswer[], more: Partial<Comparison> = {}): Comparison {
  return {
    asked_at: `${ASKED}T12:00:00Z`,
    subject: { number: null, quantity: 1, component: 'hashboard', model: 'Bitmain S19 XP', level: 2, warranty: 'out_of_warranty', site: null },
    quantity: 1,
    phs_per_unit: 0.14,
    hashprice_usd_per_ph_day: 38,
    hashprice_basis: { kind: 'listed', from: '2026-05-01', source: 'published day figure' },
    routes,
    not_asked: [],
    break_even: { kind: 'gap', side: 'overseas', usd: 112, center: 'Hong Kong', against: 'Denver' },
    notes: [],
    learning: aLearning(),
    ...more,
  };
}
