//! Questions from outside: where a case stands, to be answered with the days it has left.

use std::collections::BTreeSet;
use std::io::Read;

use chrono::{DateTime, Utc};
use csv::{ByteRecord, StringRecord};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::learn::Position;
use crate::log::{bounded_csv, column_names, number, read_instant, shortened};

/// Whether a case is asked about as it is opened or while it is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    New,
    Open,
}

impl QuestionKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
        }
    }
}

/// How many days are left until this case closes?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub id: String,
    /// Of the file it came from; 0 for questions of our own.
    pub line: u64,
    pub kind: QuestionKind,
    pub asof: DateTime<Utc>,
    pub case: String,
    /// Never after `entered`.
    pub opened: DateTime<Utc>,
    pub stage: String,
    pub seq: Option<u32>,
    /// Into the stage; never after `asof`.
    pub entered: DateTime<Utc>,
    pub center: String,
    /// As many as the sheet has attributes.
    pub attributes: Vec<String>,
}

impl Question {
    /// In the words of the engine.
    pub(crate) fn position<'a>(&'a self, names: &'a [String]) -> Position<'a> {
        Position {
            case: &self.case,
            opened: self.opened,
            stage: &self.stage,
            entered: self.entered,
            center: &self.center,
            attributes: names
                .iter()
                .zip(&self.attributes)
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
        }
    }
}

/// A row that is no question, and what would make it one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadQuestion {
    /// As a person counts lines in the file: the header is 1.
    pub line: u64,
    pub id: String,
    pub field: &'static str,
    pub reason: String,
}

impl std::fmt::Display for BadQuestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.id.is_empty() {
            write!(f, " ({})", shortened(&self.id))?;
        }
        write!(f, ": {} {}", self.field, self.reason)
    }
}

/// When the questions of a sheet are asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Instants {
    pub rows: u64,
    pub(crate) asked: BTreeSet<DateTime<Utc>>,
    /// Those of questions about open cases.
    pub(crate) open: BTreeSet<DateTime<Utc>>,
}

impl Instants {
    /// Note every question of a sheet; rows that are none are left to whoever answers them.
    ///
    /// # Errors
    /// As [`QuestionSheet::next`].
    pub fn of(mut sheet: QuestionSheet<impl Read>) -> Result<Self> {
        let mut found = Self::default();
        while let Some(question) = sheet.next()? {
            found.rows += 1;
            if let Ok(question) = question {
                found.asked.insert(question.asof);
                if question.kind == QuestionKind::Open {
                    found.open.insert(question.asof);
                }
            }
        }
        Ok(found)
    }
}

/// A CSV of questions: `query_id, kind, asof, case_id, case_opened_at, stage, seq,
/// stage_entered_at, center, attr_*`, in any order. Streamed.
pub struct QuestionSheet<R> {
    csv: csv::Reader<crate::log::Bounded<R>>,
    columns: Columns,
    record: ByteRecord,
}

impl<R> std::fmt::Debug for QuestionSheet<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QuestionSheet")
            .field("attributes", &self.columns.names)
            .finish_non_exhaustive()
    }
}

impl<R: Read> QuestionSheet<R> {
    /// # Errors
    /// `UnreadableQueries` when it is no such CSV.
    pub fn open(input: R) -> Result<Self> {
        let mut csv = bounded_csv(input);
        let header = csv.byte_headers().map_err(|error| unreadable(&error))?;
        let columns = Columns::of(header)?;
        Ok(Self {
            csv,
            columns,
            record: ByteRecord::new(),
        })
    }

    /// Attributes, named without `attr_`.
    pub fn attributes(&self) -> &[String] {
        &self.columns.names
    }

    /// The next row: a question, or why it is none. `None` at the end.
    ///
    /// # Errors
    /// `UnreadableQueries` when the file cannot be read on.
    #[allow(
        clippy::should_implement_trait,
        reason = "an error ends the file, a bad row does not"
    )]
    pub fn next(&mut self) -> Result<Option<std::result::Result<Question, BadQuestion>>> {
        self.csv.get_mut().since_row = 0;
        let more = self
            .csv
            .read_byte_record(&mut self.record)
            .map_err(|error| unreadable(&error))?;
        if !more {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let Ok(record) = StringRecord::from_byte_record(self.record.clone()) else {
            return Ok(Some(Err(BadQuestion {
                line,
                id: String::new(),
                field: "row",
                reason: "holds bytes that are no text; save the questions as UTF-8".to_owned(),
            })));
        };
        Ok(Some(self.columns.question(&record, line)))
    }
}

