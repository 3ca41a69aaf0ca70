import { describe, expect, it } from 'vitest';
import type { Hashprice, RepairOrReplace } from '$lib/api/bindings.gen';
import { dearest, inForce } from './costs';

const price = (valid_from: string, cents_per_ph_day: number): Hashprice => ({ id: valid_from, valid_from, cents_per_ph_day, source: '', origin: 'shipped' });
const PRICES = [price('2026-11-01', 5100), price('2026-09-01', 5500), price('2026-12-01', 4000)];

describe('the hashprice in force', () => {
  it('is the newest that holds already', () => {
    expect(inForce(PRICES, '2026-11-22')?.cents_per_ph_day).toBe(5100);
    expect(inForce(PRICES, '2026-09-01')?.cents_per_ph_day).toBe(5500);
  });

  it('is none before the first', () => {
    expect(inForce(PRICES, '2026-08-31')).toBeNull();
  });
});

describe('the model that is dearest to repair', () => {
  const model = (name: string, replace_below_usd_per_ths: number): RepairOrReplace => ({ model: name, replace_below_usd_per_ths }) as RepairOrReplace;

  it('is by its TH/s, not by the unit', () => {
    expect(dearest([model('S19', 2.1), model('S9', 9.8), model('S21', 0.9)])?.model).toBe('S9');
    expect(dearest([])).toBeNull();
  });
});
