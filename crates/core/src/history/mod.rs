//! Tickets' history brought in from an event log: one row per stay in a stage.
//!
//! [`read`](mod@read) turns the file into cases and says what is wrong with a row; [`write`](mod@write) turns cases
//! into tickets, each event at the instant it happened.

mod read;
mod write;

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::id::ActionId;
use crate::journal::Act;
use crate::store::Store;

/// Problems kept with their words; further ones are only counted.
const MOST_PROBLEMS: usize = 1_000;

/// What is wrong with a row, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HistoryProblem {
    /// As a person counts lines in the file: the header is 1.
    pub line: u32,
    pub case: String,
    pub field: String,
    pub text: String,
}

impl fmt::Display for HistoryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.case.is_empty() {
            write!(f, ", case {}", self.case)?;
        }
        write!(f, ", {}: {}", self.field, self.text)
    }
}

/// What an import of history did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BroughtIn {
    /// What undo takes back as a whole; `None` when nothing was changed.
    pub action: Option<ActionId>,
    pub rows: u32,
    pub cases: u32,
    /// Cases that became tickets.
    pub added: u32,
    /// Cases that were tickets already.
    pub known: u32,
    pub left_out: u32,
    pub devices_added: u32,
    pub centers_added: u32,
    pub problem_count: u32,
    /// The first thousand.
    pub problems: Vec<HistoryProblem>,
    /// What was cleaned, and how often.
    pub notes: Vec<String>,
}

/// Problems on their way into a [`BroughtIn`].
#[derive(Debug, Default)]
struct Problems {
    count: u32,
    kept: Vec<HistoryProblem>,
}

impl Problems {
    fn add(&mut self, line: u64, case: &str, field: &str, text: impl Into<String>) {
        self.count += 1;
        if self.kept.len() < MOST_PROBLEMS {
            self.kept.push(HistoryProblem {
                line: line.try_into().unwrap_or(u32::MAX),
                case: shortened(case),
                field: field.to_owned(),
                text: text.into(),
            });
        }
    }
}

/// Enough of a value to recognise it by in a message.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Store {
    /// Bring tickets' history in from the event log at `path`, as one action that undo takes
    /// back. A case that was brought in before is left as it is, so the same file twice changes
    /// nothing the second time. With `dry_run` nothing is changed at all.
    ///
    /// Columns: `case_id, stage, started_at` are needed, `seq, ended_at, center, case_opened_at,
    /// case_closed_at, promised_at` used; of the attributes `attr_serial, attr_component,
    /// attr_maker, attr_model, attr_level, attr_warranty, attr_symptom, attr_region, attr_site,
    /// attr_disposition`. One faulty row never stops the rest.
    ///
    /// # Errors
    /// `Unreadable` when the file is no such log, `Cancelled`.
    pub fn import_history(
        &mut self,
        path: &Path,
        dry_run: bool,
        act: &Act,
        progress: OnProgress<'_>,
    ) -> Result<BroughtIn> {
        let file = std::fs::File::open(path).map_err(|source| Error::file(path, source))?;
        let size = file
            .metadata()
            .map_err(|source| Error::file(path, source))?
            .len();
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let log = read::read(file, size, act.now, progress)?;
        let mut brought = BroughtIn::default();
        let written = self.write_long("import", act, |w| {
            brought = write::write(w, log, &name, progress)?;
            // A dry run does the whole work, so that its figures are the real ones.
            if dry_run || brought.added == 0 {
                return Err(Error::Cancelled);
            }
            Ok(())
        });
        match written {
            Ok(()) => Ok(brought),
            Err(Error::Cancelled) if brought.action.is_some() => Ok(BroughtIn {
                action: None,
                ..brought
            }),
            Err(error) => Err(error),
        }
    }
}
