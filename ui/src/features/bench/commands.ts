import type { Activity, Stage } from '$lib/api/bindings.gen';
import { words } from './words';

/** What is done at the bench by one number key, or by scanning a printed barcode. */
export type BenchCommand = 'start' | 'finding' | 'repair' | 'next' | 'pass' | 'fail' | 'hold' | 'release' | 'burnIn' | 'stop';

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
];

/** The command a scan is, if it is one. */
export function commandOf(scan: string): BenchCommand | null {
  return COMMANDS.find(({ code }) => code === scan.trim().toUpperCase())?.id ?? null;
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
