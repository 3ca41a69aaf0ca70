import { describe, expect, it } from 'vitest';
import type { Quote, QuoteDraft, QuoteLine, TicketPage } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { QuoteDesk } from './quote.svelte';

const line = (text: string, unit_cents: number, quantity = 1): QuoteLine => ({ kind: 'fee', text, quantity, unit_cents, part_id: null, finding_id: null, source: '90.00 USD; our list' });
const draft: QuoteDraft = { quote: { lines: [line('Hashboard HB1, level 3', 9_000)], valid_until: '2026-10-01', note: '' }, total_cents: 9_000, spend_limit_cents: 10_000, unpriced: [] };

function desk(versions: Partial<Quote>[] = []): QuoteDesk {
  const backend = stubBackend({
    find: () => Promise.resolve([{ kind: 'ticket', id: 'id', label: 'T-000456', detail: '', matched: null }]),
    ticket: () => Promise.resolve({ row: { id: 'id' } } as TicketPage),
    quotes: () => Promise.resolve(versions as Quote[]),
    draftQuote: () => Promise.resolve(draft),
    now: () => Promise.resolve('2026-09-21T00:00:00Z'),
  });
  return new QuoteDesk(backend, 'T-000456');
}

describe('a quote being written', () => {
  it('begins with what was found, and adds up as it is changed', async () => {
    const quote = desk();
    await quote.load();
    expect(quote.total).toBe(9_000);

    quote.add();
    expect(quote.isWhole).toBe(false);
    const added = quote.lines[1];
    if (added !== undefined) [added.text, added.quantity] = ['Fan', 2];
    quote.price(added?.key ?? -1, 1_500);

    expect(quote.total).toBe(12_000);
    expect(quote.isWhole).toBe(true);
    expect(quote.written().lines.map(({ text }) => text)).toEqual(['Hashboard HB1, level 3', 'Fan']);
    expect(quote.written().lines[0]).not.toHaveProperty('key');
  });

  it('takes a price off the price list once it is typed over', async () => {
    const quote = desk();
    await quote.load();
    const [first] = quote.lines;

    quote.price(first?.key ?? -1, 9_000);
    expect(quote.lines[0]?.source).not.toBe('');
    quote.price(first?.key ?? -1, 8_000);
    expect(quote.lines[0]?.source).toBe('');
  });

  it('is kept while the desk changes, and not begun where a version stands', async () => {
    const standing = desk([{ version: 1, lines: [line('Old', 100)], valid_until: '2026-09-25', note: '' }]);
    await standing.load();
    expect(standing.isWriting).toBe(false);

    standing.fromNewest();
    standing.note = 'soon';
    await standing.load();

    expect(standing.note).toBe('soon');
    expect(standing.lines[0]?.text).toBe('Old');
    expect(standing.validUntil).toBe('2026-10-01');
  });
});
