import type { Dimension } from '$lib/api/bindings.gen';
import type { Day } from '$lib/format/dates';
import { spanOf, type Period } from './period';

/** What of the views in sight the address does not say: kept while the window lives, and asked by their reports. */
class InSight {
  by: Dimension = $state('center');
  calendar: 'elapsed' | 'working' = $state('elapsed');
  /** The days of people and money. */
  period: Period = $state({ name: '90', from: null, to: null });

  within(today: Day): { from: Day; to: Day } {
    return spanOf(this.period, today);
  }
}

export const inSight = new InSight();
