import { describe, expect, it } from 'vitest';
import { readSearch, writeSearch } from '$lib/lists';
import { SHAPE, ticketQuery, ticketQuestion, ticketsSearch } from './query';

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

describe('the tickets behind a figure', () => {
  it('are asked for by the address as the figure asked', () => {
    const query = { open: null, filed: true, filed_from: '2026-10-01', filed_to: '2026-10-31', component: 'hashboard', level: 2, fault_class: 'hb_eeprom', numbers: [3, 17], center_id: 'c-1' } as const;

    expect(ticketQuery(readSearch(ticketsSearch({ ...query, numbers: [...query.numbers] }), SHAPE))).toMatchObject(query);
  });

  it('are no day and no number where the address says none', () => {
    expect(ticketQuery(readSearch('since=yesterday&numbers=3,x,4', SHAPE))).toMatchObject({ numbers: [3, 4] });
    expect(ticketQuery(readSearch('since=yesterday', SHAPE)).filed_from).toBeUndefined();
  });
});
