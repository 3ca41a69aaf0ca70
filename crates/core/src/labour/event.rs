use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::{Activity, read};
use crate::error::Result;
use crate::id::{LabourId, TicketId};
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::people::Right;
use crate::ticket;
use crate::time::Timestamp;

/// A span of work as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Span {
    pub activity: Activity,
    pub note: String,
    pub from_at: Timestamp,
    pub until_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabourEvent {
    Started {
        id: LabourId,
        ticket_id: TicketId,
        /// Whose work it is.
        person: String,
        span: Span,
    },
    StartUndone {
        id: LabourId,
        ticket_id: TicketId,
        person: String,
        span: Span,
    },
    Stopped {
        id: LabourId,
        ticket_id: TicketId,
        activity: Activity,
        from_at: Timestamp,
        until_at: Timestamp,
    },
    StopUndone {
        id: LabourId,
        ticket_id: TicketId,
        activity: Activity,
        from_at: Timestamp,
        until_at: Timestamp,
    },
    /// A span set right afterwards.
    Corrected {
        id: LabourId,
        ticket_id: TicketId,
        is: Span,
        was: Span,
        /// Why; empty in what takes a correction back.
        #[serde(default)]
        reason: String,
    },
}

impl LabourEvent {
    fn ticket(&self) -> TicketId {
        match self {
            Self::Started { ticket_id, .. }
            | Self::StartUndone { ticket_id, .. }
            | Self::Stopped { ticket_id, .. }
            | Self::StopUndone { ticket_id, .. }
            | Self::Corrected { ticket_id, .. } => *ticket_id,
        }
    }
}

impl DomainEvent for LabourEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Started { .. } => "labour.started",
            Self::StartUndone { .. } => "labour.start_undone",
            Self::Stopped { .. } => "labour.stopped",
            Self::StopUndone { .. } => "labour.stop_undone",
            Self::Corrected { .. } => "labour.corrected",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Started { .. }
            | Self::StartUndone { .. }
            | Self::Stopped { .. }
            | Self::StopUndone { .. }
            | Self::Corrected { .. } => Right::Bench,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Started {
                id,
                ticket_id,
                person,
                span,
            } => {
                tx.prepare_cached(
                    "INSERT INTO labour (id, ticket_id, person, activity, note, from_at, until_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    id,
                    ticket_id,
                    person,
                    span.activity,
                    span.note,
                    span.from_at,
                    span.until_at
                ])?;
            }
            Self::StartUndone { id, .. } => {
                tx.execute("DELETE FROM labour WHERE id = ?1", [id])?;
            }
            Self::Stopped { id, until_at, .. } => {
                tx.prepare_cached("UPDATE labour SET until_at = max(from_at, ?2) WHERE id = ?1")?
                    .execute(params![id, until_at])?;
            }
            Self::StopUndone { id, .. } => {
                tx.execute("UPDATE labour SET until_at = NULL WHERE id = ?1", [id])?;
            }
            Self::Corrected { id, is, .. } => {
                tx.execute(
                    "UPDATE labour SET activity = ?2, note = ?3, from_at = ?4, until_at = ?5 WHERE id = ?1",
                    params![id, is.activity, is.note, is.from_at, is.until_at],
                )?;
            }
        }
        ticket::touch(tx, self.ticket(), stamp.at)
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Started {
                id,
                ticket_id,
                person,
                span,
            } => {
                if read::span(tx, *id)?.as_ref() != Some(span) {
                    return Ok(Reversal::Kept(
                        "the work was stopped or corrected since".into(),
                    ));
                }
                Reversal::by(Self::StartUndone {
                    id: *id,
                    ticket_id: *ticket_id,
                    person: person.clone(),
                    span: span.clone(),
                })
            }
            Self::StartUndone {
                id,
                ticket_id,
                person,
                span,
            } => {
                if span.until_at.is_none() && read::running(tx, person)?.is_some() {
                    return Ok(Reversal::Kept(format!(
                        "{person} works on something else now"
                    )));
                }
                Reversal::by(Self::Started {
                    id: *id,
                    ticket_id: *ticket_id,
                    person: person.clone(),
                    span: span.clone(),
                })
            }
            Self::Stopped {
                id,
                ticket_id,
                activity,
                from_at,
                until_at,
            } => {
                let person = read::person(tx, *id)?.unwrap_or_default();
                if read::running(tx, &person)?.is_some() {
                    return Ok(Reversal::Kept(format!(
                        "{person} works on something else now"
                    )));
                }
                if read::span(tx, *id)?.and_then(|span| span.until_at) != Some(*until_at) {
                    return Ok(Reversal::Kept("the work was corrected since".into()));
                }
                Reversal::by(Self::StopUndone {
                    id: *id,
                    ticket_id: *ticket_id,
                    activity: *activity,
                    from_at: *from_at,
                    until_at: *until_at,
                })
            }
            Self::StopUndone {
                id,
                ticket_id,
                activity,
                from_at,
                until_at,
            } => {
                if read::span(tx, *id)?.is_none_or(|span| span.until_at.is_some()) {
                    return Ok(Reversal::Kept("the work was stopped since".into()));
                }
                Reversal::by(Self::Stopped {
                    id: *id,
                    ticket_id: *ticket_id,
                    activity: *activity,
                    from_at: *from_at,
                    until_at: *until_at,
                })
            }
            Self::Corrected {
                id,
                ticket_id,
                is,
                was,
                ..
            } => {
                if read::span(tx, *id)?.as_ref() != Some(is) {
                    return Ok(Reversal::Kept("the work was corrected again since".into()));
                }
                Reversal::by(Self::Corrected {
                    id: *id,
                    ticket_id: *ticket_id,
                    is: was.clone(),
                    was: is.clone(),
                    reason: String::new(),
                })
            }
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Started { span, .. } => Told::WorkStarted {
                activity: span.activity,
            },
            Self::StartUndone { span, .. } => Told::WorkUndone {
                activity: span.activity,
            },
            Self::Stopped {
                activity,
                from_at,
                until_at,
                ..
            } => Told::WorkStopped {
                activity: *activity,
                minutes: minutes(*from_at, *until_at),
            },
            Self::StopUndone { activity, .. } => Told::WorkStarted {
                activity: *activity,
            },
            Self::Corrected { is, reason, .. } => Told::WorkCorrected {
                activity: is.activity,
                minutes: is.until_at.map_or(0, |until| minutes(is.from_at, until)),
                why: reason.clone(),
            },
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Started { span, person, .. } => format!("{person} began: {}", span.activity),
            Self::StartUndone { span, .. } => format!("Work ({}) taken back", span.activity),
            Self::Stopped {
                activity,
                from_at,
                until_at,
                ..
            } => format!("Stopped: {activity}, {} min", minutes(*from_at, *until_at)),
            Self::StopUndone { activity, .. } => format!("Goes on: {activity}"),
            Self::Corrected { is, reason, .. } => {
                let time = is.until_at.map_or_else(String::new, |until| {
                    format!(", {} min", minutes(is.from_at, until))
                });
                let colon = if reason.is_empty() { "" } else { ": " };
                format!("Work set right: {}{time}{colon}{reason}", is.activity)
            }
        }
    }
}

/// Whole minutes, rounded up: begun work counts.
pub(super) fn minutes(from: Timestamp, until: Timestamp) -> u32 {
    let millis = (until.millis() - from.millis()).max(0) as u64;
    u32::try_from(millis.div_ceil(60_000)).unwrap_or(u32::MAX)
}
