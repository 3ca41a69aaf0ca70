import type { MoveOption, Reason } from '$lib/api/bindings.gen';
import { words as all } from '$lib/words';

export const words = all.atBench.waiver;

const FOR_WANT_OF_A_TEST: ReadonlySet<Reason['kind']> = new Set(['no_passed_test', 'test_is_older_than_repair', 'test_is_not_enough']);

/** A way that is shut for want of a passed test, and for nothing else. */
export function needsTest({ allowed, reason }: Pick<MoveOption, 'allowed' | 'reason'>): boolean {
  return !allowed && reason != null && FOR_WANT_OF_A_TEST.has(reason.kind);
}
