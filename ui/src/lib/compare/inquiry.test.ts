import { describe, expect, it, vi } from 'vitest';
import type { Assumptions, Question } from '$lib/api/bindings.gen';
import { Inquiry } from './inquiry.svelte';
import { aComparison, aRange, aRoute } from './samples';

const QUESTION: Question = { of: 'rma', id: 'rma-1' };

function centersAsked(): { inquiry: Inquiry; assumed: () => Assumptions | undefined } {
  const whereToSend = vi.fn((_question: Question, _assumptions: Assumptions) => Promise.resolve(aComparison([aRoute('Denver'), aRoute('Hong Kong', { range: aRange(30, 50, 70) })])));
  return { inquiry: new Inquiry({ whereToSend }), assumed: () => whereToSend.mock.lastCall?.[1] };
}

describe('an inquiry', () => {
  it('asks again with the quote that was typed', async () => {
    const { inquiry, assumed } = centersAsked();
    await inquiry.ask(QUESTION);

    await inquiry.quote('Hong Kong', 65);

    expect(assumed()?.quotes).toEqual([{ center_id: 'Hong Kong', usd_per_unit: 65 }]);
    expect(inquiry.quoteOf('Hong Kong')).toBe(65);
  });

  it('takes a quote back', async () => {
    const { inquiry, assumed } = centersAsked();
    await inquiry.ask(QUESTION);
    await inquiry.quote('Hong Kong', 65);

    await inquiry.quote('Hong Kong', null);

    expect(assumed()?.quotes).toEqual([]);
  });

  it('assumes a hold until a day only while that is chosen', async () => {
    const { inquiry, assumed } = centersAsked();
    inquiry.scenario = 'until';
    inquiry.holdUntil = '2027-03-01';
    await inquiry.ask(QUESTION);
    expect(assumed()).toMatchObject({ hold_until: '2027-03-01', ignore_holds: false });

    inquiry.scenario = 'none';
    await inquiry.askAgain();

    expect(assumed()).toMatchObject({ hold_until: null, ignore_holds: true });
  });

  it('starts from what was assumed before', () => {
    const inquiry = new Inquiry({ whereToSend: () => Promise.reject() }, { quotes: [{ center_id: 'Denver', usd_per_unit: 90 }], ignore_holds: true, deadline: '2027-01-15' });

    expect(inquiry.scenario).toBe('none');
    expect(inquiry.deadline).toBe('2027-01-15');
    expect(inquiry.quoteOf('Denver')).toBe(90);
  });

  it('asks nobody before there is a question', async () => {
    const whereToSend = vi.fn(() => Promise.resolve(aComparison([])));

    await new Inquiry({ whereToSend }).quote('Denver', 90);

    expect(whereToSend).not.toHaveBeenCalled();
  });
});
