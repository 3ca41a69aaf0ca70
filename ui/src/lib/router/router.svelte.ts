import { getContext, setContext } from 'svelte';
import { href, parse, type Route } from './routes';

/** Where the window is. The address is the only state: back, forward and a reload all work. */
export class Router {
  #current: Route = $state.raw({ name: 'tickets' });

  get current(): Route {
    return this.#current;
  }

  /** Follows the address from now on; returns what stops it. */
  start(): () => void {
    const follow = (): void => {
      this.#current = parse(location.hash);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }

  go(route: Route): void {
    location.hash = href(route);
  }

  /** Goes there without leaving the present page in the history: after a draft became an RMA, say. */
  replace(route: Route): void {
    history.replaceState(null, '', href(route));
    this.#current = route;
  }

  back(): void {
    history.back();
  }
}

const KEY = Symbol('router');

export function provideRouter(router: Router): Router {
  return setContext(KEY, router);
}

export function useRouter(): Router {
  return getContext<Router>(KEY);
}
