import { counted } from '$lib/format/plural';
import type { Toasts } from '$lib/ui';
import type { Backend } from './backend';
import type { ActionId } from './bindings.gen';
import { messageOf } from './failure';

/** Says what was done, with the button that takes it back; `after` shows the lists as they are then. */
export function sayDone(backend: Backend, toasts: Toasts, text: string, action: ActionId, after: () => unknown): void {
  toasts.say({
    text,
    async undo() {
      try {
        const undone = await backend.undo(action);
        const [kept] = undone.kept;
        if (kept === undefined) toasts.say({ tone: 'idle', text: 'Taken back' });
        else toasts.say({ tone: 'warn', text: `Taken back, but for ${counted(undone.kept.length, 'thing', 'things')}: ${kept.what}, because ${kept.why}`, stays: null });
      } catch (thrown) {
        toasts.say({ tone: 'bad', text: messageOf(thrown), stays: null });
      }
      await after();
    },
  });
}
