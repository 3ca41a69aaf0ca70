import type { Backend } from '$lib/api/backend';
import type { ColumnUse, ListDefaults, ListPurpose, OpenList, Progress, RmaId, Taken, TakeInSummary, TakenRow, VerdictKind } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import { Delay, type Timers } from '$lib/delay';
import { Reader } from './reader.svelte';

/** What survives a crash: all that the person typed, chose and mended, before any of it is taken over. */
interface Kept {
  text: string;
  path: string | null;
  defaults: ListDefaults;
  columns: string[] | null;
  fixes: Fix[];
  choices: Choice[];
}
interface Fix {
  row: number;
  field: string;
  value: string;
  /** The line as it stood when it was mended; a fix is laid again only on the same line. */
  line: string;
}
interface Choice {
  row: number;
  take: boolean;
  line: string;
}

export interface TakeInOptions {
  purpose: ListPurpose;
  /** Where the raw text is kept against a crash. */
  scratchKey: string;
  timers?: Timers;
}

const PAGE = 500;
const KEEP_AFTER_MS = 400;

/**
 * A list on its way in: what was pasted, what the desk says of each row, what the person mended.
 *
 * The rows live on the other side; here are those seen so far. Reading again (another paste, another column) gives a
 * new list, and fixes made on lines that still stand are laid on it again.
 */
export class TakeInList {
  #defaults: ListDefaults = $state.raw({});
  #fixes: Fix[] = [];
  #choices: Choice[] = [];
  #rows: TakenRow[] = $state.raw([]);
  #kind: VerdictKind | null = $state(null);
  #asked = 0;
  #loading = false;
  #loadingMore = false;

  readonly #source: Reader<OpenList>;
  readonly #keep: Delay;

  constructor(
    private readonly backend: Backend,
    private readonly options: TakeInOptions,
  ) {
    this.#source = new Reader<OpenList>({
      read: (source, columns, onprogress) => backend.readList(source, options.purpose, columns, this.#defaults, onprogress),
      drop: ({ list }) => backend.dropList(list),
      cancel: () => backend.cancel(),
      prepare: (open) => this.#again(open),
      shown: async () => {
        if (this.#kind !== null && this.shown === 0) this.#kind = null;
        await this.#load(Math.max(PAGE, this.#rows.length));
      },
      cleared: () => {
        this.#asked += 1;
        this.#rows = [];
        this.#kind = null;
      },
      timers: options.timers,
    });
    this.#keep = new Delay(KEEP_AFTER_MS, () => void this.#keepNow(), options.timers);
  }

