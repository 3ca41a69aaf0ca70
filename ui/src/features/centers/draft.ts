import type { Center, CenterId, Lane } from '$lib/api/bindings.gen';
import { NEW_ID } from '$lib/api/new-id';
import type { Day } from '$lib/format/dates';

export function newCenter(): Center {
  return {
    id: NEW_ID,
    name: '',
    kind: 'independent',
    region: 'us',
    country: 'US',
    city: null,
    zone: 'America/Chicago',
    makers: [],
    levels: [1, 2],
    accepts: ['miner', 'hashboard', 'control_board', 'psu'],
    maker_warranty: false,
    repair_warranty_days: null,
    quoted_days: null,
    starter: false,
    source: '',
    note: '',
    retired_on: null,
  };
}

export function newLane(center_id: CenterId, country: string, today: Day): Lane {
  const mode = country === 'US' ? 'ground' : 'express';
  return {
    id: NEW_ID,
    center_id,
    site_id: null,
    from_country: 'US',
    mode_out: mode,
    mode_back: mode,
    transit_out: null,
    transit_back: null,
    freight_out_cents: 0,
    freight_back_cents: 0,
    brokerage_cents: 0,
    maker_pays_return: false,
    hold_chance: null,
    valid_from: today,
    valid_to: null,
    starter: false,
    source: '',
  };
}

/** "Bitmain, MicroBT" as a list; order kept, blanks and repeats dropped. */
export function listed(text: string): string[] {
  return [...new Set(text.split(',').map((part) => part.trim()).filter((part) => part !== ''))];
}

/** A pair of days, when both are there. */
export function pair(low: number | null, high: number | null): [number, number] | null {
  return low === null || high === null ? null : [low, high];
}
