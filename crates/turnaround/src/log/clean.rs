//! What cleaning found: every kind counted, every row left out named.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Rows left out that are kept with their words; further ones are only counted.
const MOST_EXCLUDED: usize = 1_000;

/// One kind of thing that cleaning finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CleaningKind {
    UnreadableRow,
    MissingValue,
    UnreadableDate,
    UnreadableSeq,
    EndBeforeStart,
    StartInFuture,
    OutOfOrder,
    DuplicateRow,
    OutsideWindow,
    TooManyNames,
    EndShortlyBeforeStart,
    EndFromNextStart,
    EndFromClose,
    EndInFuture,
    ClosedInFuture,
    ClosedBeforeLastEnd,
    ClosedFromLastEnd,
    OpenedAfterFirstStart,
    StageVisitedAgain,
    UnknownOutcome,
    UnreadablePromise,
}

impl CleaningKind {
    pub const ALL: [Self; 21] = [
        Self::UnreadableRow,
        Self::MissingValue,
        Self::UnreadableDate,
        Self::UnreadableSeq,
        Self::EndBeforeStart,
        Self::StartInFuture,
        Self::OutOfOrder,
        Self::DuplicateRow,
        Self::OutsideWindow,
        Self::TooManyNames,
        Self::EndShortlyBeforeStart,
        Self::EndFromNextStart,
        Self::EndFromClose,
        Self::EndInFuture,
        Self::ClosedInFuture,
        Self::ClosedBeforeLastEnd,
        Self::ClosedFromLastEnd,
        Self::OpenedAfterFirstStart,
        Self::StageVisitedAgain,
        Self::UnknownOutcome,
        Self::UnreadablePromise,
    ];

    /// The row is left out. Otherwise it is kept, put right as [`words`](Self::words) say.
    pub fn excludes(self) -> bool {
        match self {
            Self::UnreadableRow
            | Self::MissingValue
            | Self::UnreadableDate
            | Self::UnreadableSeq
            | Self::EndBeforeStart
            | Self::StartInFuture
            | Self::OutOfOrder
            | Self::DuplicateRow
            | Self::OutsideWindow
            | Self::TooManyNames => true,
            Self::EndShortlyBeforeStart
            | Self::EndFromNextStart
            | Self::EndFromClose
            | Self::EndInFuture
            | Self::ClosedInFuture
            | Self::ClosedBeforeLastEnd
            | Self::ClosedFromLastEnd
            | Self::OpenedAfterFirstStart
            | Self::StageVisitedAgain
            | Self::UnknownOutcome
            | Self::UnreadablePromise => false,
        }
    }

    /// What was found and what was done about it, for a person.
    pub fn words(self) -> &'static str {
        match self {
            Self::UnreadableRow => "rows that are no text in UTF-8: left out",
            Self::MissingValue => "rows without a case, a stage or a start: left out",
            Self::UnreadableDate => "rows with a date that cannot be read: left out",
            Self::UnreadableSeq => "rows whose seq is no number: left out",
            Self::EndBeforeStart => "rows that end more than 12 hours before they start: left out",
            Self::StartInFuture => "rows that start in the future: left out",
            Self::OutOfOrder => "repairs whose dates run backwards: left out",
            Self::DuplicateRow => "rows that say the same stay again: left out",
            Self::OutsideWindow => {
                "rows of cases closed before the day from which the log is said to be complete: left out"
            }
            Self::TooManyNames => {
                "rows past 65,535 different stages or centers, which a column of free text has: left out"
            }
            Self::EndShortlyBeforeStart => {
                "stays that end up to 12 hours before they start: taken as no time at all"
            }
            Self::EndFromNextStart => {
                "stays without an end: taken to end where the next one starts"
            }
            Self::EndFromClose => {
                "last stays without an end in closed cases: taken to end with the case"
            }
            Self::EndInFuture => "stays that end in the future: taken to last still",
            Self::ClosedInFuture => "cases closed in the future: taken to be open still",
            Self::ClosedBeforeLastEnd => {
                "cases closed before their last stay ends: taken to close with it"
            }
            Self::ClosedFromLastEnd => {
                "cases without a closing date in a log that has no column for it: taken to close with their last stay"
            }
            Self::OpenedAfterFirstStart => {
                "cases opened after their first stay starts: taken to open with it"
            }
            Self::StageVisitedAgain => "stays in a stage the case was in before: kept as rework",
            Self::UnknownOutcome => {
                "closed cases whose outcome is no word we know: taken as repaired"
            }
            Self::UnreadablePromise => "promised dates that cannot be read: passed over",
        }
    }
}

/// How often one kind was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CleaningCount {
    pub kind: CleaningKind,
    pub count: u32,
}

/// A row left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExcludedRow {
    /// As a person counts lines in the file: the header is 1.
    pub line: u32,
    pub case: String,
    /// The column it lies in.
    pub field: String,
    pub kind: CleaningKind,
    /// What is wrong, and what would be right.
    pub reason: String,
}

/// What a log holds and what cleaning did to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CleaningReport {
    /// In the file.
    pub rows: u32,
    /// Stays that are used.
    pub kept: u32,
    pub cases: u32,
    pub open: u32,
    pub closed: u32,
    /// Closed cases only, none open: such a file biases towards the short ones.
    pub closed_only: bool,
    /// The earliest start.
    pub from: Option<DateTime<Utc>>,
    /// The latest start, end or close.
    pub until: Option<DateTime<Utc>>,
    /// Only kinds that were found.
    pub counts: Vec<CleaningCount>,
    pub excluded_count: u32,
    /// The first thousand, by line.
    pub excluded: Vec<ExcludedRow>,
}

impl CleaningReport {
    pub fn count(&self, kind: CleaningKind) -> u32 {
        let found = self.counts.iter().find(|count| count.kind == kind);
        found.map_or(0, |count| count.count)
    }

    /// What a person should know before the log is used.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.closed_only {
            warnings.push(
                "This file holds closed cases only. How was it exported? If it leaves out what is \
                 still open, the long repairs are missing and every estimate comes out too short. \
                 Export the open ones too, or say from which day on the file is complete."
                    .to_owned(),
            );
        }
        if self.excluded_count > 0 {
            warnings.push(format!(
                "{} of {} rows are left out.",
                self.excluded_count, self.rows
            ));
        }
        warnings
    }

    pub(super) fn add(&mut self, kind: CleaningKind) {
        match self.counts.iter_mut().find(|count| count.kind == kind) {
            Some(count) => count.count = count.count.saturating_add(1),
            None => self.counts.push(CleaningCount { kind, count: 1 }),
        }
    }

    pub(super) fn exclude(
        &mut self,
        kind: CleaningKind,
        line: u32,
        case: &str,
        field: &str,
        reason: impl FnOnce() -> String,
    ) {
        self.add(kind);
        self.excluded_count = self.excluded_count.saturating_add(1);
        if self.excluded.len() < MOST_EXCLUDED {
            self.excluded.push(ExcludedRow {
                line,
                case: shortened(case),
                field: field.to_owned(),
                kind,
                reason: reason(),
            });
        }
    }

    pub(super) fn put_in_order(&mut self) {
        self.counts.sort_by_key(|count| {
            CleaningKind::ALL
                .iter()
                .position(|&kind| kind == count.kind)
        });
        self.excluded.sort_by_key(|row| row.line);
    }
}

/// Enough of a value to recognise it by in a message.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
