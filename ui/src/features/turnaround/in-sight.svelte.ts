import type { Dimension } from '$lib/api/bindings.gen';
import { addDays, type Day } from '$lib/format/dates';

/** The window of people and money when nobody has chosen another. */
const USUAL_DAYS = 90;

/** What of the views in sight the address does not say: kept while the window lives, and asked by their reports. */
class InSight {
  by: Dimension = $state('center');
  calendar: 'elapsed' | 'working' = $state('elapsed');
  /** The days of people and money, where they were chosen. */
  from: Day | null = $state(null);
  to: Day | null = $state(null);

  within(today: Day): { from: Day; to: Day } {
    const to = this.to ?? today;
    return { from: this.from ?? addDays(to, -USUAL_DAYS), to };
  }
}

export const inSight = new InSight();
