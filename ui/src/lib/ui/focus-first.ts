const FILLED = 'input:not([type=hidden], [type=checkbox], :disabled), textarea:not(:disabled), [role=combobox], button[aria-haspopup=listbox]';

/** The focus is on nothing a person chose: nowhere, or on the page or its heading, where it waits when its control has gone. */
export function isFocusFree(): boolean {
  const at = document.activeElement;
  return at === null || at === document.body || at.tagName === 'MAIN' || at.tagName === 'H1';
}

/** Puts the focus on the first thing to fill in under `root`, unless the person is somewhere already. */
export function focusFirst(root: HTMLElement | undefined, wanted: string = FILLED): void {
  if (!isFocusFree()) return;
  root?.querySelector<HTMLElement>(wanted)?.focus();
}
