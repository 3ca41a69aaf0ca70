import { describe, expect, it, vi } from 'vitest';
import type { Page, TicketQuery, TicketRow } from '$lib/api/bindings.gen';
import { FIRST_SORT, NO_FILTER, readSearch, TicketList, writeSearch, type TicketFilter } from './tickets.svelte';

function row(number: string): TicketRow {
  return { id: number, number } as TicketRow;
}

/** A desk with as many tickets as asked for, which remembers what it was asked. */
function desk(count: number) {
  const asked: TicketQuery[] = [];
  return {
    asked,
    tickets: vi.fn((query: TicketQuery): Promise<Page<TicketRow>> => {
      asked.push(query);
      const from = Number(query.after ?? 0);
      const to = Math.min(count, from + (query.limit ?? 100));
      return Promise.resolve({ rows: Array.from({ length: to - from }, (_, i) => row(`T-${from + i}`)), next: to < count ? String(to) : null });
    }),
    countTickets: vi.fn(() => Promise.resolve({ count, more: false })),
  };
}

describe('the filters in the address', () => {
  const narrowed: TicketFilter = { ...NO_FILTER, text: 'A&B 1', show: 'closed', stages: ['queued', 'testing'], hold: 'parts', customer: 'c', center: 'd', rma: 'r', model: 'm', warranty: 'doa' };

  it('come back as they were written', () => {
    const sort = { column: 'age', direction: 'ascending' } as const;

    expect(readSearch(writeSearch(narrowed, sort))).toEqual({ filter: narrowed, sort });
  });

  it('are not there while everything is as usual', () => {
    expect(writeSearch(NO_FILTER, FIRST_SORT)).toBe('');
    expect(readSearch('')).toEqual({ filter: NO_FILTER, sort: FIRST_SORT });
  });

  it('are left out when nobody knows them', () => {
    expect(readSearch('show=some&stage=queued.nowhere&hold=x&warranty=y&sort=colour.up')).toEqual({ filter: { ...NO_FILTER, stages: ['queued'] }, sort: FIRST_SORT });
  });
});

describe('the tickets list', () => {
  it('asks for the longest in stage first when that column ends in descending order', async () => {
    const backend = desk(1);
    await new TicketList(backend).open('sort=inStage.down');

    expect(backend.asked[0]).toMatchObject({ sort: 'stage_since', descending: false });
  });

  it('goes on where the page before ended', async () => {
    const backend = desk(450);
    const list = new TicketList(backend);
    await list.open('');
    await list.loadMore();
    await list.loadMore();

    expect(list.rows).toHaveLength(450);
    expect(list.more).toBe(false);
  });

  it('stays as long as it was when it is brought up to date', async () => {
    const list = new TicketList(desk(1000));
    await list.open('');
    await list.loadMore();
    await list.refresh();

    expect(list.rows).toHaveLength(400);
  });

  it('keeps its rows when the same address is opened again', async () => {
    const list = new TicketList(desk(10));
    await list.open('show=all');
    list.activeKey = 'T-3';
    await list.open('show=all');

    expect(list.activeKey).toBe('T-3');
  });

  it('drops an answer that a newer question has overtaken', async () => {
    let slow: (page: Page<TicketRow>) => void = () => {};
    const backend = desk(3);
    backend.tickets.mockImplementationOnce(() => new Promise((resolve) => (slow = resolve)));
    const list = new TicketList(backend);
    const first = list.open('');
    await list.narrow({ text: 'newer' });
    slow({ rows: [row('T-old')], next: null });
    await first;

    expect(list.rows.map(({ number }) => number)).toEqual(['T-0', 'T-1', 'T-2']);
  });

  it('says why it could not be read', async () => {
    const backend = desk(3);
    backend.tickets.mockRejectedValueOnce({ code: 'busy', message: 'Another program holds the file.' });
    const list = new TicketList(backend);
    await list.open('');

    expect(list.status).toBe('error');
    expect(list.error).toBe('Another program holds the file.');
  });
});
