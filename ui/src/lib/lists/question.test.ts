import { describe, expect, it } from 'vitest';
import { isNarrowed, narrowed, readSearch, unasked, writeSearch, type Question, type Shape } from './question';

const SHAPE: Shape = {
  fields: ['show', 'stage', 'box'],
  sorts: ['number', 'age'],
  usual: { filters: { show: ['open'] }, sort: { column: 'number', direction: 'descending' } },
};

describe('the question in the address', () => {
  it('comes back as it was written', () => {
    const question: Question = { text: 'A&B 1', serials: [], filters: { show: ['closed'], stage: ['queued', 'testing'], box: ['a.b & c=d'] }, sort: { column: 'age', direction: 'ascending' } };

    expect(readSearch(writeSearch(question, SHAPE), SHAPE)).toEqual(question);
  });

  it('is empty while everything is as usual', () => {
    expect(writeSearch(unasked(SHAPE), SHAPE)).toBe('');
    expect(readSearch('', SHAPE)).toEqual(unasked(SHAPE));
  });

  it('says that what is chosen as a rule was taken off', () => {
    const bare = { ...unasked(SHAPE), filters: {} };

    expect(readSearch(writeSearch(bare, SHAPE), SHAPE)).toEqual(bare);
  });

  it('is read as far as it is known', () => {
    expect(readSearch('colour=red&sort=colour.up&stage=queued', SHAPE)).toEqual({ ...unasked(SHAPE), filters: { show: ['open'], stage: ['queued'] } });
  });
});

describe('a narrowed list', () => {
  it('is one that shows less than it does unasked', () => {
    expect(isNarrowed(unasked(SHAPE), SHAPE)).toBe(false);
    expect(isNarrowed({ ...unasked(SHAPE), sort: { column: 'age', direction: 'ascending' } }, SHAPE)).toBe(false);
    expect(isNarrowed({ ...unasked(SHAPE), serials: ['A'] }, SHAPE)).toBe(true);
    expect(isNarrowed({ ...unasked(SHAPE), filters: narrowed({ show: ['open'] }, 'stage', ['queued']) }, SHAPE)).toBe(true);
  });

  it('is as wide as before once its filter is taken off', () => {
    expect(narrowed(narrowed({}, 'stage', ['queued']), 'stage', [])).toEqual({});
  });
});
