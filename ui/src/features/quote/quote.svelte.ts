import type { Backend } from '$lib/api/backend';
import type { Quote, QuoteDraft, QuoteLine, TicketPage, Timestamp } from '$lib/api/bindings.gen';
import { Loaded } from '$lib/api/loaded.svelte';

type Asks = Pick<Backend, 'find' | 'ticket' | 'quotes' | 'draftQuote' | 'now'>;

/** A ticket with the versions of its quote, the newest first. */
export interface Quoted {
  page: TicketPage;
  versions: Quote[];
  draft: QuoteDraft;
  /** The desk's own time when it was read. */
  now: Timestamp;
}

/** What is being written: a line with a key of its own, so that it stays itself when others go. */
export interface EditedLine extends QuoteLine {
  key: number;
}

export function sumOf(line: Pick<QuoteLine, 'quantity' | 'unit_cents'>): number {
  return line.quantity * line.unit_cents;
}

export function totalOf(lines: readonly Pick<QuoteLine, 'quantity' | 'unit_cents'>[]): number {
  return lines.reduce((sum, line) => sum + sumOf(line), 0);
}

/** The quote of one ticket: what stands, and the version being written. */
export class QuoteDesk {
  lines: EditedLine[] = $state([]);
  validUntil: string | null = $state(null);
  note = $state('');
  isWriting = $state(false);
  readonly all: Loaded<Quoted | null>;
  #key = 0;

  constructor(
    backend: Asks,
    readonly number: string,
  ) {
    this.all = new Loaded(async () => {
      const hits = await backend.find(number, 20);
      const id = hits.find((hit) => hit.kind === 'ticket' && hit.label.toLowerCase() === number.toLowerCase())?.id;
      if (id === undefined) return null;
      const [page, versions, draft, now] = await Promise.all([backend.ticket(id), backend.quotes(id), backend.draftQuote(id), backend.now()]);
      return { page, versions, draft, now };
    });
  }

  get newest(): Quote | null {
    return this.all.value?.versions[0] ?? null;
  }
  get limit(): number | null {
    return this.all.value?.draft.spend_limit_cents ?? null;
  }
  readonly total: number = $derived(totalOf(this.lines));
  /** Every line says what it is for; the desk judges the rest. */
  readonly isWhole: boolean = $derived(this.lines.length > 0 && this.validUntil !== null && this.lines.every(({ text }) => text.trim() !== ''));

  /** What was being written stays; where nothing stands yet, the draft is laid out at once. */
  async load(): Promise<void> {
    await this.all.load();
    if (this.all.value != null && this.newest === null && !this.isWriting) this.fromFindings();
  }

  /** The draft of what was found and what is on the price list. */
  fromFindings(): void {
    const draft = this.all.value?.draft;
    if (draft !== undefined) this.#begin(draft.quote.lines, draft.quote.valid_until, draft.quote.note);
  }

  /** The next version begins as the last one stands. */
  fromNewest(): void {
    const [newest, draft] = [this.newest, this.all.value?.draft];
    // What is valid no longer would be refused.
    if (newest !== null && draft !== undefined) this.#begin(newest.lines, newest.valid_until > draft.quote.valid_until ? newest.valid_until : draft.quote.valid_until, newest.note);
  }

  #begin(lines: readonly QuoteLine[], validUntil: string, note: string): void {
    this.lines = lines.map((line) => ({ ...line, key: this.#key++ }));
    [this.validUntil, this.note, this.isWriting] = [validUntil, note, true];
  }

  add(): void {
    this.lines.push({ key: this.#key++, kind: 'other', text: '', quantity: 1, unit_cents: 0, part_id: null, finding_id: null, source: '' });
  }

  remove(key: number): void {
    this.lines = this.lines.filter((line) => line.key !== key);
  }

  /** A price that was typed is the price list's no more. */
  price(key: number, cents: number | null): void {
    const line = this.lines.find((each) => each.key === key);
    if (line === undefined || cents === null || line.unit_cents === cents) return;
    [line.unit_cents, line.source] = [cents, ''];
  }

  stop(): void {
    this.isWriting = false;
  }

  /** As the desk takes it. */
  written(): { lines: QuoteLine[]; valid_until: string; note: string } {
    return { lines: this.lines.map(({ key: _key, ...line }) => line), valid_until: this.validUntil ?? '', note: this.note.trim() };
  }
}
