import { expect, test } from 'vitest';
import type { PartPage, PartQuery, PartRow, StockLine } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { newPart, PartDesk } from './part-desk.svelte';

function row(number: string): PartRow {
  return { part: { ...newPart(), id: number, number, name: number }, in_stock: 3, of_customers: 0, is_low: false, to_order: false, pace: null, levels: [] };
}

function line(event: number): StockLine {
  return {
    event, action: String(event), place: 'Shelf A', owner: null, quantity: 1, reason: 'received', ticket_id: null, ticket: null, customer: null,
    board_id: null, board: null, reverses: null, is_taken_back: false, note: '', person: 'Kim', at: '2026-09-21T10:00:00Z',
  };
}

const page = (number: string, lines: StockLine[] = []): PartPage => ({ row: row(number), lines });

test('what is to be ordered stands first until a column is chosen', () => {
  const desk = new PartDesk(stubBackend());

  expect(desk.query.sort).toBe('need');
  desk.sort = { column: 'in_stock', direction: 'descending' };

  expect(desk.query).toMatchObject({ sort: 'in_stock', descending: true });
});

test('every filter is put to the desk, not to what happens to be loaded', async () => {
  const asked: PartQuery[] = [];
  const desk = new PartDesk(stubBackend({ parts: async (query) => (asked.push(query), [row('CHIP')]), stockPlaces: async () => [] }));
  desk.text = ' chip ';
  desk.toOrder = true;

  await desk.load();

  expect(asked[0]).toMatchObject({ text: 'chip', to_order: true });
  expect(desk.isNarrowed).toBe(true);
});

test('a slow answer about one part does not cover the next', async () => {
  const answers = new Map<string, (page: PartPage) => void>();
  const desk = new PartDesk(stubBackend({ part: (id) => new Promise((resolve) => answers.set(id, resolve)) }));
  const first = desk.look('SLOW');
  const second = desk.look('FAST');

  answers.get('FAST')?.(page('FAST'));
  await second;
  answers.get('SLOW')?.(page('SLOW'));
  await first;

  expect(desk.page?.row.part.number).toBe('FAST');
});

test('the ledger goes on where the page left off', async () => {
  const lines = Array.from({ length: 200 }, (_, i) => line(1_000 - i));
  const desk = new PartDesk(stubBackend({ part: async () => page('CHIP', lines), stockLines: async (_, before) => [line(before - 1)] }));
  await desk.look('CHIP');
  expect(desk.hasOlder).toBe(true);

  await desk.readOlder();

  expect(desk.lines.at(-1)?.event).toBe(800);
  expect(desk.hasOlder).toBe(false);
});
