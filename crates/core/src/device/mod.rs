//! Units: miners and their boards, by our own id. Serials, MACs and tags are dated claims.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, ModelId, PartyId, SiteId, TicketId};
use crate::text_enum::text_enum;
use crate::ticket::{Stage, TicketRow};
use crate::time::Timestamp;

pub mod bulk;
mod event;
mod list;
#[cfg(test)]
mod list_tests;
mod merge;
#[cfg(test)]
mod merge_tests;
mod passport;
pub(crate) mod read;
pub mod take_in;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod use_cases;
pub use event::{DeviceAdded, DeviceEvent};
pub(crate) use merge::merged_records;
pub use merge::{
    Belongings, ClaimName, MergePreview, MergeSide, Merged, MergedRecord, Moved, SlotName,
    SplitPreview,
};
pub(crate) use passport::windows;
pub use passport::{
    Inside, OtherUnit, Passport, Spot, StayChange, UnitLine, UnitRma, UnitTest, UnitWindow,
    Whereabouts, WindowKind,
};

text_enum! {
    /// A miner or a component of one.
    DeviceKind {
        Miner = "miner",
        Hashboard = "hashboard",
        ControlBoard = "control_board",
        Psu = "psu",
    }
}

text_enum! {
    IdentifierKind { Serial = "serial", Mac = "mac", AssetTag = "asset_tag", CustomerRef = "customer_ref" }
}

text_enum! {
    /// Who said so.
    IdentifierSource { Scan = "scan", Paste = "paste", File = "file", Typed = "typed", Log = "log", Demo = "demo" }
}

/// What somebody or something called a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Claim {
    pub kind: IdentifierKind,
    /// As typed, scanned or printed.
    pub typed: String,
    /// As compared.
    pub normal: String,
    pub source: IdentifierSource,
}

/// The facts of a unit that may be edited; `None` leaves or clears, as the caller's function says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceFacts {
    pub model_id: Option<ModelId>,
    pub model_text: Option<String>,
    pub owner_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    pub location: Option<String>,
    pub status: Option<String>,
    pub warranty_until: Option<NaiveDate>,
    pub warranty_from: Option<String>,
    /// The day the maker sent it off new: where DOA and warranty windows begin.
    #[serde(default)]
    pub dispatched_on: Option<NaiveDate>,
    pub note: Option<String>,
}

/// A unit in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceRow {
    pub id: DeviceId,
    /// `D-000123`.
    pub code: String,
    pub kind: DeviceKind,
    pub serial: Option<String>,
    pub model: Option<String>,
    pub maker: Option<String>,
    pub model_id: Option<ModelId>,
    pub owner: Option<String>,
    pub owner_id: Option<PartyId>,
    pub site: Option<String>,
    pub site_id: Option<SiteId>,
    pub location: Option<String>,
    pub status: Option<String>,
    pub warranty_until: Option<NaiveDate>,
    /// A repair of it did not hold: some ticket of it is a bounce.
    pub has_bounced: bool,
    pub open_ticket: Option<OpenTicket>,
    pub added_at: Timestamp,
    pub touched_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OpenTicket {
    pub id: TicketId,
    /// `T-000456`.
    pub number: String,
    pub stage: Stage,
}

text_enum! {
    DeviceSort {
        Added = "added",
        Serial = "serial",
        Model = "model",
        Owner = "owner",
        Site = "site",
        Location = "location",
        Status = "status",
        Warranty = "warranty",
        Touched = "touched",
    }
}

/// Which units, in which order. Every field narrows; all empty is the whole fleet. A record that
/// turned out to be another's unit (merged) is in no list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct DeviceQuery {
    /// Part of a serial, MAC or tag (from three characters also its middle), or a code.
    pub text: String,
    /// Exactly these serials, as pasted.
    pub serials: Vec<String>,
    pub kind: Option<DeviceKind>,
    pub maker: Option<String>,
    pub model_id: Option<ModelId>,
    pub owner_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    pub location: Option<String>,
    pub status: Option<String>,
    /// Its warranty has ended.
    pub warranty_ended: bool,
    /// Its warranty ends today or in the next so many days.
    pub warranty_within: Option<u32>,
    pub with_open_ticket: Option<bool>,
    /// A repair of it did not hold.
    pub bounced: bool,
    pub without_serial: bool,
    pub without_photo: bool,
    pub sort: DeviceSort,
    pub descending: bool,
    /// Where the last page ended; from `Page::next`.
    pub after: Option<String>,
    pub limit: u32,
}

impl Default for DeviceQuery {
    fn default() -> Self {
        Self {
            text: String::new(),
            serials: Vec::new(),
            kind: None,
            maker: None,
            model_id: None,
            owner_id: None,
            site_id: None,
            location: None,
            status: None,
            warranty_ended: false,
            warranty_within: None,
            with_open_ticket: None,
            bounced: false,
            without_serial: false,
            without_photo: false,
            sort: DeviceSort::Added,
            descending: true,
            after: None,
            limit: 100,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Identifier {
    pub kind: IdentifierKind,
    pub typed: String,
    pub normal: String,
    pub source: IdentifierSource,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    /// The maker's format it has, in words; `None`: unknown format.
    pub format: Option<String>,
    pub likely_made_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SlotStay {
    pub slot: String,
    pub board: DeviceRow,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

/// A unit with its whole past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DevicePage {
    pub row: DeviceRow,
    pub facts: DeviceFacts,
    pub identifiers: Vec<Identifier>,
    /// The slots its model has, by name, whether filled or not.
    pub slots: Vec<String>,
    /// What sits or sat in it.
    pub boards: Vec<SlotStay>,
    /// Where it sits or sat itself, when it is a component.
    pub homes: Vec<SlotStay>,
    pub tickets: Vec<TicketRow>,
}
