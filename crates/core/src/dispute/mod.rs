//! All that is known of a unit, to be laid before somebody who denies its warranty or its damage: what it
//! is, who held it, what was found, done and tested, the originals, and the journal's own seals.
//!
//! Reads only. [`Store::dispute`] gathers, [`Store::write_dispute`] packs what was gathered, the originals
//! and a PDF that was made of it into one ZIP, with the hashes of everything in it.

mod gather;
mod pack;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::device::{DevicePage, UnitWindow};
use crate::finding::FindingRow;
use crate::id::{DeviceId, TicketId};
use crate::quote::Quote;
use crate::repair::Repair;
use crate::ticket::{HoldReason, Holder, Stage, TestRun, TicketRow};
use crate::time::Timestamp;

pub use pack::Packed;

/// What the pack is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "of", content = "id", rename_all = "snake_case")]
pub enum DisputeOf {
    /// A unit with all its tickets.
    Device(DeviceId),
    /// Its unit, and of the tickets only this one.
    Ticket(TicketId),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dispute {
    pub desk: String,
    /// The ticket, when it is about one.
    pub only: Option<String>,
    pub page: DevicePage,
    pub windows: Vec<UnitWindow>,
    /// Oldest first.
    pub tickets: Vec<DisputedTicket>,
    pub originals: Vec<Original>,
    pub events: Vec<SealedEvent>,
    /// Events after those, which are in the ZIP alone.
    pub more_events: u32,
    pub head: JournalHead,
    pub made_by: String,
    pub made_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DisputedTicket {
    pub row: TicketRow,
    pub custody: Vec<Custody>,
    pub findings: Vec<FindingRow>,
    pub repairs: Vec<Repair>,
    pub tests: Vec<TestRun>,
    pub quotes: Vec<Quote>,
}

/// One stretch of a unit's way: who had it, and who wrote that down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Custody {
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    pub what: CustodyOf,
    pub holder: Option<Holder>,
    /// Who recorded it; empty where the journal does not tell.
    pub person: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CustodyOf {
    Stage {
        stage: Stage,
        reason: Option<String>,
    },
    Hold {
        reason: HoldReason,
        note: String,
    },
    Package {
        carrier: String,
        tracking: String,
        to_center: bool,
    },
}

/// Whether what is kept is what was attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Soundness {
    Sound,
    /// Its bytes are others than those that were attached.
    Damaged,
    Missing,
}

/// A file as it was attached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Original {
    pub file: Attachment,
    pub soundness: Soundness,
    /// What the journal says it hashes to, in hex.
    pub blake3: String,
    /// Of what is kept; empty where that is not what was attached.
    pub sha256: String,
    /// Where it lies in the ZIP.
    pub path: String,
}

/// An event with its seals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SealedEvent {
    pub position: i64,
    pub at: Timestamp,
    pub actor: String,
    pub kind: String,
    /// In English, as the journal says it.
    pub text: String,
    pub hash: String,
}

/// Where the journal stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalHead {
    pub position: i64,
    pub hash: String,
}
