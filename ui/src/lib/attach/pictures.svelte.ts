import { SvelteMap } from 'svelte/reactivity';
import type { Backend } from '$lib/api/backend';
import type { AttachmentId } from '$lib/api/bindings.gen';

/** So many are asked for at once: the desk decodes one photo at a time anyway. */
const AT_ONCE = 2;

/** The small pictures on screen, each asked for once and let go of when the screen goes. */
export class Pictures {
  readonly #urls = new SvelteMap<AttachmentId, string | null>();
  readonly #waiting: AttachmentId[] = [];
  readonly #asked = new Set<AttachmentId>();
  #running = 0;
  #closed = false;

  constructor(private readonly backend: Pick<Backend, 'thumbnail'>) {}

  /** The address of a small picture; `null` where there is none, `undefined` until that is known. */
  of(id: AttachmentId): string | null | undefined {
    return this.#urls.get(id);
  }

  want(ids: readonly AttachmentId[]): void {
    for (const id of ids) {
      if (this.#asked.has(id)) continue;
      this.#asked.add(id);
      this.#waiting.push(id);
    }
    while (this.#running < AT_ONCE && this.#waiting.length > 0) void this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    for (const url of this.#urls.values()) if (url !== null) URL.revokeObjectURL(url);
    this.#urls.clear();
  }

  async #run(): Promise<void> {
    this.#running += 1;
    for (let id = this.#waiting.shift(); id !== undefined; id = this.#waiting.shift()) {
      const url = await this.#ask(id);
      if (this.#closed) {
        if (url !== null) URL.revokeObjectURL(url);
        break;
      }
      this.#urls.set(id, url);
    }
    this.#running -= 1;
  }

  async #ask(id: AttachmentId): Promise<string | null> {
    try {
      const bytes = await this.backend.thumbnail(id);
      return bytes.byteLength === 0 ? null : URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
    } catch {
      // A picture that cannot be had is drawn as a file; the list itself says what is wrong with the desk.
      return null;
    }
  }
}
