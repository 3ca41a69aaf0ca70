//! A ticket is one unit's way to repair and back.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalog::WarrantyWhy;
use crate::device::DeviceKind;
use crate::id::{
    AttachmentId, CenterId, DeviceId, HoldId, LaneId, ModelId, PackageId, PartyId, RmaId, SiteId,
    TestRunId, TicketId,
};
use crate::journal::TimelineEntry;
use crate::people::Right;
use crate::place::Region;
use crate::reason::Reason;
use crate::test_run::{Answer, CheckResult, Measured};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

mod apply;
pub mod bulk;
pub(crate) mod errand;
mod event;
mod guard;
mod list;
#[cfg(test)]
mod list_tests;
mod read;
mod reversal;
mod stage;
#[cfg(test)]
mod tests;
mod use_cases;

pub(crate) use apply::touch;
pub use event::{TicketEvent, TicketFacts, TicketOpened};
pub(crate) use guard::options;
pub(crate) use read::{
    AtBench, at_bench, facts, holder_of, holds, number_text, open_in, opened, packages, row_of,
    rows_where, standing, stays, tests,
};
pub use stage::{Stage, Step};
pub(crate) use use_cases::{change_one, move_named, not_negative, record_run, text};

text_enum! {
    HoldReason {
        Parts = "parts",
        CustomerReply = "customer_reply",
        Payment = "payment",
        VendorReply = "vendor_reply",
        CarrierDelay = "carrier_delay",
        CustomsHold = "customs_hold",
        Paperwork = "paperwork",
        BenchFull = "bench_full",
        Other = "other",
    }
}

text_enum! {
    /// Whose time a stay is.
    Holder {
        Us = "us",
        Customer = "customer",
        Vendor = "vendor",
        Carrier = "carrier",
        Customs = "customs",
        Parts = "parts",
    }
}

text_enum! {
    Disposition {
        Repaired = "repaired",
        Replaced = "replaced",
        /// No trouble found.
        Ntf = "ntf",
        /// Beyond economic repair, sent back as it is.
        BerReturned = "ber_returned",
        BerScrapped = "ber_scrapped",
        Declined = "declined",
    }
}

impl Disposition {
    /// Given up: beyond economic repair, or declined.
    pub fn is_without_repair(self) -> bool {
        matches!(self, Self::BerReturned | Self::BerScrapped | Self::Declined)
    }
}

text_enum! {
    WarrantyClass {
        InWarranty = "in_warranty",
        OutOfWarranty = "out_of_warranty",
        /// Dead on arrival.
        Doa = "doa",
        /// Back again inside the warranty on its repair.
        SecondReturn = "second_return",
    }
}

impl WarrantyClass {
    /// Whether the maker or the repairer pays.
    pub fn is_covered(self) -> bool {
        !matches!(self, Self::OutOfWarranty)
    }
}

text_enum! {
    TestKind { Jig = "jig", FullMachine = "full_machine", BurnIn = "burn_in" }
}

impl HoldReason {
    /// Who usually holds the unit under this reason; the person may say otherwise.
    pub fn usual_holder(self) -> Holder {
        match self {
            Self::Parts => Holder::Parts,
            Self::CustomerReply | Self::Payment => Holder::Customer,
            Self::VendorReply => Holder::Vendor,
            Self::CarrierDelay => Holder::Carrier,
            Self::CustomsHold => Holder::Customs,
            Self::Paperwork | Self::BenchFull | Self::Other => Holder::Us,
        }
    }
}

/// A ticket in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TicketRow {
    pub id: TicketId,
    /// `T-000456`.
    pub number: String,
    pub rma_id: Option<RmaId>,
    /// `RMA-2026-000123`.
    pub rma: Option<String>,
    pub device_id: DeviceId,
    /// As filed.
    pub serial: Option<String>,
    pub component: DeviceKind,
    pub maker: Option<String>,
    pub model: Option<String>,
    pub model_id: Option<ModelId>,
    pub customer: Option<String>,
    pub customer_id: Option<PartyId>,
    pub site: Option<String>,
    pub site_id: Option<SiteId>,
    pub center: Option<String>,
    pub center_id: Option<CenterId>,
    pub region: Option<Region>,
    pub stage: Stage,
    pub stage_since: Timestamp,
    pub attempt: u16,
    pub hold: Option<HoldReason>,
    /// Whose time the hold is.
    pub holder: Option<Holder>,
    pub hold_since: Option<Timestamp>,
    pub symptom_code: Option<String>,
    pub symptom: String,
    pub warranty_class: WarrantyClass,
    pub warranty_reason: String,
    /// The same as data, where the desk wrote it.
    pub warranty_why: Option<WarrantyWhy>,
    pub level: u8,
    pub assignee: Option<String>,
    pub disposition: Option<Disposition>,
    pub is_bounce: bool,
    pub due_on: Option<NaiveDate>,
    /// The box or pallet it travels in, as written on it.
    pub box_label: Option<String>,
    pub opened_at: Timestamp,
    pub touched_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// The range promised when it was filed.
    pub promised_p50_at: Option<Timestamp>,
    pub promised_p80_at: Option<Timestamp>,
}

