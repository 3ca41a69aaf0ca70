import type { Activity, BenchTicket, Moment, Stage } from '$lib/api/bindings.gen';
import { words } from './words';

/** What is done at the bench by one number key, or by scanning a printed barcode. */
export type BenchCommand = 'start' | 'finding' | 'repair' | 'next' | 'pass' | 'fail' | 'hold' | 'release' | 'burnIn' | 'stop' | 'slots';

export interface CommandLook {
  id: BenchCommand;
  /** The digit on the keyboard. Hold and release share one: only one of them can be done. */
  key: string;
  /** What its barcode says. No serial of any maker looks like it. */
  code: string;
  label: string;
}

export const COMMANDS: readonly CommandLook[] = [
  { id: 'start', key: '1', code: 'HM-START', label: words.commands.start },
  { id: 'finding', key: '2', code: 'HM-FINDING', label: words.commands.finding },
  { id: 'repair', key: '3', code: 'HM-REPAIR', label: words.commands.repair },
  { id: 'next', key: '4', code: 'HM-NEXT', label: words.commands.next },
  { id: 'pass', key: '5', code: 'HM-PASS', label: words.commands.pass },
  { id: 'fail', key: '6', code: 'HM-FAIL', label: words.commands.fail },
  { id: 'hold', key: '7', code: 'HM-HOLD-PARTS', label: words.commands.hold },
  { id: 'release', key: '7', code: 'HM-RELEASE', label: words.commands.release },
  { id: 'burnIn', key: '8', code: 'HM-BURN-IN', label: words.commands.burnIn },
  { id: 'stop', key: '9', code: 'HM-STOP', label: words.commands.stop },
  { id: 'slots', key: '0', code: 'HM-SLOTS', label: words.commands.slots },
];

/** The command a scan is, if it is one. */
export function commandOf(scan: string): BenchCommand | null {
  return COMMANDS.find(({ code }) => code === scan.trim().toUpperCase())?.id ?? null;
}

/** When the slots are most likely looked at, by the stage that the ticket stands in. */
export function momentAt(stage: Stage): Moment {
  switch (stage) {
    case 'draft':
    case 'submitted':
    case 'authorized':
      return 'pack';
    case 'repairing':
    case 'testing':
    case 'ready':
      return 'after_repair';
    case 'from_center':
    case 'customs_back':
    case 'delivered':
      return 'return';
    default:
      return 'receive';
  }
}

/** The one thing to do next: what the eye is to find first. */
export function nextCommand(ticket: BenchTicket, isWorking: boolean, isOpenWay: boolean): BenchCommand {
  if (ticket.row.hold !== null) return 'release';
  if (!isWorking) return 'start';
  const thisTime = ({ attempt }: { attempt: number }): boolean => attempt === ticket.row.attempt;
  if (ticket.row.stage === 'diagnosing' && ticket.findings.length === 0) return 'finding';
  if (ticket.row.stage === 'repairing' && !ticket.repairs.some(thisTime)) return 'repair';
  return ticket.row.stage === 'testing' && !isOpenWay ? 'pass' : 'next';
}

/** What a technician does to a unit at its stage, as their time is booked. */
export function activityAt(stage: Stage): Activity {
  switch (stage) {
    case 'repairing':
      return 'repair';
    case 'testing':
      return 'test';
    case 'ready':
      return 'pack';
    default:
      return 'diagnose';
  }
}
