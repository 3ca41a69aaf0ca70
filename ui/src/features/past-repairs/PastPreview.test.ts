import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { PastPreview as Preview } from '$lib/api/bindings.gen';
import PastPreview from './PastPreview.svelte';

const PREVIEW: Preview = {
  source_name: 'past.csv',
  is_sheet: false,
  rows: 9,
  stays: 7,
  cases: 3,
  open: 0,
  closed: 3,
  to_add: 2,
  to_grow: 0,
  known: 1,
  cannot: 0,
  from_at: '2026-01-02T12:00:00.000Z',
  until_at: '2026-03-09T12:00:00.000Z',
  months: 3,
  stages: [
    { name: 'queue', stage: 'queued', stays: 6 },
    { name: 'polishing', stage: null, stays: 1 },
  ],
  centers: [{ name: 'Denver Board Works', cases: 3, known: false }],
  columns: [],
  fields: [],
  cleaned: [{ count: 2, text: 'stays without an end: taken to end where the next one starts', left_out: false }],
  left_out_count: 1,
  left_out: [{ line: 5, case: 'R-7', field: 'started_at', text: '`soon` is no instant' }],
  closed_only: true,
  warnings: ['This file holds closed repairs only. How was it exported?'],
};

describe('the preview of past repairs', () => {
  it('says what is in the file, what is warned of and what is left out by line', () => {
    render(PastPreview, { preview: PREVIEW, onsave: () => undefined });

    expect(screen.getByText('3 closed, 0 open')).toBeTruthy();
    expect(screen.getByText('3 months')).toBeTruthy();
    expect(screen.getByText('1 known already')).toBeTruthy();
    expect(screen.getByText(/How was it exported/)).toBeTruthy();
    expect(screen.getByText('Queued')).toBeTruthy();
    expect(screen.getByText('left out: tickets have no such stage')).toBeTruthy();
    expect(screen.getByText('new, will be added')).toBeTruthy();
    expect(screen.getByTestId('left-out').textContent).toContain('5R-7started_at`soon` is no instant');
  });

  it('offers the rows left out as a file', async () => {
    const onsave = vi.fn();
    render(PastPreview, { preview: PREVIEW, onsave });

    await userEvent.click(screen.getByRole('button', { name: 'Save as CSV' }));

    expect(onsave).toHaveBeenCalledOnce();
  });
});