struct Columns {
    id: usize,
    kind: usize,
    asof: usize,
    case: usize,
    opened: usize,
    stage: usize,
    seq: Option<usize>,
    entered: usize,
    center: usize,
    names: Vec<String>,
    attributes: Vec<usize>,
}

impl Columns {
    fn of(header: &ByteRecord) -> Result<Self> {
        let columns = column_names(header);
        let find = |name: &str| columns.iter().position(|found| found == name);
        let needed = |name: &str| {
            find(name).ok_or_else(|| {
                Error::UnreadableQueries(format!(
                    "line 1: there is no column {name}; questions have the columns query_id, kind, \
                     asof, case_id, case_opened_at, stage, seq, stage_entered_at, center, \
                     separated by commas"
                ))
            })
        };
        let mut names: Vec<String> = Vec::new();
        let mut attributes = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            if let Some(name) = column.strip_prefix("attr_")
                && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned());
                attributes.push(at);
            }
        }
        Ok(Self {
            id: needed("query_id")?,
            kind: needed("kind")?,
            asof: needed("asof")?,
            case: needed("case_id")?,
            opened: needed("case_opened_at")?,
            stage: needed("stage")?,
            seq: find("seq"),
            entered: needed("stage_entered_at")?,
            center: needed("center")?,
            names,
            attributes,
        })
    }

    fn question(
        &self,
        record: &StringRecord,
        line: u64,
    ) -> std::result::Result<Question, BadQuestion> {
        let text = |column: usize| record.get(column).unwrap_or_default().trim();
        let bad = |field, reason: String| BadQuestion {
            line,
            id: text(self.id).to_owned(),
            field,
            reason,
        };
        let filled = |field, column| match text(column) {
            "" => Err(bad(field, "is empty; every question has one".to_owned())),
            text => Ok(text.to_owned()),
        };
        let instant =
            |field, column| read_instant(text(column)).map_err(|reason| bad(field, reason));
        let id = filled("query_id", self.id)?;
        let kind = match text(self.kind).to_ascii_lowercase().as_str() {
            "new" => QuestionKind::New,
            "open" => QuestionKind::Open,
            other => {
                let reason = format!("is `{}`; it is new or open", shortened(other));
                return Err(bad("kind", reason));
            }
        };
        let Some(asof) = instant("asof", self.asof)? else {
            let reason = "is empty; it is the instant the question is asked at".to_owned();
            return Err(bad("asof", reason));
        };
        let case = filled("case_id", self.case)?;
        let stage = filled("stage", self.stage)?;
        let mut entered = instant("stage_entered_at", self.entered)?;
        let mut opened = instant("case_opened_at", self.opened)?;
        if kind == QuestionKind::New {
            // Asked as it is opened: the first stage may begin later.
            entered = Some(entered.map_or(asof, |entered| entered.min(asof)));
            opened = opened.or(Some(asof));
        }
        let Some(entered) = entered else {
            let reason = "is empty; an open case is in a stage since some instant".to_owned();
            return Err(bad("stage_entered_at", reason));
        };
        if entered > asof {
            let reason = format!(
                "is {}, after asof, {}; a case stands in a stage it has entered",
                shown(entered),
                shown(asof)
            );
            return Err(bad("stage_entered_at", reason));
        }
        let opened = opened.unwrap_or(entered);
        if opened > asof {
            let reason = format!(
                "is {}, after asof, {}; a case is asked about from its opening on",
                shown(opened),
                shown(asof)
            );
            return Err(bad("case_opened_at", reason));
        }
        let seq = match self.seq.map(text) {
            None => None,
            Some(seq) => number(seq).map_err(|()| {
                let reason = format!(
                    "is `{}`; the stays of a case are counted 0, 1, 2",
                    shortened(seq)
                );
                bad("seq", reason)
            })?,
        };
        Ok(Question {
            id,
            line,
            kind,
            asof,
            case,
            opened: opened.min(entered),
            stage,
            seq,
            entered,
            center: text(self.center).to_owned(),
            attributes: self
                .attributes
                .iter()
                .map(|column| text(*column).to_owned())
                .collect(),
        })
    }
}

fn shown(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn unreadable(error: &csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    Error::UnreadableQueries(match line {
        Some(line) => format!("line {line}: this cannot be read as CSV: {error}"),
        None => format!("this cannot be read as CSV: {error}"),
    })
}
