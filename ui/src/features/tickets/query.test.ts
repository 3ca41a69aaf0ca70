import { describe, expect, it } from 'vitest';
import { readSearch, writeSearch } from '$lib/lists';
import { Selection } from '$lib/ui';
import { chosen, SHAPE, ticketQuery, ticketQuestion } from './query';

describe('what the tickets list asks of the desk', () => {
  it('is the open ones, the newest first, unless the address says otherwise', () => {
    expect(ticketQuery(readSearch('', SHAPE))).toMatchObject({ open: true, sort: 'number', descending: true });
    expect(ticketQuery(readSearch('show=all', SHAPE)).open).toBeNull();
  });

  it('begins with the longest in stage when that column ends in descending order', () => {
    expect(ticketQuery(readSearch('sort=inStage.down', SHAPE))).toMatchObject({ sort: 'stage_since', descending: false });
  });

  it('combines all filters', () => {
    const search = 'q=HTM&stage=queued&stage=testing&hold=parts&late=promise&instage=7&assignee=-&without=photo&without=test&box=A%261&region=overseas&bounce=yes&age=8-14';

    expect(ticketQuery(readSearch(search, SHAPE))).toMatchObject({
      text: 'HTM',
      open: true,
      stages: ['queued', 'testing'],
      hold_reasons: ['parts'],
      promise_passed: true,
      days_in_stage: 7,
      unassigned: true,
      without_photo: true,
      without_test: true,
      box_label: 'A&1',
      region: 'overseas',
      bounce: true,
      age: '8-14',
    });
  });

  it('leaves out what an address got wrong', () => {
    const query = ticketQuery(readSearch('stage=nowhere&hold=x&warranty=y&age=99&region=mars&due=soon', SHAPE));

    expect(query).toMatchObject({ stages: [], hold_reasons: [], on_hold: null });
    expect(query).not.toHaveProperty('age');
    expect(query).not.toHaveProperty('due_within');
  });

  it.each(['', 'show=closed&sort=age.up', 'stage=queued&stage=testing&hold=any&late=due&assignee=Ana&bounce=no&box=A-1', 'q=HTM&untouched=7&without=serial&sort=due.up'])('reads %j back from a saved view', (search) => {
    const query = ticketQuery(readSearch(search, SHAPE));

    expect(writeSearch(ticketQuestion(query), SHAPE)).toBe(search);
  });
});

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
