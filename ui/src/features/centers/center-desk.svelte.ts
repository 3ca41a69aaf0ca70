import type { Backend } from '$lib/api/backend';
import type { Center, CenterId, CenterSheet } from '$lib/api/bindings.gen';
import { Loaded } from '$lib/api/loaded.svelte';

/** The centers on file, and the one whose sheet is open. */
export class CenterDesk {
  open: CenterId | 'new' | null = $state(null);
  readonly #sheets: Loaded<CenterSheet[]>;

  constructor(private readonly backend: Pick<Backend, 'centers' | 'saveCenter'>) {
    this.#sheets = new Loaded(() => this.backend.centers());
  }

  get sheets(): readonly CenterSheet[] {
    return this.#sheets.value ?? [];
  }
  get status(): 'loading' | 'ready' | 'error' {
    return this.#sheets.status;
  }
  get error(): string {
    return this.#sheets.error;
  }

  /** Those in use first, each part by name. */
  readonly rows = $derived(
    [...this.sheets].sort((a, b) => Number(a.center.retired_on !== null) - Number(b.center.retired_on !== null) || a.center.name.localeCompare(b.center.name)),
  );
  readonly shown = $derived(this.sheets.find(({ center }) => center.id === this.open));

  load(): Promise<void> {
    return this.#sheets.load();
  }

  /** Puts the sheet a write returned in its place, or at the end when it is new. */
  put(sheet: CenterSheet): void {
    const known = this.sheets.some(({ center }) => center.id === sheet.center.id);
    this.#sheets.set(known ? this.sheets.map((was) => (was.center.id === sheet.center.id ? sheet : was)) : [...this.sheets, sheet]);
  }

  async save(center: Center): Promise<CenterSheet> {
    const sheet = await this.backend.saveCenter(center);
    this.put(sheet);
    this.open = sheet.center.id;
    return sheet;
  }
}

/** Whether any fee of the center is in force on a day. */
export function feeKnown(sheet: CenterSheet, day: string): boolean {
  return sheet.fees.some(({ valid_from }) => valid_from <= day);
}
