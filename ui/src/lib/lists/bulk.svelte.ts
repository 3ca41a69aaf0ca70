import type { Backend, OnProgress } from '$lib/api/backend';
import type { OpenReport } from '$lib/api/bindings.gen';
import { isFailure, messageOf } from '$lib/api/failure';
import { Done } from '$lib/api/undo';
import type { Toasts } from '$lib/ui';
import { words } from './words';

export interface Progressing {
  label: string;
  done: number;
  total: number | null;
  isCancelling: boolean;
}

/** Acts on many rows: says how far it is, what was done and what was refused, and takes the last one back. */
export class BulkActs {
  #progress: Progressing | null = $state.raw(null);
  #report: OpenReport | null = $state.raw(null);
  readonly #done: Done;

  constructor(
    private readonly backend: Pick<Backend, 'undo' | 'cancel'>,
    private readonly toasts: Toasts,
    /** Brings the screen up to date after an act or its undo. */
    private readonly after: () => unknown,
  ) {
    this.#done = new Done(backend, toasts, after);
  }

  /** The work that goes on now. */
  get progress(): Progressing | null {
    return this.#progress;
  }
  /** What was left undone the last time, until it is dismissed. */
  get report(): OpenReport | null {
    return this.#report;
  }

  dismissReport(): void {
    this.#report = null;
  }

  /** Does it; `said` says it in the past tense for as many as it was done to. True when anything was done. */
  async perform(label: string, act: (onprogress: OnProgress) => Promise<OpenReport>, said: (done: number) => string): Promise<boolean> {
    const report = await this.run(label, act);
    if (report === null) return false;
    const { action, done, refused } = report.came;
    if (refused > 0) this.#report = report;
    if (action !== null) this.#done.say(said(done), action);
    await this.after();
    return done > 0;
  }

  /** Any long work of the list, such as an export: shown, and stopped by the same button. Null when it failed or was stopped. */
  async run<T>(label: string, work: (onprogress: OnProgress) => Promise<T>): Promise<T | null> {
    if (this.#progress !== null) return null;
    this.#progress = { label, done: 0, total: null, isCancelling: false };
    try {
      return await work(({ done, total }) => {
        if (this.#progress !== null) this.#progress = { ...this.#progress, done, total: total > 0 ? total : null };
      });
    } catch (thrown) {
      if (isFailure(thrown) && thrown.code === 'cancelled') this.toasts.say({ tone: 'idle', text: words.cancelled });
      else this.toasts.say({ tone: 'bad', text: messageOf(thrown), stays: null });
      return null;
    } finally {
      this.#progress = null;
    }
  }

  async cancel(): Promise<void> {
    if (this.#progress === null) return;
    this.#progress = { ...this.#progress, isCancelling: true };
    await this.backend.cancel();
  }

  /** Takes back what was done here last; false when there is nothing. */
  undoLast(): Promise<boolean> {
    return this.#done.undoLast();
  }
}
