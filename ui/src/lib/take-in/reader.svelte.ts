import type { ListSource, Progress } from '$lib/api/bindings.gen';
import { isFailure, messageOf } from '$lib/api/failure';
import type { OnProgress } from '$lib/api/backend';
import { Delay, type Timers } from '$lib/delay';

/** Long enough not to read at every key, short enough to feel live. */
const READ_AFTER_MS = 250;

export interface ReaderOptions<Open> {
  read(source: ListSource, columns: string[] | null, onprogress: OnProgress): Promise<Open>;
  /** Lets go of what was read on the other side. */
  drop(open: Open): Promise<unknown>;
  cancel(): Promise<unknown>;
  /** Before what was read is shown: lay mended rows on it again, say. */
  prepare?(open: Open): Promise<Open>;
  /** It is shown now. */
  shown?(): Promise<void>;
  /** Nothing is shown any more. */
  cleared?(): void;
  timers?: Timers | undefined;
}

/**
 * A file or a paste on its way in. What was read lives on the other side; a change of the source reads it again, and of
 * several changes only the newest is read to its end.
 */
export class Reader<Open> {
  #text = $state('');
  #path: string | null = $state(null);
  columns: string[] | null = null;
  #open: Open | null = $state.raw(null);
  #work: 'reading' | 'writing' | null = $state(null);
  #progress: Progress | null = $state.raw(null);
  #cancelling = $state(false);
  error = $state('');
  #stale = false;
  #gone = false;
  readonly #rest: Delay;

  constructor(private readonly options: ReaderOptions<Open>) {
    this.#rest = new Delay(READ_AFTER_MS, () => void this.read(), options.timers);
  }

  get text(): string {
    return this.#text;
  }
  get path(): string | null {
    return this.#path;
  }
  get open(): Open | null {
    return this.#open;
  }
  get work(): 'reading' | 'writing' | null {
    return this.#work;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  get cancelling(): boolean {
    return this.#cancelling;
  }
  /** The screen was left; work goes on without it. */
  get isGone(): boolean {
    return this.#gone;
  }
  readonly isEmpty = $derived(this.#text.trim() === '' && this.#path === null);

  /** Typed or pasted; it is read as soon as the hand rests. */
  setText(text: string): void {
    this.take(text, null);
    this.#rest.start();
  }

  async openFile(path: string): Promise<void> {
    this.take('', path);
    await this.read();
  }

  /** Sets the source without reading it yet. */
  take(text: string, path: string | null): void {
    this.#text = text;
    this.#path = path;
    this.columns = null;
  }

  /** Shows what became of the open one, if it is still the one. */
  replace(was: Open, is: Open): boolean {
    if (this.#open !== was) return false;
    this.#open = is;
    return true;
  }

  /** Reads again. While a reading runs a second call waits for it, and only the newest is done. */
  async read(): Promise<void> {
    this.#rest.stop();
    if (this.#work !== null) {
      this.#stale = true;
      if (this.#work === 'reading') await this.options.cancel().catch(() => undefined);
      return;
    }
    if (this.isEmpty) {
      await this.#drop();
      return;
    }
    this.#begin('reading');
    try {
      const source: ListSource = this.#path === null ? { from: 'text', text: this.#text } : { from: 'file', path: this.#path };
      const next = await this.options.read(source, this.columns, (progress) => (this.#progress = progress));
      if (this.#gone) {
        await this.options.drop(next);
        return;
      }
      const before = this.#open;
      this.#open = (await this.options.prepare?.(next)) ?? next;
      if (before !== null) void this.options.drop(before).catch(() => undefined);
      await this.options.shown?.();
    } catch (thrown) {
      if (!this.#stale) {
        await this.#drop();
        this.#fail(thrown);
      }
    } finally {
      this.#end();
    }
    if (this.#stale) {
      this.#stale = false;
      await this.read();
    }
  }

  /** Takes what is open over as one action and starts over; `null` when it was cancelled or failed and nothing was changed. */
  async write<T>(act: (open: Open, onprogress: OnProgress) => Promise<T>): Promise<T | null> {
    if (this.#open === null || this.#work !== null) return null;
    this.#begin('writing');
    try {
      const done = await act(this.#open, (progress) => (this.#progress = progress));
      this.#end();
      await this.startOver();
      return done;
    } catch (thrown) {
      this.#fail(thrown);
      return null;
    } finally {
      this.#end();
    }
  }

  async cancel(): Promise<void> {
    this.#cancelling = true;
    await this.options.cancel();
  }

  /** Nothing pasted, nothing chosen. */
  async startOver(): Promise<void> {
    this.take('', null);
    this.#rest.stop();
    await this.#drop();
  }

  /** Leaves the screen: what was read is let go. */
  async leave(): Promise<void> {
    this.#gone = true;
    this.#rest.stop();
    await this.#drop();
  }

  #begin(work: 'reading' | 'writing'): void {
    this.#work = work;
    this.#progress = null;
    this.error = '';
  }

  #end(): void {
    this.#work = null;
    this.#cancelling = false;
  }

  #fail(thrown: unknown): void {
    // Who cancelled knows.
    if (!(isFailure(thrown) && thrown.code === 'cancelled')) this.error = messageOf(thrown);
  }

  async #drop(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    this.error = '';
    this.options.cleared?.();
    if (open !== null) await this.options.drop(open).catch(() => undefined);
  }
}
