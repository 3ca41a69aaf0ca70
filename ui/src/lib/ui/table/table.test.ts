import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Selection } from './selection.svelte';
import TestTable from './TestTable.svelte';

describe('the table', () => {
  it('draws only the rows in view, however many there are', () => {
    render(TestTable, { count: 1_000_000 });

    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('1000001');
  });

  it('is walked by the keyboard and opened with Enter', async () => {
    const onopen = vi.fn();
    render(TestTable, { count: 100, onopen });
    screen.getByRole('grid').focus();

    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}{Enter}{End}{Enter}{Home}{Enter}');

    expect(onopen.mock.calls.flat()).toEqual(['T-0', 'T-99', 'T-0']);
  });

  it('ticks a stretch of rows with Shift and the arrows, and lets go with Escape', async () => {
    const selection = new Selection();
    render(TestTable, { count: 100, selection });
    screen.getByRole('grid').focus();

    await userEvent.keyboard('{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(selection.keys).toEqual(['T-0', 'T-1', 'T-2']);
    await userEvent.keyboard('{Escape}');

    expect(selection.size).toBe(0);
  });

  it('ticks from one box to another with Shift', async () => {
    const selection = new Selection();
    const user = userEvent.setup();
    render(TestTable, { count: 100, selection });

    await user.click(screen.getByLabelText('Select T-1'));
    await user.keyboard('{Shift>}');
    await user.click(screen.getByLabelText('Select T-4'));

    expect(selection.keys).toEqual(['T-1', 'T-2', 'T-3', 'T-4']);
  });

  it('says which way it is sorted and turns it round', async () => {
    const onsort = vi.fn();
    render(TestTable, { count: 3, onsort });
    const header = screen.getByRole('columnheader');

    await userEvent.click(within(header).getByRole('button', { name: 'Ticket' }));

    expect(header.getAttribute('aria-sort')).toBe('ascending');
    expect(onsort).toHaveBeenCalledWith({ column: 'number', direction: 'descending' });
  });

  it('asks for more when the end is near', () => {
    const onmore = vi.fn();
    render(TestTable, { count: 20, more: true, onmore });

    expect(onmore).toHaveBeenCalled();
  });

  it('says in the grid’s place that there is nothing', () => {
    render(TestTable, { count: 0 });

    expect(screen.getByText('Nothing matches')).toBeTruthy();
  });

  it('says what went wrong and tries again', async () => {
    const onretry = vi.fn();
    render(TestTable, { count: 0, status: 'error', onretry });

    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(screen.getByRole('alert').textContent).toContain('The file is locked');
    expect(onretry).toHaveBeenCalledOnce();
  });
});

describe('the selection', () => {
  it('keeps its rows when the order changes, and extends in the new order', () => {
    const selection = new Selection();
    selection.toggle('b');

    selection.extendTo('a', ['b', 'c', 'a']);

    expect(selection.keys).toEqual(['b', 'c', 'a']);
  });
});
