import { describe, expect, it } from 'vitest';
import type { MoveOption, Stage, TicketRow } from '$lib/api/bindings.gen';
import { ANY_MOVE, likelyNext, MoveForm } from './move.svelte';

const way = (to: Stage, given: Partial<MoveOption> = {}): MoveOption => ({ to, allowed: true, missing: '', needs_reason: false, is_back: false, ...given });
const ticket = (given: Partial<TicketRow> = {}): TicketRow => ({ stage: 'testing', hold: null, disposition: null, ...given }) as TicketRow;

describe('a move', () => {
  it('is offered to the first stage ahead that is allowed', () => {
    expect(likelyNext([way('customs_out', { allowed: false }), way('queued'), way('authorized', { is_back: true })])?.to).toBe('queued');
    expect(likelyNext([way('authorized', { is_back: true }), way('cancelled')])).toBeNull();
  });

  it('back is not sent without its reason', () => {
    const form = new MoveForm([way('repairing', { is_back: true, needs_reason: true })], ticket(), 'repairing');

    expect(form.reasonError).toBeUndefined();
    expect(form.submit()).toBeNull();
    expect(form.reasonError).toBeDefined();
    form.reason = ' board 2 lost a domain ';
    expect(form.submit()).toEqual({ to: 'repairing', note: { reason: 'board 2 lost a domain', disposition: null } });
  });

  it('to ready carries how the repair ended', () => {
    const form = new MoveForm([way('ready')], ticket({ stage: 'diagnosing' }));

    expect(form.submit()).toBeNull();
    form.disposition = 'ber_returned';
    expect(form.submit()?.note.disposition).toBe('ber_returned');
  });

  it('to ready can be chosen without a passed test, since it need not be repaired', () => {
    const refused = way('ready', { allowed: false, missing: 'no passed test run is recorded for this attempt' });

    expect(new MoveForm([refused], ticket()).mayChoose(refused)).toBe(true);
    expect(new MoveForm([refused], ticket({ hold: 'parts' })).mayChoose(refused)).toBe(false);
  });

  it('of many tickets begins with no stage chosen', () => {
    expect(new MoveForm(ANY_MOVE, null).to).toBeNull();
  });
});
