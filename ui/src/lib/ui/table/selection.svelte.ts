import { SvelteSet } from 'svelte/reactivity';

/** The rows chosen for the next action, by key: they stay chosen when the list is sorted or grows. */
export class Selection {
  /** Those ticked; of everything, those not. */
  readonly #keys = new SvelteSet<string>();
  #everything = $state(false);
  #anchor: string | null = null;

  /** Those ticked one by one. */
  get keys(): string[] {
    return this.#everything ? [] : [...this.#keys];
  }
  /** Those taken out of everything. */
  get except(): string[] {
    return this.#everything ? [...this.#keys] : [];
  }
  /** How many are ticked; how many everything is, only the desk knows. */
  get size(): number {
    return this.#everything ? 0 : this.#keys.size;
  }
  /** All that match, the rows not loaded too. */
  get isEverything(): boolean {
    return this.#everything;
  }
  get isEmpty(): boolean {
    return !this.#everything && this.#keys.size === 0;
  }
  has(key: string): boolean {
    return this.#everything !== this.#keys.has(key);
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
    for (const between of inOrder.slice(low, high + 1)) this.#tick(between);
    if (from < 0 || this.#anchor === null) this.#anchor = key;
  }

  /** Where an extension by Shift and the arrow keys begins. */
  anchorAt(key: string): void {
    this.#anchor ??= key;
  }

  all(keys: Iterable<string>): void {
    for (const key of keys) this.#tick(key);
  }

  /** These and no others. */
  only(keys: Iterable<string>): void {
    this.clear();
    this.all(keys);
  }

  everything(): void {
    this.clear();
    this.#everything = true;
  }

  clear(): void {
    this.#everything = false;
    this.#keys.clear();
    this.#anchor = null;
  }

  #tick(key: string): void {
    if (this.#everything) this.#keys.delete(key);
    else this.#keys.add(key);
  }
}
