import { getContext, setContext } from 'svelte';
import type { Backend } from '$lib/api/backend';
import type { AtTheDesk, People, Person, PersonId, Right, Role } from '$lib/api/bindings.gen';
import { words } from './words';

type Doors = Pick<Backend, 'signedIn' | 'signIn' | 'signOut' | 'people'>;

/** The signs of somebody being there. */
const ALIVE = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
const LOOK_EVERY_MS = 5000;
/** The text on a badge: it chooses a name, the PIN still has to be typed. */
const BADGE = /^HM:PERSON:([0-9a-f-]{36})$/i;

export const badgeOf = (person: Person): string => `HM:PERSON:${person.id}`;

export function personOnBadge(text: string): PersonId | null {
  return BADGE.exec(text.trim())?.[1]?.toLowerCase() ?? null;
}

/** Who is at the desk and what they may do. The desk itself keeps to it; the window only says so sooner. */
export class Present {
  #now: AtTheDesk | null = $state.raw(null);
  #list: People | null = $state.raw(null);
  #request = 0;

  constructor(private readonly backend: Doors) {}

  get person(): Person | null {
    return this.#now?.person ?? null;
  }
  get hasPeople(): boolean {
    return this.#now?.has_people ?? false;
  }
  /** The desk has people, and none of them is here. */
  get isLocked(): boolean {
    return this.hasPeople && this.person === null;
  }
  get lockAfterMinutes(): number | null {
    return this.#now?.lock_after_minutes ?? null;
  }
  get everybody(): readonly Person[] {
    return this.#list?.people ?? [];
  }
  /** Those who may sign in. */
  get working(): readonly Person[] {
    return this.everybody.filter((person) => person.retired_at === null);
  }
  get rights(): People['rights'] {
    return this.#list?.rights ?? [];
  }

  may(right: Right): boolean {
    return this.#now === null || this.#now.rights.includes(right);
  }

  /** Why something cannot be done, for a title or a hint; undefined when it can. */
  whyNot(right: Right): string | undefined {
    if (this.may(right)) return undefined;
    const holders: readonly Role[] = this.rights.find((row) => row.right === right)?.held_by ?? [];
    return words.onlyFor(holders.map((role) => words.roles[role]).join(', '));
  }

  async look(): Promise<void> {
    const request = ++this.#request;
    try {
      const [now, list] = await Promise.all([this.backend.signedIn(), this.backend.people()]);
      // Asked before somebody signed in, answered after: that is not so any more.
      if (request === this.#request) [this.#now, this.#list] = [now, list];
    } catch {
      // A desk that does not open says so itself; until it does nobody is asked for a PIN.
    }
  }

  /** Rejects with the reason when the PIN is not theirs; whoever was here stays. */
  async signIn(person: PersonId, pin: string): Promise<void> {
    const now = await this.backend.signIn(person, pin);
    this.#request += 1;
    this.#now = now;
    await this.look();
  }

  async signOut(): Promise<void> {
    const now = await this.backend.signOut();
    this.#request += 1;
    this.#now = now;
    await this.look();
  }

  /** Takes the list a write returned. */
  async take(list: People): Promise<void> {
    this.#list = list;
    await this.look();
  }

  /** Locks when nobody has touched the window for as long as the desk says; returns what stops it. */
  watchIdle(target: Window): () => void {
    let last = target.performance.now();
    const alive = (): void => {
      last = target.performance.now();
    };
    const timer = target.setInterval(() => {
      const minutes = this.lockAfterMinutes;
      if (minutes !== null && this.person !== null && target.performance.now() - last >= minutes * 60_000) void this.signOut();
    }, LOOK_EVERY_MS);
    for (const sign of ALIVE) target.addEventListener(sign, alive, { capture: true, passive: true });
    return () => {
      target.clearInterval(timer);
      for (const sign of ALIVE) target.removeEventListener(sign, alive, { capture: true });
    };
  }
}

const KEY = Symbol('present');

export function providePresent(present: Present): Present {
  return setContext(KEY, present);
}

/** Missing only where a screen stands alone, as in a test. */
export function usePresent(): Present | undefined {
  return getContext<Present | undefined>(KEY);
}
