import { Loaded } from '$lib/api/loaded.svelte';

/** A table of facts on screen. Every write answers with the whole table, which then stands there. */
export class Rows<T> {
  readonly #loaded: Loaded<T[]>;

  constructor(ask: () => Promise<T[]>) {
    this.#loaded = new Loaded(ask);
  }

  get all(): readonly T[] {
    return this.#loaded.value ?? [];
  }
  get status(): 'loading' | 'ready' | 'error' {
    return this.#loaded.status;
  }
  get error(): string {
    return this.#loaded.error;
  }

  load(): Promise<void> {
    return this.#loaded.load();
  }

  /** Rejects as the write does; the table then stays as it was. */
  async write(work: Promise<T[]>): Promise<void> {
    this.#loaded.set(await work);
  }
}

interface Dated {
  valid_from: string;
  valid_to?: string | null;
}

/** Whether a dated row holds on a day; both ends belong to it. */
export function holdsOn({ valid_from, valid_to }: Dated, day: string): boolean {
  return valid_from <= day && (valid_to == null || day <= valid_to);
}

/** Of rows that each hold until the next one begins, the one that holds on a day. */
export function latestOn<T extends Dated>(rows: readonly T[], day: string): T | undefined {
  return rows.filter((row) => holdsOn(row, day)).reduce<T | undefined>((latest, row) => (latest === undefined || row.valid_from > latest.valid_from ? row : latest), undefined);
}

/** The newest first. */
export function newestFirst<T extends Dated>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => b.valid_from.localeCompare(a.valid_from));
}
