import type { Backend } from '$lib/api/backend';
import type { DeviceFacts, DeviceId, DevicePage } from '$lib/api/bindings.gen';
import { Loaded } from '$lib/api/loaded.svelte';

/** One unit on screen and the edits of its facts not yet saved. */
export class DeviceSheet {
  readonly page: Loaded<DevicePage>;
  #edits: Partial<DeviceFacts> = $state.raw({});
  #modelName: string | null = $state(null);

  constructor(
    private readonly backend: Backend,
    private readonly id: DeviceId,
  ) {
    this.page = new Loaded(() => backend.device(id));
  }

  readonly facts = $derived.by((): DeviceFacts | null => {
    const page = this.page.value;
    return page === undefined ? null : { ...page.facts, ...this.#edits };
  });
  readonly isEdited = $derived(Object.keys(this.#edits).length > 0);
  readonly model = $derived.by((): { id: string; name: string } | null => {
    const [facts, page] = [this.facts, this.page.value];
    if (facts?.model_id == null || page === undefined) return null;
    return { id: facts.model_id, name: this.#modelName ?? page.row.model ?? '' };
  });

  edit(change: Partial<DeviceFacts>): void {
    const facts = this.page.value?.facts;
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
    if (this.facts === null) return;
    this.page.set(await this.backend.changeDevice(this.id, this.facts));
    this.discard();
  }
}
