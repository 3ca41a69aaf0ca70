//! The bench as it is looked at: one unit with all that is known of it, and whose turn is next.
//!
//! Reads only. What is recorded there belongs to the parts it is about.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::catalog::Model;
use crate::device::DeviceRow;
use crate::finding::{ChipHeat, Component, FindingRow, Layout, MarkedNow};
use crate::labour::{Labour, TicketClock};
use crate::part::PartUsed;
use crate::people::Right;
use crate::quote::Quote;
use crate::repair::{BoardLoan, Repair, SnapshotTaken};
use crate::test_run::RunningTest;
use crate::text_enum::text_enum;
use crate::ticket::{MoveOption, TestRun, TicketRow};
use crate::time::Timestamp;

mod cohort;
#[cfg(test)]
pub(crate) mod fixture;
mod queue;
#[cfg(test)]
mod tests;
mod unit;

pub use cohort::BounceCohort;

/// A place in a unit where something sits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BenchSlot {
    /// `HB0`, `CB`, `PSU`, `FAN2`; empty for a board that came alone.
    pub slot: String,
    pub component: Component,
    /// What sits there, where it is a known unit.
    pub board: Option<DeviceRow>,
    pub since: Option<Timestamp>,
    /// How its chips lie; `None` for what has none, or whose model is not known.
    pub layout: Option<Layout>,
    pub marks: Vec<MarkedNow>,
    /// On how many tickets each chip of this very board was at fault.
    pub heat: Vec<ChipHeat>,
    /// What was found on it on other tickets, newest first.
    pub past_findings: Vec<FindingRow>,
    /// What was done to it on other tickets, newest first.
    pub past_repairs: Vec<Repair>,
}

/// The open ticket of the unit on the bench, and what is recorded on it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BenchTicket {
    pub row: TicketRow,
    /// The ticket whose repair did not hold.
    pub bounce_of: Option<TicketRow>,
    /// The delivery that the bounce counts against.
    pub cohort: Option<BounceCohort>,
    pub moves: Vec<MoveOption>,
    pub findings: Vec<FindingRow>,
    /// Photos and files on those findings; `to` says on which.
    pub photos: Vec<Attachment>,
    pub repairs: Vec<Repair>,
    pub parts: Vec<PartUsed>,
    pub tests: Vec<TestRun>,
    pub running: Option<RunningTest>,
    pub snapshots: Vec<SnapshotTaken>,
    pub quotes: Vec<Quote>,
    pub work: Vec<Labour>,
    pub clock: TicketClock,
}

/// The repair before this one: what was found, done and tested then, and by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LastTime {
    pub row: TicketRow,
    pub findings: Vec<FindingRow>,
    pub repairs: Vec<Repair>,
    pub tests: Vec<TestRun>,
}

/// A ticket that may be opened at the bench for a unit without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TakeIn {
    /// The repair that did not hold, whose warranty still runs.
    pub bounce_of: Option<TicketRow>,
    /// What whoever opens it must be allowed to do.
    pub right: Right,
}

/// One unit on the bench.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BenchUnit {
    pub unit: DeviceRow,
    pub model: Option<Model>,
    /// The slot of the board that was scanned, when it led to the miner that it sits in.
    pub scanned_slot: Option<String>,
    pub ticket: Option<BenchTicket>,
    /// What opening a ticket for it here would be; `None` where it has one, or the desk no bench.
    pub take_in: Option<TakeIn>,
    pub slots: Vec<BenchSlot>,
    /// On how many tickets each chip was at fault, over all boards of the model.
    pub model_heat: Vec<ChipHeat>,
    pub loans: Vec<BoardLoan>,
    /// The ticket whose repair did not hold, or else the one before.
    pub last_time: Option<LastTime>,
    /// Earlier tickets, newest first.
    pub past: Vec<TicketRow>,
}

text_enum! {
    /// Whether a unit will be out when it is due.
    Risk {
        /// Its day has passed.
        Late = "late",
        /// It is due today or tomorrow, or the likely day of its promise has passed.
        Near = "near",
        InTime = "in_time",
        /// Nothing was promised.
        Open = "open",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QueueRow {
    pub ticket: TicketRow,
    /// The day it is due, or else the cautious day of its promise.
    pub due: Option<NaiveDate>,
    pub days_left: Option<i32>,
    pub risk: Risk,
}

/// What waits at the bench. Each list holds its first 200, by the day they are due.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BenchQueue {
    pub mine: Vec<QueueRow>,
    /// Nobody's yet, at our own bench.
    pub free: Vec<QueueRow>,
    /// Mine and nobody's that wait for somebody: parts, the customer, a vendor.
    pub held: Vec<QueueRow>,
    pub running: Vec<RunningTest>,
    /// What whoever asks is doing.
    pub working: Option<Labour>,
}
