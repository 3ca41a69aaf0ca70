//! A history line as data, so that a screen can say it in the reader's language.
//!
//! English comes from [`super::DomainEvent::sentence`]; what is not told here is read in English.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::device::IdentifierKind;
use crate::finding::{ChipMark, Component};
use crate::labour::Activity;
use crate::part::MoveReason;
use crate::quote::{DecidedHow, Decision};
use crate::repair::{Moment, RepairCode};
use crate::ticket::{Disposition, HoldReason, Holder, Stage, TestKind, WarrantyClass};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Told {
    TicketOpened {
        number: String,
    },
    TicketRemoved {
        number: String,
    },
    TicketChanged {
        parts: Vec<Changed>,
    },
    TicketAssigned,
    TicketRegrouped,
    TicketMoved {
        from: Stage,
        to: Stage,
        attempt: u16,
        reason: Option<String>,
    },
    TicketMoveUndone {
        from: Stage,
        to: Stage,
    },
    TicketHeld {
        reason: HoldReason,
        holder: Holder,
        note: String,
    },
    TicketReleased,
    TicketHoldUndone,
    TicketReleaseUndone,
    TicketApproved {
        by: String,
        cents: Option<i32>,
    },
    TicketApprovalUndone,
    TicketDisposed {
        disposition: Option<Disposition>,
    },
    TicketTested {
        passed: bool,
        test: TestKind,
        minutes: u32,
        rig: String,
    },
    TicketTestUndone,
    TicketPacked {
        carrier: String,
        tracking: String,
    },
    TicketPackingUndone,
    /// In the words of whoever wrote it.
    TicketNoted {
        text: String,
    },
    TicketPromised {
        likely: NaiveDate,
        cautious: NaiveDate,
    },
    TicketPromiseWithdrawn,
    DeviceAdded {
        number: String,
        serial: Option<String>,
    },
    DeviceRemoved {
        number: String,
    },
    DeviceChanged,
    DeviceClaimed {
        identifier: IdentifierKind,
        normal: String,
    },
    DeviceClaimEnded {
        identifier: IdentifierKind,
        normal: String,
    },
    DeviceInstalled {
        slot: String,
    },
    DeviceUninstalled {
        slot: String,
    },
    DeviceInstallUndone {
        slot: String,
    },
    DeviceUninstallUndone {
        slot: String,
    },
    DeviceMerged {
        code: String,
    },
    DeviceSplit {
        code: String,
    },
    AttachmentAdded {
        name: String,
    },
    AttachmentAdditionUndone {
        name: String,
    },
    AttachmentRemoved {
        name: String,
    },
    AttachmentRemovalUndone {
        name: String,
    },
    AttachmentNoted {
        name: String,
        note: String,
    },
    DeviceImported {
        file_name: String,
        added: u32,
        changed: u32,
    },
    RmaDrafted {
        number: String,
    },
    RmaChanged,
    RmaSubmitted {
        /// Whole days promised, likely and cautious.
        days: Option<(u32, u32)>,
    },
    RmaSubmissionUndone,
    RmaDiscarded {
        number: String,
    },
    FindingFound {
        component: Component,
        /// `HB1 domain 3 chip 14`; empty: the component as a whole.
        place: String,
        /// The fault class as it is called.
        class: String,
        /// `0.82 V`; empty: nothing was.
        measured: String,
        by_log: bool,
    },
    FindingWithdrawn {
        component: Component,
        place: String,
        class: String,
    },
    ChipMarked {
        /// Empty: of the board itself.
        slot: String,
        chip: u16,
        /// `None`: its mark was taken off.
        mark: Option<ChipMark>,
    },
    ChipMarkUndone {
        slot: String,
        chip: u16,
    },
    PartAdded {
        number: String,
    },
    PartChanged {
        number: String,
    },
    PartRemoved {
        number: String,
    },
    StockMoved {
        part: String,
        place: String,
        /// Into the place, or out of it.
        quantity: i32,
        reason: MoveReason,
        takes_back: bool,
    },
    RepairDone {
        code: RepairCode,
        component: Component,
        place: String,
        note: String,
    },
    RepairUndone {
        code: RepairCode,
        component: Component,
        place: String,
    },
    LoanSettled {
        how: String,
    },
    LoanReopened,
    SlotsSeen {
        moment: Moment,
        slots: u32,
    },
    SlotsUnseen {
        moment: Moment,
    },
    TestStarted {
        test: TestKind,
        rig: String,
        minutes: u32,
    },
    TestStartUndone,
    TestEnded,
    TestBrokenOff,
    TestEndUndone,
    TestWaived {
        reason: String,
    },
    TestWaiverUndone,
    WorkStarted {
        activity: Activity,
    },
    WorkStopped {
        activity: Activity,
        minutes: u32,
    },
    WorkCorrected {
        activity: Activity,
        minutes: u32,
        /// Empty in what takes a correction back.
        why: String,
    },
    WorkUndone {
        activity: Activity,
    },
    QuoteMade {
        version: u16,
        cents: i32,
        valid_until: NaiveDate,
    },
    QuoteUnmade {
        version: u16,
    },
    QuoteSent {
        version: u16,
        cents: i32,
    },
    QuoteSendUndone {
        version: u16,
    },
    QuoteDecided {
        version: u16,
        cents: i32,
        decision: Decision,
        by: String,
        how: DecidedHow,
        why: String,
    },
    QuoteDecisionUndone {
        version: u16,
    },
    EstimateFrozen {
        center: String,
        /// Whole days, likely and cautious.
        days: (u32, u32),
    },
    EstimateWithdrawn {
        center: String,
    },
    /// Empty: the note was removed.
    EstimateNoted {
        text: String,
    },
}

/// One thing about a ticket that was set; `None` where it was cleared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Changed {
    Symptom { text: String },
    Warranty { class: WarrantyClass },
    Level { level: u8 },
    Assignee { name: Option<String> },
    Due { day: Option<NaiveDate> },
    Center,
    Quote,
    Box { label: Option<String> },
}
