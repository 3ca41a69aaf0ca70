import type { Backend } from '$lib/api/backend';
import type { BroughtIn, ListSource, OpenPast, PastField, PastPreview, Progress } from '$lib/api/bindings.gen';
import { isFailure, messageOf } from '$lib/api/failure';
import { Delay, type Timers } from '$lib/delay';

/** Long enough not to read at every key, short enough to feel live. */
const READ_AFTER_MS = 250;

/**
 * Past repairs on their way in: a file or a paste, and what bringing it in would do. What was read lives on the other
 * side; setting a column reads it again.
 */
export class PastImport {
  #text = $state('');
  #path: string | null = $state(null);
  #columns: string[] | null = null;
  #open: OpenPast | null = $state.raw(null);
  #work: 'reading' | 'bringing' | null = $state(null);
  #progress: Progress | null = $state.raw(null);
  #cancelling = $state(false);
  #error = $state('');
  #stale = false;
  #gone = false;

  readonly #read: Delay;

  constructor(
    private readonly backend: Backend,
    timers?: Timers,
  ) {
    this.#read = new Delay(READ_AFTER_MS, () => void this.read(), timers);
  }

  get text(): string {
    return this.#text;
  }
  get path(): string | null {
    return this.#path;
  }
  get preview(): PastPreview | null {
    return this.#open?.preview ?? null;
  }
  get work(): 'reading' | 'bringing' | null {
    return this.#work;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  get cancelling(): boolean {
    return this.#cancelling;
  }
  get error(): string {
    return this.#error;
  }

  /** The screen was left; work goes on without it. */
  get isGone(): boolean {
    return this.#gone;
  }

  readonly isEmpty = $derived(this.#text.trim() === '' && this.#path === null);
  /** Repairs that would change something. */
  readonly toBring = $derived((this.#open?.preview.to_add ?? 0) + (this.#open?.preview.to_grow ?? 0));

  /** Pasted from a spreadsheet; it is read as soon as the hand rests. */
  setText(text: string): void {
    this.#text = text;
    this.#path = null;
    this.#columns = null;
    this.#read.start();
  }

  async openFile(path: string): Promise<void> {
    this.#text = '';
    this.#path = path;
    this.#columns = null;
    await this.read();
  }

  /** A field fills from one column, and the one that had it before gives it up. */
  async setColumn(column: number, field: PastField | null): Promise<void> {
    const columns = this.preview?.columns ?? [];
    this.#columns = columns.map((use) => {
      if (use.column === column) return field ?? '';
      return use.field === field ? '' : (use.field ?? '');
    });
    await this.read();
  }

  /** Reads again. While a reading runs a second call waits for it, and only the newest is done. */
  async read(): Promise<void> {
    this.#read.stop();
    if (this.#work !== null) {
      this.#stale = true;
      if (this.#work === 'reading') await this.backend.cancel().catch(() => undefined);
      return;
    }
    if (this.isEmpty) {
      this.#drop();
      return;
    }
    this.#begin('reading');
    try {
      const source: ListSource = this.#path === null ? { from: 'text', text: this.#text } : { from: 'file', path: this.#path };
      const next = await this.backend.readPast(source, this.#columns, (progress) => (this.#progress = progress));
      this.#drop();
      if (this.#gone) await this.backend.dropPast(next.past);
      else this.#open = next;
    } catch (thrown) {
      if (!this.#stale) {
        this.#drop();
        if (!isCancelled(thrown)) this.#error = messageOf(thrown);
      }
    } finally {
      this.#end();
    }
    if (this.#stale) {
      this.#stale = false;
      await this.read();
    }
  }

  /** Brings them in as one action; `null` when it was cancelled or failed and nothing was changed. */
  async bringIn(): Promise<BroughtIn | null> {
    if (this.#open === null || this.#work !== null) return null;
    this.#begin('bringing');
    try {
      const brought = await this.backend.bringInPast(this.#open.past, (progress) => (this.#progress = progress));
      this.#end();
      this.startOver();
      return brought;
    } catch (thrown) {
      if (!isCancelled(thrown)) this.#error = messageOf(thrown);
      return null;
    } finally {
      this.#end();
    }
  }

  async saveLeftOut(path: string): Promise<void> {
    if (this.#open !== null) await this.backend.saveLeftOut(this.#open.past, path);
  }

  async cancel(): Promise<void> {
    this.#cancelling = true;
    await this.backend.cancel();
  }

  startOver(): void {
    this.#text = '';
    this.#path = null;
    this.#columns = null;
    this.#read.stop();
    this.#drop();
  }

  /** Leaves the screen: what was read is let go. */
  leave(): void {
    this.#gone = true;
    this.#read.stop();
    this.#drop();
  }

  #begin(work: 'reading' | 'bringing'): void {
    this.#work = work;
    this.#progress = null;
    this.#error = '';
  }

  #end(): void {
    this.#work = null;
    this.#cancelling = false;
  }

  #drop(): void {
    const open = this.#open;
    this.#open = null;
    this.#error = '';
    if (open !== null) void this.backend.dropPast(open.past).catch(() => undefined);
  }
}

function isCancelled(thrown: unknown): boolean {
  return isFailure(thrown) && thrown.code === 'cancelled';
}