  get text(): string {
    return this.#source.text;
  }
  get path(): string | null {
    return this.#source.path;
  }
  get defaults(): ListDefaults {
    return this.#defaults;
  }
  get summary(): TakeInSummary | null {
    return this.#source.open?.summary ?? null;
  }
  get rows(): readonly TakenRow[] {
    return this.#rows;
  }
  get kind(): VerdictKind | null {
    return this.#kind;
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
  get isEmpty(): boolean {
    return this.#source.isEmpty;
  }

  readonly toTake = $derived(this.summary?.to_take ?? 0);
  /** How many rows the chosen filter has. */
  readonly shown = $derived.by(() => {
    if (this.summary === null) return 0;
    return this.#kind === null ? this.summary.rows : (this.summary.counts.find((count) => count.kind === this.#kind)?.rows ?? 0);
  });
  readonly more = $derived(this.#rows.length < this.shown);

  /** Takes up what a crash or a closed window left behind. */
  async recall(): Promise<void> {
    const kept = parseKept(await this.backend.scratch(this.options.scratchKey).catch(() => null));
    if (kept === null || !this.isEmpty) return;
    this.#source.take(kept.text, kept.path);
    this.#source.columns = kept.columns;
    this.#defaults = kept.defaults;
    this.#fixes = kept.fixes;
    this.#choices = kept.choices;
    if (!this.isEmpty) await this.read();
  }

  /** Typed or pasted text; it is read as soon as the hand rests. */
  setText(text: string): void {
    this.#source.setText(text);
    this.#keep.start();
  }

  /** A scan is one more line, read at once. */
  append(serial: string): void {
    const before = this.text.replace(/\n+$/, '');
    this.setText(before === '' ? `${serial}\n` : `${before}\n${serial}\n`);
  }

  async openFile(path: string): Promise<void> {
    this.#fixes = [];
    this.#choices = [];
    this.#keep.start();
    await this.#source.openFile(path);
  }

  setDefaults(defaults: ListDefaults): void {
    this.#defaults = defaults;
    this.#keep.start();
    if (!this.isEmpty) void this.read();
  }

  async setColumn(column: ColumnUse, field: string): Promise<void> {
    const columns = this.summary?.columns ?? [];
    // A field fills from one column, and the one that had it before gives it up; hashboards have a column a slot.
    const gives = (use: ColumnUse): boolean => use.field === field && field !== 'board_serial';
    this.#source.columns = columns.map((use) => (use.column === column.column ? field : gives(use) ? '' : use.field));
    this.#keep.start();
    await this.read();
  }

  /** Reads the source again. */
  read(): Promise<void> {
    return this.#source.read();
  }

  /** Lays fixes and choices made before on the lines that are still the same. */
  async #again(next: OpenList): Promise<OpenList> {
    let { summary } = next;
    this.#fixes = this.#fixes.filter((fix) => this.#line(fix.row) === fix.line);
    this.#choices = this.#choices.filter((choice) => this.#line(choice.row) === choice.line);
    for (const { row, field, value } of this.#fixes) summary = await this.backend.fixRow(next.list, row, field, value);
    for (const { row, take } of this.#choices) summary = await this.backend.chooseRow(next.list, row, take);
    return { list: next.list, summary };
  }

  #line(row: number): string {
    return this.path === null ? (this.text.split('\n')[row - 1] ?? '').trim() : '';
  }

  async show(kind: VerdictKind | null): Promise<void> {
    this.#kind = kind;
    await this.#load(PAGE);
  }

  async loadMore(): Promise<void> {
    // While another filter's rows are on their way, these would be added to them a second time.
    const open = this.#source.open;
    if (!this.more || this.#loading || this.#loadingMore || open === null) return;
    this.#loadingMore = true;
    const asked = this.#asked;
    try {
      const rows = await this.backend.listRows(open.list, this.#kind, this.#rows.length, PAGE);
      if (asked === this.#asked) this.#rows = [...this.#rows, ...rows];
    } catch (thrown) {
      this.#source.error = messageOf(thrown);
    } finally {
      this.#loadingMore = false;
    }
  }

  /** Mends one field of one row; the neighbours it touches (a duplicate, say) are judged again with it. */
  async fix(row: number, field: string, value: string): Promise<void> {
    await this.#change((list) => this.backend.fixRow(list, row, field, value));
    this.#fixes = [...this.#fixes.filter((fix) => fix.row !== row || fix.field !== field), { row, field, value, line: this.#line(row) }];
    this.#keep.start();
  }

  async choose(row: number, take: boolean): Promise<void> {
    await this.#change((list) => this.backend.chooseRow(list, row, take));
    this.#choices = [...this.#choices.filter((choice) => choice.row !== row), { row, take, line: this.#line(row) }];
    this.#keep.start();
  }

  async #change(ask: (list: number) => Promise<TakeInSummary>): Promise<void> {
    const open = this.#source.open;
    if (open === null) return;
    try {
      const summary = await ask(open.list);
      if (!this.#source.replace(open, { list: open.list, summary })) return;
      this.#source.error = '';
      await this.#load(Math.max(PAGE, this.#rows.length));
    } catch (thrown) {
      this.#source.error = messageOf(thrown);
      throw thrown;
    }
  }

  async #load(limit: number): Promise<void> {
    const open = this.#source.open;
    if (open === null) return;
    const asked = ++this.#asked;
    this.#loading = true;
    try {
      const rows = await this.backend.listRows(open.list, this.#kind, 0, limit);
      // A slower, older answer must not overwrite a newer one.
      if (asked === this.#asked) this.#rows = rows;
    } finally {
      if (asked === this.#asked) this.#loading = false;
    }
  }

  /** Takes the ready rows over as one action; `null` when it was cancelled and nothing was taken. */
  async takeOver(rma: RmaId | null): Promise<Taken | null> {
    const taken = await this.#source.write(({ list }, onprogress) => this.backend.takeOver(list, rma, onprogress));
    if (taken !== null) await this.#forget();
    return taken;
  }

  cancel(): Promise<void> {
    return this.#source.cancel();
  }

  /** Nothing pasted, nothing kept. */
  async startOver(): Promise<void> {
    await this.#source.startOver();
    await this.#forget();
  }

  /** Leaves the screen: what was typed stays kept, the open list goes. */
  async leave(): Promise<void> {
    if (this.#keep.isWaiting) await this.#keepNow();
    await this.#source.leave();
  }

  async #forget(): Promise<void> {
    this.#fixes = [];
    this.#choices = [];
    this.#keep.stop();
    await this.backend.keepScratch(this.options.scratchKey, null).catch(() => undefined);
  }

  /** Keeps the text under another name: a draft got its number, say. */
  async keepAs(scratchKey: string): Promise<void> {
    if (scratchKey === this.options.scratchKey) return;
    await this.backend.keepScratch(this.options.scratchKey, null).catch(() => undefined);
    this.options.scratchKey = scratchKey;
    if (!this.isEmpty) await this.#keepNow();
  }

  async #keepNow(): Promise<void> {
    this.#keep.stop();
    const kept: Kept = { text: this.text, path: this.path, defaults: this.#defaults, columns: this.#source.columns, fixes: this.#fixes, choices: this.#choices };
    // The list itself goes on when this fails; only a crash now would lose it.
    await this.backend.keepScratch(this.options.scratchKey, this.isEmpty ? null : JSON.stringify(kept)).catch(() => undefined);
  }
}

/** What was kept, or `null`; kept text that is not ours is taken as the paste itself. */
function parseKept(value: string | null): Kept | null {
  if (value === null || value === '') return null;
  try {
    const read: unknown = JSON.parse(value);
    if (typeof read === 'object' && read !== null && 'text' in read && typeof read.text === 'string') {
      return { path: null, defaults: {}, columns: null, fixes: [], choices: [], ...read, text: read.text };
    }
  } catch {
    // Not ours: plain text.
  }
  return { text: value, path: null, defaults: {}, columns: null, fixes: [], choices: [] };
}
