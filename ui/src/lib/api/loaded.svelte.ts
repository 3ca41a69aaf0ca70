import { messageOf } from './failure';

/** One answer of the backend on screen: loading, ready or error, and a way to ask again. */
export class Loaded<T> {
  #value: T | undefined = $state.raw(undefined);
  #status: 'loading' | 'ready' | 'error' = $state('loading');
  #error = $state('');
  #request = 0;

  constructor(private readonly ask: () => Promise<T>) {}

  get value(): T | undefined {
    return this.#value;
  }
  get status(): 'loading' | 'ready' | 'error' {
    return this.#status;
  }
  get error(): string {
    return this.#error;
  }

  /** What was shown stays on screen until the new answer is here. */
  async load(): Promise<void> {
    const request = ++this.#request;
    this.#status = 'loading';
    try {
      const value = await this.ask();
      // A slower, older answer must not overwrite a newer one.
      if (request !== this.#request) return;
      this.#value = value;
      this.#status = 'ready';
    } catch (thrown) {
      if (request !== this.#request) return;
      this.#error = messageOf(thrown);
      this.#status = 'error';
    }
  }

  /** Shows the record a write returned without asking again. */
  set(value: T): void {
    this.#request += 1;
    this.#value = value;
    this.#status = 'ready';
  }
}
