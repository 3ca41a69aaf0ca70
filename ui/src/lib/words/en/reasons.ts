import { showDay } from '$lib/format/dates';
import { counted } from '$lib/format/plural';
import { spoken, type Reasons } from '../told';
import { atBench } from './at-bench';
import { estimates } from './estimates';
import { people } from './people';
import { trade } from './trade';
import { troubles } from './verdicts';

const wait = (seconds: number): string => (seconds > 90 ? counted(Math.ceil(seconds / 60), 'minute', 'minutes') : counted(seconds, 'second', 'seconds'));

/** Why something was refused, as it stands by itself. */
export const reasons = {
  refused: {
    on_hold: 'It is on hold; release it first',
    back_needs_reason: 'Going back needs a reason',
    filed_with_its_rma: 'It is filed with its RMA; submit the RMA',
    no_customs_on_this_lane: 'A lane inside the US has no customs',
    no_transit_at_own_bench: 'Our own bench has no transit',
    not_covered: 'The repair is not covered: it needs warranty, the customer’s approval, or a quote within the RMA’s spend limit',
    needs_disposition: 'It needs a disposition: how the repair ended',
    testing_first: 'A repaired unit goes through testing first',
    no_passed_test: 'No passed test run is recorded for this attempt',
    needs_package: 'It needs a package with its carrier and tracking number',
    there_already: 'It is there already',
    closed_for_good: 'It is closed; a unit that comes back opens a new ticket',
    repair_has_begun: 'Once repair has begun a ticket is not cancelled',
    only_submitted_is_rejected: 'Only a submitted ticket is rejected',
    goes_on_to: ({ from, next }) => `From ${trade.stages[from]} it goes on to: ${next.map((stage) => trade.stages[stage]).join(', ')}`,
    held_already: 'It is on hold already; release it first',
    not_held: 'It is not on hold',
    stage_is_not_held: ({ stage }) => `At this stage a ticket is not put on hold: ${trade.stages[stage]}`,
    has_ended: ({ stage }) => `The ticket has ended: ${trade.stages[stage]}`,
    tested_at_the_bench: ({ stage }) => `A test is recorded at the bench; the ticket stands at: ${trade.stages[stage]}`,
    repaired_at_the_bench: ({ stage }) => `A repair is recorded at the bench; the ticket stands at: ${trade.stages[stage]}`,
    test_is_older_than_repair: 'The passed test run is older than the last repair action; test it again',
    test_is_not_enough: ({ needed }) => `The run that passed is not enough for this unit. Needed: ${trade.tests[needed]}`,
    test_too_short: ({ minutes, needed }) => `A run of ${minutes} min has not passed: its template asks for ${needed} min`,
    check_not_passed: ({ measure, label, was_made }) => `A run has not passed whose check ${was_made ? 'failed' : 'was not made'}: ${label === '' ? atBench.measures[measure] : label}`,
    test_runs_already: 'A test of it is running already; end that one first',
    not_enough_stock: ({ part, place, there, wanted }) => `Not enough ${part} at ${place}: ${there} there, ${wanted} wanted`,
    others_stock: ({ part, owner }) => `${part} here is ${owner}’s. Say who agreed that it goes into another’s unit`,
    no_work_runs: 'No work of yours is running',
    works_on_it_already: 'You are doing that on this unit already',
    no_bench_of_our_own: 'No repair center of the desk is its own bench; add one under Centers',
    quote_stands: ({ state }) => `That does not go with the state of the quote: ${atBench.quoteStates[state]}`,
    quote_expired: ({ day }) => `The quote was valid until ${showDay(day)}; make its next version`,
    nothing_changes: 'Nothing changes',
    on_open_ticket: ({ number }) => `The unit is already on the open ticket ${number}`,
    filed_already: 'It is filed; cancel the ticket instead',
    no_open_ticket: 'It has no open ticket',
    in_another_rma: ({ number, rma }) => (rma === null ? `Its open ticket ${number} is in no RMA` : `Its open ticket ${number} is in ${rma}`),
    scanned_before: ({ n }) => `It was scan ${n} of this session`,
    site_of_another_customer: ({ site }) => `${site} belongs to another customer`,
    undone_already: 'This was already undone',
    not_allowed: ({ who, role, right, held_by }) => `${who} (${people.roles[role]}) may not do this: ${people.rights[right]}. Only for: ${held_by.map((holder) => people.roles[holder]).join(', ')}`,
    not_signed_in: ({ right }) => `Nobody is signed in. Sign in first: ${people.rights[right]}`,
    wrong_pin: ({ name, seconds }) => (seconds === 0 ? `That is not the PIN of ${name}` : `That is not the PIN of ${name}; try again in ${wait(seconds)}`),
    too_many_wrong_pins: ({ name, wrong, seconds }) => `${counted(wrong, 'wrong PIN', 'wrong PINs')} in a row for ${name}; try again in ${wait(seconds)}`,
    last_admin: 'The desk needs at least one admin; make somebody else an admin first',
    first_must_be_admin: 'The first person of a desk must be an admin',
    row_cannot_be_taken: ({ row, why }) => `Row ${row} cannot be taken: ${spoken(troubles.cannot, why.kind, why)}`,
    no_estimate: ({ why }) => spoken(estimates.whyNot, why.kind, why),
    freeze_its_rma: 'The ticket is not filed yet; freeze the estimate of its RMA',
    promise_of_a_filing: 'It is the promise of a filing and stands as long as the filing does',
  } satisfies Reasons,
};
