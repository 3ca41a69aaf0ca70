import {
  BenchIcon,
  BlockedIcon,
  CarrierIcon,
  CheckIcon,
  CustomsIcon,
  DecisionIcon,
  DiagnoseIcon,
  DraftIcon,
  GoodIcon,
  PackageIcon,
  PackedIcon,
  SentIcon,
  TestIcon,
  WaitingIcon,
} from '$lib/ui/icons';
import type { Holder, Look } from './look';

/** The ticket's way, in order; the last two are exits. */
export type Stage =
  | 'draft'
  | 'submitted'
  | 'authorized'
  | 'to_center'
  | 'customs_out'
  | 'queued'
  | 'diagnosing'
  | 'awaiting_approval'
  | 'repairing'
  | 'testing'
  | 'ready'
  | 'from_center'
  | 'customs_back'
  | 'delivered'
  | 'closed'
  | 'rejected'
  | 'cancelled';

export interface StageLook extends Look {
  /** Whose time passes here while no hold says otherwise. */
  holder: Holder;
}

export const STAGES = {
  draft: { label: 'Draft', tone: 'idle', icon: DraftIcon, holder: 'us' },
  submitted: { label: 'Submitted', tone: 'waiting', icon: SentIcon, holder: 'vendor' },
  authorized: { label: 'Authorized', tone: 'active', icon: PackageIcon, holder: 'us' },
  to_center: { label: 'To center', tone: 'active', icon: CarrierIcon, holder: 'carrier' },
  customs_out: { label: 'Customs out', tone: 'waiting', icon: CustomsIcon, holder: 'customs' },
  queued: { label: 'Queued', tone: 'waiting', icon: WaitingIcon, holder: 'vendor' },
  diagnosing: { label: 'Diagnosing', tone: 'active', icon: DiagnoseIcon, holder: 'vendor' },
  awaiting_approval: { label: 'Awaiting approval', tone: 'warn', icon: DecisionIcon, holder: 'customer' },
  repairing: { label: 'Repairing', tone: 'active', icon: BenchIcon, holder: 'vendor' },
  testing: { label: 'Testing', tone: 'active', icon: TestIcon, holder: 'vendor' },
  ready: { label: 'Ready', tone: 'good', icon: PackedIcon, holder: 'vendor' },
  from_center: { label: 'From center', tone: 'active', icon: CarrierIcon, holder: 'carrier' },
  customs_back: { label: 'Customs back', tone: 'waiting', icon: CustomsIcon, holder: 'customs' },
  delivered: { label: 'Delivered', tone: 'good', icon: GoodIcon, holder: 'us' },
  closed: { label: 'Closed', tone: 'idle', icon: CheckIcon, holder: 'nobody' },
  rejected: { label: 'Rejected', tone: 'bad', icon: BlockedIcon, holder: 'nobody' },
  cancelled: { label: 'Cancelled', tone: 'idle', icon: BlockedIcon, holder: 'nobody' },
} as const satisfies Record<Stage, StageLook>;

export const STAGE_ORDER = Object.keys(STAGES) as Stage[];
