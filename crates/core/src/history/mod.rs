//! Past repairs brought in: from an event log, or from a plain sheet with one row per repair.
//!
//! [`Store::read_past`] reads a file into [`PastRepairs`], cleaned by the estimator's own rules;
//! [`Store::preview_past`] says what bringing it in would do; [`Store::bring_in_past`] turns its
//! cases into tickets, each event at the instant it happened.

mod case;
mod known;
mod past;
mod preview;
mod sheet;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::id::ActionId;
use crate::journal::Act;
use crate::sheet_cell::safe_cell;
use crate::store::{Store, write_file};

pub use past::PastRepairs;
pub use preview::{CleanedRows, PastCenter, PastPreview, PastStage};
pub use sheet::{PastColumn, PastField};

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
    /// Cases that were tickets already and had nothing new.
    pub known: u32,
    /// Cases that were open tickets already, and whose later stays were added.
    pub grown: u32,
    /// Cases; one whose every row was left out is not among them.
    pub left_out: u32,
    pub devices_added: u32,
    pub centers_added: u32,
    pub problem_count: u32,
    /// The first thousand.
    pub problems: Vec<HistoryProblem>,
    /// What was cleaned, and how often.
    pub notes: Vec<String>,
}

/// Problems on their way into a [`BroughtIn`] or a [`PastPreview`].
#[derive(Debug, Clone, Default)]
struct Problems {
    count: u32,
    kept: Vec<HistoryProblem>,
}

impl Problems {
    fn add(&mut self, line: u32, case: &str, field: &str, text: impl Into<String>) {
        self.count = self.count.saturating_add(1);
        if self.kept.len() < MOST_PROBLEMS {
            self.kept.push(HistoryProblem {
                line,
                case: shortened(case),
                field: field.to_owned(),
                text: text.into(),
            });
        }
    }

    fn by_line(mut self) -> Self {
        self.kept.sort_by_key(|problem| problem.line);
        self
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
    /// Turn past repairs into tickets, as one action that undo takes back. A case that was
    /// brought in before is not added again; when its log has grown since and the desk has not
    /// moved it, the later stays are added. So the same file twice changes nothing the second
    /// time. With `dry_run` nothing is changed at all.
    ///
    /// # Errors
    /// `Cancelled`.
    pub fn bring_in_past(
        &mut self,
        past: &PastRepairs,
        dry_run: bool,
        act: &Act,
        progress: OnProgress<'_>,
    ) -> Result<BroughtIn> {
        let mut brought = BroughtIn::default();
        let written = self.write_long("import", act, |w| {
            brought = write::write(w, past, progress)?;
            // A dry run does the whole work, so that its figures are the real ones.
            if dry_run || brought.added + brought.grown == 0 {
                return Err(Error::Cancelled);
            }
            past.remember_columns(w)
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

/// Write rows left out to a new file as CSV, with the reasons: to be mended at the source.
///
/// # Errors
/// `Refused` when `to` is there already, `File` when it cannot be written.
pub fn save_left_out(left_out: &[HistoryProblem], to: &Path) -> Result<()> {
    write_file(to, |mut out| {
        out.write_all(left_out_csv(left_out).as_bytes())
            .map_err(|source| Error::file(to, source))
    })
}

fn left_out_csv(problems: &[HistoryProblem]) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    let _ = csv.write_record(["line", "case", "field", "reason"]);
    for problem in problems {
        let line = problem.line.to_string();
        let texts = [&problem.case, &problem.field, &problem.text].map(|text| safe_cell(text));
        let _ = csv.write_record([line.as_str(), &texts[0], &texts[1], &texts[2]]);
    }
    let bytes = csv.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
