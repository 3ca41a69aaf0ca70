import type { Backend } from '$lib/api/backend';
import { messageOf } from '$lib/api/failure';
import { sayWritten } from '$lib/api/undo';
import type { Toasts } from '$lib/ui';
import { words } from './words';

/** Waits for a write, says how it went and offers its undo, after which `shown` is read again; answers whether it was done. */
export type Say = (work: Promise<unknown>, shown: { load(): unknown }) => Promise<boolean>;

export function sayingTo(toasts: Toasts, backend: Pick<Backend, 'undo' | 'lastAction'>): Say {
  return async (work, shown) => {
    try {
      await work;
      await sayWritten(backend, toasts, words.saved, () => shown.load());
      return true;
    } catch (thrown) {
      toasts.say({ text: `${words.notSaved}: ${messageOf(thrown)}`, tone: 'bad' });
      return false;
    }
  };
}
