/**
 * Keeps the focus from getting lost.
 *
 * A control that goes away, or is switched off while it works, drops the focus on the page itself, where no key does
 * anything and the next Tab begins at the top. Then the focus goes home; to a control that is only switched off it
 * comes back.
 */
export class FocusKeeper {
  #last: HTMLElement | null = null;
  #looking = false;

  /** `home` is where the focus belongs when what had it is gone. */
  constructor(private readonly home: () => HTMLElement | null | undefined) {}

  /** Watches from now on; returns what stops it. */
  watch(page: Document): () => void {
    const remember = (event: FocusEvent): void => {
      if (event.target instanceof HTMLElement) this.#last = event.target;
    };
    // Whoever clicks beside all controls means to leave them.
    const forget = (): void => {
      this.#last = null;
    };
    const observer = new MutationObserver(() => this.#look(page));
    page.addEventListener('focusin', remember);
    page.addEventListener('pointerdown', forget);
    observer.observe(page.body, { subtree: true, childList: true, attributeFilter: ['disabled'] });
    return () => {
      page.removeEventListener('focusin', remember);
      page.removeEventListener('pointerdown', forget);
      observer.disconnect();
    };
  }

  #look(page: Document): void {
    if (this.#looking || this.#last === null || !isLost(page)) return;
    this.#looking = true;
    // Whoever took the control away may put the focus somewhere better first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.#looking = false;
        if (this.#last === null || !isLost(page)) return;
        if (!this.#last.isConnected) this.home()?.focus({ preventScroll: true });
        else if (!this.#last.matches(':disabled')) this.#last.focus({ preventScroll: true });
      }),
    );
  }
}

function isLost(page: Document): boolean {
  return page.activeElement === null || page.activeElement === page.body;
}
