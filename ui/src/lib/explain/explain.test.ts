import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Outlook } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { aLearning } from '$lib/compare/samples';
import Stage from './OutlookStage.test.svelte';
import { anOutlook, aStageWhy, aWhy } from './samples';
import { along, daysScale, marksOf } from './scale';

function shown(outlook: Outlook): void {
  render(Stage, { backend: stubBackend({ outlook: () => Promise.resolve(outlook) }), question: { of: 'ticket', id: 't1' } });
}

describe('the outlook of a ticket', () => {
  it('is a range with what it rests on and the chance of a repair, never a lone day', async () => {
    shown(anOutlook());

    const text = (await screen.findByText(/Now likely back/)).closest('section')?.textContent ?? '';
    expect(text).toContain('Dec 25');
    expect(text).toContain('by Jan 19, 2027 at 80%');
    expect(text).toContain('Comes back repaired: 80%');
    expect(text).toContain('61 finished and 9 open tickets of yours');
  });

  it('opens into the stages, the tickets behind them, and past tickets to go to', async () => {
    shown(anOutlook());
    await userEvent.setup().click(await screen.findByTestId('why'));

    const queued = screen.getAllByTestId('stage-why').find((row) => row.textContent.includes('Queued'));
    expect(queued?.textContent).toContain('38 done, 9 open');
    expect(queued?.textContent).toContain('2.1 times slower than published');
    expect(screen.getByText(/may be seen two to four weeks late/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'T-000412' }).getAttribute('href')).toBe('#/tickets/T-000412');
  });

  it('says quietly when it is older than the data', async () => {
    shown(anOutlook({ learning: aLearning({ state: 'behind', newer_events: 3 }) }));

    expect((await screen.findByTestId('learning')).textContent).toContain('older than the data');
  });

  it('tells how a promise was kept once the unit is back', async () => {
    shown(
      anOutlook({
        route: null,
        why_not: { kind: 'nothing_to_estimate', number: 'T-000446', stage: 'delivered' },
        score: { made_at: '2026-01-20T00:00:00Z', p50_at: '2026-03-02T12:00:00Z', p80_at: '2026-03-14T12:00:00Z', p95_at: null, back_at: '2026-03-11T12:00:00Z', kept: 'cautious', days_off: 9, percentile: null, never_back: false },
      }),
    );

    const score = await screen.findByTestId('score');
    expect(score.textContent).toContain('Promised by Mar 14 (80%); back Mar 11');
    expect(score.textContent).toContain('inside the promise');
    expect(screen.queryByText(/nothing to estimate/i)).toBeNull();
  });

  it('says why there is none', async () => {
    shown(anOutlook({ route: null, why_not: { kind: 'no_center_chosen' } }));

    expect(await screen.findByText('No center is chosen yet')).toBeTruthy();
  });

  it('warns where nobody has tested such figures', async () => {
    const route = anOutlook().route;
    shown(anOutlook({ route: route && { ...route, why: aWhy({ caution: { region: 'overseas', back: 4, needed: 30 }, stages: [aStageWhy('queued')] }) } }));
    await userEvent.setup().click(await screen.findByTestId('why'));

    expect(screen.getByText(/only 4 of your overseas tickets are back/)).toBeTruthy();
    expect(screen.getByTestId('stage-why').textContent).toContain('none yet');
  });
});

describe('the scale of the stages', () => {
  it('has room for the longest mark and keeps short ones apart', () => {
    const scale = daysScale([aStageWhy('queued', { own: { p50: 9, p80: 41 } })]);

    expect(along(scale, 41)).toBeLessThan(1);
    expect(along(scale, 1)).toBeGreaterThan(0.1);
    expect(along(scale, -3)).toBe(0);
    expect(marksOf(scale)).toEqual([1, 5, 10, 20, 30]);
  });
});
