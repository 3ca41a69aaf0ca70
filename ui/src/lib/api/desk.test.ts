import { describe, expect, it, vi } from 'vitest';
import type { Desk } from './bindings.gen';
import { OpenDesk } from './desk.svelte';

const DESK: Desk = { id: 'd', name: 'Desk', path: '/desk.db', is_empty: false, has_demo: false, devices: 1, open_tickets: 0, head: 7, learned_at: null };

describe('the desk', () => {
  it('says why it cannot be opened, and opens once it can', async () => {
    const desk = vi.fn<() => Promise<Desk>>().mockRejectedValueOnce({ code: 'newer_file', message: 'Written by 2.0.' }).mockResolvedValueOnce(DESK);
    const open = new OpenDesk({ desk });
    await open.look();
    expect(open.failure).toEqual({ code: 'newer_file', message: 'Written by 2.0.' });

    await open.look();
    expect(open.failure).toBeNull();
    expect(open.head).toBe(7);
  });

  it('stays on screen while the file is busy for a moment', async () => {
    const desk = vi.fn<() => Promise<Desk>>().mockResolvedValueOnce(DESK).mockRejectedValueOnce({ code: 'busy', message: 'Held.' });
    const open = new OpenDesk({ desk });
    await open.look();
    await open.look();

    expect(open.failure).toBeNull();
    expect(open.value).toEqual(DESK);
  });

  it('is replaced only when something changed', async () => {
    const open = new OpenDesk({ desk: () => Promise.resolve({ ...DESK }) });
    await open.look();
    const first = open.value;
    await open.look();

    expect(open.value).toBe(first);
  });
});
