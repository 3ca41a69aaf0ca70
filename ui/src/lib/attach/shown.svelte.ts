import type { Backend } from '$lib/api/backend';
import type { Attachment } from '$lib/api/bindings.gen';

/** So much of a text is shown; a log of megabytes would hold the window up. */
const MOST_TEXT = 200_000;

/** What the viewer shows of one file at a time. */
export class Shown {
  #url: string | null = $state(null);
  #text: string | null = $state(null);
  #isNothing = $state(false);
  #failed: unknown = $state.raw(null);
  #request = 0;

  constructor(private readonly backend: Pick<Backend, 'attachmentBytes'>) {}

  get url(): string | null {
    return this.#url;
  }
  get text(): string | null {
    return this.#text;
  }
  /** It is of a kind that cannot be shown. */
  get isNothing(): boolean {
    return this.#isNothing;
  }
  get failed(): unknown {
    return this.#failed;
  }

  async show(file: Attachment): Promise<void> {
    const request = ++this.#request;
    this.#forget();
    if (file.kind === 'other') {
      this.#isNothing = true;
      return;
    }
    try {
      const bytes = await this.backend.attachmentBytes(file.id);
      // A slower, older answer must not overwrite a newer one.
      if (request !== this.#request) return;
      if (file.kind === 'photo') this.#url = URL.createObjectURL(new Blob([bytes], { type: file.media_type }));
      else this.#text = new TextDecoder().decode(bytes.slice(0, MOST_TEXT));
    } catch (thrown) {
      if (request === this.#request) this.#failed = thrown;
    }
  }

  close(): void {
    this.#request += 1;
    this.#forget();
  }

  #forget(): void {
    if (this.#url !== null) URL.revokeObjectURL(this.#url);
    this.#url = null;
    this.#text = null;
    this.#isNothing = false;
    this.#failed = null;
  }
}
