import type { Toasts } from '$lib/ui';
import type { Backend } from './backend';
import type { ActionId, Undone } from './bindings.gen';
import { words } from './words';
import { messageOf } from './failure';

/** Says that something was taken back, with what had to stay. */
export function sayUndone(toasts: Toasts, undone: Undone, text: string = words.takenBack): void {
  const [kept] = undone.kept;
  if (kept === undefined) toasts.say({ tone: 'idle', text });
  else toasts.say({ tone: 'warn', text: words.takenBackBut(undone.kept_in_all, kept.what, kept.why), stays: null });
}

/** Takes an action back and says so, with what had to stay; `after` shows the lists as they are then. */
export async function takeBack(backend: Pick<Backend, 'undo'>, toasts: Toasts, action: ActionId, after: () => unknown): Promise<void> {
  try {
    sayUndone(toasts, await backend.undo(action));
  } catch (thrown) {
    toasts.say({ tone: 'bad', text: messageOf(thrown), stays: null });
  }
  await after();
}

/** Says what was done, with the button that takes it back; gives the toast, for whoever takes it back by another way. */
export function sayDone(backend: Pick<Backend, 'undo'>, toasts: Toasts, text: string, action: ActionId, after: () => unknown): number {
  return toasts.say({ text, undo: () => takeBack(backend, toasts, action, after) });
}

/** As `sayDone`, of the window's newest write; without the button where it changed nothing. */
export async function sayWritten(backend: Pick<Backend, 'undo' | 'lastAction'>, toasts: Toasts, text: string, after: () => unknown): Promise<void> {
  const action = await backend.lastAction().catch(() => null);
  if (action === null) toasts.say({ text });
  else sayDone(backend, toasts, text, action, after);
}

/** What was done on one screen, the newest last, so that a key takes back the last of it. */
export class Done {
  #acts: { action: ActionId; toast: number }[] = [];

  constructor(
    private readonly backend: Pick<Backend, 'undo'>,
    private readonly toasts: Toasts,
    private readonly after: () => unknown,
  ) {}

  /** Says what was done, with the button that takes it back. */
  say(text: string, action: ActionId): void {
    const forget = (): unknown => {
      this.#acts = this.#acts.filter((each) => each.action !== action);
      return this.after();
    };
    this.#acts.push({ action, toast: sayDone(this.backend, this.toasts, text, action, forget) });
  }

  /** False when there is nothing to take back. */
  async undoLast(): Promise<boolean> {
    const last = this.#acts.pop();
    if (last === undefined) return false;
    this.toasts.dismiss(last.toast);
    await takeBack(this.backend, this.toasts, last.action, this.after);
    return true;
  }
}
