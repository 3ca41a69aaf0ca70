import { showDay } from '$lib/format/dates';
import { money } from '$lib/format/money';
import { counted } from '$lib/format/plural';
import type { Changes, History } from '../told';
import { fleet } from './fleet';
import { trade } from './trade';

export const history = {
  lines: {
    ticket_opened: ({ number }) => `${number} opened`,
    ticket_removed: ({ number }) => `${number} taken out of the draft`,
    ticket_changed: 'Details changed',
    ticket_assigned: 'Customer or site set',
    ticket_regrouped: 'Moved to another RMA',
    ticket_moved: ({ from, to, attempt, reason }) => `${trade.stages[from]} → ${trade.stages[to]}${attempt > 1 ? `, attempt ${attempt}` : ''}${reason === null ? '' : `: ${reason}`}`,
    ticket_move_undone: ({ from, to }) => `${trade.stages[from]} → ${trade.stages[to]} taken back`,
    ticket_held: ({ reason, holder, note }) => `On hold: ${trade.holds[reason].label}. Whose time: ${trade.holders[holder]}.${note === '' ? '' : ` ${note}`}`,
    ticket_released: 'Hold released',
    ticket_hold_undone: 'Hold taken back',
    ticket_release_undone: 'Release taken back; on hold again',
    ticket_approved: ({ by, cents }) => (cents === null ? `${by} approved` : `${by} approved ${money(cents)}`),
    ticket_approval_undone: 'Approval taken back',
    ticket_disposed: ({ disposition }) => (disposition === null ? 'Disposition cleared' : `Disposition: ${trade.dispositions[disposition]}`),
    ticket_tested: ({ passed, test, minutes, rig }) => `Test ${passed ? 'passed' : 'failed'}: ${trade.tests[test]}, ${minutes} min on ${rig}`,
    ticket_test_undone: 'Test record taken back',
    ticket_packed: ({ carrier, tracking }) => `Packed: ${carrier} ${tracking}`,
    ticket_packing_undone: 'Package record taken back',
    ticket_noted: ({ text }) => text,
    ticket_promised: ({ likely, cautious }) => `Promised: likely ${showDay(likely)}, 80 % by ${showDay(cautious)}`,
    ticket_promise_withdrawn: 'Promise withdrawn',
    device_added: ({ number, serial }) => (serial === null ? `Unit ${number} added without a serial` : `Unit ${serial} added as ${number}`),
    device_removed: ({ number }) => `Unit ${number} taken out again`,
    device_changed: 'Details of the unit changed',
    device_claimed: ({ identifier, normal }) => `Known as ${normal} (${fleet.identifierKinds[identifier]})`,
    device_claim_ended: ({ identifier, normal }) => `No longer known as ${normal} (${fleet.identifierKinds[identifier]})`,
    device_installed: ({ slot }) => `Board put into slot ${slot}`,
    device_uninstalled: ({ slot }) => `Board taken out of slot ${slot}`,
    device_install_undone: ({ slot }) => `Board no longer recorded in slot ${slot}: that was undone`,
    device_uninstall_undone: ({ slot }) => `Board recorded in slot ${slot} again: its removal was undone`,
    device_imported: ({ file_name, added, changed }) => `${file_name} taken in: ${added} added, ${changed} changed`,
    rma_drafted: ({ number }) => `${number} started`,
    rma_changed: 'Filing changed',
    rma_submitted: ({ days }) => (days === null ? 'Filed' : `Filed, promised in ${days[0]} to ${counted(days[1], 'day', 'days')}`),
    rma_submission_undone: 'Filing taken back',
    rma_discarded: ({ number }) => `Draft ${number} discarded`,
  } satisfies Omit<History, 'ticket_changed'> & { ticket_changed: string },
  /** After these words stand the parts below. */
  set: (parts: string) => `Set: ${parts}`,
  parts: {
    symptom: ({ text }) => `symptom ${text}`,
    warranty: ({ class: of }) => `warranty ${trade.warranty[of]}`,
    level: ({ level }) => `repair level ${trade.levels[level] ?? level}`,
    assignee: ({ name }) => (name === null ? 'assigned to nobody' : `assigned to ${name}`),
    due: ({ day }) => (day === null ? 'no due day' : `due ${showDay(day)}`),
    center: 'repair center',
    quote: 'quote',
    box: ({ label }) => (label === null ? 'no box' : `box ${label}`),
  } satisfies Changes,
};
