//! The deadline radar: days after which a claim, a quote or a number is worth nothing any more.
//!
//! A deadline is a day of the calendar at the unit's own site. Its length comes from a maker's or
//! a center's published rule, or the user's edit of one; where nobody publishes a rule there is
//! no deadline. Windows that close on a unit nobody has complained about (DOA, second return,
//! warranty) are told of while they are open; what we owe somebody (a tracking number, an answer,
//! a payment, the unit itself) stays until it is done.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{DeviceId, RmaId, TicketId};
use crate::journal::Act;
use crate::search::Count;
use crate::store::Store;
use crate::text_enum::text_enum;
use crate::ticket::Stage;

pub(crate) mod find;
mod rules;
#[cfg(test)]
pub(crate) mod tests;
mod told;

text_enum! {
    DeadlineKind {
        /// Somebody gave the ticket a day.
        Due = "due",
        /// The carrier's number is not with the maker yet.
        Tracking = "tracking",
        /// The center puts the unit into storage, or sends it back.
        Approval = "approval",
        Payment = "payment",
        /// Dead on arrival.
        Doa = "doa",
        SecondReturn = "second_return",
        Warranty = "warranty",
    }
}

impl DeadlineKind {
    /// Whether it is still owed once its day has passed.
    pub fn outlives_its_day(self) -> bool {
        matches!(
            self,
            Self::Due | Self::Tracking | Self::Approval | Self::Payment
        )
    }
}

text_enum! {
    /// What a person can do about it.
    Advice {
        Finish = "finish",
        EnterTracking = "enter_tracking",
        AnswerQuote = "answer_quote",
        PayQuote = "pay_quote",
        /// Test the unit, and file it if it fails.
        TestAndFile = "test_and_file",
        /// It is in a draft already.
        SubmitDraft = "submit_draft",
    }
}

/// The rule a day follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeadlineRule {
    /// The maker's name, or (`by_center`) the repair center's.
    pub whose: String,
    pub by_center: bool,
    pub days: u16,
    pub business_days: bool,
    /// The day the counting began.
    pub from: NaiveDate,
    pub source: String,
    pub note: String,
    /// The user's own length instead of the published one.
    pub edited: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Deadline {
    pub kind: DeadlineKind,
    /// The last day, at the unit's site.
    pub day: NaiveDate,
    /// 0 today, negative when it has passed.
    pub days_left: i32,
    pub advice: Advice,
    pub device_id: DeviceId,
    /// `D-000123`.
    pub device: String,
    pub serial: Option<String>,
    pub model: Option<String>,
    pub customer: Option<String>,
    pub site: Option<String>,
    pub location: Option<String>,
    /// The ticket it is about: the open one, or the one whose repair is still covered.
    pub ticket_id: Option<TicketId>,
    /// `T-000456`.
    pub ticket: Option<String>,
    pub stage: Option<Stage>,
    pub rma_id: Option<RmaId>,
    pub rma: Option<String>,
    pub center: Option<String>,
    /// `None`: the day itself was stated, by whom says `stated_by`.
    pub rule: Option<DeadlineRule>,
    pub stated_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct DeadlineQuery {
    /// How far ahead to look.
    pub days: u16,
    /// Empty: every kind.
    pub kinds: Vec<DeadlineKind>,
    /// The most of each kind.
    pub limit: u32,
}

impl Default for DeadlineQuery {
    fn default() -> Self {
        Self {
            days: 14,
            kinds: Vec::new(),
            limit: 200,
        }
    }
}

/// The deadlines of one kind, the nearest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeadlinesOfKind {
    pub kind: DeadlineKind,
    pub count: Count,
    /// How many of the count have passed.
    pub passed: u32,
    pub rows: Vec<Deadline>,
}

/// Furthest that anybody may look ahead.
const FURTHEST: u16 = 366;

impl Store {
    /// Deadlines of the next days and those that passed, by kind; kinds without any are left out.
    pub fn deadlines(&self, asked: &DeadlineQuery, act: &Act) -> Result<Vec<DeadlinesOfKind>> {
        let tx = self.conn.unchecked_transaction()?;
        find::all(&tx, asked, true, act.now)
    }
}
