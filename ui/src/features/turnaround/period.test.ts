import { describe, expect, it } from 'vitest';
import { spanOf } from './period';

const TODAY = '2026-11-22';

describe('a period', () => {
  it('of so many days ends today and has that many days', () => {
    expect(spanOf({ name: '30', from: null, to: null }, TODAY)).toEqual({ from: '2026-10-24', to: TODAY });
  });

  it('of one’s own is as it was chosen', () => {
    expect(spanOf({ name: 'own', from: '2026-01-01', to: '2026-03-31' }, TODAY)).toEqual({ from: '2026-01-01', to: '2026-03-31' });
  });

  it('the wrong way round is put right', () => {
    expect(spanOf({ name: 'own', from: '2026-03-31', to: '2026-01-01' }, TODAY)).toEqual({ from: '2026-01-01', to: '2026-03-31' });
  });

  it('without its days is the last ninety', () => {
    expect(spanOf({ name: 'own', from: null, to: null }, TODAY)).toEqual({ from: '2026-08-25', to: TODAY });
  });
});
