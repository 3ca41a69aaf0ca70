import { SvelteSet } from 'svelte/reactivity';

/** The rows chosen for the next action, by key: they stay chosen when the list is sorted or grows. */
export class Selection {
  readonly #keys = new SvelteSet<string>();
  #anchor: string | null = null;

  get keys(): string[] {
    return [...this.#keys];
  }
  get size(): number {
    return this.#keys.size;
  }
  has(key: string): boolean {
    return this.#keys.has(key);
  }

  toggle(key: string): void {
    if (!this.#keys.delete(key)) this.#keys.add(key);
    this.#anchor = key;
  }

  /** From the last row toggled to this one, as Shift does in every list. */
  extendTo(key: string, inOrder: readonly string[]): void {
    const to = inOrder.indexOf(key);
    const from = this.#anchor === null ? to : inOrder.indexOf(this.#anchor);
    if (to < 0) return;
    const [low, high] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
    for (const between of inOrder.slice(low, high + 1)) this.#keys.add(between);
    if (from < 0 || this.#anchor === null) this.#anchor = key;
  }

  /** Where an extension by Shift and the arrow keys begins. */
  anchorAt(key: string): void {
    this.#anchor ??= key;
  }

  all(keys: readonly string[]): void {
    for (const key of keys) this.#keys.add(key);
  }

  clear(): void {
    this.#keys.clear();
    this.#anchor = null;
  }
}
