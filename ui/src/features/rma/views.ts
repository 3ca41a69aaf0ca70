import type { Backend } from '$lib/api/backend';
import type { SavedView, ViewsChanged } from '$lib/api/bindings.gen';
import { readSearch, writeSearch, type View, type ViewsSaved, type ViewStore } from '$lib/lists';
import { rmaQuery, rmaQuestion, SHAPE } from './query';
import { words } from './words';

const builtIn = (id: keyof typeof words.views, search: string): View => ({ id, name: words.views[id], search, columns: null, isSaved: false, isShared: true });

function viewsOf(saved: readonly SavedView[]): View[] {
  return saved.flatMap(({ id, name, owner, look }) =>
    look.rmas !== undefined ? [{ id, name, search: writeSearch(rmaQuestion(look.rmas.query ?? {}), SHAPE), columns: look.rmas.columns ?? [], isSaved: true, isShared: owner === null }] : [],
  );
}

const changed = ({ action, id, views }: ViewsChanged): ViewsSaved => ({ action, id, views: viewsOf(views) });

/** The views of the RMAs, as the desk keeps them. */
export function rmaViews(backend: Pick<Backend, 'views' | 'saveView' | 'renameView' | 'removeView'>): ViewStore {
  return {
    builtIn: () => Promise.resolve([builtIn('usual', ''), builtIn('drafts', 'state=draft'), builtIn('late', 'state=open&late=yes'), builtIn('overseas', 'state=open&region=overseas')]),
    views: async () => viewsOf(await backend.views('rmas')),
    save: async (id, name, isShared, search, columns) => changed(await backend.saveView(id, name, isShared, { rmas: { query: rmaQuery(readSearch(search, SHAPE)), columns: [...columns] } })),
    rename: async (id, name) => changed(await backend.renameView(id, name)),
    remove: async (id) => changed(await backend.removeView(id)),
  };
}
