import type { Backend } from '$lib/api/backend';
import type { Definition } from '$lib/api/bindings.gen';

/** What every figure means: read once, for it changes only with the program. */
class Definitions {
  #known: ReadonlyMap<string, Definition> = $state.raw(new Map());
  #asked = false;

  of(key: string): Definition | undefined {
    return this.#known.get(key);
  }

  read(backend: Pick<Backend, 'reviewDefinitions'>): void {
    if (this.#asked) return;
    this.#asked = true;
    backend.reviewDefinitions().then(
      (all) => (this.#known = new Map(all.map((each) => [each.key, each]))),
      () => (this.#asked = false),
    );
  }
}

export const definitions = new Definitions();
