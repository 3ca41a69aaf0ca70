import { describe, expect, it, vi } from 'vitest';
import type { AtTheDesk, People, Person, Right, Role } from '$lib/api/bindings.gen';
import { badgeOf, personOnBadge, Present } from '.';

const ID = '01a2013e-2660-76d0-972c-225bac39d5d8';

function aPerson(name: string, role: Role, more: Partial<Person> = {}): Person {
  return { id: ID, name, role, added_at: '2026-11-22T03:13:00.000Z', retired_at: null, has_pin: true, ...more };
}

const TABLE: People['rights'] = [{ right: 'bench', held_by: ['technician', 'manager', 'admin'] }];

function deskOf(person: Person | null, rights: Right[] = [], lock: number | null = null): { now: AtTheDesk; doors: ConstructorParameters<typeof Present>[0] } {
  const now: AtTheDesk = { has_people: true, person, rights, lock_after_minutes: lock };
  const nobody: AtTheDesk = { ...now, person: null, rights: [] };
  let here = now;
  return {
    now,
    doors: {
      signedIn: () => Promise.resolve(here),
      signIn: (id, pin) => (pin === '4829' ? Promise.resolve((here = { ...now, person: aPerson('Tao', 'technician', { id }) })) : Promise.reject({ code: 'refused', message: "that is not Tao's PIN" })),
      signOut: () => Promise.resolve((here = nobody)),
      people: () => Promise.resolve({ people: [aPerson('Tao', 'technician'), aPerson('Old', 'operator', { retired_at: '2026-11-01T00:00:00.000Z' })], rights: TABLE }),
    },
  };
}

describe('who is at the desk', () => {
  it('may do everything where nobody is asked', async () => {
    const present = new Present({
      signedIn: () => Promise.reject(new Error('no desk')),
      signIn: () => Promise.reject(new Error('no desk')),
      signOut: () => Promise.reject(new Error('no desk')),
      people: () => Promise.reject(new Error('no desk')),
    });
    await present.look();

    expect(present.isLocked).toBe(false);
    expect(present.may('restore')).toBe(true);
  });

  it('is told which roles may, when theirs may not', async () => {
    const present = new Present(deskOf(aPerson('Vic', 'viewer'), ['own_pin']).doors);
    await present.look();

    expect(present.whyNot('own_pin')).toBeUndefined();
    expect(present.whyNot('bench')).toBe('Only for: Technician, Manager, Admin');
  });

  it('stays who they were when another gives a wrong PIN', async () => {
    const present = new Present(deskOf(aPerson('Vic', 'viewer')).doors);
    await present.look();

    await expect(present.signIn(ID, '0000')).rejects.toMatchObject({ code: 'refused' });
    expect(present.person?.name).toBe('Vic');

    await present.signIn(ID, '4829');
    expect(present.person?.name).toBe('Tao');
  });

  it('is not sent away by an older answer that comes late', async () => {
    const desk = deskOf(null);
    let late: (() => void) | undefined;
    const present = new Present({ ...desk.doors, signedIn: () => new Promise((resolve) => (late ??= () => resolve({ ...desk.now, person: null }))) });
    const old = present.look();

    void present.signIn(ID, '4829');
    await vi.waitFor(() => expect(present.person?.name).toBe('Tao'));
    late?.();
    await old;

    expect(present.person?.name).toBe('Tao');
  });

  it('chooses among those who still work here', async () => {
    const present = new Present(deskOf(null).doors);
    await present.look();

    expect(present.isLocked).toBe(true);
    expect(present.working.map(({ name }) => name)).toEqual(['Tao']);
  });

  it('is signed out after the idle time, and not before', async () => {
    vi.useFakeTimers();
    const present = new Present(deskOf(aPerson('Tao', 'technician'), [], 2).doors);
    await present.look();
    const stop = present.watchIdle(window);

    await vi.advanceTimersByTimeAsync(115_000);
    window.dispatchEvent(new Event('pointermove'));
    await vi.advanceTimersByTimeAsync(115_000);
    expect(present.isLocked).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(present.isLocked).toBe(true);

    stop();
    vi.useRealTimers();
  });
});

describe('a badge', () => {
  it('names its person and nothing else does', () => {
    expect(personOnBadge(badgeOf(aPerson('Tao', 'technician')))).toBe(ID);
    expect(personOnBadge(`hm:person:${ID.toUpperCase()}`)).toBe(ID);
    for (const other of ['', 'HM:PERSON:', 'HM:PERSON:tao', `HM:UNIT:${ID}`, 'SMTTYRHBDJAAH0123']) expect(personOnBadge(other)).toBeNull();
  });
});