text_enum! {
    TicketSort {
        Number = "number",
        /// Along the way, from draft to closed.
        Stage = "stage",
        StageSince = "stage_since",
        Hold = "hold",
        Touched = "touched",
        Opened = "opened",
        Serial = "serial",
        Model = "model",
        Customer = "customer",
        Center = "center",
        Assignee = "assignee",
        Due = "due",
        Promise = "promise",
        Box = "box",
    }
}

text_enum! {
    /// How long a ticket has been open, in whole days.
    AgeBand {
        To3 = "0-3",
        To7 = "4-7",
        To14 = "8-14",
        To30 = "15-30",
        To60 = "31-60",
        Over60 = "over-60",
    }
}

impl AgeBand {
    /// The first day of the band, and the first one past it.
    pub fn days(self) -> (u32, Option<u32>) {
        match self {
            Self::To3 => (0, Some(4)),
            Self::To7 => (4, Some(8)),
            Self::To14 => (8, Some(15)),
            Self::To30 => (15, Some(31)),
            Self::To60 => (31, Some(61)),
            Self::Over60 => (61, None),
        }
    }
}

/// Which tickets, in which order. Every field narrows.
///
/// What asks how a ticket stands today (its age, days in stage, due, late, untouched) is asked of
/// open tickets only: a closed one is neither late nor waiting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct TicketQuery {
    /// Part of a serial, MAC or tag (from three characters also its middle), or a number.
    pub text: String,
    /// Exactly these serials, as pasted.
    pub serials: Vec<String>,
    pub open: Option<bool>,
    pub stages: Vec<Stage>,
    /// `Some(true)`: held for whatever reason.
    pub on_hold: Option<bool>,
    pub hold_reasons: Vec<HoldReason>,
    /// Held, and the time is theirs.
    pub holder: Option<Holder>,
    pub rma_id: Option<RmaId>,
    pub maker: Option<String>,
    pub model_id: Option<ModelId>,
    pub customer_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    pub center_id: Option<CenterId>,
    pub region: Option<Region>,
    pub assignee: Option<String>,
    /// Nobody's.
    pub unassigned: bool,
    pub warranty_class: Option<WarrantyClass>,
    pub symptom_code: Option<String>,
    pub age: Option<AgeBand>,
    /// In its stage for at least so many days.
    pub days_in_stage: Option<u32>,
    /// Due today or in the next so many days.
    pub due_within: Option<u32>,
    /// Its due day has passed.
    pub overdue: bool,
    /// The day by which four of five should be back has passed.
    pub promise_passed: bool,
    /// Nothing was done to it for at least so many days.
    pub untouched_days: Option<u32>,
    pub bounce: Option<bool>,
    pub without_serial: bool,
    pub without_photo: bool,
    pub without_test: bool,
    /// The box or pallet, as written on it.
    pub box_label: Option<String>,
    /// It has left the draft.
    pub filed: bool,
    /// Filed on this day or later, UTC.
    pub filed_from: Option<NaiveDate>,
    /// Filed on this day or earlier.
    pub filed_to: Option<NaiveDate>,
    pub component: Option<DeviceKind>,
    pub level: Option<u8>,
    pub lane_id: Option<LaneId>,
    /// The class of its surest, then newest finding.
    pub fault_class: Option<String>,
    /// Exactly these, by number: the tickets behind a figure. Empty: any.
    pub numbers: Vec<u32>,
    pub sort: TicketSort,
    pub descending: bool,
    /// Where the last page ended; from `Page::next`.
    pub after: Option<String>,
    pub limit: u32,
}

impl Default for TicketQuery {
    fn default() -> Self {
        Self {
            text: String::new(),
            serials: Vec::new(),
            open: None,
            stages: Vec::new(),
            on_hold: None,
            hold_reasons: Vec::new(),
            holder: None,
            rma_id: None,
            maker: None,
            model_id: None,
            customer_id: None,
            site_id: None,
            center_id: None,
            region: None,
            assignee: None,
            unassigned: false,
            warranty_class: None,
            symptom_code: None,
            age: None,
            days_in_stage: None,
            due_within: None,
            overdue: false,
            promise_passed: false,
            untouched_days: None,
            bounce: None,
            without_serial: false,
            without_photo: false,
            without_test: false,
            box_label: None,
            filed: false,
            filed_from: None,
            filed_to: None,
            component: None,
            level: None,
            lane_id: None,
            fault_class: None,
            numbers: Vec::new(),
            sort: TicketSort::Number,
            descending: true,
            after: None,
            limit: 100,
        }
    }
}

