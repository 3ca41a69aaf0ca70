//! A history line as data, so that a screen can say it in the reader's language.
//!
//! English comes from [`super::DomainEvent::sentence`]; what is not told here is read in English.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::device::IdentifierKind;
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
