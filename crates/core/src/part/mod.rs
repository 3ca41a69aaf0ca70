//! Parts and where they lie. Stock is a ledger: the sum of its moves, each tied to its event.

use serde::{Deserialize, Serialize};

use crate::id::{ActionId, DeviceId, PartId, PartyId, RepairId, StockPlaceId, TicketId};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

mod event;
mod pace;
mod read;
#[cfg(test)]
mod tests;
mod use_cases;

pub use event::{PartEvent, StockMove};
pub use pace::Pace;
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
    /// To be ordered now: low, or gone before more could come.
    pub to_order: bool,
    pub pace: Option<Pace>,
    /// Where it lies, and whose it is there.
    pub levels: Vec<StockLevel>,
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
    /// What takes it back.
    pub action: ActionId,
    pub place: String,
    pub owner: Option<String>,
    /// Into the place, or out of it.
    pub quantity: i32,
    pub reason: MoveReason,
    pub ticket_id: Option<TicketId>,
    /// `T-000456`.
    pub ticket: Option<String>,
    /// Whose unit the ticket is of.
    pub customer: Option<String>,
    /// The board that it was harvested from.
    pub board_id: Option<DeviceId>,
    /// `D-000123`.
    pub board: Option<String>,
    /// The line it takes back.
    pub reverses: Option<i32>,
    /// Another line took it back.
    pub is_taken_back: bool,
    pub note: String,
    pub person: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PartPage {
    pub row: PartRow,
    /// The latest 200, newest first; [`Store::stock_lines`](crate::Store::stock_lines) has those before.
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
    /// To be ordered now.
    pub to_order: bool,
    /// Some of it lies there.
    pub place: Option<StockPlaceId>,
    /// Some of it is theirs.
    pub owner: Option<PartyId>,
    pub with_retired: bool,
    /// Without one: what is to be ordered by how long it takes to come, anything else by name.
    pub sort: Option<PartSort>,
    pub descending: bool,
}

text_enum! {
    PartSort {
        /// What is to be ordered first, by when; then the rest by when.
        Need = "need",
        Number = "number",
        Name = "name",
        Kind = "kind",
        InStock = "in_stock",
        OfCustomers = "of_customers",
        ReorderAt = "reorder_at",
        LeadDays = "lead_days",
        Used = "used",
        LastsDays = "lasts_days",
        OrderBy = "order_by",
    }
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
