import type { Backend } from '$lib/api/backend';
import type { BroughtIn, OpenPast, PastField, PastPreview, Progress } from '$lib/api/bindings.gen';
import type { Timers } from '$lib/delay';
import { Reader } from '$lib/take-in';

/**
 * Past repairs on their way in: a file or a paste, and what bringing it in would do. Setting a column reads it again.
 */
export class PastImport {
  readonly #source: Reader<OpenPast>;

  constructor(
    private readonly backend: Backend,
    timers?: Timers,
  ) {
    this.#source = new Reader<OpenPast>({
      read: (source, columns, onprogress) => backend.readPast(source, columns, onprogress),
      drop: ({ past }) => backend.dropPast(past),
      cancel: () => backend.cancel(),
      timers,
    });
  }

  get text(): string {
    return this.#source.text;
  }
  get path(): string | null {
    return this.#source.path;
  }
  get preview(): PastPreview | null {
    return this.#source.open?.preview ?? null;
  }
  get work(): 'reading' | 'writing' | null {
    return this.#source.work;
  }
  get progress(): Progress | null {
    return this.#source.progress;
  }
  get cancelling(): boolean {
    return this.#source.cancelling;
  }
  get error(): string {
    return this.#source.error;
  }
  get isGone(): boolean {
    return this.#source.isGone;
  }
  get isEmpty(): boolean {
    return this.#source.isEmpty;
  }

  /** Repairs that would change something. */
  readonly toBring = $derived((this.preview?.to_add ?? 0) + (this.preview?.to_grow ?? 0));

  setText(text: string): void {
    this.#source.setText(text);
  }

  openFile(path: string): Promise<void> {
    return this.#source.openFile(path);
  }

  /** A field fills from one column, and the one that had it before gives it up. */
  async setColumn(column: number, field: PastField | null): Promise<void> {
    const columns = this.preview?.columns ?? [];
    this.#source.columns = columns.map((use) => {
      if (use.column === column) return field ?? '';
      return use.field === field ? '' : (use.field ?? '');
    });
    await this.read();
  }

  read(): Promise<void> {
    return this.#source.read();
  }

  /** Brings them in as one action; `null` when it was cancelled or failed and nothing was changed. */
  bringIn(): Promise<BroughtIn | null> {
    return this.#source.write(({ past }, onprogress) => this.backend.bringInPast(past, onprogress));
  }

  async saveLeftOut(path: string): Promise<void> {
    const open = this.#source.open;
    if (open !== null) await this.backend.saveLeftOut(open.past, path);
  }

  cancel(): Promise<void> {
    return this.#source.cancel();
  }

  startOver(): Promise<void> {
    return this.#source.startOver();
  }

  leave(): Promise<void> {
    return this.#source.leave();
  }
}
