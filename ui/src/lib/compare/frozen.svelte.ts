import type { Backend } from '$lib/api/backend';
import type { Assumptions, CenterId, FrozenEstimate, Question, Subject } from '$lib/api/bindings.gen';
import { frozenSubject, subjectSaid } from '$lib/api/estimate-said';
import { messageOf } from '$lib/api/failure';
import { takeBack } from '$lib/api/undo';
import { dayOf } from '$lib/format/dates';
import type { Toasts } from '$lib/ui';
import { nearDay } from './near';
import { words } from './words';

/** The estimates frozen for what is compared, or of the whole desk for a what-if. */
export class Frozen {
  #kept: FrozenEstimate[] = $state.raw([]);
  #request = 0;
  #of: Question | null = null;

  constructor(
    private readonly backend: Pick<Backend, 'frozenEstimates' | 'freezeEstimate' | 'withdrawEstimate' | 'noteEstimate' | 'undo'>,
    private readonly toasts: Toasts,
  ) {}

  get kept(): readonly FrozenEstimate[] {
    return this.#kept;
  }

  async look(question: Question): Promise<void> {
    this.#of = question.of === 'what_if' ? null : question;
    await this.#read();
  }

  /** When the estimate of a center was last frozen for these units. */
  frozenAt(center: CenterId, subject: Subject): string | null {
    return this.#kept.find((kept) => kept.center_id === center && frozenSubject(kept) === subjectSaid(subject))?.made_at ?? null;
  }

  async freeze(question: Question, assumptions: Assumptions, center: CenterId): Promise<void> {
    await this.#say(words.notFrozen, async () => {
      const { action, estimate } = await this.backend.freezeEstimate(question, assumptions, center, '');
      return { action, text: words.frozenNow(estimate.center, nearDay(estimate.p80_on, dayOf(estimate.made_at))) };
    });
  }

  async withdraw({ id, center }: FrozenEstimate): Promise<void> {
    await this.#say(words.notWithdrawn, async () => ({ action: await this.backend.withdrawEstimate(id), text: words.withdrawn(center) }));
  }

  async note({ id, note }: FrozenEstimate, text: string): Promise<void> {
    if (text.trim() === note) return;
    await this.#say(words.notFrozen, async () => ({ action: (await this.backend.noteEstimate(id, text)).action, text: words.noteKept }));
  }

  async #say(failed: string, act: () => Promise<{ action: string; text: string }>): Promise<void> {
    try {
      const { action, text } = await act();
      this.toasts.say({ text, undo: () => takeBack(this.backend, this.toasts, action, () => this.#read()) });
    } catch (thrown) {
      this.toasts.say({ tone: 'bad', text: `${failed}: ${messageOf(thrown)}`, stays: null });
    }
    await this.#read();
  }

  async #read(): Promise<void> {
    const request = ++this.#request;
    // What cannot be listed takes nothing from the comparison; the next change asks again.
    const kept = await this.backend.frozenEstimates(this.#of).catch(() => []);
    if (request === this.#request) this.#kept = kept;
  }
}
