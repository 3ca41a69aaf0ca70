import type { Backend } from '$lib/api/backend';
import type { Hit, HitKind } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import { Delay, type Timers } from '$lib/delay';

/** Short enough to feel at once, long enough not to ask at every key of a fast hand. */
const REST_MS = 60;
const MOST = 20;
const RECENT_KEY = 'hashmend.recent';
const RECENT_MOST = 8;

export const HIT_KINDS: readonly HitKind[] = ['ticket', 'device', 'rma', 'model', 'center', 'customer'];

export interface HitGroup {
  kind: HitKind;
  hits: Hit[];
}

/** Hits by kind, the kinds in their usual order, the best first in each. */
export function grouped(hits: readonly Hit[]): HitGroup[] {
  return HIT_KINDS.map((kind) => ({ kind, hits: hits.filter((hit) => hit.kind === kind) })).filter((group) => group.hits.length > 0);
}

function isHit(value: unknown): value is Hit {
  return typeof value === 'object' && value !== null && 'kind' in value && HIT_KINDS.some((kind) => kind === value.kind) && 'id' in value && typeof value.id === 'string' && 'label' in value && typeof value.label === 'string';
}

/** What was typed into the find box and what it found. */
export class Finder {
  #text = $state('');
  #hits: readonly Hit[] = $state.raw([]);
  #error: string | null = $state(null);
  /** The text the hits are for: none match yet while it lags behind what is typed. */
  #answered = $state('');
  #recent: readonly Hit[] = $state.raw([]);
  #request = 0;
  readonly #ask: Delay;

  constructor(
    private readonly backend: Pick<Backend, 'find'>,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage,
    timers?: Timers,
  ) {
    this.#ask = new Delay(REST_MS, () => void this.#find(), timers);
    this.#recent = this.#remembered();
  }

  get text(): string {
    return this.#text;
  }
  get hits(): readonly Hit[] {
    return this.#hits;
  }
  get error(): string | null {
    return this.#error;
  }
  get recent(): readonly Hit[] {
    return this.#recent;
  }
  /** Whether the hits are the answer to what stands in the box now. */
  get isAnswered(): boolean {
    return this.#answered === this.#text.trim();
  }

  type(text: string): void {
    this.#text = text;
    if (text.trim() === '') {
      this.#ask.stop();
      this.#request += 1;
      this.#answer('', []);
      return;
    }
    this.#ask.start();
  }

  /** Opened things come first when the box is empty. */
  remember(hit: Hit): void {
    this.#recent = [hit, ...this.#recent.filter((each) => each.id !== hit.id)].slice(0, RECENT_MOST);
    this.storage.setItem(RECENT_KEY, JSON.stringify(this.#recent));
  }

  async #find(): Promise<void> {
    const request = ++this.#request;
    const text = this.#text.trim();
    try {
      const hits = await this.backend.find(text, MOST);
      // A slower answer to an older text must not stand under a newer one.
      if (request === this.#request) this.#answer(text, hits);
    } catch (thrown) {
      if (request !== this.#request) return;
      this.#answer(text, []);
      this.#error = messageOf(thrown);
    }
  }

  #answer(text: string, hits: readonly Hit[]): void {
    this.#answered = text;
    this.#hits = hits;
    this.#error = null;
  }

  #remembered(): Hit[] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(RECENT_KEY) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isHit).slice(0, RECENT_MOST) : [];
    } catch {
      return [];
    }
  }
}
