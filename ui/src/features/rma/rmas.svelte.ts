import type { Backend } from '$lib/api/backend';
import type { RmaRow } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';

const PAGE = 200;
/** More drafts than this are not drafts any more, they are a habit. */
const MOST_DRAFTS = 200;

/** The RMAs on screen: what is still being filed first, then the newest. */
export class RmaList {
  text = $state('');
  #drafts: RmaRow[] = $state.raw([]);
  #filed: RmaRow[] = $state.raw([]);
  #next: string | null = $state(null);
  #status: 'loading' | 'ready' | 'error' = $state('loading');
  #error = $state('');
  #request = 0;
  #growing = false;

  constructor(private readonly backend: Backend) {}

  // One filed between the two answers would stand in both.
  readonly rows = $derived([...this.#drafts, ...this.#filed.filter((row) => !this.#drafts.some((draft) => draft.id === row.id))]);
  readonly more = $derived(this.#next !== null);
  get status(): 'loading' | 'ready' | 'error' {
    return this.#status;
  }
  get error(): string {
    return this.#error;
  }

  async reload(): Promise<void> {
    const request = ++this.#request;
    this.#growing = false;
    this.#status = 'loading';
    try {
      const text = this.text.trim();
      const [drafts, page] = await Promise.all([
        this.backend.rmas({ text, state: 'draft', descending: true, limit: MOST_DRAFTS }),
        this.backend.rmas({ text, descending: true, limit: PAGE }),
      ]);
      // A slower, older answer must not overwrite a newer one.
      if (request !== this.#request) return;
      this.#drafts = drafts.rows;
      this.#filed = page.rows.filter(isFiled);
      this.#next = page.next;
      this.#status = 'ready';
    } catch (thrown) {
      if (request !== this.#request) return;
      this.#error = messageOf(thrown);
      this.#status = 'error';
    }
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.#growing) return;
    const request = this.#request;
    this.#growing = true;
    try {
      const page = await this.backend.rmas({ text: this.text.trim(), descending: true, after: this.#next, limit: PAGE });
      if (request !== this.#request) return;
      this.#filed = [...this.#filed, ...page.rows.filter(isFiled)];
      this.#next = page.next;
    } catch (thrown) {
      if (request !== this.#request) return;
      this.#error = messageOf(thrown);
      this.#status = 'error';
    } finally {
      if (request === this.#request) this.#growing = false;
    }
  }
}

function isFiled(row: RmaRow): boolean {
  return row.state !== 'draft';
}
