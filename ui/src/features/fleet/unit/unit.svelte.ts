import type { Backend } from '$lib/api/backend';
import type { DeviceFacts, DeviceId, Passport } from '$lib/api/bindings.gen';
import { Loaded } from '$lib/api/loaded.svelte';

/** One unit on screen and the edits of its facts not yet saved. */
export class UnitSheet {
  readonly passport: Loaded<Passport>;
  #edits: Partial<DeviceFacts> = $state.raw({});
  #modelName: string | null = $state(null);

  constructor(
    private readonly backend: Backend,
    /** As asked for: it may be a record that is part of another one now. */
    asked: DeviceId,
  ) {
    this.passport = new Loaded(() => backend.passport(asked));
  }

  readonly facts = $derived.by((): DeviceFacts | null => {
    const facts = this.passport.value?.page.facts;
    return facts === undefined ? null : { ...facts, ...this.#edits };
  });
  readonly isEdited = $derived(Object.keys(this.#edits).length > 0);
  readonly model = $derived.by((): { id: string; name: string } | null => {
    const [facts, page] = [this.facts, this.passport.value?.page];
    if (facts?.model_id == null || page === undefined) return null;
    return { id: facts.model_id, name: this.#modelName ?? page.row.model ?? '' };
  });

  edit(change: Partial<DeviceFacts>): void {
    const facts = this.passport.value?.page.facts;
    if (facts === undefined) return;
    const edits = { ...this.#edits, ...change };
    // A value put back as it was is no edit.
    this.#edits = Object.fromEntries(Object.entries(edits).filter(([field, value]) => facts[field as keyof DeviceFacts] !== value));
  }

  pickModel(model: { id: string; name: string }): void {
    this.#modelName = model.name;
    this.edit({ model_id: model.id, model_text: null });
  }

  discard(): void {
    this.#edits = {};
    this.#modelName = null;
  }

  async save(): Promise<void> {
    const page = this.passport.value?.page;
    if (this.facts === null || page === undefined) return;
    await this.backend.changeDevice(page.row.id, this.facts);
    await this.passport.load();
    this.discard();
  }
}
