import { describe, expect, it } from 'vitest';
import { readFilter, writeFilter } from './filter';

describe('which tickets the figures are of', () => {
  it('is what the address says', () => {
    const filter = { center_id: 'c-1', region: 'us', component: 'hashboard', warranty_class: 'doa', filed_from: '2026-01-01', filed_to: '2026-06-30' } as const;

    expect(readFilter(writeFilter(filter))).toEqual(filter);
  });

  it('leaves out what it does not know', () => {
    expect(readFilter('region=mars&component=toaster&from=soon')).toEqual({});
  });
});
