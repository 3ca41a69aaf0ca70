import type { Backend } from '$lib/api/backend';
import { Delay } from '$lib/delay';
import { AS_A_RULE, type Layout } from '$lib/ui';

/** What of a list outlives it: how its columns lie, what it was last asked, how wide its panel is. */
export interface Kept {
  layout: Layout;
  search: string;
  panelWidth: number;
}

const USUAL: Kept = { layout: AS_A_RULE, search: '', panelWidth: 420 };
/** A hand that drags a column has rested. */
const REST_MS = 600;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A layout from wherever it was kept; what is not as it should be is as a rule. */
export function readLayout(value: unknown): Layout {
  if (!isRecord(value)) return AS_A_RULE;
  const of = <T>(from: unknown, is: (each: unknown) => each is T): Record<string, T> =>
    isRecord(from) ? Object.fromEntries(Object.entries(from).filter((entry): entry is [string, T] => is(entry[1]))) : {};
  return {
    order: Array.isArray(value['order']) ? value['order'].filter((id) => typeof id === 'string') : [],
    shown: of(value['shown'], (each) => typeof each === 'boolean'),
    widths: of(value['widths'], (each) => typeof each === 'number'),
  };
}

function read(text: string | null): Kept | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (!isRecord(value)) return null;
    const { search, panelWidth } = value;
    return {
      layout: readLayout(value['layout']),
      search: typeof search === 'string' ? search : '',
      panelWidth: typeof panelWidth === 'number' ? panelWidth : USUAL.panelWidth,
    };
  } catch {
    return null;
  }
}

/**
 * Remembers a list for one person at one desk: in the desk's file, so that it follows the file, and in the web view's own
 * storage, which answers before the first paint.
 */
export class ListMemory {
  #kept: Kept = $state.raw(USUAL);
  #isTouched = false;
  /** This window has never seen the list; the desk's file may have. */
  readonly isNew: boolean;
  readonly #rest: Delay;

  constructor(
    private readonly backend: Pick<Backend, 'scratch' | 'keepScratch'>,
    /** Names list and person: "list/tickets/…". */
    private readonly key: string,
    /** The desk, as several share the storage. */
    desk: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null = typeof localStorage === 'undefined' ? null : localStorage,
  ) {
    this.#near = `hashmend.${desk}.${key}`;
    const kept = read(this.#nearby());
    this.isNew = kept === null;
    this.#kept = kept ?? USUAL;
    this.#rest = new Delay(REST_MS, () => void this.#keep());
  }
  readonly #near: string;

  get layout(): Layout {
    return this.#kept.layout;
  }
  get search(): string {
    return this.#kept.search;
  }
  get panelWidth(): number {
    return this.#kept.panelWidth;
  }

  /** What the desk's file remembers, where this window has not been told otherwise since. */
  async load(): Promise<void> {
    const kept = read(await this.backend.scratch(this.key).catch(() => null));
    if (kept !== null && !this.#isTouched) this.#kept = kept;
  }

  keep(change: Partial<Kept>): void {
    this.#isTouched = true;
    this.#kept = { ...this.#kept, ...change };
    try {
      this.storage?.setItem(this.#near, JSON.stringify(this.#kept));
    } catch {
      // A full or forbidden storage costs only the first paint.
    }
    this.#rest.start();
  }

  async #keep(): Promise<void> {
    // Not a record: when it cannot be kept, nothing is lost but the arrangement.
    await this.backend.keepScratch(this.key, JSON.stringify(this.#kept)).catch(() => null);
  }

  #nearby(): string | null {
    try {
      return this.storage?.getItem(this.#near) ?? null;
    } catch {
      return null;
    }
  }
}
