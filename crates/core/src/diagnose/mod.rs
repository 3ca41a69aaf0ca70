//! What a miner's log says is wrong, each with the lines that prove it.
//!
//! [`read`] takes a file, bytes or a stream: a log, API answers, pasted codes, the text of a
//! test fixture, or an archive of them. The rules lie in `data/`: `fault_signatures.csv` says what
//! a line means, `fault_classes.csv` what kinds of fault there are, `fault_causes.csv` what stands
//! behind what. Nothing here knows a vendor's sentence.
//!
//! A line is cut out ([`lines`]), searched for the texts some rule needs ([`needles`]), and only
//! then tried against those rules ([`rules`], [`codes`]). What it says is put with what was said
//! before ([`gather`]); at the end counts are held against the model and every fault that
//! another explains becomes its symptom ([`judge`]).

mod codes;
mod gather;
mod judge;
mod lines;
mod model;
mod needles;
mod reader;
mod rules;
mod source;
mod stamp;
mod tar;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::intake::Watch;

pub use source::Source;

/// What the caller knows besides the log.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The model as people write it; the log's own word is used where there is none.
    pub model: Option<String>,
    /// Syslog writes no year: such a day is taken to lie in the twelve months before this one.
    pub today: Option<NaiveDate>,
}

/// What came of reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Diagnosis {
    pub verdict: Verdict,
    /// Causes first, each kind in the order of their first lines.
    pub findings: Vec<Finding>,
    /// Seen, and no fault by itself: said so that nobody looks for it in vain.
    pub noted: Vec<Finding>,
    pub unit: Unit,
    pub read: ReadSoFar,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "LogVerdict"))]
pub enum Verdict {
    FaultFound,
    /// Network, pool or surroundings: nothing to mend on the unit.
    NotARepair,
    /// Something is wrong, but what causes it is not in this log.
    SymptomsOnly,
    NothingFound,
    /// Nothing was found because nothing in it is a log we know.
    NotRecognised,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "FaultRole"))]
pub enum Role {
    Cause,
    Symptom,
}

/// One fault in one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Finding {
    pub component: String,
    /// Of `data/fault_classes.csv`.
    pub fault_class: String,
    pub label: String,
    /// The board as the log numbers it.
    pub chain: Option<u16>,
    /// Chips the log names, as it numbers them.
    pub chips: Vec<u16>,
    pub chips_found: Option<u16>,
    pub chips_expected: Option<u16>,
    /// The sensor, or the fan, that the log names.
    pub sensor: Option<u16>,
    /// The maker's number for it.
    pub code: Option<String>,
    /// Of 1; a matter of judgement, not of statistics.
    pub confidence: f64,
    pub role: Role,
    /// The finding that explains this one, by its place in the list.
    pub explained_by: Option<u32>,
    /// 1 swap, 2 board, 3 chip.
    pub level: u8,
    pub meaning: String,
    pub action: String,
    pub lines: Vec<LogLine>,
    /// How often it was said; `lines` holds some of it.
    pub count: u32,
    pub first_at: Option<NaiveDateTime>,
    pub last_at: Option<NaiveDateTime>,
    /// At a later start it was well again.
    pub came_back: bool,
    pub rules: Vec<String>,
}

/// A line as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LogLine {
    /// In an archive: which of its files.
    pub file: Option<String>,
    pub number: u32,
    pub text: String,
}

/// What the log says of the unit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "LogUnit"))]
pub struct Unit {
    /// `antminer`, `whatsminer`, `avalon`, `braiins`, `jig` ...
    pub format: Option<String>,
    /// As the log or the caller names it.
    pub model: Option<String>,
    /// Whether the catalog has that model.
    pub model_known: bool,
    pub serial: Option<String>,
    pub board_type: Option<String>,
    pub psu_type: Option<String>,
    pub chips_expected: Option<u16>,
    pub boards: Vec<BoardCount>,
    /// How often it started within the log.
    pub starts: u32,
}

/// Chips a board had the last time they were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BoardCount {
    pub chain: u16,
    pub found: u16,
    pub expected: Option<u16>,
}

/// How much was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReadSoFar {
    pub lines: u32,
    /// Of an archive.
    pub files: Vec<String>,
    /// Files of an archive that were not read, and why.
    pub left_out: Vec<String>,
    /// The first and the last time the log names.
    pub first_at: Option<NaiveDateTime>,
    pub last_at: Option<NaiveDateTime>,
}

/// Read a log and say what is wrong.
///
/// Memory stays small whatever the length. The same bytes always give the same answer.
///
/// # Errors
/// When the source cannot be read, is packed in a way we do not open, or `watch` breaks off.
pub fn read(source: Source<'_>, options: &Options, watch: Watch<'_>) -> Result<Diagnosis> {
    let mut reader = reader::Reader::new(options)?;
    source::feed(source, &mut reader, watch)?;
    Ok(judge::judge(reader.finish()))
}

#[cfg(test)]
mod tests;
