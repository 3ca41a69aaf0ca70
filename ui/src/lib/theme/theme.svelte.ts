import { getContext, setContext } from 'svelte';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'dense';

/** The look a person chose. public/theme.js reads the same keys before the first paint. */
export class Appearance {
  #theme: Theme = $state('system');
  #density: Density = $state('comfortable');

  constructor(
    private readonly root: HTMLElement = document.documentElement,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage,
  ) {
    const theme = storage.getItem('hashmend.theme');
    if (theme === 'light' || theme === 'dark') this.#theme = theme;
    if (storage.getItem('hashmend.density') === 'dense') this.#density = 'dense';
  }

  get theme(): Theme {
    return this.#theme;
  }
  set theme(theme: Theme) {
    this.#theme = theme;
    this.storage.setItem('hashmend.theme', theme);
    if (theme === 'system') delete this.root.dataset['theme'];
    else this.root.dataset['theme'] = theme;
  }

  get density(): Density {
    return this.#density;
  }
  set density(density: Density) {
    this.#density = density;
    this.storage.setItem('hashmend.density', density);
    if (density === 'dense') this.root.dataset['density'] = 'dense';
    else delete this.root.dataset['density'];
  }
}

const KEY = Symbol('appearance');

export function provideAppearance(appearance: Appearance): Appearance {
  return setContext(KEY, appearance);
}

/** Missing only where a screen stands alone, as in a test. */
export function useAppearance(): Appearance | undefined {
  return getContext<Appearance | undefined>(KEY);
}
