import { describe, expect, it } from 'vitest';
import { plain, shortModel, shortRma } from './plain';

describe('sentences of the backend', () => {
  it.each([
    ['authorized to to_center', 'Authorized → To center'],
    ['testing to repairing: board 2 lost a domain', 'Testing → Repairing: board 2 lost a domain'],
    ['sent to to_center', 'sent to to center'],
    ['On hold: customs_hold', 'On hold: held by customs'],
    ['from queued it goes on to diagnosing', 'from queued it goes on to diagnosing'],
    ['rig left_2 is down', 'rig left_2 is down'],
  ])('%s reads as words', (sentence, words) => {
    expect(plain(sentence)).toBe(words);
  });

  it.each([
    ['Antminer S19j Pro', 'S19j Pro'],
    ['Whatsminer M60S', 'M60S'],
    ['Antminer', 'Antminer'],
    ['Bitmain control board C52', 'Bitmain control board C52'],
  ])('the model %s is short in a cell', (name, short) => {
    expect(shortModel(name)).toBe(short);
  });

  it('an RMA needs no letters under its heading', () => {
    expect(shortRma('RMA-2026-000123')).toBe('2026-000123');
  });
});
