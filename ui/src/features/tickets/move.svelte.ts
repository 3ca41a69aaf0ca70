import type { Disposition, MoveNote, MoveOption, Stage, TicketRow } from '$lib/api/bindings.gen';
import { STAGE_ORDER } from '$lib/trade';
import { words } from './words';

/** A way from one ticket can be chosen unless it is refused; `ready` also hangs on the disposition, which is chosen with the move. */
export function canChoose(option: MoveOption, isHeld: boolean): boolean {
  return option.allowed || (option.to === 'ready' && !isHeld);
}

/** The one move a button can do at once: the likely next stage, when nothing has to be said with it. */
export function likelyNext(options: readonly MoveOption[]): MoveOption | null {
  return options.find((option) => option.allowed && !option.is_back && option.to !== 'rejected' && option.to !== 'cancelled') ?? null;
}

/** Every stage many tickets at once may be told to go to. */
export const ANY_MOVE: readonly MoveOption[] = STAGE_ORDER.filter((stage) => stage !== 'draft' && stage !== 'submitted').map((to) => ({
  to,
  allowed: true,
  missing: '',
  needs_reason: false,
  is_back: false,
}));

/** A move being decided on. */
export class MoveForm {
  to: Stage | null = $state(null);
  reason = $state('');
  disposition: Disposition | null = $state(null);
  #tried = $state(false);

  constructor(
    readonly options: readonly MoveOption[],
    private readonly from: Pick<TicketRow, 'stage' | 'hold' | 'disposition'> | null,
    first: Stage | null = null,
  ) {
    const start = options.find((option) => option.to === first) ?? likelyNext(options) ?? options.find((option) => this.mayChoose(option));
    if (from !== null || first !== null) this.to = start?.to ?? null;
    this.disposition = from?.disposition ?? (from?.stage === 'testing' ? 'repaired' : null);
  }

  get chosen(): MoveOption | null {
    return this.options.find((option) => option.to === this.to) ?? null;
  }
  get needsDisposition(): boolean {
    return this.to === 'ready';
  }
  get reasonError(): string | undefined {
    return this.#tried && this.chosen?.needs_reason === true && this.reason.trim() === '' ? words.reasonMissing : undefined;
  }
  get dispositionError(): string | undefined {
    return this.#tried && this.needsDisposition && this.disposition === null && this.from !== null ? words.dispositionMissing : undefined;
  }

  mayChoose(option: MoveOption): boolean {
    return canChoose(option, this.from !== null && this.from.hold !== null);
  }

  /** What to send, or null while something is missing; from then on what is missing is said. */
  submit(): { to: Stage; note: MoveNote } | null {
    this.#tried = true;
    if (this.chosen === null || this.reasonError !== undefined || this.dispositionError !== undefined) return null;
    return { to: this.chosen.to, note: { reason: this.reason.trim(), disposition: this.needsDisposition ? this.disposition : null } };
  }
}
