//! A log as it was written down, to be looked at as it stood at any instant.

use std::io::Read;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::log::{
    CleanSettings, CleaningKind, CleaningReport, EventLog, EventLogBuilder, Names, RawVisit,
    ReadSoFar, Rows, read_rows,
};

const NO_SEQ: u32 = u32::MAX;
/// A date that is not given.
const NONE: i64 = i64::MAX;

/// Rows of an event log, in an order of their own: whoever sorts the file changes nothing.
#[derive(Debug, Clone, Default)]
pub struct History {
    attributes: Vec<String>,
    has_closes: bool,
    rows: Vec<Row>,
    cases: Names,
    stages: Names,
    centers: Names,
    words: Names,
    values: Names,
    /// Value ids, as many as there are attributes, profile after profile.
    profiles: Vec<u32>,
    known_profiles: FxHashMap<Box<[u32]>, u32>,
    /// Rows that could not be read, by what was wrong with them.
    unread: Vec<Unread>,
}

/// Milliseconds since 1970; [`NONE`] where the row does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    case: u32,
    seq: u32,
    start: i64,
    line: u64,
    end: i64,
    opened: i64,
    closed: i64,
    stage: u32,
    center: u32,
    profile: u32,
    word: u32,
}

#[derive(Debug, Clone)]
struct Unread {
    kind: CleaningKind,
    line: u64,
    case: String,
    field: String,
    reason: String,
}

/// Unreadable rows kept with their words.
const MOST_UNREAD: usize = 1_000;

impl History {
    /// Read a log as [`crate::read_event_log`] does, without cleaning it yet.
    ///
    /// # Errors
    /// `UnreadableLog` when it is no event log, `Cancelled` when `progress` breaks.
    pub fn read(
        input: impl Read,
        progress: &mut dyn FnMut(ReadSoFar) -> ControlFlow<()>,
    ) -> Result<Self> {
        let mut history = read_rows(
            input,
            |attributes, has_closes| Self {
                attributes,
                has_closes,
                ..Self::default()
            },
            progress,
        )?;
        history.put_in_order();
        Ok(history)
    }

    /// Rows that were read.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Attributes, named without `attr_`.
    pub fn attributes(&self) -> &[String] {
        &self.attributes
    }

    /// The log to its end.
    pub fn as_written(&self) -> (EventLog, CleaningReport) {
        self.log(None)
    }

    /// The log as it looked at an instant: rows that had started, without the ends and closes that
    /// had not come yet.
    pub fn as_it_looked(&self, at: DateTime<Utc>) -> (EventLog, CleaningReport) {
        self.log(Some(at))
    }

    fn log(&self, at: Option<DateTime<Utc>>) -> (EventLog, CleaningReport) {
        let until = at.map_or(NONE, |at| at.timestamp_millis());
        let mut builder = EventLogBuilder::new(self.attributes.clone());
        if !self.has_closes {
            builder.close_with_last_end();
        }
        let mut attributes = Vec::with_capacity(self.attributes.len());
        for row in self.rows.iter().filter(|row| row.start <= until) {
            let Some(started_at) = DateTime::from_timestamp_millis(row.start) else {
                continue;
            };
            let known = |at: i64| {
                (at != NONE && at <= until).then(|| DateTime::from_timestamp_millis(at))?
            };
            attributes.clear();
            let width = self.attributes.len();
            let profile = row.profile as usize * width;
            attributes.extend(
                self.profiles[profile..profile + width]
                    .iter()
                    .map(|value| self.values.name(*value)),
            );
            let closed = known(row.closed);
            builder.add(RawVisit {
                line: row.line,
                case_id: self.cases.name(row.case),
                seq: (row.seq != NO_SEQ).then_some(row.seq),
                stage: self.stages.name(row.stage),
                started_at,
                ended_at: known(row.end),
                center: self.centers.name(row.center),
                attributes: &attributes,
                case_opened_at: known(row.opened),
                // How a case ends is known when it has ended.
                outcome: (closed.is_some() || !self.has_closes).then(|| self.words.name(row.word)),
                case_closed_at: closed,
            });
        }
        for unread in &self.unread {
            builder.exclude(
                unread.kind,
                unread.line,
                &unread.case,
                &unread.field,
                || unread.reason.clone(),
            );
        }
        builder.finish(&CleanSettings {
            now: at,
            only_touched_since: None,
        })
    }

    /// Cases by name: numbers given on the way then depend on the cases alone.
    fn put_in_order(&mut self) {
        let mut by_name: Vec<u32> = (0..self.cases.len() as u32).collect();
        by_name.sort_unstable_by_key(|case| self.cases.name(*case));
        let mut rank = vec![0u32; by_name.len()];
        for (at, case) in by_name.into_iter().enumerate() {
            rank[case as usize] = at as u32;
        }
        self.rows
            .sort_unstable_by_key(|row| (rank[row.case as usize], row.seq, row.start, row.line));
        self.rows.shrink_to_fit();
        self.known_profiles = FxHashMap::default();
    }

    fn profile(&mut self, texts: &[&str]) -> Option<u32> {
        let mut profile = Vec::with_capacity(self.attributes.len());
        for at in 0..self.attributes.len() {
            let text = texts.get(at).copied().unwrap_or_default();
            profile.push(self.values.intern(text)?);
        }
        if let Some(known) = self.known_profiles.get(profile.as_slice()) {
            return Some(*known);
        }
        let new = u32::try_from(self.known_profiles.len()).ok()?;
        self.profiles.extend_from_slice(&profile);
        self.known_profiles.insert(profile.into(), new);
        Some(new)
    }

    fn take(&mut self, visit: &RawVisit<'_>) -> Option<Row> {
        let millis = |at: Option<DateTime<Utc>>| at.map_or(NONE, |at| at.timestamp_millis());
        Some(Row {
            case: self.cases.intern(visit.case_id)?,
            seq: visit.seq.unwrap_or(NO_SEQ),
            start: visit.started_at.timestamp_millis(),
            line: visit.line,
            end: millis(visit.ended_at),
            opened: millis(visit.case_opened_at),
            closed: millis(visit.case_closed_at),
            stage: self.stages.intern(visit.stage)?,
            center: self.centers.intern(visit.center)?,
            profile: self.profile(visit.attributes)?,
            word: self.words.intern(visit.outcome.unwrap_or_default())?,
        })
    }
}

impl Rows for History {
    fn add(&mut self, visit: RawVisit<'_>) {
        match self.take(&visit) {
            Some(row) => self.rows.push(row),
            None => self.exclude(
                CleaningKind::TooManyNames,
                visit.line,
                visit.case_id,
                "row",
                || "holds one text too many; 4 GB of names are full".to_owned(),
            ),
        }
    }

    fn exclude(
        &mut self,
        kind: CleaningKind,
        line: u64,
        case: &str,
        field: &str,
        reason: impl FnOnce() -> String,
    ) {
        let reason = if self.unread.len() < MOST_UNREAD {
            reason()
        } else {
            String::new()
        };
        self.unread.push(Unread {
            kind,
            line,
            case: case.to_owned(),
            field: field.to_owned(),
            reason,
        });
    }

    /// A promise is an answer somebody gave, not something to learn from.
    fn promise(&mut self, _case_id: &str, _promised_at: DateTime<Utc>) {}

    fn note(&mut self, _kind: CleaningKind) {}
}
