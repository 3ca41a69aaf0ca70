import type { Backend } from '$lib/api/backend';
import type { TicketAct } from '$lib/api/bindings.gen';
import type { BulkActs } from '$lib/lists';
import type { Chosen } from './query';
import { words } from './words';

export type Deed = 'move' | 'hold' | 'assign' | 'center' | 'due' | 'box' | 'export';

/** What is being asked of the person before it is done to the tickets, and to which. */
export class TicketDeeds {
  #asking: Deed | null = $state(null);
  #whose: { chosen: Chosen; what: string } | null = $state.raw(null);

  constructor(
    private readonly backend: Pick<Backend, 'actOnTickets'>,
    readonly acts: BulkActs,
    /** The tickets an act would be for now, and what they are called. */
    private readonly target: () => { chosen: Chosen; what: string } | null,
  ) {}

  get asking(): Deed | null {
    return this.#asking;
  }
  /** "12 tickets", "T-000456". */
  get what(): string {
    return this.#whose?.what ?? '';
  }
  get chosen(): Chosen | null {
    return this.#whose?.chosen ?? null;
  }

  ask(deed: Deed): void {
    this.#whose = this.target();
    if (this.#whose !== null) this.#asking = deed;
  }

  close(): void {
    this.#asking = null;
  }

  /** `said`: in the past tense, of "12 tickets". */
  async do(act: TicketAct, said: (what: string) => string): Promise<boolean> {
    const whose = this.#asking === null ? this.target() : this.#whose;
    this.#asking = null;
    if (whose === null) return false;
    return this.acts.perform(
      words.changing(whose.what),
      (onprogress) => this.backend.actOnTickets(whose.chosen, act, onprogress),
      (done) => said('ids' in whose.chosen && whose.chosen.ids.length === 1 ? whose.what : words.many(done)),
    );
  }

  release(): void {
    void this.do('release', words.released);
  }
}

