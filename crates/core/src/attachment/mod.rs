//! Photos and files on a ticket, one of its findings, a unit or an RMA.
//!
//! What a file holds lies in `content`, once, under its BLAKE3 hash; events name it by that hash.
//! So the journal stays small, a rebuild leaves the bytes alone, and one SQLite file, with every
//! backup of it, still holds the whole desk.

pub(crate) mod content;
mod event;
mod kind;
mod read;
mod save;
mod strip;
#[cfg(test)]
mod tests;
mod thumbnail;
mod use_cases;

use serde::{Deserialize, Serialize};

use crate::id::{ActionId, AttachmentId, DeviceId, FindingId, RmaId, SubjectId, TicketId};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

pub use content::Swept;
pub use event::{AttachmentAdded, AttachmentEvent};
pub(crate) use kind::clean_name;
pub(crate) use read::{count, has_any, of_tickets, on_findings, own, stands};
pub(crate) use save::place;
pub use thumbnail::{Picture, thumbnail};

/// The largest file that can be attached.
pub const MOST_BYTES: u32 = 25 * 1024 * 1024;
/// So many files stand on one ticket, unit or RMA.
pub const MOST_FILES: u32 = 50;

/// What a file is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "of", content = "id", rename_all = "snake_case")]
pub enum AttachedTo {
    Ticket(TicketId),
    Device(DeviceId),
    Rma(RmaId),
    /// It is among the files of the finding's ticket too.
    Finding(FindingId),
}

impl From<AttachedTo> for SubjectId {
    fn from(to: AttachedTo) -> Self {
        match to {
            AttachedTo::Ticket(id) => id.into(),
            AttachedTo::Device(id) => id.into(),
            AttachedTo::Rma(id) => id.into(),
            AttachedTo::Finding(id) => id.into(),
        }
    }
}

text_enum! {
    /// What can be shown of a file, judged by its bytes.
    FileKind {
        /// A picture the desk can draw.
        Photo = "photo",
        Text = "text",
        Other = "other",
    }
}

text_enum! {
    /// Whether photos leave with what the camera wrote beside the picture: place, time, serial.
    Metadata { Removed = "removed", Kept = "kept" }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Attachment {
    pub id: AttachmentId,
    pub to: AttachedTo,
    /// What it is attached to: `T-000456`, `D-000123`, `RMA-2026-000123`; a finding's ticket.
    pub label: String,
    pub name: String,
    pub media_type: String,
    pub kind: FileKind,
    /// Bytes.
    pub size: u32,
    pub note: String,
    pub added_at: Timestamp,
    pub added_by: String,
}

/// The files of a ticket, unit or RMA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Attachments {
    pub own: Vec<Attachment>,
    /// Those of its tickets, newest first, at most 200.
    pub of_tickets: Vec<Attachment>,
    pub more: bool,
    /// How many more may be attached.
    pub room: u32,
}

/// A file that somebody would like to attach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Offered {
    pub name: String,
    /// Bytes. A web view knows sizes as floating point.
    pub size: f64,
}

/// A file whose bytes are in the desk, not yet attached to anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Staged {
    /// BLAKE3 of its bytes, in hex.
    pub hash: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RefusedFile {
    pub name: String,
    pub why: String,
}

/// What came of attaching.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Attached {
    /// Undo takes back all of it by this.
    pub action: ActionId,
    pub added: Vec<Attachment>,
    pub refused: Vec<RefusedFile>,
}

/// What came of saving attachments outside the desk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Saved {
    pub path: String,
    pub files: u32,
    /// Photos of them that left without metadata they had.
    pub cleaned: u32,
    pub left_out: Vec<RefusedFile>,
}
