/** Pasted serials that nothing in the list has. */
export class Missing {
  #serials: readonly string[] = $state.raw([]);
  #asked = 0;

  constructor(private readonly look: (serials: readonly string[]) => Promise<readonly string[]>) {}

  get serials(): readonly string[] {
    return this.#serials;
  }

  async of(serials: readonly string[]): Promise<void> {
    const asked = ++this.#asked;
    if (serials.length === 0) {
      this.#serials = [];
      return;
    }
    // Nobody is told that a serial is missing because the desk was busy.
    const missing = await this.look(serials).catch(() => []);
    if (asked === this.#asked) this.#serials = missing;
  }
}
