/**
 * Says on the page itself whether keys or the pointer were used last. A focus that the program moves is only shown by
 * some engines; whoever works by keys must see it wherever it went. Returns what stops it.
 */
export function watchLastInput(page: Document): () => void {
  const root = page.documentElement;
  // Letters are typed, or scanned, by whoever looks at what they write; Tab, arrows, Enter and Escape move about.
  const byKeys = (event: KeyboardEvent): void => {
    if (event.key.length > 1) root.dataset['lastInput'] = 'keys';
  };
  const byPointer = (): void => void (root.dataset['lastInput'] = 'pointer');
  page.addEventListener('keydown', byKeys, { capture: true });
  page.addEventListener('pointerdown', byPointer, { capture: true });
  return () => {
    page.removeEventListener('keydown', byKeys, { capture: true });
    page.removeEventListener('pointerdown', byPointer, { capture: true });
  };
}
