//! What a log that is attached to a ticket says, and taking it over as findings.

use std::ops::ControlFlow;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{Component, Confidence, FoundBy, NewFinding};
use crate::catalog;
use crate::diagnose::{self, Diagnosis, Options, Source};
use crate::error::{Error, Result};
use crate::id::{AttachmentId, TicketId};
use crate::journal::Act;
use crate::store::Store;
use crate::ticket::{self, Acted};

/// Surer than this a log is as good as a look.
const CERTAIN: f64 = 0.9;
const LIKELY: f64 = 0.5;

/// A log as it was read, and each of its findings as it would be recorded, in the same order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LogRead {
    pub diagnosis: Diagnosis,
    pub proposed: Vec<NewFinding>,
}

impl Store {
    /// Read an attached log by the model of the ticket's unit. Writes nothing.
    pub fn read_log(&self, id: TicketId, log: AttachmentId, act: &Act) -> Result<LogRead> {
        let bytes = self.attachment_bytes(log)?;
        let board = boards_of(&self.conn, id)?;
        let options = Options {
            model: board.model.clone(),
            today: Some(act.now.date()),
        };
        let diagnosis = diagnose::read(Source::Bytes(&bytes), &options, &mut |_| {
            ControlFlow::Continue(())
        })?;
        let proposed = diagnosis
            .findings
            .iter()
            .map(|found| proposed(found, &board, log))
            .collect();
        Ok(LogRead {
            diagnosis,
            proposed,
        })
    }

    /// Record those findings of an attached log that were chosen, by their place in what
    /// [`Store::read_log`] gave.
    pub fn record_log(
        &mut self,
        id: TicketId,
        log: AttachmentId,
        chosen: &[u32],
        act: &Act,
    ) -> Result<Acted> {
        let read = self.read_log(id, log, act)?;
        let found = chosen
            .iter()
            .map(|&n| {
                read.proposed.get(n as usize).cloned().ok_or_else(|| {
                    Error::invalid(
                        "finding",
                        format!("the log has no finding {n}"),
                        format!("one of its {}, counted from 0", read.proposed.len()),
                    )
                })
            })
            .collect::<Result<Vec<NewFinding>>>()?;
        self.record_findings(id, &found, act)
    }
}

/// What is known of the boards that the log is about.
struct Boards {
    model: Option<String>,
    slots: u16,
    chips: Option<u16>,
}

fn boards_of(conn: &Connection, id: TicketId) -> Result<Boards> {
    let model = match ticket::at_bench(conn, id)?.model_id {
        Some(id) => catalog::rows::find_model(conn, id)?,
        None => None,
    };
    Ok(Boards {
        slots: model
            .as_ref()
            .and_then(|model| model.hashboards)
            .map_or(0, u16::from),
        chips: model.as_ref().and_then(|model| model.chips_per_board),
        model: model.map(|model| model.name),
    })
}

fn proposed(found: &diagnose::Finding, boards: &Boards, log: AttachmentId) -> NewFinding {
    // Classes of the reader's own are of components we know; another one is the unit's.
    let component = found.component.parse().unwrap_or(Component::Miner);
    let slot = match (component, found.chain, found.sensor) {
        // Some count their chains from 5 or 6: such a number names no slot.
        (Component::Hashboard, Some(chain), _) if chain < boards.slots => format!("HB{chain}"),
        (Component::Fan, _, Some(fan)) if fan < 16 => format!("FAN{fan}"),
        (Component::Psu, ..) => "PSU".into(),
        (Component::ControlBoard, ..) => "CB".into(),
        _ => String::new(),
    };
    let chip = match found.chips[..] {
        [chip]
            if component == Component::Hashboard
                && boards.chips.is_none_or(|chips| chip < chips) =>
        {
            Some(chip)
        }
        _ => None,
    };
    let counted = found
        .chips_found
        .filter(|_| component == Component::Hashboard);
    let mut note = found.meaning.clone();
    if let Some(expected) = found.chips_expected
        && counted.is_some()
    {
        note = format!("{note} ({expected} expected)");
    }
    if found.chips.len() > 1 {
        let chips: Vec<String> = found.chips.iter().take(20).map(u16::to_string).collect();
        note = format!("{note}; chips {}", chips.join(", "));
    }
    if let Some(code) = &found.code {
        note = format!("{note}; code {code}");
    }
    NewFinding {
        component,
        slot,
        fault_class: found.fault_class.clone(),
        chain: found.chain,
        domain: None,
        chip,
        measured: counted.map(f64::from),
        unit: if counted.is_some() {
            "chips".into()
        } else {
            String::new()
        },
        confidence: match found.confidence {
            sure if sure >= CERTAIN => Confidence::Certain,
            sure if sure >= LIKELY => Confidence::Likely,
            _ => Confidence::Possible,
        },
        found_by: FoundBy::Log,
        note,
        evidence_id: Some(log),
        lines: found.lines.clone(),
    }
}
