import { getContext, setContext } from 'svelte';

/** What a Field tells the control inside it. */
export interface FieldContext {
  readonly id: string;
  readonly labelId: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly required: boolean;
}

const KEY = Symbol('field');

export function provideField(field: FieldContext): void {
  setContext(KEY, field);
}

/** The Field around a control, or nothing when it stands alone and names itself with `label`. */
export function useField(): FieldContext | undefined {
  return getContext<FieldContext | undefined>(KEY);
}
