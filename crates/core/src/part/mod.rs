//! Parts and where they lie. Stock is a ledger: the sum of its moves, each tied to its event.

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, PartId, PartyId, RepairId, StockPlaceId, TicketId};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

mod event;
mod read;
#[cfg(test)]
mod tests;
mod use_cases;

pub use event::{PartEvent, StockMove};
pub(crate) use read::{find as find_part, used_by, used_on};
pub use use_cases::StockAway;
pub(crate) use use_cases::use_stock;

text_enum! {
    PartKind {
        Chip = "chip",
        Sensor = "sensor",
        Ldo = "ldo",
        Mosfet = "mosfet",
        Pic = "pic",
        Eeprom = "eeprom",
        Connector = "connector",
        Cable = "cable",
        Fan = "fan",
        Psu = "psu",
        ControlBoard = "control_board",
        Hashboard = "hashboard",
        Consumable = "consumable",
        Other = "other",
    }
}

text_enum! {
    /// Why stock moved.
    MoveReason {
        Received = "received",
        Used = "used",
        Harvested = "harvested",
        Counted = "counted",
        Transferred = "transferred",
        Scrapped = "scrapped",
        Returned = "returned",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Part {
    /// Nil: a new one.
    pub id: PartId,
    /// As on the bin; what is scanned.
    pub number: String,
    pub name: String,
    pub kind: PartKind,
    /// Models that it goes into; empty: any.
    pub fits: Vec<String>,
    pub supplier: String,
    pub cost_cents: Option<i32>,
    /// What a customer pays for one.
    pub price_cents: Option<i32>,
    /// At this many or fewer it is on the list to order; 0: only when none is left.
    pub reorder_at: u32,
    /// Days from the order to the shelf.
    pub lead_days: Option<u16>,
    pub note: String,
    pub retired: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockPlace {
    /// Nil: a new one.
    pub id: StockPlaceId,
    pub name: String,
    pub note: String,
    pub retired: bool,
}

/// A part in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PartRow {
    pub part: Part,
    /// The desk's own, over all places.
    pub in_stock: i32,
    /// Kept for customers: harvested from their boards.
    pub of_customers: i32,
    /// At or under what it is reordered at.
    pub is_low: bool,
}

/// So many of a part at a place, and whose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockLevel {
    pub place_id: StockPlaceId,
    pub place: String,
    pub owner_id: Option<PartyId>,
    /// `None`: the desk's own.
    pub owner: Option<String>,
    pub quantity: i32,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockLine {
    /// Where in the journal it stands.
    pub event: i32,
    pub place: String,
    pub owner: Option<String>,
    /// Into the place, or out of it.
    pub quantity: i32,
    pub reason: MoveReason,
    pub ticket_id: Option<TicketId>,
    /// `T-000456`.
    pub ticket: Option<String>,
    /// The line it takes back.
    pub reverses: Option<i32>,
    pub note: String,
    pub person: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PartPage {
    pub row: PartRow,
    pub levels: Vec<StockLevel>,
    /// The latest 200, newest first.
    pub lines: Vec<StockLine>,
}

/// Which parts. Every field narrows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct PartQuery {
    /// Part of the number or name.
    pub text: String,
    pub kind: Option<PartKind>,
    /// Goes into this model, or into any.
    pub fits: Option<String>,
    /// At or under what it is reordered at.
    pub low: bool,
    pub with_retired: bool,
}

/// A part to be used up by a repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PartUse {
    pub part_id: PartId,
    pub place_id: StockPlaceId,
    /// Whose stock; `None`: the desk's own.
    #[serde(default)]
    pub owner_id: Option<PartyId>,
    pub quantity: u32,
}

/// A part that a repair used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PartUsed {
    pub part_id: PartId,
    pub number: String,
    pub name: String,
    pub place: String,
    pub owner: Option<String>,
    pub quantity: i32,
    pub cost_cents: Option<i32>,
    pub price_cents: Option<i32>,
}

/// What a move is about, beside the part itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Behind {
    pub ticket_id: Option<TicketId>,
    pub repair_id: Option<RepairId>,
    pub device_id: Option<DeviceId>,
}
