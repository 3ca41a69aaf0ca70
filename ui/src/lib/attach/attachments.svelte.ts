import type { Backend } from '$lib/api/backend';
import type { AttachedTo, Attached, Attachment, AttachmentId, Attachments, Metadata, RefusedFile, Saved, Staged } from '$lib/api/bindings.gen';
import { isFailure, messageOf } from '$lib/api/failure';
import { Loaded } from '$lib/api/loaded.svelte';
import { sayDone } from '$lib/api/undo';
import type { Toasts } from '$lib/ui';
import { words } from './words';

/** Work on many files: how far it is. */
export interface Work {
  label: string;
  done: number;
  total: number;
}

/** What the web view hands over of a dropped or pasted file. */
export type DroppedFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

/** The files of a ticket, a unit or an RMA, and what is being done to them. */
export class FileList {
  readonly all: Loaded<Attachments>;
  #work: Work | null = $state.raw(null);
  #cancelled = $state(false);

  constructor(
    private readonly backend: Backend,
    private readonly toasts: Toasts,
    readonly to: AttachedTo,
    private readonly onchanged: () => void = () => undefined,
  ) {
    this.all = new Loaded(() => backend.attachments(to));
  }

  get work(): Work | null {
    return this.#work;
  }
  get isCancelling(): boolean {
    return this.#cancelled;
  }
  readonly own = $derived.by((): readonly Attachment[] => this.all.value?.own ?? []);
  readonly ofTickets = $derived.by((): readonly Attachment[] => this.all.value?.of_tickets ?? []);

  load(): Promise<void> {
    return this.all.load();
  }

  /** Attaches what was dropped or pasted: the bytes first, one file after the other, then all of them as one action. */
  async addFiles(files: readonly DroppedFile[]): Promise<void> {
    if (files.length === 0 || this.#work !== null) return;
    this.#cancelled = false;
    try {
      const refused = await this.backend.judgeFiles(
        this.to,
        files.map(({ name, size }) => ({ name, size })),
      );
      const names = new Set(refused.map((file) => file.name));
      const staged: Staged[] = [];
      this.#progress(words.attaching, 0, files.length);
      for (const [at, file] of files.entries()) {
        if (this.#cancelled) {
          this.toasts.say({ tone: 'idle', text: words.cancelled });
          return;
        }
        if (!names.has(file.name)) staged.push({ name: file.name, hash: await this.backend.stageFile(await file.arrayBuffer()) });
        this.#progress(words.attaching, at + 1, files.length);
      }
      if (staged.length === 0) this.#sayLeftOut(refused);
      else this.#sayAttached(await this.backend.attach(this.to, staged), refused);
    } catch (thrown) {
      this.#sayFailed(thrown);
    } finally {
      this.#work = null;
      await this.#changed();
    }
  }

  /** Attaches files the person picks in the system's dialog. */
  async pick(): Promise<void> {
    if (this.#work !== null) return;
    try {
      await this.addPaths(await this.backend.pickFiles());
    } catch (thrown) {
      this.#sayFailed(thrown);
    }
  }

  /** Attaches files by where they lie; the desk opens them. */
  async addPaths(paths: readonly string[]): Promise<void> {
    if (paths.length === 0 || this.#work !== null) return;
    this.#cancelled = false;
    try {
      this.#progress(words.attaching, 0, paths.length);
      this.#sayAttached(await this.backend.attachPaths(this.to, [...paths], ({ done, total }) => this.#progress(words.attaching, done, total)), []);
    } catch (thrown) {
      this.#sayFailed(thrown);
    } finally {
      this.#work = null;
      await this.#changed();
    }
  }

  cancel(): void {
    this.#cancelled = true;
    void this.backend.cancel();
  }

  async note(id: AttachmentId, note: string): Promise<void> {
    try {
      await this.backend.noteAttachment(id, note);
    } catch (thrown) {
      this.#sayFailed(thrown);
    }
    await this.#changed();
  }

  async remove(file: Attachment): Promise<void> {
    try {
      const action = await this.backend.removeAttachment(file.id);
      sayDone(this.backend, this.toasts, words.removed(file.name), action, () => this.#changed());
    } catch (thrown) {
      this.#sayFailed(thrown);
    }
    await this.#changed();
  }

  async save(file: Attachment, metadata: Metadata): Promise<void> {
    try {
      const path = await this.backend.pickSavePath(file.name, [{ name: words.anyFile, extensions: [file.name.split('.').at(-1) ?? '*'] }]);
      if (path === null) return;
      const saved = await this.backend.saveAttachment(file.id, path, metadata);
      this.#saySaved(saved);
    } catch (thrown) {
      this.#sayFailed(thrown);
    }
  }

  async saveAll(metadata: Metadata, name: string): Promise<void> {
    if (this.#work !== null) return;
    try {
      const path = await this.backend.pickSavePath(`${name}.zip`, [{ name: words.zip, extensions: ['zip'] }]);
      if (path === null) return;
      this.#cancelled = false;
      this.#progress(words.saving, 0, this.own.length + this.ofTickets.length);
      const saved = await this.backend.saveAttachments(this.to, path, metadata, ({ done, total }) => this.#progress(words.saving, done, total));
      this.#saySaved(saved);
      this.#sayLeftOut(saved.left_out);
    } catch (thrown) {
      this.#sayFailed(thrown);
    } finally {
      this.#work = null;
    }
  }

  #progress(label: string, done: number, total: number): void {
    this.#work = { label, done, total };
  }

  #sayAttached(attached: Attached, before: readonly RefusedFile[]): void {
    if (attached.added.length > 0) sayDone(this.backend, this.toasts, words.attached(attached.added.length), attached.action, () => this.#changed());
    this.#sayLeftOut([...before, ...attached.refused]);
  }

  #sayLeftOut(refused: readonly RefusedFile[]): void {
    const [first] = refused;
    if (first === undefined) return;
    const text = refused.length === 1 ? words.leftOut(first.name, first.why) : words.leftOutMore(refused.length, first.name, first.why);
    this.toasts.say({ tone: 'warn', text, stays: null });
  }

  #saySaved(saved: Saved): void {
    this.toasts.say({ text: saved.cleaned === 0 ? words.saved(saved.files) : words.savedClean(saved.files, saved.cleaned) });
  }

  #sayFailed(thrown: unknown): void {
    if (isFailure(thrown) && thrown.code === 'cancelled') this.toasts.say({ tone: 'idle', text: words.cancelled });
    else this.toasts.say({ tone: 'bad', text: messageOf(thrown), stays: null });
  }

  async #changed(): Promise<void> {
    await this.load();
    this.onchanged();
  }
}
