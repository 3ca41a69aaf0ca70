//! Who worked on what, from when to when; and whose time each hour of a ticket was.

use serde::{Deserialize, Serialize};

use crate::id::{LabourId, TicketId};
use crate::text_enum::text_enum;
use crate::ticket::Holder;
use crate::time::Timestamp;

mod clock;
mod event;
mod read;
#[cfg(test)]
mod tests;
mod use_cases;

pub(crate) use clock::clock;
pub use event::{LabourEvent, Span};
pub(crate) use read::{of_ticket, running};

text_enum! {
    Activity {
        Intake = "intake",
        Clean = "clean",
        Diagnose = "diagnose",
        Repair = "repair",
        Test = "test",
        Pack = "pack",
        Other = "other",
    }
}

/// Work on a unit, ended or going on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Labour {
    pub id: LabourId,
    pub ticket_id: TicketId,
    /// `T-000456`.
    pub ticket: String,
    pub person: String,
    pub activity: Activity,
    pub note: String,
    pub from_at: Timestamp,
    /// `None`: it goes on.
    pub until_at: Option<Timestamp>,
    /// So far or in all.
    pub minutes: u32,
}

/// The minutes of one person at one activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LabourSum {
    pub person: String,
    pub activity: Activity,
    pub minutes: u32,
}

/// Whose time so much of a ticket was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldHours {
    pub holder: Holder,
    pub elapsed_hours: f64,
    /// In working days of the center's calendar.
    pub working_days: f64,
}

/// A ticket's time, computed from its stays and holds each time it is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TicketClock {
    pub elapsed_hours: f64,
    pub working_days: f64,
    pub held_by: Vec<HeldHours>,
    /// Who holds it now; `None`: it has ended.
    pub now: Option<Holder>,
    pub labour: Vec<LabourSum>,
    /// Minutes worked in all.
    pub labour_minutes: u32,
}
