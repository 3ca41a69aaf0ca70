//! What one RMA, ticket or center may expect, with the promise made before beside it.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

use super::{Remark, RouteAnswer, Score, Subject, WhyNot};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

/// The estimate for the center chosen, and how the last promise fares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Outlook {
    pub asked_at: Timestamp,
    /// `None` where nothing is left to ask about.
    pub subject: Option<Subject>,
    pub quantity: u32,
    pub route: Option<RouteAnswer>,
    /// Why there is no range, when there is none.
    pub why_not: Option<WhyNot>,
    pub notes: Vec<Remark>,
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
    /// How many there are; more than were learned from when those are a sample.
    pub of: u32,
}

impl Display for Learning {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let tickets = self.tickets;
        match self.state {
            LearningState::Nothing => {
                f.write_str("No tickets of your own yet: the ranges rest on published figures.")
            }
            LearningState::Waiting => write!(
                f,
                "Learning from your {tickets} tickets; until then the ranges rest on published figures."
            ),
            LearningState::Behind => write!(
                f,
                "The estimate is older than the data by {} events: learning again.",
                self.newer_events
            ),
            LearningState::Current => {
                let whose = if self.from_demo { "made-up" } else { "own" };
                if self.of <= tickets {
                    write!(f, "Learned from all {tickets} {whose} tickets.")
                } else {
                    write!(
                        f,
                        "Learned from {tickets} {whose} tickets, an even sample of {}.",
                        self.of
                    )
                }
            }
        }
    }
}
