//! What a repair is to cost: quotes in versions, sent, and approved or declined by the customer.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{FindingId, PartId, QuoteId, TicketId};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

mod change;
mod draft;
mod event;
mod read;
#[cfg(test)]
mod tests;
mod use_cases;

pub use change::QuoteChange;
pub use event::{QuoteEvent, QuoteMade, QuoteName};
pub(crate) use read::of_ticket;

text_enum! {
    QuoteLineKind { Fee = "fee", Part = "part", Other = "other" }
}

text_enum! {
    /// How the customer's answer came.
    DecidedHow {
        Email = "email",
        Phone = "phone",
        Message = "message",
        Portal = "portal",
        InPerson = "in_person",
        Letter = "letter",
        /// It was within what the RMA lets us spend unasked.
        SpendLimit = "spend_limit",
    }
}

text_enum! {
    Decision { Approved = "approved", Declined = "declined" }
}

text_enum! {
    QuoteState {
        Draft = "draft",
        /// Sent, and waiting for the customer.
        Sent = "sent",
        Approved = "approved",
        Declined = "declined",
        /// Sent, and its day has passed without an answer.
        Expired = "expired",
        /// A later version stands.
        Replaced = "replaced",
    }
}

/// One line of a quote. US dollars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QuoteLine {
    pub kind: QuoteLineKind,
    pub text: String,
    pub quantity: u32,
    /// May be negative: a discount.
    pub unit_cents: i32,
    #[serde(default)]
    pub part_id: Option<PartId>,
    /// What was found that makes it necessary.
    #[serde(default)]
    pub finding_id: Option<FindingId>,
    /// Where the price comes from; empty for one that was typed.
    #[serde(default)]
    pub source: String,
}

impl QuoteLine {
    /// What the line comes to.
    pub fn cents(&self) -> i32 {
        let quantity = i32::try_from(self.quantity).unwrap_or(i32::MAX);
        self.unit_cents.saturating_mul(quantity)
    }
}

/// A quote as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NewQuote {
    pub lines: Vec<QuoteLine>,
    pub valid_until: NaiveDate,
    pub note: String,
}

/// A quote put together from what was found and what is on the price list; nothing is written yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QuoteDraft {
    pub quote: NewQuote,
    pub total_cents: i32,
    /// What the RMA lets us spend unasked.
    pub spend_limit_cents: Option<i32>,
    /// What has no price on the list and must be typed.
    pub unpriced: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Quote {
    pub id: QuoteId,
    pub ticket_id: TicketId,
    pub version: u16,
    pub state: QuoteState,
    pub lines: Vec<QuoteLine>,
    pub total_cents: i32,
    /// ISO 4217.
    pub currency: String,
    pub valid_until: NaiveDate,
    pub note: String,
    pub made_by: String,
    pub made_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub decision: Option<Decision>,
    pub decided_at: Option<Timestamp>,
    /// Who said so, on the customer's side.
    pub decided_by: String,
    pub decided_how: Option<DecidedHow>,
    pub why: String,
    /// What is not as in the version before; empty for the first.
    pub changes: Vec<QuoteChange>,
}

/// The customer's answer as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QuoteAnswer {
    pub decision: Decision,
    /// Who said so, on the customer's side.
    pub by: String,
    pub how: DecidedHow,
    /// Needed where it was declined.
    pub why: String,
}

/// What the lines come to.
pub(crate) fn total(lines: &[QuoteLine]) -> Option<i32> {
    lines.iter().try_fold(0i32, |sum, line| {
        let quantity = i32::try_from(line.quantity).ok()?;
        sum.checked_add(line.unit_cents.checked_mul(quantity)?)
    })
}
