import type { Backend } from '$lib/api/backend';
import type { Acted, RefusedTicket } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import { Done } from '$lib/api/undo';
import type { Toasts } from '$lib/ui';

/** What was left undone, and of how many. */
export interface Refusal {
  tickets: readonly RefusedTicket[];
  all: number;
}

/** Acts on tickets: says what was done, reports what was refused, and takes the last one back. */
export class TicketActs {
  #busy = $state(false);
  #refusal: Refusal | null = $state.raw(null);
  readonly #done: Done;

  constructor(
    backend: Pick<Backend, 'undo'>,
    private readonly toasts: Toasts,
    /** Brings the screen up to date after an act or its undo. */
    private readonly after: () => unknown,
  ) {
    this.#done = new Done(backend, toasts, after);
  }

  get isBusy(): boolean {
    return this.#busy;
  }
  get refusal(): Refusal | null {
    return this.#refusal;
  }

  dismissRefusal(): void {
    this.#refusal = null;
  }

  /** Does it; `text` says it in the past tense for as many as it was done to. True when anything was done. */
  async perform(act: () => Promise<Acted>, text: (done: number) => string): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    try {
      const acted = await act();
      if (acted.refused.length > 0) this.#refusal = { tickets: acted.refused, all: acted.refused.length + acted.done };
      if (acted.done > 0) this.#done.say(text(acted.done), acted.action);
      await this.after();
      return acted.done > 0;
    } catch (thrown) {
      this.toasts.say({ tone: 'bad', text: messageOf(thrown), stays: null });
      return false;
    } finally {
      this.#busy = false;
    }
  }

  /** Takes back what was done here last; false when there is nothing. */
  undoLast(): Promise<boolean> {
    return this.#done.undoLast();
  }
}
