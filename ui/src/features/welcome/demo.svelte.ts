import type { Backend } from '$lib/api/backend';
import type { DemoSize, Desk, Progress } from '$lib/api/bindings.gen';
import { isFailure, messageOf } from '$lib/api/failure';

const SIZE: DemoSize = { devices: 1200, tickets: 300, seed: 1 };

/** The making of the demo fleet: how far it is, and a way to stop it. */
export class DemoMaking {
  #progress: Progress | null = $state.raw(null);
  #cancelling = $state(false);
  #error: string | null = $state(null);
  #wasCancelled = $state(false);

  constructor(private readonly backend: Pick<Backend, 'makeDemo' | 'cancel'>) {}

  /** Null while nothing is being made. */
  get progress(): Progress | null {
    return this.#progress;
  }
  get isCancelling(): boolean {
    return this.#cancelling;
  }
  get wasCancelled(): boolean {
    return this.#wasCancelled;
  }
  get error(): string | null {
    return this.#error;
  }

  /** The desk with the demo fleet in it, or null when it was stopped or went wrong. */
  async make(): Promise<Desk | null> {
    if (this.#progress !== null) return null;
    this.#progress = { done: 0, total: 0 };
    this.#error = null;
    this.#wasCancelled = false;
    try {
      return await this.backend.makeDemo(SIZE, (progress) => {
        if (this.#progress !== null) this.#progress = progress;
      });
    } catch (thrown) {
      if (isFailure(thrown) && thrown.code === 'cancelled') this.#wasCancelled = true;
      else this.#error = messageOf(thrown);
      return null;
    } finally {
      this.#progress = null;
      this.#cancelling = false;
    }
  }

  async cancel(): Promise<void> {
    this.#cancelling = true;
    await this.backend.cancel();
  }
}
