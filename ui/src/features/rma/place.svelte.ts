import type { Backend } from '$lib/api/backend';
import type { Customer } from '$lib/api/bindings.gen';
import { Delay } from '$lib/delay';
import type { Filing } from './filing.svelte';

/** The desk gives a new record its id. */
const NEW_ID = '00000000-0000-0000-0000-000000000000';

export interface TypedPlace {
  customer: string;
  site: string;
  country: string;
  region: string;
  zone: string;
}

function nowhere(): TypedPlace {
  return { customer: '', site: '', country: 'US', region: '', zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

/** A customer or site not known yet, typed while filing; kept against a crash until it is saved. */
export class NewPlace {
  #customers: Customer[] = $state.raw([]);
  #typed: TypedPlace = $state.raw(nowhere());
  #wantsCustomer = $state(false);
  #wantsSite = $state(false);
  readonly #keep = new Delay(400, () => void this.keepNow());

  constructor(
    private readonly backend: Backend,
    private readonly filing: Filing,
  ) {}

  get customers(): readonly Customer[] {
    return this.#customers;
  }
  get typed(): TypedPlace {
    return this.#typed;
  }
  readonly customer = $derived(this.#customers.find(({ party }) => party.id === this.filing.facts.customer_id));
  /** Whether the name of a new customer is asked for: when wanted, and when there is none to choose. */
  readonly asksCustomer = $derived(this.#wantsCustomer || this.#customers.length === 0);
  readonly asksSite = $derived(this.asksCustomer || this.#wantsSite || (this.customer !== undefined && this.customer.sites.length === 0));

  async load(): Promise<void> {
    this.#customers = await this.backend.customers().catch(() => []);
    const kept = await this.backend.scratch(this.#key).catch(() => null);
    if (kept !== null) this.#recall(kept);
    else await this.#guess();
  }

  /** Units that all have one owner are sent in by that owner, unless the person says otherwise. */
  async #guess(): Promise<void> {
    const serials = (this.filing.page?.tickets ?? []).flatMap((ticket) => ticket.serial ?? []);
    if (this.filing.facts.customer_id !== null || serials.length === 0) return;
    const { rows } = await this.backend.devices({ serials, limit: serials.length }).catch(() => ({ rows: [] }));
    const [owner, ...owners] = new Set(rows.map((row) => row.owner_id));
    const [site, ...sites] = new Set(rows.map((row) => row.site_id));
    if (owner == null || owners.length > 0 || this.filing.facts.customer_id !== null) return;
    const known = this.#customers.find(({ party }) => party.id === owner)?.sites.find((each) => each.id === site);
    await this.filing.set({ customer_id: owner, ...(known !== undefined && sites.length === 0 ? { site_id: known.id } : {}) });
  }

  #recall(kept: string): void {
    try {
      this.#typed = { ...nowhere(), ...JSON.parse(kept) };
      if (this.#typed.customer !== '') this.#wantsCustomer = true;
      if (this.#typed.site !== '') this.#wantsSite = true;
    } catch {
      // Kept by another version: the fields start empty.
    }
  }

  type(change: Partial<TypedPlace>): void {
    this.#typed = { ...this.#typed, ...change };
    this.#keep.start();
  }

  chooseCustomer(id: string): void {
    this.#wantsCustomer = false;
    this.#wantsSite = false;
    const [only, ...others] = this.#customers.find(({ party }) => party.id === id)?.sites ?? [];
    // A customer with one site leaves no question.
    void this.filing.set({ customer_id: id, ...(only !== undefined && others.length === 0 ? { site_id: only.id } : {}) });
  }

  chooseSite(id: string): void {
    this.#wantsSite = false;
    void this.filing.set({ site_id: id });
  }

  askCustomer(): void {
    this.#wantsCustomer = true;
  }
  askSite(): void {
    this.#wantsSite = true;
  }

  /** Saves what was typed, and puts it into the filing; does nothing when nothing was. */
  async save(): Promise<void> {
    const { customer, site, country, region, zone } = this.#typed;
    let of = this.asksCustomer ? undefined : this.customer;
    if (this.asksCustomer && customer.trim() !== '') {
      of =
        this.#customers.find(({ party }) => party.name.toLowerCase() === customer.trim().toLowerCase()) ??
        (await this.backend.saveParty({ id: NEW_ID, kind: 'farm', name: customer.trim(), country, demo: false }));
      await this.#use(of);
      await this.filing.set({ customer_id: of.party.id });
      this.#wantsCustomer = false;
      this.type({ customer: '' });
    }
    if (of !== undefined && site.trim() !== '') {
      const known = of.sites.map((each) => each.id);
      const saved = await this.backend.saveSite({ id: NEW_ID, party_id: of.party.id, name: site.trim(), country, region: region.trim() === '' ? null : region.trim(), zone });
      await this.#use(saved);
      const made = saved.sites.find((each) => !known.includes(each.id));
      if (made !== undefined) await this.filing.set({ site_id: made.id });
      this.#wantsSite = false;
      this.type({ site: '', region: '' });
    }
    await this.keepNow();
  }

  async #use(customer: Customer): Promise<void> {
    this.#customers = [...this.#customers.filter(({ party }) => party.id !== customer.party.id), customer].sort((a, b) => a.party.name.localeCompare(b.party.name));
  }

  get #key(): string {
    return `filing:place:${this.filing.id ?? 'new'}`;
  }

  async keepNow(): Promise<void> {
    this.#keep.stop();
    const isEmpty = this.#typed.customer.trim() === '' && this.#typed.site.trim() === '';
    await this.backend.keepScratch(this.#key, isEmpty ? null : JSON.stringify(this.#typed)).catch(() => undefined);
  }
}
