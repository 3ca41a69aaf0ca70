import type { Backend } from '$lib/api/backend';
import type { CenterSheet, Change, Fleet, Scenario, ScenarioId, TwoWorlds } from '$lib/api/bindings.gen';
import { Loaded } from '$lib/api/loaded.svelte';
import { Delay } from '$lib/delay';
import type { Day } from '$lib/format/dates';

const NEW_ID = '00000000-0000-0000-0000-000000000000';
/** A hand still typing is not asked about with every key. */
const REST_MS = 250;

export type ChangeKind = Change['kind'];

/** A change of its kind as it begins: every figure is there to be changed. */
export function newChange(kind: ChangeKind, today: Day, centers: readonly CenterSheet[]): Change {
  const [first, second] = centers.map(({ center }) => center.id);
  switch (kind) {
    case 'customs_hold':
      return { kind, lanes: [], days: 75, chance: 0.85, source: '' };
    case 'tariff':
      return { kind, country: null, from: today, rate_ppm: 250_000, source: '' };
    case 'new_center':
      return { kind, name: '', makers: [], from: today, per_week_at_first: 50, per_week_when_full: 200, full_on: today, fee_usd: null, freight_usd: 35, source: '' };
    case 'queue':
      return { kind, center_ids: [], times: 2 };
    case 'closure':
      return { kind, center_ids: [], from_on: today, to_on: today };
    case 'shift':
      return { kind, from: first ?? NEW_ID, to: second ?? first ?? NEW_ID, share: 0.3 };
  }
}

type Desk = Pick<Backend, 'scenarios' | 'twoWorlds'>;

/** The scenario in hand, changed or not, and what comes of it. */
export class Worlds {
  readonly #worlds: Loaded<TwoWorlds>;
  readonly #delay: Delay;
  #known: Scenario[] = $state.raw([]);
  #chosen: ScenarioId | null = $state(null);
  name = $state('');
  note = $state('');
  changes: Change[] = $state([]);
  fleet: Fleet = $state.raw({ of: 'open' });

  constructor(private readonly desk: Desk) {
    this.#worlds = new Loaded(() => this.desk.twoWorlds(this.fleet, $state.snapshot(this.changes) as Change[]));
    this.#delay = new Delay(REST_MS, () => void this.#worlds.load());
  }

  get known(): readonly Scenario[] {
    return this.#known;
  }
  get answer(): Loaded<TwoWorlds> {
    return this.#worlds;
  }
  readonly chosen = $derived(this.#known.find(({ id }) => id === this.#chosen) ?? null);
  readonly isOwn = $derived(this.chosen !== null && this.chosen.shipped !== true);
  readonly isChanged = $derived(
    this.chosen === null
      ? this.changes.length > 0
      : JSON.stringify([this.name, this.note, this.changes]) !== JSON.stringify([this.chosen.name, this.chosen.note, this.chosen.changes]),
  );

  /** As it is saved: a shipped one that was changed takes the place of itself. */
  get scenario(): Scenario {
    return { id: this.chosen?.id ?? NEW_ID, name: this.name, note: this.note, changes: $state.snapshot(this.changes) as Change[], shipped: false };
  }

  async load(): Promise<void> {
    this.#known = await this.desk.scenarios();
    const [first] = this.#known;
    if (this.#chosen === null && this.changes.length === 0 && first !== undefined) this.take(first);
  }

  take(scenario: Scenario): void {
    this.#chosen = scenario.id === NEW_ID ? null : scenario.id;
    this.name = scenario.name;
    this.note = scenario.note;
    this.changes = structuredClone($state.snapshot(scenario.changes)) as Change[];
    void this.#worlds.load();
  }

  begin(name: string): void {
    this.take({ id: NEW_ID, name, note: '', changes: [], shipped: false });
  }

  add(change: Change): void {
    this.changes.push(change);
    this.ask();
  }

  remove(at: number): void {
    this.changes.splice(at, 1);
    this.ask();
  }

  /** Asks once the hand has rested. */
  ask(): void {
    this.#delay.start();
  }

  stop(): void {
    this.#delay.stop();
  }
}
