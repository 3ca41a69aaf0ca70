//! The neutral event log in memory: one row per stay of a case in a stage, cleaned and compact.
//!
//! [`read_event_log`] streams the CSV form, [`EventLogBuilder`] takes rows from anywhere; both
//! clean by the same rules and answer with a [`CleaningReport`]. Texts become numbers in the order
//! in which they first come, so the same rows give the same numbers on every platform.

mod builder;
mod clean;
mod names;
mod read;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use builder::{CleanSettings, EventLogBuilder, RawVisit};
pub(crate) use clean::shortened;
pub use clean::{CleaningCount, CleaningKind, CleaningReport, ExcludedRow};
pub use names::Names;
pub(crate) use read::{Bounded, Rows, bounded_csv, column_names, number, read_rows};
pub use read::{ReadSoFar, read_event_log, read_instant};

/// Cases with their stays, as far as they are known. Immutable once built.
#[derive(Debug, Clone, Default)]
pub struct EventLog {
    stages: Names,
    centers: Names,
    attributes: Vec<Attribute>,
    /// One value id per attribute, profile after profile.
    profiles: Vec<u32>,
    cases: Vec<Case>,
    visits: Vec<Visit>,
    case_names: Names,
    outcome_words: Names,
    /// By the number of the case; only cases that were promised.
    promises: Vec<(u32, i64)>,
}

/// One stay in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// Milliseconds since 1970, UTC.
    pub start: i64,
    /// As `start`; [`EventLog::OPEN`] while the stay lasts.
    pub end: i64,
    pub profile: u32,
    /// The line in the file it came from, as a person counts them.
    pub line: u32,
    pub stage: u16,
    /// 0 is the blank.
    pub center: u16,
    /// Units that went through the stage as one, at least 1: the stay counts 1/`together`.
    pub together: u16,
    /// The case was in this stage before.
    pub reopened: bool,
}

/// One way to repair and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Milliseconds since 1970, UTC; never after the first stay's start.
    pub opened: i64,
    /// As `opened`; [`EventLog::OPEN`] while it lasts. Never before the last stay's end.
    pub closed: i64,
    /// From when on it would have been seen had it ended: `opened` where the log is complete,
    /// later where the log holds only what was touched since a date (left truncation).
    pub seen_from: i64,
    /// Its stays are `visits` many from this one on.
    pub first: u32,
    pub visits: u32,
    name: u32,
    outcome_word: u16,
    pub outcome: Outcome,
}

/// How a case ended. Ends other than repair compete with it; they are not "still open".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Open,
    /// Repaired or replaced; also closed without a word about how.
    Repaired,
    NoTroubleFound,
    /// The quote was declined or the claim refused: back as it was.
    Declined,
    /// Beyond economic repair.
    BeyondRepair,
    Cancelled,
}

impl Outcome {
    /// A working unit, or the one that was sent, is back.
    pub fn comes_back(self) -> bool {
        match self {
            Outcome::Repaired | Outcome::NoTroubleFound | Outcome::Declined => true,
            Outcome::Open | Outcome::BeyondRepair | Outcome::Cancelled => false,
        }
    }

    /// What a log's word says about the end of a closed case: `BER scrapped`, `ntf`.
    pub fn of_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase().replace([' ', '-'], "_");
        Some(match word.as_str() {
            "repaired" | "replaced" | "fixed" | "swapped" => Outcome::Repaired,
            "ntf" | "nff" | "no_trouble_found" | "no_fault_found" => Outcome::NoTroubleFound,
            "declined" | "rejected" | "refused" | "returned_unrepaired" => Outcome::Declined,
            "ber"
            | "ber_returned"
            | "ber_scrapped"
            | "scrapped"
            | "beyond_repair"
            | "beyond_economic_repair" => Outcome::BeyondRepair,
            "cancelled" | "canceled" | "withdrawn" => Outcome::Cancelled,
            _ => return None,
        })
    }
}

/// A column of category text, named without its `attr_`.
#[derive(Debug, Clone)]
pub struct Attribute {
    pub name: String,
    /// Value 0 is the blank.
    pub values: Names,
}

impl EventLog {
    /// The end of what has not ended.
    pub const OPEN: i64 = i64::MAX;

    pub fn stages(&self) -> &Names {
        &self.stages
    }

    /// Center 0 is the blank.
    pub fn centers(&self) -> &Names {
        &self.centers
    }

    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// In the order in which the file first names them.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The stays of a case of this log, by `seq`; a source whose `seq` is wrong gives starts that
    /// run backwards.
    pub fn visits_of(&self, case: &Case) -> &[Visit] {
        let first = case.first as usize;
        self.visits
            .get(first..first + case.visits as usize)
            .unwrap_or_default()
    }

    /// All stays, case after case.
    pub fn visits(&self) -> &[Visit] {
        &self.visits
    }

    /// One value id per attribute.
    pub fn profile(&self, profile: u32) -> &[u32] {
        let width = self.attributes.len();
        let start = profile as usize * width;
        self.profiles.get(start..start + width).unwrap_or_default()
    }

    /// The text of one attribute in a profile; empty when the log has no such attribute.
    pub fn value(&self, profile: u32, attribute: usize) -> &str {
        match (
            self.profile(profile).get(attribute),
            self.attributes.get(attribute),
        ) {
            (Some(&value), Some(attribute)) => attribute.values.name(value),
            _ => "",
        }
    }

    /// The name of the case with this number in [`cases`](Self::cases).
    pub fn case_name(&self, case: usize) -> &str {
        self.cases
            .get(case)
            .map_or("", |case| self.case_names.name(case.name))
    }

    /// The number of the case with this name.
    pub fn case_by_name(&self, name: &str) -> Option<usize> {
        let name = self.case_names.id(name)?;
        self.cases
            .binary_search_by_key(&name, |case| case.name)
            .ok()
    }

    /// What the log says about the end of a case, in its own word; empty without one.
    pub fn outcome_word(&self, case: &Case) -> &str {
        self.outcome_words.name(case.outcome_word.into())
    }

    /// When the case with this number was promised back, milliseconds since 1970. Never a
    /// feature: a promise is an answer somebody gave, not something known about the unit.
    pub fn promised(&self, case: usize) -> Option<i64> {
        let case = u32::try_from(case).ok()?;
        let found = self.promises.binary_search_by_key(&case, |&(case, _)| case);
        found.ok().map(|found| self.promises[found].1)
    }
}
