import { getContext, onMount, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { textField } from '$lib/scan/field';
import type { IconComponent } from '$lib/ui/icons';

export interface Shortcut {
  /** One key or a sequence: "n", "?", "g t", "Ctrl+k", "Shift+Delete". */
  keys: string;
  /** Other keys for the same; not shown. */
  also?: readonly string[];
  label: string;
  /** The heading it stands under in the sheet of keys. */
  group: string;
  icon?: IconComponent;
  /**
   * Answer `false` where there was nothing to do: the key then does what it does anyway. `null`: a control hears the key
   * itself, and this only says so.
   */
  run: (() => unknown) | null;
  /** For a hand on the keyboard alone: no use in a list of things to do. */
  keyOnly?: boolean;
  /** Works while a text is being typed too; only sensible with Ctrl, Alt or Escape. */
  whileTyping?: boolean;
  /** Works while a text is being typed and under an open dialog, which hides what other keys are for. */
  everywhere?: boolean;
}

export interface Timers {
  set(run: () => void, ms: number): number;
  clear(id: number): void;
}

const windowTimers: Timers = {
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (id) => window.clearTimeout(id),
};

/** Two keys closer than this come from a scanner, whose letters must not be taken for commands. */
const SETTLE_MS = 40;
const SEQUENCE_MS = 1200;

/** The name of a key press as shortcuts are written: "g", "?", "Ctrl+k", "Shift+ArrowDown". */
export function pressed(event: KeyboardEvent): string {
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  // "?" already says that Shift was held.
  if (event.shiftKey && event.key.length > 1) parts.push('Shift');
  parts.push(parts.length > 0 && event.key.length === 1 ? event.key.toLowerCase() : event.key);
  return parts.join('+');
}

/** The keys that do something on the screen in view; the sheet behind `?` is drawn from the same list. */
export class Shortcuts {
  readonly #known = new SvelteMap<number, Shortcut>();
  #nextId = 0;
  #begun: string | null = null;
  #waiting: { id: number; settle: () => void } | null = null;
  #expiry: number | null = null;
  #lastPlain = Number.NEGATIVE_INFINITY;
  /** Longer where the scanner is slow. */
  settleMs = SETTLE_MS;
  /** Told when a key was a command, and so no part of a label. */
  onheard: () => void = () => undefined;
  /** While the desk is locked no key reaches what lies under the lock. */
  paused = false;

  constructor(private readonly timers: Timers = windowTimers) {}

  /** All that work now, newest first, so that a screen may take a key over from the frame. */
  readonly active = $derived([...this.#known.values()].reverse());

  /** Those that are not taken over by a newer one. */
  readonly live = $derived(this.active.filter((shortcut, at, all) => all.findIndex(({ keys }) => keys === shortcut.keys) === at));

  add(shortcuts: readonly Shortcut[]): () => void {
    const ids = shortcuts.map((shortcut) => {
      const id = this.#nextId++;
      this.#known.set(id, shortcut);
      return id;
    });
    return () => {
      for (const id of ids) this.#known.delete(id);
    };
  }

  listen(target: Window): () => void {
    const hear = (event: KeyboardEvent): void => this.hear(event, event.timeStamp);
    target.addEventListener('keydown', hear);
    return () => {
      target.removeEventListener('keydown', hear);
      this.#drop();
      this.#endSequence();
    };
  }

  hear(event: KeyboardEvent, at: number): void {
    if (this.paused || event.defaultPrevented || event.isComposing || event.key === 'Shift') return;
    const plain = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    const typing = textField(event.target) !== null;
    const inside = inWidget(event.target) || isCovered(event.target);
    if (!plain) {
      const found = this.#find(pressed(event), inside ? 'widget' : typing ? 'text' : 'screen');
      if (found !== undefined && found.run?.() !== false) event.preventDefault();
      return;
    }
    if (typing || inside) return;
    const burst = at - this.#lastPlain < this.settleMs;
    this.#lastPlain = at;
    if (burst) {
      this.#drop();
      this.#endSequence();
      return;
    }
    // A busy page hears its timers late: the key before this one was no scanner's.
    this.#settleNow();
    const name = pressed(event);
    if (this.#find(name) === undefined && !this.#startsSequence(name) && this.#begun === null) return;
    event.preventDefault();
    const settle = (): void => {
      this.#waiting = null;
      this.#settle(name);
    };
    this.#waiting = { id: this.timers.set(settle, this.settleMs), settle };
  }

  #settleNow(): void {
    const waiting = this.#waiting;
    this.#drop();
    waiting?.settle();
  }

  #settle(name: string): void {
    const sequence = this.#begun === null ? null : `${this.#begun} ${name}`;
    this.#endSequence();
    const found = (sequence === null ? undefined : this.#find(sequence)) ?? this.#find(name);
    if (found !== undefined) {
      this.onheard();
      found.run?.();
    } else if (this.#startsSequence(name)) {
      this.onheard();
      this.#begun = name;
      this.#expiry = this.timers.set(() => this.#endSequence(), SEQUENCE_MS);
    }
  }

  #find(keys: string, where: 'screen' | 'text' | 'widget' = 'screen'): Shortcut | undefined {
    const works = (shortcut: Shortcut): boolean => where === 'screen' || shortcut.everywhere === true || (where === 'text' && shortcut.whileTyping === true);
    return this.active.find((shortcut) => shortcut.run !== null && (shortcut.keys === keys || shortcut.also?.includes(keys) === true) && works(shortcut));
  }

  #startsSequence(name: string): boolean {
    return this.active.some((shortcut) => shortcut.keys.startsWith(`${name} `));
  }

  #drop(): void {
    if (this.#waiting !== null) this.timers.clear(this.#waiting.id);
    this.#waiting = null;
  }

  #endSequence(): void {
    if (this.#expiry !== null) this.timers.clear(this.#expiry);
    this.#expiry = null;
    this.#begun = null;
  }
}

/** An open menu or list uses letters to find its items; a dialog hides the screen whose keys these are. */
function inWidget(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="menu"], [role="listbox"], [role="dialog"], [role="spinbutton"]') !== null;
}

/** A dialog that has opened and has not taken the focus yet: what is typed at once is meant for it. */
function isCovered(target: EventTarget | null): boolean {
  const modal = document.querySelector('[role="dialog"][aria-modal="true"], [role="alertdialog"]');
  return modal !== null && target instanceof Node && !modal.contains(target);
}

const KEY = Symbol('shortcuts');

export function provideShortcuts(shortcuts: Shortcuts): Shortcuts {
  return setContext(KEY, shortcuts);
}

export function getShortcuts(): Shortcuts | undefined {
  return getContext<Shortcuts | undefined>(KEY);
}

/** While the component is on screen these keys work and stand in the sheet. */
export function useShortcuts(list: readonly Shortcut[]): void {
  const shortcuts = getShortcuts();
  onMount(() => shortcuts?.add(list));
}
