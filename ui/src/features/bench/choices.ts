import type { Choice } from '$lib/ui';

/** What can be chosen, out of its words, in their order. */
export function choicesOf<V extends string>(labels: Readonly<Record<V, string>>): Choice<V>[] {
  return (Object.entries(labels) as [V, string][]).map(([value, label]) => ({ value, label }));
}
