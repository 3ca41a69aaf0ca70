import type { Backend } from '$lib/api/backend';
import type { ColumnUse, ListDefaults, ListPurpose, ListSource, OpenList, Progress, RmaId, Taken, TakeInSummary, TakenRow, VerdictKind } from '$lib/api/bindings.gen';
import { isFailure, messageOf } from '$lib/api/failure';
import { Delay, type Timers } from '$lib/delay';

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
/** Long enough not to read at every key, short enough to feel live. */
const READ_AFTER_MS = 250;
const KEEP_AFTER_MS = 400;

/**
 * A list on its way in: what was pasted, what the desk says of each row, what the person mended.
 *
 * The rows live on the other side; here are those seen so far. Reading again (another paste, another column) gives a
 * new list, and fixes made on lines that still stand are laid on it again.
 */
export class TakeInList {
  #text = $state('');
  #path: string | null = $state(null);
  #defaults: ListDefaults = $state.raw({});
  #columns: string[] | null = null;
  #fixes: Fix[] = [];
  #choices: Choice[] = [];

  #open: OpenList | null = $state.raw(null);
  #rows: TakenRow[] = $state.raw([]);
  #kind: VerdictKind | null = $state(null);
  #work: 'reading' | 'taking' | null = $state(null);
  #progress: Progress | null = $state.raw(null);
  #cancelling = $state(false);
  #error = $state('');
  #asked = 0;
  #stale = false;
  #loading = false;
  #loadingMore = false;
  #gone = false;

  readonly #read: Delay;
  readonly #keep: Delay;

  constructor(
    private readonly backend: Backend,
    private readonly options: TakeInOptions,
  ) {
    this.#read = new Delay(READ_AFTER_MS, () => void this.read(), options.timers);
    this.#keep = new Delay(KEEP_AFTER_MS, () => void this.#keepNow(), options.timers);
  }

