import { messageOf } from '$lib/api/failure';
import { Delay } from '$lib/delay';

/** Long enough that an arrow key held down reads nothing, short enough to be there when the eye is. */
const REST_MS = 90;

/** What stands in the side panel: read once the walk over the rows rests; the newest wins. */
export class Peek<Sheet> {
  #key: string | null = $state(null);
  #sheet: { key: string; value: Sheet } | null = $state.raw(null);
  #error: string | null = $state(null);
  #asked = 0;
  readonly #rest: Delay;

  constructor(
    private readonly read: (key: string) => Promise<Sheet>,
    restMs = REST_MS,
  ) {
    this.#rest = new Delay(restMs, () => void this.load());
  }

  /** Null until it is read, and while another one is on its way. */
  get sheet(): Sheet | null {
    return this.#sheet !== null && this.#sheet.key === this.#key ? this.#sheet.value : null;
  }
  get error(): string | null {
    return this.#error;
  }

  show(key: string | null): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#error = null;
    this.#asked += 1;
    if (key === null) this.#rest.stop();
    else this.#rest.start();
  }

  /** As it is now; what was shown stays until then. */
  async load(): Promise<void> {
    const [asked, key] = [++this.#asked, this.#key];
    this.#rest.stop();
    if (key === null) return;
    try {
      const value = await this.read(key);
      if (asked !== this.#asked) return;
      this.#sheet = { key, value };
      this.#error = null;
    } catch (thrown) {
      if (asked === this.#asked) this.#error = messageOf(thrown);
    }
  }
}
