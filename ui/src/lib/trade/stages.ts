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
import { words } from './words';
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
  draft: { label: words.stages.draft, tone: 'idle', icon: DraftIcon, holder: 'us' },
  submitted: { label: words.stages.submitted, tone: 'waiting', icon: SentIcon, holder: 'vendor' },
  authorized: { label: words.stages.authorized, tone: 'active', icon: PackageIcon, holder: 'us' },
  to_center: { label: words.stages.to_center, tone: 'active', icon: CarrierIcon, holder: 'carrier' },
  customs_out: { label: words.stages.customs_out, tone: 'waiting', icon: CustomsIcon, holder: 'customs' },
  queued: { label: words.stages.queued, tone: 'waiting', icon: WaitingIcon, holder: 'vendor' },
  diagnosing: { label: words.stages.diagnosing, tone: 'active', icon: DiagnoseIcon, holder: 'vendor' },
  awaiting_approval: { label: words.stages.awaiting_approval, tone: 'warn', icon: DecisionIcon, holder: 'customer' },
  repairing: { label: words.stages.repairing, tone: 'active', icon: BenchIcon, holder: 'vendor' },
  testing: { label: words.stages.testing, tone: 'active', icon: TestIcon, holder: 'vendor' },
  ready: { label: words.stages.ready, tone: 'good', icon: PackedIcon, holder: 'vendor' },
  from_center: { label: words.stages.from_center, tone: 'active', icon: CarrierIcon, holder: 'carrier' },
  customs_back: { label: words.stages.customs_back, tone: 'waiting', icon: CustomsIcon, holder: 'customs' },
  delivered: { label: words.stages.delivered, tone: 'good', icon: GoodIcon, holder: 'us' },
  closed: { label: words.stages.closed, tone: 'idle', icon: CheckIcon, holder: 'nobody' },
  rejected: { label: words.stages.rejected, tone: 'bad', icon: BlockedIcon, holder: 'nobody' },
  cancelled: { label: words.stages.cancelled, tone: 'idle', icon: BlockedIcon, holder: 'nobody' },
} as const satisfies Record<Stage, StageLook>;

export const STAGE_ORDER = Object.keys(STAGES) as Stage[];