  get text(): string {
    return this.#text;
  }
  get path(): string | null {
    return this.#path;
  }
  get defaults(): ListDefaults {
    return this.#defaults;
  }
  get summary(): TakeInSummary | null {
    return this.#open?.summary ?? null;
  }
  get rows(): readonly TakenRow[] {
    return this.#rows;
  }
  get kind(): VerdictKind | null {
    return this.#kind;
  }
  get work(): 'reading' | 'taking' | null {
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

  readonly toTake = $derived(this.#open?.summary.to_take ?? 0);
  /** How many rows the chosen filter has. */
  readonly shown = $derived.by(() => {
    const summary = this.#open?.summary;
    if (summary === undefined) return 0;
    return this.#kind === null ? summary.rows : (summary.counts.find((count) => count.kind === this.#kind)?.rows ?? 0);
  });
  readonly more = $derived(this.#rows.length < this.shown);
  readonly isEmpty = $derived(this.#text.trim() === '' && this.#path === null);

  /** Takes up what a crash or a closed window left behind. */
  async recall(): Promise<void> {
    const kept = parseKept(await this.backend.scratch(this.options.scratchKey).catch(() => null));
    if (kept === null || !this.isEmpty) return;
    this.#text = kept.text;
    this.#path = kept.path;
    this.#defaults = kept.defaults;
    this.#columns = kept.columns;
    this.#fixes = kept.fixes;
    this.#choices = kept.choices;
    if (!this.isEmpty) await this.read();
  }

  /** Typed or pasted text; it is read as soon as the hand rests. */
  setText(text: string): void {
    this.#text = text;
    this.#path = null;
    this.#columns = null;
    this.#keep.start();
    this.#read.start();
  }

  /** A scan is one more line, read at once. */
  append(serial: string): void {
    const before = this.#text.replace(/\n+$/, '');
    this.setText(before === '' ? `${serial}\n` : `${before}\n${serial}\n`);
  }

  async openFile(path: string): Promise<void> {
    this.#text = '';
    this.#path = path;
    this.#columns = null;
    this.#fixes = [];
    this.#choices = [];
    this.#keep.start();
    await this.read();
  }

  setDefaults(defaults: ListDefaults): void {
    this.#defaults = defaults;
    this.#keep.start();
    if (!this.isEmpty) void this.read();
  }

  async setColumn(column: ColumnUse, field: string): Promise<void> {
    const columns = this.#open?.summary.columns ?? [];
    // A field fills from one column, and the one that had it before gives it up; hashboards have a column a slot.
    const gives = (use: ColumnUse): boolean => use.field === field && field !== 'board_serial';
    this.#columns = columns.map((use) => (use.column === column.column ? field : gives(use) ? '' : use.field));
    this.#keep.start();
    await this.read();
  }

  /** Reads the source again. While a reading runs a second call waits for it, and only the newest is done. */
  async read(): Promise<void> {
    this.#read.stop();
    if (this.#work !== null) {
      this.#stale = true;
      if (this.#work === 'reading') await this.backend.cancel().catch(() => undefined);
      return;
    }
    if (this.isEmpty) {
      await this.#drop();
      return;
    }
    this.#work = 'reading';
    this.#progress = null;
    this.#error = '';
    try {
      const source: ListSource = this.#path === null ? { from: 'text', text: this.#text } : { from: 'file', path: this.#path };
      const next = await this.backend.readList(source, this.options.purpose, this.#columns, this.#defaults, (progress) => (this.#progress = progress));
      if (this.#gone) {
        await this.backend.dropList(next.list);
        return;
      }
      const before = this.#open;
      this.#open = await this.#again(next);
      if (before !== null) void this.backend.dropList(before.list).catch(() => undefined);
      if (this.#kind !== null && this.shown === 0) this.#kind = null;
      await this.#load(Math.max(PAGE, this.#rows.length));
    } catch (thrown) {
      if (!this.#stale) {
        await this.#drop();
        if (!isCancelled(thrown)) this.#error = messageOf(thrown);
      }
    } finally {
      this.#work = null;
      this.#cancelling = false;
    }
    if (this.#stale) {
      this.#stale = false;
      await this.read();
    }
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
    return this.#path === null ? (this.#text.split('\n')[row - 1] ?? '').trim() : '';
  }

  async show(kind: VerdictKind | null): Promise<void> {
    this.#kind = kind;
    await this.#load(PAGE);
  }

  async loadMore(): Promise<void> {
    // While another filter's rows are on their way, these would be added to them a second time.
    if (!this.more || this.#loading || this.#loadingMore || this.#open === null) return;
    this.#loadingMore = true;
    const asked = this.#asked;
    try {
      const rows = await this.backend.listRows(this.#open.list, this.#kind, this.#rows.length, PAGE);
      if (asked === this.#asked) this.#rows = [...this.#rows, ...rows];
    } catch (thrown) {
      this.#error = messageOf(thrown);
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
    const open = this.#open;
    if (open === null) return;
    try {
      const summary = await ask(open.list);
      if (this.#open?.list !== open.list) return;
      this.#open = { list: open.list, summary };
      this.#error = '';
      await this.#load(Math.max(PAGE, this.#rows.length));
    } catch (thrown) {
      this.#error = messageOf(thrown);
      throw thrown;
    }
  }

  async #load(limit: number): Promise<void> {
    if (this.#open === null) return;
    const asked = ++this.#asked;
    this.#loading = true;
    try {
      const rows = await this.backend.listRows(this.#open.list, this.#kind, 0, limit);
      // A slower, older answer must not overwrite a newer one.
      if (asked === this.#asked) this.#rows = rows;
    } finally {
      if (asked === this.#asked) this.#loading = false;
    }
  }

  /** Takes the ready rows over as one action; `null` when it was cancelled and nothing was taken. */
  async takeOver(rma: RmaId | null): Promise<Taken | null> {
    if (this.#open === null || this.#work !== null) return null;
    this.#work = 'taking';
    this.#progress = null;
    this.#error = '';
    try {
      const taken = await this.backend.takeOver(this.#open.list, rma, (progress) => (this.#progress = progress));
      this.#work = null;
      await this.startOver();
      return taken;
    } catch (thrown) {
      if (!isCancelled(thrown)) this.#error = messageOf(thrown);
      return null;
    } finally {
      this.#work = null;
      this.#cancelling = false;
    }
  }

  async cancel(): Promise<void> {
    this.#cancelling = true;
    await this.backend.cancel();
  }

  /** Nothing pasted, nothing kept. */
  async startOver(): Promise<void> {
    this.#text = '';
    this.#path = null;
    this.#columns = null;
    this.#fixes = [];
    this.#choices = [];
    this.#read.stop();
    this.#keep.stop();
    await this.#drop();
    await this.backend.keepScratch(this.options.scratchKey, null).catch(() => undefined);
  }

  /** Leaves the screen: what was typed stays kept, the open list goes. */
  async leave(): Promise<void> {
    this.#gone = true;
    this.#read.stop();
    if (this.#keep.isWaiting) await this.#keepNow();
    await this.#drop();
  }

  /** Keeps the text under another name: a draft got its number, say. */
  async keepAs(scratchKey: string): Promise<void> {
    if (scratchKey === this.options.scratchKey) return;
    await this.backend.keepScratch(this.options.scratchKey, null).catch(() => undefined);
    this.options.scratchKey = scratchKey;
    if (!this.isEmpty) await this.#keepNow();
  }

  async #drop(): Promise<void> {
    const open = this.#open;
    this.#asked += 1;
    this.#open = null;
    this.#rows = [];
    this.#kind = null;
    this.#error = '';
    if (open !== null) await this.backend.dropList(open.list).catch(() => undefined);
  }

  async #keepNow(): Promise<void> {
    this.#keep.stop();
    const kept: Kept = { text: this.#text, path: this.#path, defaults: this.#defaults, columns: this.#columns, fixes: this.#fixes, choices: this.#choices };
    // The list itself goes on when this fails; only a crash now would lose it.
    await this.backend.keepScratch(this.options.scratchKey, this.isEmpty ? null : JSON.stringify(kept)).catch(() => undefined);
  }
}

function isCancelled(thrown: unknown): boolean {
  return isFailure(thrown) && thrown.code === 'cancelled';
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
