import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { arranged, AS_A_RULE, fitting, moved } from './columns';
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

  it('says which rows are in view', () => {
    const onneed = vi.fn();
    render(TestTable, { count: 1000, onneed });

    expect(onneed).toHaveBeenCalledWith(0, screen.getAllByRole('row').length - 1);
  });

  it('opens the whole record with Ctrl and Enter', async () => {
    const [onopen, onwhole] = [vi.fn(), vi.fn()];
    render(TestTable, { count: 100, onopen, onwhole });
    screen.getByRole('grid').focus();

    await userEvent.keyboard('{ArrowDown}{Control>}{Enter}{/Control}');

    expect(onwhole).toHaveBeenCalledWith('T-0');
    expect(onopen).not.toHaveBeenCalled();
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

describe('the columns', () => {
  const columns = ['number', 'stage', 'serial', 'age'].map((id) => ({ id, header: id, width: 100, fixed: id === 'number', spare: id === 'age' }));
  const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

  it('are shown as a rule but for the spare ones', () => {
    expect(ids(arranged(columns, AS_A_RULE))).toEqual(['number', 'stage', 'serial']);
  });

  it('are hidden and shown by hand, all but the fixed one', () => {
    const layout = { ...AS_A_RULE, shown: { number: false, stage: false, age: true } };

    expect(ids(arranged(columns, layout))).toEqual(['number', 'serial', 'age']);
  });

  it('go where they are moved', () => {
    const layout = moved(columns, AS_A_RULE, 'serial', 1);

    expect(ids(arranged(columns, layout))).toEqual(['number', 'serial', 'stage']);
    expect(ids(arranged(columns, moved(columns, layout, 'serial', 9)))).toEqual(['number', 'stage', 'serial']);
  });

  it('that are new since a layout was kept stand beside their neighbour', () => {
    const layout = { ...AS_A_RULE, order: ['serial', 'number'] };

    expect(ids(arranged(columns, layout))).toEqual(['serial', 'number', 'stage']);
  });

  it('give way where there is no room, but not those asked for', () => {
    const yielding = columns.map((column, i) => ({ ...column, ...(i === 0 ? {} : { yields: i }) }));
    const layout = { ...AS_A_RULE, shown: { serial: true } };

    expect(ids(fitting(arranged(yielding, AS_A_RULE), AS_A_RULE, 210, false))).toEqual(['number', 'stage']);
    expect(ids(fitting(arranged(yielding, layout), layout, 210, false))).toEqual(['number', 'serial']);
    expect(ids(fitting(arranged(yielding, layout), layout, 10, false))).toEqual(['number', 'serial']);
  });
});

describe('the selection', () => {
  it('keeps its rows when the order changes, and extends in the new order', () => {
    const selection = new Selection();
    selection.toggle('b');

    selection.extendTo('a', ['b', 'c', 'a']);

    expect(selection.keys).toEqual(['b', 'c', 'a']);
  });

  it('of everything holds rows nobody has seen, but for those taken out', () => {
    const selection = new Selection();
    selection.everything();

    selection.toggle('b');

    expect(selection.has('never loaded')).toBe(true);
    expect(selection.has('b')).toBe(false);
    expect(selection.except).toEqual(['b']);
    expect(selection.isEmpty).toBe(false);
  });
});
