import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/api/backend';
import type { Assumptions, FrozenEstimate, Question } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import Stage from './ComparisonStage.test.svelte';
import { aComparison, aCost, aRange, aRoute, aStage, ASKED } from './samples';

const ROUTES = [
  aRoute('Denver', { range: aRange(20, 30, 40), fee_known: false, cost_p50: aCost({ total: 130 }) }),
  aRoute('Hong Kong', { region: 'overseas', country: 'HK', range: aRange(40, 55, 90), cost_p50: aCost({ fee: 65, total: 360 }), p_cheapest: 1, stages: [aStage('to_center', 0, 30), aStage('customs_out', 30, 35), aStage('customs_back', 35, 40)] }),
];

function aFrozen(center: string): FrozenEstimate {
  return {
    id: 'f1', made_at: `${ASKED}T12:00:00Z`, made_by: 'Ana', by_filing: false, note: '', rma_id: null, ticket_id: null, number: null, center_id: center, center, region: 'overseas',
    subject: 'S19 XP hashboard', about: null, p50_days: 40, p80_days: 55, p95_days: 90, p50_on: '2027-01-01', p80_on: '2027-01-16', p95_on: '2027-02-20', usd_per_unit: 360, score: null,
  };
}

async function compared(more: Partial<Backend> = {}): Promise<{ whereToSend: ReturnType<typeof vi.fn>; onchosen: ReturnType<typeof vi.fn> }> {
  const whereToSend = vi.fn((_question: Question, _assumptions: Assumptions) =>
    Promise.resolve(aComparison(ROUTES, { not_asked: [{ center_id: 'x', center: 'Canaan after-sales', why: { kind: 'other_makers', makers: ['Canaan'], maker: 'Bitmain' } }] })),
  );
  const onchosen = vi.fn();
  render(Stage, { backend: stubBackend({ whereToSend, ...more }), question: { of: 'rma', id: 'r1' }, onchosen });
  await screen.findByTestId('break-even');
  return { whereToSend, onchosen };
}

describe('the comparison', () => {
  it('answers before it lists: the break-even, then the centers, then those not asked and why', async () => {
    await compared();

    expect(screen.getByTestId('break-even').textContent).toContain('lower by more than $112');
    expect(screen.getAllByTestId('compare-row').map((row) => row.dataset['center'])).toEqual(['Denver', 'Hong Kong']);
    expect(screen.getByText('It repairs Canaan, not Bitmain')).toBeTruthy();
  });

  it('speaks the range of every center in words', async () => {
    await compared();

    expect(screen.getByRole('img', { name: /^Hong Kong: likely Jan 1, 2027, by Jan 16, 2027 at 80%/ })).toBeTruthy();
  });

  it('says where a fee is not known, and never calls that center the cheapest', async () => {
    await compared();

    const [denver, hongKong] = screen.getAllByTestId('compare-row');
    expect(denver?.textContent).toContain('without the fee');
    expect(hongKong?.textContent).toContain('Lowest cost');
  });

  it('is walked by the arrow keys, chosen from with Space and opened with Enter', async () => {
    const { onchosen } = await compared();
    const user = userEvent.setup();
    screen.getByRole('button', { name: 'Denver' }).focus();

    await user.keyboard('{ArrowDown} ');
    await user.keyboard('{Enter}');

    expect(onchosen).toHaveBeenCalledWith('Hong Kong', 'lane of Hong Kong');
    expect(within(screen.getAllByTestId('compare-row')[1] as HTMLElement).getByText('Stage by stage')).toBeTruthy();
  });

  it('tells the stretches of the bar in words as the keys walk them', async () => {
    await compared();
    const user = userEvent.setup();
    screen.getByRole('button', { name: 'Hong Kong' }).focus();

    await user.keyboard('{ArrowRight}{ArrowRight}');

    expect(screen.getByTestId('bar-tip').textContent).toContain('Customs: 10 days');
    expect(screen.getByTestId('bar-tip').textContent).toContain('Customs out: 5 days, 8 days at 80%');
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(screen.queryByTestId('bar-tip')).toBeNull();
  });

  it('is sorted by keys, and stands as a table for who does not see bars', async () => {
    await compared();
    const user = userEvent.setup();

    await user.keyboard('c');
    await vi.waitFor(() => expect(screen.getAllByTestId('compare-row').map((row) => row.dataset['center'])).toEqual(['Hong Kong', 'Denver']));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await user.keyboard('t');

    const table = await screen.findByTestId('compare-table');
    const row = within(table).getByRole('row', { name: /Hong Kong/ });
    expect(row.textContent).toContain('Overseas');
    expect(row.textContent).toContain('Jan 16, 2027');
  });

  it('freezes the center in focus by one key, lists it with who and when, and takes it back', async () => {
    const kept = aFrozen('Hong Kong');
    const frozenEstimates = vi.fn().mockResolvedValueOnce([]).mockResolvedValue([kept]);
    const freezeEstimate = vi.fn().mockResolvedValue({ action: 'a1', estimate: kept });
    const undo = vi.fn().mockResolvedValue({ action: 'a2', taken_back: 1, kept: [] });
    await compared({ frozenEstimates, freezeEstimate, undo });
    const user = userEvent.setup();
    screen.getByRole('button', { name: 'Hong Kong' }).focus();

    await user.keyboard('e');

    expect((await screen.findByTestId('frozen-row')).textContent).toContain('Ana');
    expect(freezeEstimate).toHaveBeenCalledWith({ of: 'rma', id: 'r1' }, expect.anything(), 'Hong Kong', '');
    await user.click(screen.getByRole('button', { name: /Undo/ }));
    expect(undo).toHaveBeenCalledWith('a1');
  });

  it('asks again with a quote typed into a row', async () => {
    const { whereToSend } = await compared();
    const user = userEvent.setup();

    await user.type(screen.getByLabelText(/Quote of Denver/), '94.50{Enter}');

    expect(whereToSend).toHaveBeenLastCalledWith({ of: 'rma', id: 'r1' }, expect.objectContaining({ quotes: [{ center_id: 'Denver', usd_per_unit: 94.5 }] }));
  });

  it('does not send a quote that is no amount', async () => {
    const { whereToSend } = await compared();
    const user = userEvent.setup();
    const asked = whereToSend.mock.calls.length;

    await user.type(screen.getByLabelText(/Quote of Denver/), 'about ninety{Enter}');

    expect(whereToSend.mock.calls.length).toBe(asked);
  });

  it('says what went wrong and asks again on request', async () => {
    const whereToSend = vi.fn().mockRejectedValueOnce({ code: 'busy', message: 'Another window holds the file' }).mockResolvedValue(aComparison(ROUTES));
    render(Stage, { backend: stubBackend({ whereToSend }), question: { of: 'rma', id: 'r1' } });
    expect(await screen.findByText('Another window holds the file')).toBeTruthy();

    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByTestId('break-even')).toBeTruthy();
  });
});
