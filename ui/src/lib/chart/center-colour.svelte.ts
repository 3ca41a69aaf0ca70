import type { Backend } from '$lib/api/backend';
import type { CenterId } from '$lib/api/bindings.gen';
import { colourOf, SERIES } from './colour';

/**
 * The colour of each repair center, the same in every chart.
 *
 * Ids grow with time: a center keeps its colour when another is added, renamed or retired.
 */
class CenterColours {
  #order: readonly CenterId[] = $state.raw([]);

  of(center: CenterId): string {
    const at = this.#order.indexOf(center);
    return at < 0 ? 'var(--text-3)' : colourOf(at);
  }

  /** Past the colours there are, lines are told apart by their dashes. */
  isDashed(center: CenterId): boolean {
    return this.#order.indexOf(center) >= SERIES;
  }

  /** Asked with every figure that shows centers: one may have been added since. */
  async read(backend: Pick<Backend, 'centers'>): Promise<void> {
    this.set((await backend.centers()).map(({ center }) => center.id));
  }

  set(centers: readonly CenterId[]): void {
    this.#order = centers.toSorted();
  }
}

export const centerColours = new CenterColours();
