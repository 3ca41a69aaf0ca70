//! What one RMA, ticket or center may expect, with the promise made before beside it.

use serde::{Deserialize, Serialize};

use super::{RouteAnswer, Score};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

/// The estimate for the center chosen, and how the last promise fares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Outlook {
    pub asked_at: Timestamp,
    /// What was assumed about the units, in words.
    pub subject: String,
    pub quantity: u32,
    pub route: Option<RouteAnswer>,
    /// Why there is no range, when there is none.
    pub why_not: Option<String>,
    pub notes: Vec<String>,
    /// The promise made when it was filed.
    pub score: Option<Score>,
    pub learning: Learning,
}

text_enum! {
    LearningState {
        /// No ticket of one's own has left the draft.
        Nothing = "nothing",
        /// Tickets are there, what they teach is not read yet.
        Waiting = "waiting",
        /// What all tickets teach is in the range.
        Current = "current",
        /// The journal has moved on since.
        Behind = "behind",
    }
}

/// How fresh an estimate is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Learning {
    pub state: LearningState,
    pub learned_at: Option<Timestamp>,
    /// Events of the journal that are newer than what was learned.
    pub newer_events: u32,
    /// Tickets learned from, or waiting to be.
    pub tickets: u32,
    /// Made-up tickets, for want of real ones.
    pub from_demo: bool,
    /// The same in words.
    pub text: String,
}
