use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::{TestTemplate, read};
use crate::error::Result;
use crate::id::{TestRunId, TestStartId, TestWaiverId, TicketId};
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::overlaid;
use crate::people::Right;
use crate::place::rows::to_json;
use crate::ticket::{self, TestKind};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestStarted {
    pub id: TestStartId,
    pub ticket_id: TicketId,
    pub attempt: u16,
    pub kind: TestKind,
    pub template: Option<String>,
    pub rig: String,
    pub minutes: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestEvent {
    Started(Box<TestStarted>),
    StartUndone(Box<TestStarted>),
    /// Broken off, or judged: then the run says how it went.
    Ended {
        id: TestStartId,
        ticket_id: TicketId,
        run: Option<TestRunId>,
    },
    EndUndone {
        id: TestStartId,
        ticket_id: TicketId,
        run: Option<TestRunId>,
    },
    Waived {
        id: TestWaiverId,
        ticket_id: TicketId,
        attempt: u16,
        reason: String,
    },
    WaiverUndone {
        id: TestWaiverId,
        ticket_id: TicketId,
        attempt: u16,
        reason: String,
    },
    TemplateSet {
        code: String,
        is: Option<Box<TestTemplate>>,
        was: Option<Box<TestTemplate>>,
    },
}

impl DomainEvent for TestEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Started(_) => "test.started",
            Self::StartUndone(_) => "test.start_undone",
            Self::Ended { .. } => "test.ended",
            Self::EndUndone { .. } => "test.end_undone",
            Self::Waived { .. } => "test.waived",
            Self::WaiverUndone { .. } => "test.waiver_undone",
            Self::TemplateSet { .. } => "test.template_set",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Started(_)
            | Self::StartUndone(_)
            | Self::Ended { .. }
            | Self::EndUndone { .. } => Right::Bench,
            Self::Waived { .. } | Self::WaiverUndone { .. } => Right::WaiveTest,
            Self::TemplateSet { .. } => Right::Catalog,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Started(started) => {
                tx.prepare_cached(
                    "INSERT INTO test_start (id, ticket_id, attempt, kind, template, rig, minutes, person, started_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .execute(params![
                    started.id,
                    started.ticket_id,
                    started.attempt,
                    started.kind,
                    started.template,
                    started.rig,
                    started.minutes,
                    stamp.actor,
                    stamp.at
                ])?;
                ticket::touch(tx, started.ticket_id, stamp.at)
            }
            Self::StartUndone(started) => {
                tx.execute("DELETE FROM test_start WHERE id = ?1", [started.id])?;
                ticket::touch(tx, started.ticket_id, stamp.at)
            }
            Self::Ended { id, ticket_id, run } => {
                tx.prepare_cached(
                    "UPDATE test_start SET ended_at = max(started_at, ?2), run_id = ?3 WHERE id = ?1",
                )?
                .execute(params![id, stamp.at, run])?;
                ticket::touch(tx, *ticket_id, stamp.at)
            }
            Self::EndUndone { id, ticket_id, .. } => {
                tx.prepare_cached(
                    "UPDATE test_start SET ended_at = NULL, run_id = NULL WHERE id = ?1",
                )?
                .execute([id])?;
                ticket::touch(tx, *ticket_id, stamp.at)
            }
            Self::Waived {
                id,
                ticket_id,
                attempt,
                reason,
            } => {
                tx.execute(
                    "INSERT INTO test_waiver (id, ticket_id, attempt, reason, person, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![id, ticket_id, attempt, reason, stamp.actor, stamp.at],
                )?;
                ticket::touch(tx, *ticket_id, stamp.at)
            }
            Self::WaiverUndone { id, ticket_id, .. } => {
                tx.execute("DELETE FROM test_waiver WHERE id = ?1", [id])?;
                ticket::touch(tx, *ticket_id, stamp.at)
            }
            Self::TemplateSet {
                code,
                is: Some(template),
                ..
            } => {
                tx.execute(
                    "INSERT INTO test_template (code, row) VALUES (?1, ?2)
                     ON CONFLICT (code) DO UPDATE SET row = excluded.row",
                    params![code, to_json(template)?],
                )?;
                Ok(())
            }
            Self::TemplateSet { code, is: None, .. } => {
                tx.execute("DELETE FROM test_template WHERE code = ?1", [code])?;
                Ok(())
            }
        }
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Started(started) => {
                if !read::runs(tx, started.id)? {
                    return Ok(Reversal::Kept("the test ended since".into()));
                }
                Reversal::by(Self::StartUndone(started.clone()))
            }
            Self::StartUndone(started) => {
                if read::running_on(tx, started.ticket_id)?.is_some() {
                    return Ok(Reversal::Kept("another test of it runs now".into()));
                }
                Reversal::by(Self::Started(started.clone()))
            }
            Self::Ended { id, ticket_id, run } => {
                if read::running_on(tx, *ticket_id)?.is_some() {
                    return Ok(Reversal::Kept("another test of it runs now".into()));
                }
                Reversal::by(Self::EndUndone {
                    id: *id,
                    ticket_id: *ticket_id,
                    run: *run,
                })
            }
            Self::EndUndone { id, ticket_id, run } => {
                if !read::runs(tx, *id)? {
                    return Ok(Reversal::Kept("the test ended since".into()));
                }
                // Its run comes back after this, and is not named before it is there.
                let run = match run {
                    Some(run) if read::has_run(tx, *run)? => Some(*run),
                    _ => None,
                };
                Reversal::by(Self::Ended {
                    id: *id,
                    ticket_id: *ticket_id,
                    run,
                })
            }
            Self::Waived {
                id,
                ticket_id,
                attempt,
                reason,
            } => Reversal::by(Self::WaiverUndone {
                id: *id,
                ticket_id: *ticket_id,
                attempt: *attempt,
                reason: reason.clone(),
            }),
            Self::WaiverUndone {
                id,
                ticket_id,
                attempt,
                reason,
            } => Reversal::by(Self::Waived {
                id: *id,
                ticket_id: *ticket_id,
                attempt: *attempt,
                reason: reason.clone(),
            }),
            Self::TemplateSet { code, is, was } => {
                if &overlaid::own(tx, code)?.map(Box::new) != is {
                    return Ok(Reversal::Kept("the template was changed since".into()));
                }
                Reversal::by(Self::TemplateSet {
                    code: code.clone(),
                    is: was.clone(),
                    was: is.clone(),
                })
            }
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Started(started) => Told::TestStarted {
                test: started.kind,
                rig: started.rig.clone(),
                minutes: started.minutes,
            },
            Self::StartUndone(_) => Told::TestStartUndone,
            Self::Ended { run: Some(_), .. } => Told::TestEnded,
            Self::Ended { run: None, .. } => Told::TestBrokenOff,
            Self::EndUndone { .. } => Told::TestEndUndone,
            Self::Waived { reason, .. } => Told::TestWaived {
                reason: reason.clone(),
            },
            Self::WaiverUndone { .. } => Told::TestWaiverUndone,
            Self::TemplateSet { .. } => return None,
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Started(started) => format!(
                "Test started: {}, {} min on {}",
                started.kind, started.minutes, started.rig
            ),
            Self::StartUndone(_) => "Start of the test taken back".into(),
            Self::Ended { run: Some(_), .. } => "Running test ended".into(),
            Self::Ended { run: None, .. } => "Running test broken off".into(),
            Self::EndUndone { .. } => "Test runs on: its end was taken back".into(),
            Self::Waived { reason, .. } => format!("Let go without the test it needed: {reason}"),
            Self::WaiverUndone { .. } => "Leave to go without a test taken back".into(),
            Self::TemplateSet {
                code, is: Some(_), ..
            } => format!("Test template {code} set"),
            Self::TemplateSet { code, is: None, .. } => format!("Test template {code} taken out"),
        }
    }
}
