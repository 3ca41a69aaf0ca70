import { render, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { AgeBand, Flow, PeopleFigures } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { Present } from '$lib/people';
import ViewStage from './ViewStage.test.svelte';

const BANDS: AgeBand[] = ['0-3', '4-7', '8-14', '15-30', '31-60', 'over-60'];
const FLOW: Flow = {
  open: 3,
  stages: [{ key: 'queued', count: 3, bands: BANDS.map((age, i) => ({ age, count: i === 3 ? 3 : 0, tickets: { stages: ['queued'], age } })), tickets: { stages: ['queued'] } }],
  holds: [],
  weeks: [],
  little: null,
  at_risk: { promised: 1, passed: 0, expected_misses: 0.9, rows: [] },
  capacity: [],
};
const PEOPLE: PeopleFigures = { from: '2026-08-25', to: '2026-11-22', people: [], rigs: [] };

function desk(rights: string[]) {
  const reviewPeople = vi.fn(() => Promise.resolve(PEOPLE));
  const person = { id: 'p', name: 'Vic', role: 'technician' };
  const backend = stubBackend({
    now: () => Promise.resolve('2026-11-22T12:00:00Z'),
    reviewDefinitions: () => Promise.resolve([]),
    reviewFlow: () => Promise.resolve(FLOW),
    reviewPeople,
    signedIn: () => Promise.resolve({ person, has_people: true, rights, lock_after_minutes: null }),
    people: () => Promise.resolve({ people: [person], rights: [{ right: 'see_people', held_by: ['manager', 'admin'] }] }),
  } as never);
  return { backend, reviewPeople };
}

describe('the views', () => {
  it('open the tickets of a cell of the backlog, and of its row', async () => {
    const { backend } = desk([]);
    render(ViewStage, { backend, view: 'flow' });

    const table = await screen.findByTestId('ages');

    expect(within(table).getByRole('link', { name: /15–30 d/ }).getAttribute('href')).toBe('#/tickets?show=all&stage=queued&age=15-30&sort=number.up');
    expect(within(table).getAllByRole('link')).toHaveLength(2);
    expect(screen.getByTestId('headline').textContent).toContain('3 units are away; about 1 will likely miss its date');
  });

  it('tell a technician who may see what each person did, and ask the desk nothing', async () => {
    const { backend, reviewPeople } = desk(['bench']);
    const present = new Present(backend);
    await present.look();
    render(ViewStage, { backend, view: 'people', present });

    const said = (await screen.findByTestId('refused')).textContent;

    expect(said).toContain('managers only');
    expect(said).toContain('Manager');
    expect(screen.queryByTestId('headline')).toBeNull();
    expect(reviewPeople).not.toHaveBeenCalled();
  });

  it('show a manager the period and say what is missing in it', async () => {
    const { backend, reviewPeople } = desk(['see_people']);
    const present = new Present(backend);
    await present.look();
    render(ViewStage, { backend, view: 'people', present });

    expect(await screen.findByText('Nothing was repaired in this period')).toBeTruthy();
    expect(reviewPeople).toHaveBeenCalledWith({}, '2026-08-25', '2026-11-22');
  });
});
