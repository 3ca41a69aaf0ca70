const FILLED = 'input:not([type=hidden], [type=checkbox], :disabled), textarea:not(:disabled), [role=combobox], button[aria-haspopup=listbox]';

/** Puts the focus on the first thing to fill in under `root`, unless the person is somewhere already. */
export function focusFirst(root: HTMLElement | undefined, wanted: string = FILLED): void {
  const at = document.activeElement;
  if (at !== null && at !== document.body && at.tagName !== 'MAIN') return;
  root?.querySelector<HTMLElement>(wanted)?.focus();
}
