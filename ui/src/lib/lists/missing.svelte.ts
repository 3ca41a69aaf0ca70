import { messageOf } from '$lib/api/failure';

/** Pasted serials that nothing in the list has. */
export class Missing {
  #serials: readonly string[] = $state.raw([]);
  #error: string | null = $state(null);
  #asked = 0;

  constructor(private readonly look: (serials: readonly string[]) => Promise<readonly string[]>) {}

  get serials(): readonly string[] {
    return this.#serials;
  }
  /** Why nobody knows whether any is missing. */
  get error(): string | null {
    return this.#error;
  }

  async of(serials: readonly string[]): Promise<void> {
    const asked = ++this.#asked;
    this.#serials = [];
    this.#error = null;
    if (serials.length === 0) return;
    try {
      const missing = await this.look(serials);
      if (asked === this.#asked) this.#serials = missing;
    } catch (thrown) {
      if (asked === this.#asked) this.#error = messageOf(thrown);
    }
  }
}
