import { describe, expect, it, vi } from 'vitest';
import type { Page } from '$lib/api/bindings.gen';
import { ListState } from './list.svelte';
import type { Question, Shape } from './question';

interface Row {
  id: string;
}
const SHAPE: Shape = { fields: ['stage'], sorts: ['number', 'age'], usual: { filters: {}, sort: { column: 'number', direction: 'descending' } } };

/** A desk with as many rows as asked for, which remembers what it was asked. */
function desk(count: number) {
  const asked: { question: Question; after: string | null; limit: number }[] = [];
  return {
    asked,
    page: vi.fn((question: Question, after: string | null, limit: number): Promise<Page<Row>> => {
      asked.push({ question, after, limit });
      const from = Number(after ?? 0);
      const to = Math.min(count, from + limit);
      return Promise.resolve({ rows: Array.from({ length: to - from }, (_, i) => ({ id: `T-${from + i}` })), next: to < count ? String(to) : null });
    }),
    count: vi.fn(() => Promise.resolve({ count: Math.min(count, 10_000), more: count > 10_000 })),
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const listOf = (source: ReturnType<typeof desk>): ListState<Row> => new ListState<Row>(source, SHAPE, 0);

describe('a list', () => {
  it('asks for what the address says', async () => {
    const source = desk(1);
    await listOf(source).open('stage=queued&sort=age.up');

    expect(source.asked[0]?.question).toMatchObject({ filters: { stage: ['queued'] }, sort: { column: 'age', direction: 'ascending' } });
  });

  it('reads on as one scrolls, ahead of the eye', async () => {
    const list = listOf(desk(450));
    await list.open('');

    list.need(90, 130);
    await settled();
    list.need(300, 340);
    await settled();

    expect(list.rows.at(449)).toEqual({ id: 'T-449' });
    expect(list.count).toEqual({ count: 450, more: false });
  });

  it('jumps to the end of a counted list in long pages', async () => {
    const source = desk(9000);
    const list = listOf(source);
    await list.open('');
    await settled();
    await settled();
    expect(list.rows.length).toBe(9000);

    list.need(8960, 9000);
    await vi.waitFor(() => expect(list.rows.at(8999)).toEqual({ id: 'T-8999' }));

    expect(source.page).toHaveBeenCalledTimes(10);
  });

  it('shows its rows before it is counted', async () => {
    const source = desk(1000);
    source.count.mockImplementationOnce(() => new Promise(() => undefined));
    const list = listOf(source);
    await list.open('');

    expect(list.status).toBe('ready');
    expect(list.count).toBeNull();
  });

  it('counts nothing that it has in whole', async () => {
    const source = desk(3);
    const list = listOf(source);
    await list.open('');
    await settled();

    expect(list.count).toEqual({ count: 3, more: false });
    expect(source.count).not.toHaveBeenCalled();
  });

  it('stays as long as it was when it is brought up to date', async () => {
    const source = desk(1000);
    const list = listOf(source);
    await list.open('');
    list.need(180, 220);
    await settled();

    await list.refresh();

    expect(source.asked.at(-1)).toMatchObject({ after: null, limit: 400 });
    expect(list.rows.at(399)).toEqual({ id: 'T-399' });
  });

  it('keeps where one stood when the same address is opened again', async () => {
    const list = listOf(desk(10));
    await list.open('stage=queued');
    list.activeKey = 'T-3';
    await list.open('stage=queued');

    expect(list.activeKey).toBe('T-3');
  });

  it('asks only the newest of many questions typed while an answer is awaited', async () => {
    let slow: (page: Page<Row>) => void = () => undefined;
    const source = desk(3);
    source.page.mockImplementationOnce(() => new Promise((resolve) => (slow = resolve)));
    const list = listOf(source);
    const first = list.open('');
    void list.ask({ text: 'H' });
    void list.ask({ text: 'HT' });
    const last = list.ask({ text: 'HTM' });
    slow({ rows: [{ id: 'old' }], next: null });
    await Promise.all([first, last]);

    expect(source.asked.map(({ question }) => question.text)).toEqual(['HTM']);
    expect([...list.rows]).toEqual([{ id: 'T-0' }, { id: 'T-1' }, { id: 'T-2' }]);
  });

  it('adds no page of the list before to the list after', async () => {
    const source = desk(500);
    const list = listOf(source);
    await list.open('');
    let late: (page: Page<Row>) => void = () => undefined;
    source.page.mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
    list.need(180, 220);

    await list.ask({ text: 'S21' });
    late({ rows: [{ id: 'stale' }], next: null });
    await settled();

    expect([...list.rows].some(({ id }) => id === 'stale')).toBe(false);
  });

  it('says why it could not be read, and keeps what it shows', async () => {
    const source = desk(3);
    const list = listOf(source);
    await list.open('');
    source.page.mockRejectedValueOnce({ code: 'busy', message: 'Another program holds the file.' });

    await list.refresh();

    expect(list.status).toBe('error');
    expect(list.error).toBe('Another program holds the file.');
    expect(list.rows.length).toBe(3);
  });

  it('knows which filter to take off when nothing is left', async () => {
    const source = desk(0);
    const list = listOf(source);
    await list.open('q=abc&stage=queued');
    source.count.mockImplementation(() => Promise.resolve({ count: 7, more: false }));

    expect((await list.without()).map(({ field }) => field)).toEqual(['text', 'stage']);
  });
});
