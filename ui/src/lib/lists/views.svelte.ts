import type { ActionId } from '$lib/api/bindings.gen';
import { AS_A_RULE, type Layout } from '$lib/ui';

/** Filters, order and columns under a name. */
export interface View {
  id: string;
  name: string;
  /** As the address has it. */
  search: string;
  /** Null: the columns stay as they are. */
  columns: readonly string[] | null;
  /** Saved by somebody, so that it can be changed and removed. */
  isSaved: boolean;
  isShared: boolean;
}

/** What came of saving, renaming or removing one. */
export interface ViewsSaved {
  action: ActionId;
  id: string;
  views: readonly View[];
}

export interface ViewStore {
  /** Those every desk has. */
  builtIn: () => Promise<readonly View[]>;
  views: () => Promise<readonly View[]>;
  /** A new one without an id. */
  save: (id: string | null, name: string, isShared: boolean, search: string, columns: readonly string[]) => Promise<ViewsSaved>;
  rename: (id: string, name: string) => Promise<ViewsSaved>;
  remove: (id: string) => Promise<ViewsSaved>;
}

/** The layout that shows these columns in this order. */
export function layoutOf(columns: readonly string[], all: readonly string[], was: Layout = AS_A_RULE): Layout {
  return { order: columns, shown: Object.fromEntries(all.map((id) => [id, columns.includes(id)])), widths: was.widths };
}

/** The views of one list: those every desk has, and those saved. */
export class Views {
  #builtIn: readonly View[] = $state.raw([]);
  #saved: readonly View[] = $state.raw([]);
  #chosen: string | null = $state(null);

  constructor(private readonly store: ViewStore) {}

  get builtIn(): readonly View[] {
    return this.#builtIn;
  }
  get saved(): readonly View[] {
    return this.#saved;
  }
  /** The one chosen last, though the filters may have been changed since. */
  readonly chosen = $derived(this.all.find((view) => view.id === this.#chosen) ?? null);
  get all(): readonly View[] {
    return [...this.#builtIn, ...this.#saved];
  }

  /** The view on screen: the one chosen, or else one that asks for just this. */
  shown(search: string): View | null {
    if (this.chosen?.search === search) return this.chosen;
    return this.chosen ?? this.all.find((view) => view.search === search) ?? null;
  }

  choose(view: View | null): void {
    this.#chosen = view?.id ?? null;
  }

  /** A list is a list without its views. */
  async load(): Promise<void> {
    [this.#builtIn, this.#saved] = await Promise.all([this.store.builtIn().catch(() => this.#builtIn), this.store.views().catch(() => this.#saved)]);
  }

  async save(name: string, isShared: boolean, search: string, columns: readonly string[]): Promise<void> {
    const saved = await this.store.save(null, name, isShared, search, columns);
    this.#saved = saved.views;
    this.#chosen = saved.id;
  }

  async update(view: View, search: string, columns: readonly string[]): Promise<ActionId> {
    return this.#take(await this.store.save(view.id, view.name, view.isShared, search, columns));
  }

  async rename(view: View, name: string): Promise<ActionId> {
    return this.#take(await this.store.rename(view.id, name));
  }

  async remove(view: View): Promise<ActionId> {
    if (this.#chosen === view.id) this.#chosen = null;
    return this.#take(await this.store.remove(view.id));
  }

  #take(saved: ViewsSaved): ActionId {
    this.#saved = saved.views;
    return saved.action;
  }
}
