import type { Backend } from '$lib/api/backend';
import type { BuiltInView, SavedView, ViewsChanged } from '$lib/api/bindings.gen';
import { readSearch, writeSearch, type View, type ViewsSaved, type ViewStore } from '$lib/lists';
import { SHAPE, ticketQuery, ticketQuestion } from '$lib/ticket-query';
import { words } from './words';

const BUILT_IN: readonly BuiltInView[] = ['overdue', 'on_hold', 'at_the_bench', 'nobodys', 'untouched'];

function viewsOf(saved: readonly SavedView[]): View[] {
  return saved.flatMap(({ id, name, owner, look }) =>
    look.tickets !== undefined ? [{ id, name, search: writeSearch(ticketQuestion(look.tickets.query ?? {}), SHAPE), columns: look.tickets.columns ?? [], isSaved: true, isShared: owner === null }] : [],
  );
}

const changed = ({ action, id, views }: ViewsChanged): ViewsSaved => ({ action, id, views: viewsOf(views) });

/** The views of the tickets list, as the desk keeps them; `who`: the name of the person at the desk. */
export function ticketViews(backend: Pick<Backend, 'views' | 'saveView' | 'renameView' | 'removeView' | 'builtInView'>, who: () => string | undefined): ViewStore {
  return {
    builtIn: async () => {
      const usual: View = { id: 'usual', name: words.views.usual, search: '', columns: null, isSaved: false, isShared: true };
      const named = BUILT_IN.map(async (id): Promise<View> => {
        const query = await backend.builtInView(id);
        return { ...usual, id, name: words.views[id], search: writeSearch(ticketQuestion({ ...query, sort: 'number', descending: true }), SHAPE) };
      });
      const me = who();
      const mine: View[] = me === undefined ? [] : [{ ...usual, id: 'mine', name: words.views.mine, search: writeSearch({ text: '', filters: { ...SHAPE.usual.filters, assignee: [me] }, sort: SHAPE.usual.sort }, SHAPE) }];
      return [usual, ...mine, ...(await Promise.all(named))];
    },
    views: async () => viewsOf(await backend.views('tickets')),
    save: async (id, name, isShared, search, columns) => changed(await backend.saveView(id, name, isShared, { tickets: { query: ticketQuery(readSearch(search, SHAPE)), columns: [...columns] } })),
    rename: async (id, name) => changed(await backend.renameView(id, name)),
    remove: async (id) => changed(await backend.removeView(id)),
  };
}
