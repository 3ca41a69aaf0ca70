import type { TestKind } from '$lib/api/bindings.gen';

export const TEST_KINDS = {
  jig: 'Jig',
  full_machine: 'Whole machine',
  burn_in: 'Burn-in',
} as const satisfies Record<TestKind, string>;
