import type { Backend } from '$lib/api/backend';
import type { Count, DeadlineKind, DeadlinesOfKind, Today } from '$lib/api/bindings.gen';
import { messageOf } from '$lib/api/failure';

/** After how many days without a touch a ticket counts as forgotten; the desk's, not one person's. */
export const UNTOUCHED_SETTING = 'today.untouched_days';
export const UNTOUCHED_CHOICES = [3, 5, 7, 10, 14, 30] as const;

/** As many of one kind as are worth scrolling through here. */
const EXPANDED = 200;

/** What needs a person now, as last read. What is on screen stays until the next answer is whole. */
export class TodayDesk {
  #value: Today | null = $state.raw(null);
  #expanded: DeadlinesOfKind | null = $state.raw(null);
  #error: string | null = $state(null);
  #request = 0;

  constructor(private readonly backend: Pick<Backend, 'today' | 'deadlines' | 'changeSetting'>) {}

  get value(): Today | null {
    return this.#value;
  }
  /** Why nothing could be read; told only while there is nothing to show. */
  get error(): string | null {
    return this.#value === null ? this.#error : null;
  }
  /** The kind of deadline shown whole. */
  get expanded(): DeadlineKind | null {
    return this.#expanded?.kind ?? null;
  }

  readonly deadlines = $derived(this.#value?.deadlines.map((of) => (of.kind === this.#expanded?.kind ? this.#expanded : of)) ?? []);
  /** Held by anybody. */
  readonly held = $derived(sum(this.#value?.held.map(({ count }) => count) ?? []));
  /** Within the days looked ahead, and those passed. */
  readonly near = $derived(sum(this.#value?.deadlines.map(({ count }) => count) ?? []));
  readonly isCalm = $derived(
    this.#value !== null &&
      this.held.count === 0 &&
      this.near.count === 0 &&
      [this.#value.mine, this.#value.overdue, this.#value.promise_passed, this.#value.at_risk, this.#value.untouched, this.#value.back, this.#value.drafts].every(({ count }) => count.count === 0),
  );

  async load(): Promise<void> {
    const request = ++this.#request;
    const kind = this.expanded;
    try {
      const [today, expanded] = await Promise.all([this.backend.today({}), kind === null ? null : this.#all(kind)]);
      // A slower, older answer must not overwrite a newer one.
      if (request !== this.#request) return;
      this.#value = today;
      this.#expanded = expanded;
      this.#error = null;
    } catch (thrown) {
      if (request === this.#request) this.#error = messageOf(thrown);
    }
  }

  /** Shows one kind of deadline whole, or as few as before. */
  async expand(kind: DeadlineKind | null): Promise<void> {
    const request = ++this.#request;
    const expanded = kind === null ? null : await this.#all(kind);
    if (request === this.#request) this.#expanded = expanded;
  }

  async setUntouchedDays(days: number): Promise<void> {
    await this.backend.changeSetting(UNTOUCHED_SETTING, String(days));
    await this.load();
  }

  async #all(kind: DeadlineKind): Promise<DeadlinesOfKind | null> {
    const [found] = await this.backend.deadlines({ kinds: [kind], limit: EXPANDED, days: this.#value?.days ?? 14 });
    // What was due and passed stands under its own heading.
    if (found?.kind !== 'due') return found ?? null;
    const rows = found.rows.filter(({ days_left }) => days_left >= 0);
    return { ...found, rows, passed: 0, count: { ...found.count, count: found.count.count - found.passed } };
  }
}

function sum(counts: readonly Count[]): Count {
  return { count: counts.reduce((all, { count }) => all + count, 0), more: counts.some(({ more }) => more) };
}
