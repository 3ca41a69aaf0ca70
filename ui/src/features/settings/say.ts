import { messageOf } from '$lib/api/failure';
import type { Toasts } from '$lib/ui';
import { words } from './words';

/** Waits for a write and says how it went; answers whether it was done. */
export type Say = (work: Promise<unknown>) => Promise<boolean>;

export function sayingTo(toasts: Toasts): Say {
  return async (work) => {
    try {
      await work;
      toasts.say({ text: words.saved });
      return true;
    } catch (thrown) {
      toasts.say({ text: `${words.notSaved}: ${messageOf(thrown)}`, tone: 'bad' });
      return false;
    }
  };
}
