type Timer = ReturnType<typeof setTimeout>;
export interface Timers {
  set(run: () => void, ms: number): Timer;
  clear(timer: Timer): void;
}
const windowTimers: Timers = { set: (run, ms) => setTimeout(run, ms), clear: (timer) => clearTimeout(timer) };

/** Does something once the hand has rested: each start puts it off again. */
export class Delay {
  #timer: Timer | null = null;

  constructor(
    private readonly ms: number,
    private readonly run: () => void,
    private readonly timers: Timers = windowTimers,
  ) {}

  get isWaiting(): boolean {
    return this.#timer !== null;
  }

  start(): void {
    this.stop();
    this.#timer = this.timers.set(() => {
      this.#timer = null;
      this.run();
    }, this.ms);
  }

  stop(): void {
    if (this.#timer !== null) this.timers.clear(this.#timer);
    this.#timer = null;
  }
}
