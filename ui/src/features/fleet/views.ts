import type { Backend } from '$lib/api/backend';
import type { SavedView, ViewsChanged } from '$lib/api/bindings.gen';
import { readSearch, writeSearch, type View, type ViewsSaved, type ViewStore } from '$lib/lists';
import { deviceQuery, deviceQuestion, SHAPE } from './query';
import { words } from './words';

const builtIn = (id: keyof typeof words.views, search: string): View => ({ id, name: words.views[id], search, columns: null, isSaved: false, isShared: true });

function viewsOf(saved: readonly SavedView[]): View[] {
  return saved.flatMap(({ id, name, owner, look }) =>
    look.fleet !== undefined ? [{ id, name, search: writeSearch(deviceQuestion(look.fleet.query ?? {}), SHAPE), columns: look.fleet.columns ?? [], isSaved: true, isShared: owner === null }] : [],
  );
}

const changed = ({ action, id, views }: ViewsChanged): ViewsSaved => ({ action, id, views: viewsOf(views) });

/** The views of the fleet, as the desk keeps them. */
export function fleetViews(backend: Pick<Backend, 'views' | 'saveView' | 'renameView' | 'removeView'>): ViewStore {
  return {
    builtIn: () => Promise.resolve([builtIn('usual', ''), builtIn('inRepair', 'ticket=yes'), builtIn('warrantySoon', 'ends=30&sort=warranty.up'), builtIn('bounced', 'bounced=yes'), builtIn('nameless', 'without=serial')]),
    views: async () => viewsOf(await backend.views('fleet')),
    save: async (id, name, isShared, search, columns) => changed(await backend.saveView(id, name, isShared, { fleet: { query: deviceQuery(readSearch(search, SHAPE)), columns: [...columns] } })),
    rename: async (id, name) => changed(await backend.renameView(id, name)),
    remove: async (id) => changed(await backend.removeView(id)),
  };
}
