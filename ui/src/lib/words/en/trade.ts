import type { DeviceKind, HoldReason, TestKind, WarrantyClass } from '$lib/api/bindings.gen';
import type { Disposition, Holder, Stage } from '$lib/trade';

/** The trade's own words, the same on every screen. */
export const trade = {
  stages: {
    draft: 'Draft',
    submitted: 'Submitted',
    authorized: 'Authorized',
    to_center: 'To center',
    customs_out: 'Customs out',
    queued: 'Queued',
    diagnosing: 'Diagnosing',
    awaiting_approval: 'Awaiting approval',
    repairing: 'Repairing',
    testing: 'Testing',
    ready: 'Ready',
    from_center: 'From center',
    customs_back: 'Customs back',
    delivered: 'Delivered',
    closed: 'Closed',
    rejected: 'Rejected',
    cancelled: 'Cancelled',
  } satisfies Record<Stage, string>,
  dispositions: {
    repaired: 'Repaired',
    replaced: 'Replaced',
    ntf: 'No trouble found',
    ber_returned: 'Beyond economic repair, returned',
    ber_scrapped: 'Beyond economic repair, scrapped',
    declined: 'Quote declined',
  } satisfies Record<Disposition, string>,
  /** `short` is for dense cells. */
  holds: {
    parts: { label: 'Waiting for parts', short: 'Parts' },
    customer_reply: { label: 'Waiting for the customer', short: 'Customer' },
    payment: { label: 'Waiting for payment', short: 'Payment' },
    vendor_reply: { label: 'Waiting for the vendor', short: 'Vendor' },
    carrier_delay: { label: 'Held by the carrier', short: 'Carrier' },
    customs_hold: { label: 'Held by customs', short: 'Customs' },
    paperwork: { label: 'Paperwork missing', short: 'Paperwork' },
    bench_full: { label: 'No bench free', short: 'Bench full' },
    other: { label: 'Held', short: 'Held' },
  } satisfies Record<HoldReason, { label: string; short: string }>,
  holders: { us: 'Us', customer: 'Customer', vendor: 'Vendor', carrier: 'Carrier', customs: 'Customs', parts: 'Parts', nobody: 'Nobody' } satisfies Record<Holder, string>,
  /** What may be sent. */
  sent: { miner: 'Whole miner', hashboard: 'Hashboard', control_board: 'Control board', psu: 'PSU' } satisfies Record<DeviceKind, string>,
  /** What a unit is. */
  kinds: { miner: 'Miner', hashboard: 'Hashboard', control_board: 'Control board', psu: 'PSU' } satisfies Record<DeviceKind, string>,
  warranty: { in_warranty: 'In warranty', out_of_warranty: 'Out of warranty', doa: 'Dead on arrival', second_return: 'Second return' } satisfies Record<WarrantyClass, string>,
  levels: { 1: 'Swap', 2: 'Board level', 3: 'Chip level' } as Readonly<Record<number, string>>,
  tests: { jig: 'Jig', full_machine: 'Whole machine', burn_in: 'Burn-in' } satisfies Record<TestKind, string>,
};
