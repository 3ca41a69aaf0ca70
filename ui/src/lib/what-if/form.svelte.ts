import type { Backend } from '$lib/api/backend';
import type { DeviceKind, Model, Question, Site, WarrantyClass } from '$lib/api/bindings.gen';
import type { Day } from '$lib/format/dates';

const FOUND = 40;
/** What an empty desk asks about first: one of the machines most farms run. */
const USUAL = 'S21';

/** What the form asks about, and the choices it offers. */
export class WhatIfForm {
  model: Model | null = $state.raw(null);
  component: DeviceKind = $state('hashboard');
  warranty: WarrantyClass = $state('out_of_warranty');
  level = $state(2);
  site: string | null = $state(null);
  quantity: number | null = $state(1);
  on: Day | null = $state(null);
  /** A model was looked for, so the first question is worth asking. */
  isReady = $state(false);
  #models: Model[] = $state.raw([]);
  #sites: Site[] = $state.raw([]);
  #request = 0;

  constructor(private readonly backend: Pick<Backend, 'models' | 'customers' | 'devices'>) {}

  readonly question: Question = $derived({
    of: 'what_if',
    what: {
      model_id: this.model?.id ?? null,
      component: this.component,
      warranty_class: this.warranty,
      level: this.level,
      from_site: this.site,
      quantity: this.quantity ?? 1,
      on: this.on,
    },
  });

  /** The chosen model stays among the choices while others are searched. */
  readonly models = $derived(this.model === null || this.#models.some(({ id }) => id === this.model?.id) ? this.#models : [this.model, ...this.#models]);

  get sites(): readonly Site[] {
    return this.#sites;
  }

  async search(text: string): Promise<void> {
    const request = ++this.#request;
    const found = await this.backend.models(text, FOUND);
    if (request === this.#request) this.#models = found;
  }

  take(model: string): void {
    this.model = this.models.find(({ id }) => id === model) ?? null;
  }

  /** Begins with a model the fleet really has; what cannot be read is simply not offered. */
  async begin(): Promise<void> {
    const [customers, devices] = await Promise.allSettled([this.backend.customers(), this.backend.devices({ kind: 'miner', limit: 1 })]);
    if (customers.status === 'fulfilled') this.#sites = customers.value.flatMap(({ sites }) => sites);
    const first = devices.status === 'fulfilled' ? devices.value.rows[0] : undefined;
    // Who has begun to type is not interrupted.
    if (this.#request > 0) {
      this.isReady = true;
      return;
    }
    await this.search(first?.model ?? USUAL).catch(() => undefined);
    this.model ??= this.#models.find(({ id }) => id === first?.model_id) ?? this.#models.find(({ hashrate_ths }) => hashrate_ths !== null) ?? null;
    this.isReady = true;
    if (this.#request === 1) await this.search('').catch(() => undefined);
  }
}
