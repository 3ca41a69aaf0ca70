import { getContext, setContext } from 'svelte';
import type { Tone } from './tone';

export interface Said {
  text: string;
  tone?: Tone;
  /** Takes back what was just done. */
  undo?: () => void | Promise<void>;
  /** What may be done next, on purpose. */
  next?: { label: string; run: () => void };
  /** How long it stays, in milliseconds; `null` until it is dismissed. */
  stays?: number | null;
}

export interface Toast extends Said {
  id: number;
  tone: Tone;
}

type Timer = ReturnType<typeof setTimeout>;
export interface ToastTimers {
  set(run: () => void, ms: number): Timer;
  clear(timer: Timer): void;
}
const windowTimers: ToastTimers = { set: (run, ms) => setTimeout(run, ms), clear: (timer) => clearTimeout(timer) };

const USUAL_MS = 6000;
/** An undo stays longer than a remark: people notice a slip late. */
const UNDO_MS = 12_000;
const MOST = 4;

/** Short remarks at the edge of the window. What must be answered is a dialog, not a toast. */
export class Toasts {
  #shown: Toast[] = $state.raw([]);
  readonly #timers = new Map<number, Timer>();
  #nextId = 0;
  #held = false;

  constructor(private readonly timers: ToastTimers = windowTimers) {}

  get shown(): readonly Toast[] {
    return this.#shown;
  }

  say(said: Said): number {
    const toast: Toast = { tone: 'good', ...said, id: this.#nextId++ };
    // One undo in sight, that of the last thing done: two alike invite the wrong one. Older ones are in the histories.
    if (toast.undo !== undefined) for (const { id, undo } of this.#shown) if (undo !== undefined) this.dismiss(id);
    this.#shown = [...this.#shown, toast].slice(-MOST);
    if (!this.#held) this.#start(toast);
    return toast.id;
  }

  dismiss(id: number): void {
    this.#stop(id);
    this.#shown = this.#shown.filter((toast) => toast.id !== id);
  }

  /** Does what a toast offered to do next. */
  goOn(id: number): void {
    const toast = this.#shown.find((toast) => toast.id === id);
    this.dismiss(id);
    toast?.next?.run();
  }

  async undo(id: number): Promise<void> {
    const toast = this.#shown.find((toast) => toast.id === id);
    this.dismiss(id);
    await toast?.undo?.();
  }

  /** Nothing vanishes while the pointer or the focus is on it. */
  hold(): void {
    this.#held = true;
    for (const id of [...this.#timers.keys()]) this.#stop(id);
  }

  release(): void {
    this.#held = false;
    for (const toast of this.#shown) this.#start(toast);
  }

  #start(toast: Toast): void {
    const ms = toast.stays === undefined ? (toast.undo || toast.next ? UNDO_MS : USUAL_MS) : toast.stays;
    this.#stop(toast.id);
    if (ms !== null) this.#timers.set(toast.id, this.timers.set(() => this.dismiss(toast.id), ms));
  }

  #stop(id: number): void {
    const timer = this.#timers.get(id);
    if (timer !== undefined) this.timers.clear(timer);
    this.#timers.delete(id);
  }
}

const KEY = Symbol('toasts');

export function provideToasts(toasts: Toasts): Toasts {
  return setContext(KEY, toasts);
}

export function useToasts(): Toasts {
  return getContext<Toasts>(KEY);
}
