import type { Backend } from '$lib/api/backend';
import type { DeviceFacts, DeviceId, Hit, MergePreview, Merged } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';

/** The facts two records may say differently, those that only make sense together as one. */
export const FACT_ROWS = [
  ['model_id', 'model_text'],
  ['owner_id', 'site_id', 'location'],
  ['status'],
  ['warranty_until', 'warranty_from'],
  ['dispatched_on'],
  ['note'],
] as const satisfies readonly (readonly (keyof DeviceFacts)[])[];

export type FactRow = (typeof FACT_ROWS)[number];

const MOST_HITS = 8;

/** Choosing the other record of a unit, comparing, and making one of the two. */
export class Merge {
  text = $state('');
  #hits: Hit[] = $state.raw([]);
  #preview: MergePreview | null = $state.raw(null);
  #facts: DeviceFacts | null = $state.raw(null);
  #problem = $state('');
  #busy = $state(false);
  #request = 0;

  constructor(
    private readonly backend: Pick<Backend, 'find' | 'previewMerge' | 'mergeDevices'>,
    private readonly here: DeviceId,
  ) {}

  get hits(): readonly Hit[] {
    return this.#hits;
  }
  get preview(): MergePreview | null {
    return this.#preview;
  }
  get facts(): DeviceFacts | null {
    return this.#facts;
  }
  get problem(): string {
    return this.#problem;
  }
  get busy(): boolean {
    return this.#busy;
  }
  /** Which rows of facts the two say differently, both saying something. */
  readonly conflicts = $derived.by((): readonly FactRow[] => {
    const [keep, give] = [this.#preview?.keep.page.facts, this.#preview?.give.page.facts];
    if (keep === undefined || give === undefined) return [];
    const says = (facts: DeviceFacts, row: FactRow): boolean => row.some((field) => facts[field] != null);
    return FACT_ROWS.filter((row) => says(keep, row) && says(give, row) && row.some((field) => (keep[field] ?? null) !== (give[field] ?? null)));
  });

  async find(): Promise<void> {
    const request = ++this.#request;
    const text = this.text.trim();
    const hits = text === '' ? [] : await this.backend.find(text, 30).catch(() => []);
    // A slower, older answer must not overwrite a newer one.
    if (request !== this.#request) return;
    this.#hits = hits.filter((hit) => hit.kind === 'device' && hit.id !== this.here).slice(0, MOST_HITS);
    const [only] = this.#hits;
    const exact = this.#hits.length === 1 && only !== undefined && [only.label, only.matched].some((name) => name?.toUpperCase() === text.toUpperCase());
    if (exact) await this.compare(this.here, only.id);
  }

  async compare(keep: DeviceId, give: DeviceId): Promise<void> {
    this.#problem = '';
    try {
      const preview = await this.backend.previewMerge(keep, give);
      this.#preview = preview;
      this.#facts = preview.facts;
    } catch (thrown) {
      this.#problem = messageOf(thrown);
    }
  }

  /** The other one stays, this one becomes part of it. */
  async turnRound(): Promise<void> {
    if (this.#preview !== null) await this.compare(this.#preview.give.page.row.id, this.#preview.keep.page.row.id);
  }

  back(): void {
    this.#preview = null;
    this.#facts = null;
    this.#problem = '';
  }

  /** Whose word a row of facts is taken from. */
  side(row: FactRow): 'keep' | 'give' {
    const give = this.#preview?.give.page.facts;
    return give !== undefined && row.every((field) => (this.#facts?.[field] ?? null) === (give[field] ?? null)) ? 'give' : 'keep';
  }

  choose(row: FactRow, side: 'keep' | 'give'): void {
    const from = this.#preview?.[side].page.facts;
    if (from === undefined || this.#facts === null) return;
    this.#facts = { ...this.#facts, ...Object.fromEntries(row.map((field) => [field, from[field] ?? null])) };
  }

  async merge(): Promise<Merged | null> {
    if (this.#preview === null || this.#facts === null || this.#busy) return null;
    this.#busy = true;
    try {
      return await this.backend.mergeDevices(this.#preview.keep.page.row.id, this.#preview.give.page.row.id, this.#facts);
    } catch (thrown) {
      this.#problem = messageOf(thrown);
      return null;
    } finally {
      this.#busy = false;
    }
  }
}
