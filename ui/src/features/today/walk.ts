/** Arrow keys walk through everything that opens, section after section; Home and End go to the ends. */
export function walk(node: HTMLElement): { destroy: () => void } {
  const step = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...node.querySelectorAll<HTMLElement>('[data-row]')];
    const here = rows.findIndex((row) => row === event.target);
    const to = target(event.key, here, rows);
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    to.focus();
    to.scrollIntoView({ block: 'nearest' });
  };
  node.addEventListener('keydown', step);
  return { destroy: () => node.removeEventListener('keydown', step) };
}

function target(key: string, here: number, rows: readonly HTMLElement[]): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return rows[here + 1];
    case 'ArrowUp':
      return rows[here - 1];
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
  }
  return undefined;
}
