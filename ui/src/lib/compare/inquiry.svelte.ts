import type { Backend } from '$lib/api/backend';
import type { Assumptions, CenterId, Comparison, Question } from '$lib/api/bindings.gen';
import { Loaded } from '$lib/api/loaded.svelte';
import type { Day } from '$lib/format/dates';
import { inOrder, type Order } from './drawing';

/** What is assumed of customs holds on overseas lanes. */
export type HoldScenario = 'published' | 'none' | 'until';

/** Drawn over one axis, or the same as a table. */
export type View = 'drawn' | 'table';

/** One question to all centers: what the person assumes, and what came back. */
export class Inquiry {
  order: Order = $state('back');
  scenario: HoldScenario = $state('published');
  holdUntil: Day | null = $state(null);
  hashprice: number | null = $state(null);
  deadline: Day | null = $state(null);
  #quotes: Record<CenterId, number> = $state.raw({});
  #question: Question | null = null;
  readonly #answer: Loaded<Comparison>;

  constructor(
    private readonly backend: Pick<Backend, 'whereToSend'>,
    given: Assumptions = {},
  ) {
    this.#answer = new Loaded(() => (this.#question === null ? Promise.reject(new Error('Nothing was asked')) : this.backend.whereToSend(this.#question, this.assumptions)));
    this.hashprice = given.hashprice_usd_per_ph_day ?? null;
    this.deadline = given.deadline ?? null;
    this.holdUntil = given.hold_until ?? null;
    if (given.ignore_holds) this.scenario = 'none';
    else if (this.holdUntil !== null) this.scenario = 'until';
    this.#quotes = Object.fromEntries((given.quotes ?? []).flatMap(({ center_id, usd_per_unit }) => (usd_per_unit === null ? [] : [[center_id, usd_per_unit]])));
  }

  readonly assumptions: Assumptions = $derived({
    quotes: Object.entries(this.#quotes).map(([center_id, usd_per_unit]) => ({ center_id, usd_per_unit })),
    hashprice_usd_per_ph_day: this.hashprice,
    hold_until: this.scenario === 'until' ? this.holdUntil : null,
    ignore_holds: this.scenario === 'none',
    deadline: this.deadline,
  });

  readonly routes = $derived(inOrder(this.comparison?.routes ?? [], this.order));

  get comparison(): Comparison | undefined {
    return this.#answer.value;
  }
  get status(): 'loading' | 'ready' | 'error' {
    return this.#answer.status;
  }
  get error(): string {
    return this.#answer.error;
  }

  quoteOf(center: CenterId): number | null {
    return this.#quotes[center] ?? null;
  }

  async ask(question: Question): Promise<void> {
    this.#question = question;
    await this.#answer.load();
  }

  async askAgain(): Promise<void> {
    if (this.#question !== null) await this.#answer.load();
  }

  /** A quote typed for a center, US dollars per unit; `null` takes it back. */
  async quote(center: CenterId, usd: number | null): Promise<void> {
    if (this.quoteOf(center) === usd) return;
    const { [center]: _, ...others } = this.#quotes;
    this.#quotes = usd === null ? others : { ...others, [center]: usd };
    await this.askAgain();
  }
}