/// One stay in one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StageVisit {
    pub stage: Stage,
    pub attempt: u16,
    pub entered_at: Timestamp,
    pub left_at: Option<Timestamp>,
    /// Days so far or in all, and those of them on hold.
    pub days: f64,
    pub held_days: f64,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Hold {
    pub id: HoldId,
    pub reason: HoldReason,
    pub holder: Holder,
    pub note: String,
    pub from_at: Timestamp,
    pub until_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TestRun {
    pub id: TestRunId,
    pub attempt: u16,
    pub kind: TestKind,
    pub rig: String,
    pub minutes: u32,
    pub passed: bool,
    pub note: String,
    pub at: Timestamp,
    /// All below is absent in journals from before there were templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The board that was on the jig, by its slot and, where it is a known unit, by that.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub slot: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<DeviceId>,
    #[serde(default)]
    pub measured: Measured,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_id: Option<AttachmentId>,
    /// Who recorded it; the event's own actor says so in the journal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub person: String,
}

/// A test run as entered; when and at which attempt is filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NewTestRun {
    pub kind: TestKind,
    pub rig: String,
    pub minutes: u32,
    pub passed: bool,
    pub note: String,
    /// What it is held against: a passed run keeps its limits.
    #[serde(default)]
    pub template: Option<String>,
    /// The board on the jig, where the ticket is a miner's.
    #[serde(default)]
    pub slot: String,
    /// What is expected and left out here is taken from the model.
    #[serde(default)]
    pub measured: Measured,
    #[serde(default)]
    pub answers: Vec<Answer>,
    #[serde(default)]
    pub evidence_id: Option<AttachmentId>,
}

impl NewTestRun {
    /// A run on a rig of which no more is known than how long it was and how it went.
    pub fn plain(kind: TestKind, rig: &str, minutes: u32, passed: bool) -> Self {
        Self {
            kind,
            rig: rig.into(),
            minutes,
            passed,
            note: String::new(),
            template: None,
            slot: String::new(),
            measured: Measured::default(),
            answers: Vec::new(),
            evidence_id: None,
        }
    }
}

/// A package as entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NewPackage {
    pub carrier: String,
    pub tracking: String,
    /// Whether it goes to the center or comes back.
    pub to_center: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Package {
    pub id: PackageId,
    pub carrier: String,
    pub tracking: String,
    /// Whether it goes to the center or comes back.
    pub to_center: bool,
    pub at: Timestamp,
}

/// A stage the ticket might go to next, and what stands in the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MoveOption {
    pub to: Stage,
    pub allowed: bool,
    /// What is missing, in words; empty when nothing.
    pub missing: String,
    /// The same as data.
    #[serde(default)]
    pub reason: Option<Reason>,
    /// What whoever moves it must be allowed to do.
    #[serde(default)]
    pub right: Option<Right>,
    pub needs_reason: bool,
    pub is_back: bool,
}

/// What was used of the time so far, by whom. Days, elapsed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldBy {
    pub holder: Holder,
    pub days: f64,
}

/// Everything about one ticket.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TicketPage {
    pub row: TicketRow,
    pub lane_id: Option<LaneId>,
    pub site_id: Option<SiteId>,
    pub quoted_cents: Option<i32>,
    pub approved_at: Option<Timestamp>,
    pub spend_limit_cents: Option<i32>,
    pub bounce_of: Option<TicketRow>,
    pub visits: Vec<StageVisit>,
    pub holds: Vec<Hold>,
    pub held_by: Vec<HeldBy>,
    pub tests: Vec<TestRun>,
    pub packages: Vec<Package>,
    pub moves: Vec<MoveOption>,
    pub timeline: Vec<TimelineEntry>,
    /// Earlier tickets of the same unit.
    pub earlier: Vec<TicketRow>,
}

/// What the person asked for beside the move itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct MoveNote {
    /// Why; needed when the way leads back.
    pub reason: String,
    pub disposition: Option<Disposition>,
}

/// Facts of a ticket that may be edited. `Some` sets, `None` leaves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct TicketChanges {
    pub symptom_code: Option<String>,
    pub symptom_text: Option<String>,
    pub warranty_class: Option<WarrantyClass>,
    pub warranty_reason: Option<String>,
    pub level: Option<u8>,
    pub assignee: Option<String>,
    pub due_on: Option<NaiveDate>,
    pub center_id: Option<CenterId>,
    pub lane_id: Option<LaneId>,
    pub quoted_cents: Option<i32>,
    /// Empty: in no box any more.
    pub box_label: Option<String>,
}

/// What came of an act on one or many tickets.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Acted {
    /// Undo takes back all of it by this.
    pub action: crate::id::ActionId,
    pub done: u32,
    pub refused: Vec<RefusedTicket>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RefusedTicket {
    pub id: TicketId,
    pub number: String,
    pub why: String,
    #[serde(default)]
    pub reason: Option<Reason>,
}
