import { href, parse, type Route } from '$lib/router';

const KEY = 'hashmend.last-screen';

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

/** The welcome is for an empty desk, and an unknown address leads nowhere twice. */
export function keepLastScreen(route: Route, storage: Storage = localStorage): void {
  if (route.name !== 'welcome' && route.name !== 'unknown') storage.setItem(KEY, href(route));
}

/** The screen that was in view when the window was closed, filters and all. */
export function lastScreen(storage: Storage = localStorage): Route | null {
  const kept = storage.getItem(KEY);
  if (kept === null) return null;
  const route = parse(kept);
  return route.name === 'unknown' ? null : route;
}
