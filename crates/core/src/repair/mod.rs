//! What was done to a unit: repair actions, boards that changed miners, and which board was seen in
//! which slot at the moments that are disputed later.

use serde::{Deserialize, Serialize};

use crate::device::DeviceRow;
use crate::finding::Component;
use crate::id::{DeviceId, FindingId, PartyId, RepairId, SnapshotId, TicketId};
use crate::part::{PartUse, PartUsed};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

mod event;
mod read;
mod snapshot;
#[cfg(test)]
mod tests;
mod use_cases;

pub use event::{RepairDone, RepairEvent, SlotsSeen};
pub(crate) use read::{loans_of_unit, looks_at, of_device, of_ticket, snapshots};
pub use snapshot::{NewSnapshot, SeenSlot, SlotChange, SlotSnapshot, SlotVerdict};

text_enum! {
    RepairCode {
        Reseat = "reseat",
        Clean = "clean",
        Reflow = "reflow",
        ReplaceChip = "replace_chip",
        ReplaceSensor = "replace_sensor",
        ReplaceLdo = "replace_ldo",
        ReplacePic = "replace_pic",
        ReplaceEeprom = "replace_eeprom",
        ReplaceConnector = "replace_connector",
        ReplaceFan = "replace_fan",
        ReplacePsu = "replace_psu",
        /// A new board out of stock.
        ReplaceBoard = "replace_board",
        Flash = "flash",
        /// Another unit's board.
        SwapBoard = "swap_board",
        Other = "other",
    }
}

text_enum! {
    /// When the slots of a unit were looked at.
    Moment {
        Pack = "pack",
        Receive = "receive",
        AfterRepair = "after_repair",
        Return = "return",
    }
}

/// A repair action as entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct NewRepair {
    pub code: RepairCode,
    pub component: Component,
    /// `HB0`, `CB`, `PSU`, `FAN2`; empty: the unit as a whole.
    pub slot: String,
    /// Counted from 0. A chip that is replaced is marked so.
    pub chip: Option<u16>,
    /// The finding that this answers.
    pub finding_id: Option<FindingId>,
    pub parts: Vec<PartUse>,
    /// Who agreed that another customer's parts go into this one's unit; empty: nobody was asked.
    pub agreed: String,
    /// The known board, control board or PSU that goes into the slot; what sits there comes out.
    pub put_in: Option<DeviceId>,
    /// Whether what comes out goes into the slot that the other came from.
    pub exchange: bool,
    pub note: String,
}

impl Default for NewRepair {
    fn default() -> Self {
        Self {
            code: RepairCode::Other,
            component: Component::Hashboard,
            slot: String::new(),
            chip: None,
            finding_id: None,
            parts: Vec::new(),
            agreed: String::new(),
            put_in: None,
            exchange: false,
            note: String::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Repair {
    pub id: RepairId,
    pub ticket_id: TicketId,
    /// `T-000456`.
    pub ticket: String,
    pub attempt: u16,
    pub code: RepairCode,
    pub component: Component,
    pub slot: String,
    pub chip: Option<u16>,
    pub finding_id: Option<FindingId>,
    pub parts: Vec<PartUsed>,
    pub taken_out: Option<DeviceRow>,
    pub put_in: Option<DeviceRow>,
    pub note: String,
    pub person: String,
    pub at: Timestamp,
}

/// One customer's board in another's miner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BoardLoan {
    pub repair_id: RepairId,
    pub ticket_id: TicketId,
    /// `T-000456`.
    pub ticket: String,
    /// The unit that the board was put into.
    pub unit_id: DeviceId,
    /// `D-000123`.
    pub unit: String,
    pub board: DeviceRow,
    pub lent_by_id: PartyId,
    pub lent_by: String,
    pub lent_to_id: PartyId,
    pub lent_to: String,
    pub slot: String,
    pub at: Timestamp,
    pub settled_at: Option<Timestamp>,
    /// How it was settled.
    pub settled: String,
}

/// Which loans.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct LoanQuery {
    /// Who lent or who has.
    pub party: Option<PartyId>,
    /// Those that were made good too.
    pub with_settled: bool,
}

/// What one customer owes another in boards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BoardDebt {
    pub lent_by_id: PartyId,
    pub lent_by: String,
    pub lent_to_id: PartyId,
    pub lent_to: String,
    pub boards: u32,
    /// The oldest of them.
    pub since: Timestamp,
}

/// The slots of a unit as they were at a moment, and how they differ from the time before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SnapshotTaken {
    pub id: SnapshotId,
    pub snapshot: SlotSnapshot,
    /// Against the one before it on this ticket; empty for the first.
    pub changes: Vec<SlotChange>,
}

/// A look at the slots of a unit, with the ticket it was on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UnitLook {
    /// `T-000456`.
    pub ticket: String,
    pub taken: SnapshotTaken,
}
