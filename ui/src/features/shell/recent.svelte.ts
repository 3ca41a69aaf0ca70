import type { Hit } from '$lib/api/bindings.gen';
import { HIT_KINDS } from './finder.svelte';

const KEY = 'hashmend.recent';
const MOST = 8;

/** A record that was opened, or the id of an action that was run. */
export type Past = { hit: Hit } | { action: string };

function isHit(value: unknown): value is Hit {
  return typeof value === 'object' && value !== null && 'kind' in value && HIT_KINDS.some((kind) => kind === value.kind) && 'id' in value && typeof value.id === 'string' && 'label' in value && typeof value.label === 'string';
}

function isPast(value: unknown): value is Past {
  if (typeof value !== 'object' || value === null) return false;
  return 'hit' in value ? isHit(value.hit) : 'action' in value && typeof value.action === 'string';
}

const idOf = (past: Past): string => ('hit' in past ? `${past.hit.kind} ${past.hit.id}` : `> ${past.action}`);

/** What was last taken from the palette, the newest first. It stays with the desk it was taken at. */
export class Recent {
  #all: readonly Past[] = $state.raw([]);

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage) {
    this.#all = this.#kept();
  }

  get all(): readonly Past[] {
    return this.#all;
  }

  remember(past: Past): void {
    this.#all = [past, ...this.#all.filter((each) => idOf(each) !== idOf(past))].slice(0, MOST);
    this.storage.setItem(KEY, JSON.stringify(this.#all));
  }

  /** How lately it was taken: 0 is the last; what never was comes after all that were. */
  rank(past: Past): number {
    const at = this.#all.findIndex((each) => idOf(each) === idOf(past));
    return at < 0 ? MOST : at;
  }

  #kept(): Past[] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(KEY) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isPast).slice(0, MOST) : [];
    } catch {
      return [];
    }
  }
}
