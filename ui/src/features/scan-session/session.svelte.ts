import type { Backend } from '$lib/api/backend';
import type { DeviceId, RmaId, ScanEntry, ScanSession, ScanSetting, ScanStep, TicketRow } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';
import type { Tones } from '$lib/scan';
import { VERDICTS } from './verdicts';
import { words } from './words';

type Asked = Pick<
  Backend,
  'scanSession' | 'setScanSession' | 'endScanSession' | 'scanStep' | 'chooseScan' | 'undoScan' | 'undoScanSession' | 'missingScans' | 'unknownScans' | 'saveUnknownScans' | 'scratch' | 'keepScratch' | 'rmas'
>;

/** As many lines as are drawn; the desk keeps them all. */
const SHOWN = 200;
/** Where the import of units keeps its paste. */
const INTAKE = 'intake:fleet';

export const NOTHING_SET: Required<ScanSetting> = {
  rma_id: null,
  stage: null,
  reason: '',
  disposition: null,
  release: false,
  hold: null,
  hold_note: '',
  location: '',
  site_id: null,
  box_label: '',
};

/** The scan session on screen. The desk has it all before it answers; this only draws what was answered. */
export class ScanDesk {
  #session: ScanSession | null = $state.raw(null);
  #status: 'loading' | 'ready' | 'error' = $state('loading');
  #error = $state('');
  /** Scanned and not answered yet, in order. */
  #waiting: readonly string[] = $state.raw([]);
  /** The line that the eye is on: the last that was answered. */
  #latest: ScanEntry | null = $state.raw(null);
  /** A scan that never reached the record, and why. */
  #lost: string | null = $state(null);
  #missing: readonly TicketRow[] = $state.raw([]);
  #unknown: readonly string[] = $state.raw([]);
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly backend: Asked,
    private readonly tones: Pick<Tones, 'play'>,
  ) {}

  get session(): ScanSession | null {
    return this.#session;
  }
  get status(): 'loading' | 'ready' | 'error' {
    return this.#status;
  }
  get error(): string {
    return this.#error;
  }
  get waiting(): readonly string[] {
    return this.#waiting;
  }
  get latest(): ScanEntry | null {
    return this.#latest;
  }
  get lost(): string | null {
    return this.#lost;
  }
  get missing(): readonly TicketRow[] {
    return this.#missing;
  }
  get unknown(): readonly string[] {
    return this.#unknown;
  }

  /** The entry that waits for a number key: the newest, while it is undecided. */
  readonly undecided = $derived(this.#latest?.verdict === 'ambiguous' ? this.#latest : null);
  readonly canUndo = $derived(this.#session?.entries.some((entry) => entry.verdict === 'good' && !entry.undone) ?? false);
  /** How many units the RMA has that could be scanned; null without one. */
  readonly expected = $derived(this.#session?.missing == null ? null : this.#session.missing + this.#session.counts.good);

  async load(): Promise<void> {
    try {
      this.#show(await this.backend.scanSession());
      this.#status = 'ready';
      await this.#lists();
    } catch (thrown) {
      this.#error = messageOf(thrown);
      this.#status = 'error';
    }
  }

  /** Begins a session, or goes on with another setting. */
  async set(setting: ScanSetting): Promise<void> {
    this.#show(await this.backend.setScanSession(setting));
    await this.#lists();
  }

  /** The id of an RMA by its number, as typed. */
  async rmaNumbered(text: string): Promise<RmaId | null> {
    const wanted = text.trim().toUpperCase();
    const { rows } = await this.backend.rmas({ text: wanted, limit: 10 });
    return rows.find(({ number }) => number.toUpperCase() === wanted || number.toUpperCase() === `RMA-${wanted}`)?.id ?? null;
  }

  /** Takes a scan. A scanner is faster than a disk: they are answered one after the other, in their order. */
  scan(text: string): Promise<void> {
    const label = text.trim();
    if (label === '' || this.#session === null) return Promise.resolve();
    this.#waiting = [...this.#waiting, label];
    return this.#inTurn(async () => {
      try {
        this.#take(await this.backend.scanStep(label));
      } catch (thrown) {
        this.#lose(label, thrown);
      } finally {
        this.#waiting = this.#waiting.slice(1);
      }
    });
  }

  /** Says which of several units was meant. */
  choose(n: number, device: DeviceId): Promise<void> {
    return this.#inTurn(async () => {
      try {
        this.#take(await this.backend.chooseScan(n, device));
      } catch (thrown) {
        this.#lose(this.#latest?.text ?? '', thrown);
      }
    });
  }

  /** Takes back one scan, by default the last that can be; rejects with the reason when it cannot. */
  undo(n: number | null = null): Promise<void> {
    return this.#inTurn(async () => this.#take(await this.backend.undoScan(n), false));
  }

  /** How many scans were taken back, and how many could not be. */
  async undoAll(): Promise<{ done: number; kept: number }> {
    let came = { done: 0, kept: 0 };
    await this.#inTurn(async () => {
      const undone = await this.backend.undoScanSession();
      this.#show(undone.session);
      came = { done: undone.taken_back, kept: undone.kept.length };
      await this.#lists();
    });
    return came;
  }

  async end(): Promise<void> {
    await this.#inTurn(() => this.backend.endScanSession());
    this.#show(null);
    this.#missing = [];
    this.#unknown = [];
  }

  saveUnknown(path: string): Promise<number> {
    return this.backend.saveUnknownScans(path);
  }

  /** Lays the unknown serials into the import of units, under what may lie there already. */
  async handOver(): Promise<void> {
    const kept = await this.backend.scratch(INTAKE);
    await this.backend.keepScratch(INTAKE, [textOf(kept), ...this.#unknown].filter((line) => line !== '').join('\n'));
  }

  /** One after the other; what goes wrong in one is for its own caller. */
  #inTurn(work: () => Promise<unknown>): Promise<void> {
    const done = this.#turn.then(async () => void (await work()));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #show(session: ScanSession | null): void {
    this.#session = session;
    this.#latest = session?.entries[0] ?? null;
    this.#lost = null;
  }

  #take({ entry, counts, missing }: ScanStep, sounds = true): void {
    if (this.#session === null) return;
    const others = this.#session.entries.filter(({ n }) => n !== entry.n);
    this.#session = { ...this.#session, counts, missing, entries: [entry, ...others].sort((a, b) => b.n - a.n).slice(0, SHOWN) };
    this.#latest = entry;
    this.#lost = null;
    if (sounds) this.tones.play(VERDICTS[entry.verdict].sound);
    // The verdict is on screen first; these lists may come a little later.
    void this.#lists();
  }

  #lose(label: string, thrown: unknown): void {
    this.#lost = words.notTaken(label, messageOf(thrown));
    this.tones.play('bad');
  }

  async #lists(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    const [missing, unknown] = await Promise.all([
      session.missing === null ? [] : this.backend.missingScans(),
      session.counts.unknown === 0 ? [] : this.backend.unknownScans(),
    ]).catch(() => [this.#missing, this.#unknown] as const);
    if (this.#session !== session) return;
    this.#missing = missing;
    this.#unknown = unknown;
  }
}

function textOf(kept: string | null): string {
  if (kept === null) return '';
  try {
    const read: unknown = JSON.parse(kept);
    return typeof read === 'object' && read !== null && 'text' in read && typeof read.text === 'string' ? read.text.trim() : kept.trim();
  } catch {
    return kept.trim();
  }
}
