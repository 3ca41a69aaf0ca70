import { describe, expect, it } from 'vitest';
import { readSearch } from '$lib/lists';
import { SHAPE } from '$lib/ticket-query';
import { Selection } from '$lib/ui';
import { chosen } from './query';

describe('the tickets an act is for', () => {
  const question = readSearch('stage=queued', SHAPE);

  it('are those ticked, or else the one the arrow keys stand on', () => {
    const selection = new Selection();
    expect(chosen(selection, question, null)).toBeNull();
    expect(chosen(selection, question, 't-1')).toEqual({ ids: ['t-1'] });

    selection.toggle('t-2');

    expect(chosen(selection, question, 't-1')).toEqual({ ids: ['t-2'] });
  });

  it('are all that match but those taken out, loaded or not', () => {
    const selection = new Selection();
    selection.everything();
    selection.toggle('t-7');

    expect(chosen(selection, question, null)).toMatchObject({ matching: { query: { stages: ['queued'], open: true }, except: ['t-7'] } });
  });
});
