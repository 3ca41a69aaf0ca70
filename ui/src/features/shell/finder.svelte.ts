import type { Backend } from '$lib/api/backend';
import type { Hit, HitKind } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';

const MOST = 20;

export const HIT_KINDS: readonly HitKind[] = ['ticket', 'device', 'rma', 'model', 'center', 'customer'];

export interface HitGroup {
  kind: HitKind;
  hits: Hit[];
}

/** Hits by kind, the kinds in their usual order, the best first in each. */
export function grouped(hits: readonly Hit[]): HitGroup[] {
  return HIT_KINDS.map((kind) => ({ kind, hits: hits.filter((hit) => hit.kind === kind) })).filter((group) => group.hits.length > 0);
}

/** What is looked for: a leading `>` asks for commands alone, a leading `#` for tickets and RMAs alone. */
export interface Sought {
  text: string;
  among: 'all' | 'commands' | 'tickets';
}

export function soughtIn(typed: string): Sought {
  const text = typed.trim();
  if (text.startsWith('>')) return { text: text.slice(1).trim(), among: 'commands' };
  if (text.startsWith('#')) return { text: text.slice(1).trim(), among: 'tickets' };
  return { text, among: 'all' };
}

/** What was typed into the palette and what the desk found for it. */
export class Finder {
  #text = $state('');
  #hits: readonly Hit[] = $state.raw([]);
  #error: string | null = $state(null);
  /** The text the hits are for: none match yet while it lags behind what is typed. */
  #answered = $state('');
  #wanted = '';
  #asking = false;

  constructor(private readonly backend: Pick<Backend, 'find'>) {}

  get text(): string {
    return this.#text;
  }
  readonly sought: Sought = $derived(soughtIn(this.#text));
  readonly hits: readonly Hit[] = $derived(this.sought.among === 'tickets' ? this.#hits.filter(({ kind }) => kind === 'ticket' || kind === 'rma') : this.#hits);
  get error(): string | null {
    return this.#error;
  }
  /** Whether the hits are the answer to what stands in the box now. */
  get isAnswered(): boolean {
    return this.#answered === this.#question;
  }

  type(text: string): void {
    this.#text = text;
    this.#wanted = this.#question;
    if (this.#wanted === '') this.#answer('', []);
    else void this.#ask();
  }

  get #question(): string {
    const { text, among } = soughtIn(this.#text);
    return among === 'commands' ? '' : text;
  }

  /** One question at a time: a fast hand is asked after as soon as the last answer is here, and no key waits for a clock. */
  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    while (this.#wanted !== '' && this.#wanted !== this.#answered) {
      const text = this.#wanted;
      let hits: readonly Hit[] = [];
      let error: string | null = null;
      try {
        hits = await this.backend.find(text, MOST);
      } catch (thrown) {
        error = messageOf(thrown);
      }
      // An answer to an older text must not stand under a newer one.
      if (text === this.#wanted) {
        this.#answer(text, hits);
        this.#error = error;
      }
    }
    this.#asking = false;
  }

  #answer(text: string, hits: readonly Hit[]): void {
    this.#answered = text;
    this.#hits = hits;
    this.#error = null;
  }
}
