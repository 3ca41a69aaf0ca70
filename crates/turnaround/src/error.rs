//! Everything that can be refused, in words a person at the desk can act on.

use chrono::{DateTime, NaiveDate, Utc};

use crate::stage::Stage;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    #[error("{table}, row {row}: {field} is {found:?}; expected {expected}")]
    BadRow {
        table: &'static str,
        row: usize,
        field: &'static str,
        found: String,
        expected: &'static str,
    },
    #[error("{table}: column {column:?} is missing")]
    MissingColumn {
        table: &'static str,
        column: &'static str,
    },
    #[error("{table}, row {row}: {problem}")]
    UnreadableRow {
        table: &'static str,
        row: usize,
        problem: String,
    },
    #[error("{zone:?} is not an IANA time zone (such as America/Chicago)")]
    UnknownZone { zone: String },
    #[error("{day} is outside the years the calendar covers (1970 to 2200)")]
    DayOutOfRange { day: NaiveDate },
    #[error("the closure from {from} to {to} ends before it starts")]
    ClosureReversed { from: NaiveDate, to: NaiveDate },
    #[error("{field} is {found}; expected {expected}")]
    BadNumber {
        field: String,
        found: f64,
        expected: &'static str,
    },
    #[error("quantity is 0; an estimate needs at least one unit")]
    NoUnits,
    #[error("paths is {found}; expected 100 to 100000")]
    PathCount { found: u32 },
    #[error(
        "the estimate is dated {asof}, before the ticket's last event at {last_event_at}; check the clock"
    )]
    AsofBeforeLastEvent {
        asof: DateTime<Utc>,
        last_event_at: DateTime<Utc>,
    },
    #[error("the route through {center} has no stage {stage}")]
    StageNotOnRoute { center: String, stage: Stage },
    #[error("no prior for stage {stage} at {site_type} sites")]
    NoPrior { site_type: String, stage: String },
    #[error("by these priors no unit ever comes back from {center}; check its BER share")]
    NothingComesBack { center: String },
    #[error("the log has no stage {stage}")]
    UnknownStage { stage: String },
    #[error("there is no center to compare")]
    NoCandidates,
    #[error("{0}")]
    UnreadableLog(String),
    #[error("{0}")]
    UnreadableQueries(String),
    #[error("the answers could not be written: {0}")]
    Unwritten(String),
    #[error("cancelled")]
    Cancelled,
    #[error("the forecast for {center} carries no paths; make it again before costing it")]
    NoPaths { center: String },
}

/// A number that must be finite and not negative, such as money or a rate.
pub(crate) fn not_negative(field: impl Into<String>, value: f64) -> Result<f64> {
    if value.is_finite() && value >= 0.0 {
        return Ok(value);
    }
    Err(Error::BadNumber {
        field: field.into(),
        found: value,
        expected: "a finite number, 0 or more",
    })
}
