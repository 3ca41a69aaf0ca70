import { getContext, setContext, untrack } from 'svelte';
import type { Backend } from './backend';
import type { Desk } from './bindings.gen';
import { isFailure, messageOf, type Failure } from './failure';

/** Cheap enough to ask this often: one read of the journal's head. */
const EVERY_MS = 3000;
/** What makes the desk unusable even after it was read once. */
const GRAVE: readonly string[] = ['not_our_file', 'newer_file', 'unreadable'];

/** The desk the window stands on, watched for what another window or a script does to the same file. */
export class OpenDesk {
  #value: Desk | null = $state.raw(null);
  #failure: Failure | null = $state.raw(null);
  #looking = $state(false);
  #request = 0;

  constructor(private readonly backend: Pick<Backend, 'desk'>) {}

  get value(): Desk | null {
    return this.#value;
  }
  /** Why there is no desk to show. */
  get failure(): Failure | null {
    return this.#failure;
  }
  get isLooking(): boolean {
    return this.#looking;
  }
  /** The journal's last position: another number means that lists may be stale. */
  readonly head = $derived(this.#value?.head ?? null);
  /** When the estimator last learned: another instant means that ranges may be stale. */
  readonly learnedAt = $derived(this.#value?.learned_at ?? null);

  async look(): Promise<void> {
    const request = ++this.#request;
    this.#looking = true;
    try {
      const desk = await this.backend.desk();
      if (request === this.#request) this.set(desk);
    } catch (thrown) {
      if (request !== this.#request) return;
      const failure = isFailure(thrown) ? thrown : { code: 'internal', message: messageOf(thrown) };
      // A file that is busy for a moment is no reason to take the screen away.
      if (this.#value === null || GRAVE.includes(failure.code)) this.#failure = failure;
    } finally {
      if (request === this.#request) this.#looking = false;
    }
  }

  /** Takes the desk a write returned. */
  set(desk: Desk): void {
    this.#request += 1;
    this.#looking = false;
    // The same answer again wakes nobody.
    if (this.#value === null || JSON.stringify(this.#value) !== JSON.stringify(desk)) this.#value = desk;
    this.#failure = null;
  }

  /** Looks again every few seconds and whenever the window comes to the front; returns what stops it. */
  watch(target: Window): () => void {
    const again = (): void => {
      if (!target.document.hidden) void this.look();
    };
    const timer = target.setInterval(again, EVERY_MS);
    target.addEventListener('focus', again);
    return () => {
      target.clearInterval(timer);
      target.removeEventListener('focus', again);
    };
  }
}

const KEY = Symbol('desk');

export function provideDesk(desk: OpenDesk): OpenDesk {
  return setContext(KEY, desk);
}

export function useDesk(): OpenDesk {
  return getContext<OpenDesk>(KEY);
}

/** While the component is on screen, runs when the desk's journal has grown, by whose hand whatever. */
export function whenDeskChanges(run: () => void): void {
  whenNew((desk) => desk.head, run);
}

/** While the component is on screen, runs when the estimator has learned from the tickets anew. */
export function whenDeskLearns(run: () => void): void {
  whenNew((desk) => (desk.value === null ? null : (desk.learnedAt ?? 'never')), run);
}

function whenNew(of: (desk: OpenDesk) => number | string | null, run: () => void): void {
  const desk = getContext<OpenDesk | undefined>(KEY);
  let seen: number | string | null = null;
  $effect(() => {
    const now = desk === undefined ? null : of(desk);
    const changed = seen !== null && now !== null && now !== seen;
    seen = now;
    if (changed) untrack(run);
  });
}
