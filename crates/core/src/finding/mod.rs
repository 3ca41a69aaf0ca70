//! What is wrong with a unit, place by place: findings, and the marks on the chips of a hashboard.
//!
//! A finding is recorded on the board itself where the board is a known unit, and goes with it to
//! whatever miner it sits in next; where it is not, on its miner and slot.

use serde::{Deserialize, Serialize};

use crate::diagnose::LogLine;
use crate::id::{AttachmentId, DeviceId, FindingId, ModelId, TicketId};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

mod event;
mod layout;
mod log;
mod read;
mod taxonomy;
#[cfg(test)]
mod tests;
mod use_cases;

pub use event::{FindingEvent, FoundFinding, MarkedChip};
pub use layout::Layout;
pub use log::LogRead;
pub(crate) use read::{
    board_at, heat_of_board, heat_of_model, mark_now, marks_of, of_ticket, past_of_board,
};
pub use taxonomy::FaultClass;
pub(crate) use use_cases::{fits, slot_name};

text_enum! {
    /// What of a unit a finding is about.
    Component {
        Miner = "miner",
        Hashboard = "hashboard",
        ControlBoard = "control_board",
        Psu = "psu",
        Fan = "fan",
        Cable = "cable",
        Cooling = "cooling",
        Firmware = "firmware",
        Network = "network",
        Pool = "pool",
        Environment = "environment",
        Tool = "tool",
    }
}

text_enum! {
    Confidence { Certain = "certain", Likely = "likely", Possible = "possible" }
}

text_enum! {
    FoundBy { Person = "person", Log = "log" }
}

text_enum! {
    /// What a chip of a hashboard is marked as.
    ChipMark { Dead = "dead", Weak = "weak", Replaced = "replaced" }
}

/// A finding as entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct NewFinding {
    pub component: Component,
    /// `HB0`, `CB`, `PSU`, `FAN2`; empty: the unit as a whole.
    pub slot: String,
    pub fault_class: String,
    pub chain: Option<u16>,
    pub domain: Option<u16>,
    /// Counted from 0, as logs do.
    pub chip: Option<u16>,
    pub measured: Option<f64>,
    /// Of what was measured: `V`, `ohm`, `C`; empty where nothing was.
    pub unit: String,
    pub confidence: Confidence,
    pub found_by: FoundBy,
    pub note: String,
    /// The photo, or the log that `lines` are of.
    pub evidence_id: Option<AttachmentId>,
    pub lines: Vec<LogLine>,
}

impl Default for NewFinding {
    fn default() -> Self {
        Self {
            component: Component::Hashboard,
            slot: String::new(),
            fault_class: String::new(),
            chain: None,
            domain: None,
            chip: None,
            measured: None,
            unit: String::new(),
            confidence: Confidence::Certain,
            found_by: FoundBy::Person,
            note: String::new(),
            evidence_id: None,
            lines: Vec::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FindingRow {
    pub id: FindingId,
    pub ticket_id: TicketId,
    /// `T-000456`.
    pub ticket: String,
    pub attempt: u16,
    /// The board where it is a known unit, else the miner.
    pub device_id: DeviceId,
    /// `D-000123`.
    pub device: String,
    pub what: NewFinding,
    /// The class as it is called.
    pub label: String,
    /// What usually helps.
    pub action: String,
    pub person: String,
    pub at: Timestamp,
}

/// A board, by its own unit or by the slot of a miner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Board {
    pub device_id: DeviceId,
    /// Empty where the board is a unit of its own.
    pub slot: String,
    pub model_id: Option<ModelId>,
}

/// A chip and what it is marked as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MarkedNow {
    pub chip: u16,
    pub mark: ChipMark,
    pub person: String,
    pub since: Timestamp,
}

/// On how many tickets a chip was at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChipHeat {
    pub chip: u16,
    pub tickets: u32,
}
