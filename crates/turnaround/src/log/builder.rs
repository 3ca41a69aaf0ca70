//! Rows from anywhere become a log.

use chrono::{DateTime, Utc};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

use super::clean::shortened;
use super::{Attribute, Case, CleaningKind, CleaningReport, EventLog, Names, Outcome, Visit};

/// An end before its start by no more than this is two clocks apart, not a wrong row.
const CLOCKS_APART_MS: i64 = 12 * 3_600_000;

/// A row whose file counts no stays.
const NO_SEQ: u32 = u32::MAX;

/// Stays of a case in one instant among which a repeated one is looked for.
const MOST_AT_ONCE: usize = 64;

/// What cleaning has to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CleanSettings {
    /// What starts later is left out, what ends later lasts still. Without it nothing is future.
    pub now: Option<DateTime<Utc>>,
    /// The log holds only cases closed or touched since then.
    pub only_touched_since: Option<DateTime<Utc>>,
}

/// A row as it comes: one stay, its case's dates repeated.
#[derive(Debug, Clone, Copy)]
pub struct RawVisit<'a> {
    /// As a person counts lines in the file.
    pub line: u64,
    pub case_id: &'a str,
    /// Orders the stays of a case. If one of them has none, they are ordered by start.
    pub seq: Option<u32>,
    pub stage: &'a str,
    pub started_at: DateTime<Utc>,
    /// `None`: open, or up to the next stay.
    pub ended_at: Option<DateTime<Utc>>,
    pub center: &'a str,
    /// One per attribute of the builder; missing ones are blank.
    pub attributes: &'a [&'a str],
    pub case_opened_at: Option<DateTime<Utc>>,
    pub case_closed_at: Option<DateTime<Utc>>,
    /// How the case ended, in the log's own word: see [`Outcome::of_word`].
    pub outcome: Option<&'a str>,
}

/// Takes rows in any order, then cleans them.
#[derive(Debug, Default)]
pub struct EventLogBuilder {
    stages: Names,
    centers: Names,
    attributes: Vec<Attribute>,
    profiles: Profiles,
    case_names: Names,
    outcome_words: Names,
    /// By the number of the name; `first` and `visits` are filled in at the end.
    cases: Vec<Case>,
    rows: Vec<Row>,
    promises: Vec<(u32, i64)>,
    closes_with_last_end: bool,
    report: CleaningReport,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    start: i64,
    end: i64,
    case: u32,
    seq: u32,
    profile: u32,
    line: u32,
    stage: u16,
    center: u16,
    together: u16,
}

impl EventLogBuilder {
    /// Attributes are named without `attr_`.
    pub fn new(attributes: Vec<String>) -> Self {
        let mut builder = Self {
            attributes: attributes
                .into_iter()
                .map(|name| Attribute {
                    name,
                    values: with_blank(),
                })
                .collect(),
            centers: with_blank(),
            outcome_words: with_blank(),
            ..Self::default()
        };
        builder.profiles.width = builder.attributes.len();
        builder
    }

    /// The log has no closing dates: a case is closed once its last stay has ended.
    pub fn close_with_last_end(&mut self) {
        self.closes_with_last_end = true;
    }

    /// Take a row over, or note why it is left out.
    pub fn add(&mut self, row: RawVisit<'_>) {
        self.add_together(row, 1);
    }

    /// As [`add`](Self::add), for one of `units` that went through the stage as one: sixty units
    /// in one crate cleared customs once, so each of their stays counts a sixtieth.
    pub fn add_together(&mut self, row: RawVisit<'_>, units: u16) {
        let line = line_number(row.line);
        self.count_row();
        let (id, stage) = (row.case_id.trim(), row.stage.trim());
        if id.is_empty() {
            return self.missing(
                line,
                id,
                "case_id",
                "every row names the case it belongs to",
            );
        }
        if stage.is_empty() {
            return self.missing(line, id, "stage", "every row names the stage of the stay");
        }
        let start = row.started_at.timestamp_millis();
        let mut end = row.ended_at.map_or(EventLog::OPEN, millis);
        if start.saturating_sub(end) > CLOCKS_APART_MS {
            return self
                .report
                .exclude(CleaningKind::EndBeforeStart, line, id, "ended_at", || {
                    format!(
                        "{} is before started_at, {}; an end is no earlier than its start",
                        shown(end),
                        shown(start)
                    )
                });
        }
        if end < start {
            self.report.add(CleaningKind::EndShortlyBeforeStart);
            end = start;
        }
        let (Some(stage), Some(center)) = (
            small(&mut self.stages, stage),
            small(&mut self.centers, row.center.trim()),
        ) else {
            return self.too_many(line, id, stage);
        };
        let (Some(case), Some(profile)) = (self.case(id), self.profile(row.attributes)) else {
            return self.too_many(line, id, "");
        };
        let known = &mut self.cases[case as usize];
        if let Some(opened) = row.case_opened_at {
            known.opened = known.opened.min(millis(opened));
        }
        // A log put together from two exports may hold an older state of the same case.
        if let Some(closed) = row.case_closed_at {
            known.closed = match known.closed {
                EventLog::OPEN => millis(closed),
                earlier => earlier.max(millis(closed)),
            };
        }
        let outcome = row.outcome.map_or("", str::trim);
        if !outcome.is_empty()
            && let Some(word) = small(&mut self.outcome_words, outcome)
        {
            known.outcome_word = word;
        }
        self.rows.push(Row {
            start,
            end,
            case,
            seq: row.seq.unwrap_or(NO_SEQ),
            profile,
            line,
            stage,
            center,
            together: units.max(1),
        });
    }

    /// When the case was promised back. Kept for whoever scores promises; never a feature.
    pub fn promise(&mut self, case_id: &str, promised_at: DateTime<Utc>) {
        if let Some(case) = self.case_names.id(case_id.trim())
            && self.promises.last().is_none_or(|&(last, _)| last != case)
        {
            self.promises.push((case, millis(promised_at)));
        }
    }

    /// Clean what was taken in. The same rows give the same log, byte for byte.
    pub fn finish(mut self, settings: &CleanSettings) -> (EventLog, CleaningReport) {
        let now = settings.now.map(millis);
        let (report, names, cases) = (&mut self.report, &self.case_names, &mut self.cases);
        if let Some(now) = now {
            self.rows.retain_mut(|row| {
                if row.start > now {
                    let case = names.name(row.case);
                    report.exclude(
                        CleaningKind::StartInFuture,
                        row.line,
                        case,
                        "started_at",
                        || format!("{} has not been yet at {}", shown(row.start), shown(now)),
                    );
                    return false;
                }
                if row.end != EventLog::OPEN && row.end > now {
                    report.add(CleaningKind::EndInFuture);
                    row.end = EventLog::OPEN;
                }
                true
            });
        }
        self.rows
            .sort_unstable_by_key(|row| (row.case, row.seq, row.start, row.line));
        let mut visits = Vec::with_capacity(self.rows.len());
        let mut stays = Vec::new();
        // By stage: the last case that was in it, counted from 1.
        let mut last_in = vec![0; self.stages.len()];
        for rows in self.rows.chunk_by_mut(|a, b| a.case == b.case) {
            let case = &mut cases[rows[0].case as usize];
            let cleaning = Cleaning {
                name: names.name(case.name),
                now,
                since: settings.only_touched_since.map(millis),
                closes_with_last_end: self.closes_with_last_end,
                outcome: Outcome::of_word(self.outcome_words.name(case.outcome_word.into())),
                outcome_said: case.outcome_word != 0,
            };
            put_in_order(rows, &mut stays, cleaning.name, report);
            if !cleaning.put_right(case, &mut stays, report) {
                continue;
            }
            case.first = visits.len() as u32;
            case.visits = stays.len() as u32;
            for stay in &stays {
                let case = stay.case + 1;
                let reopened =
                    std::mem::replace(&mut last_in[usize::from(stay.stage)], case) == case;
                if reopened {
                    report.add(CleaningKind::StageVisitedAgain);
                }
                visits.push(Visit {
                    start: stay.start,
                    end: stay.end,
                    profile: stay.profile,
                    line: stay.line,
                    stage: stay.stage,
                    center: stay.center,
                    together: stay.together,
                    reopened,
                });
            }
        }
        drop(self.rows);
        self.cases.retain(|case| case.visits > 0);
        let mut promises = self.promises;
        promises.sort_by_key(|&(case, _)| case);
        promises.dedup_by_key(|&mut (case, _)| case);
        promises.retain_mut(|(name, _)| {
            let found = self.cases.binary_search_by_key(name, |case| case.name);
            found.map(|case| *name = case as u32).is_ok()
        });
        let mut report = self.report;
        summarise(&mut report, &self.cases, &visits);
        let log = EventLog {
            stages: self.stages,
            centers: self.centers,
            attributes: self.attributes,
            profiles: self.profiles.values,
            cases: self.cases,
            visits,
            case_names: self.case_names,
            outcome_words: self.outcome_words,
            promises,
        };
        (log, report)
    }

    /// Leave out a row that cannot even become a [`RawVisit`], and say why.
    pub fn exclude(
        &mut self,
        kind: CleaningKind,
        line: u64,
        case: &str,
        field: &str,
        reason: impl FnOnce() -> String,
    ) {
        self.count_row();
        self.report
            .exclude(kind, line_number(line), case, field, reason);
    }

    /// Count something put right on the way.
    pub fn note(&mut self, kind: CleaningKind) {
        self.report.add(kind);
    }

    fn count_row(&mut self) {
        self.report.rows = self.report.rows.saturating_add(1);
    }

    fn missing(&mut self, line: u32, case: &str, field: &str, why: &str) {
        self.report
            .exclude(CleaningKind::MissingValue, line, case, field, || {
                format!("is empty; {why}")
            });
    }

    fn too_many(&mut self, line: u32, case: &str, stage: &str) {
        self.report
            .exclude(CleaningKind::TooManyNames, line, case, "stage", || {
                format!(
                    "`{}` is one name too many; stages and centers are categories, not free text",
                    shortened(stage)
                )
            });
    }

    fn case(&mut self, id: &str) -> Option<u32> {
        let name = self.case_names.intern(id)?;
        if name as usize == self.cases.len() {
            self.cases.push(Case {
                opened: i64::MAX,
                closed: EventLog::OPEN,
                seen_from: i64::MIN,
                first: 0,
                visits: 0,
                name,
                outcome_word: 0,
                outcome: Outcome::Open,
            });
        }
        Some(name)
    }

    fn profile(&mut self, texts: &[&str]) -> Option<u32> {
        let mut texts = texts.iter();
        self.profiles.next.clear();
        for attribute in &mut self.attributes {
            let text = texts.next().map_or("", |text| text.trim());
            self.profiles.next.push(attribute.values.intern(text)?);
        }
        self.profiles.intern_next()
    }
}

/// Tuples of value ids, kept once.
#[derive(Debug, Default)]
struct Profiles {
    width: usize,
    values: Vec<u32>,
    table: HashTable<u32>,
    /// The one being looked up.
    next: Vec<u32>,
    count: u32,
}

impl Profiles {
    fn intern_next(&mut self) -> Option<u32> {
        let width = self.width;
        let values = &self.values;
        let of = |id: u32| &values[id as usize * width..(id as usize + 1) * width];
        let hash = hash_of(&self.next);
        if let Some(&id) = self.table.find(hash, |&id| of(id) == self.next.as_slice()) {
            return Some(id);
        }
        let id = self.count;
        self.count = id.checked_add(1)?;
        self.table.insert_unique(hash, id, |&id| hash_of(of(id)));
        self.values.extend_from_slice(&self.next);
        Some(id)
    }
}

fn hash_of(profile: &[u32]) -> u64 {
    let mut hasher = FxHasher::default();
    for &value in profile {
        hasher.write_u32(value);
    }
    hasher.finish()
}

/// Stays of one case into `stays`, in order, each once.
fn put_in_order(rows: &mut [Row], stays: &mut Vec<Row>, case: &str, report: &mut CleaningReport) {
    if rows.iter().any(|row| row.seq == NO_SEQ) {
        rows.sort_unstable_by_key(|row| (row.start, row.line));
    }
    stays.clear();
    for &row in rows.iter() {
        let same = stays
            .iter_mut()
            .rev()
            .take(MOST_AT_ONCE)
            .take_while(|stay| stay.start == row.start)
            .find(|stay| stay.seq == row.seq && stay.stage == row.stage);
        let Some(same) = same else {
            stays.push(row);
            continue;
        };
        // Two exports put together: the later one may know the end.
        if same.end == EventLog::OPEN {
            same.end = row.end;
        }
        report.exclude(CleaningKind::DuplicateRow, row.line, case, "row", || {
            format!("is the same stay as line {}", same.line)
        });
    }
}

struct Cleaning<'a> {
    name: &'a str,
    now: Option<i64>,
    since: Option<i64>,
    closes_with_last_end: bool,
    outcome: Option<Outcome>,
    outcome_said: bool,
}

impl Cleaning<'_> {
    /// Ends filled in, the case's dates brought in line with its stays. `false`: the case cannot
    /// be in this log, and its rows are left out.
    fn put_right(&self, case: &mut Case, stays: &mut [Row], report: &mut CleaningReport) -> bool {
        for nth in 1..stays.len() {
            let next = stays[nth].start;
            let stay = &mut stays[nth - 1];
            if stay.end == EventLog::OPEN {
                stay.end = next.max(stay.start);
                report.add(CleaningKind::EndFromNextStart);
            }
        }
        let (first, last) = (
            stays.iter().map(|stay| stay.start).min(),
            stays
                .iter()
                .map(|stay| match stay.end {
                    EventLog::OPEN => stay.start,
                    end => end,
                })
                .max(),
        );
        let (Some(first), Some(last), Some(last_stay)) = (first, last, stays.last_mut()) else {
            return false;
        };
        if case.closed != EventLog::OPEN && self.now.is_some_and(|now| case.closed > now) {
            report.add(CleaningKind::ClosedInFuture);
            case.closed = EventLog::OPEN;
        }
        if case.closed < last {
            report.add(CleaningKind::ClosedBeforeLastEnd);
            case.closed = last;
        }
        if self.closes_with_last_end
            && case.closed == EventLog::OPEN
            && last_stay.end != EventLog::OPEN
        {
            report.add(CleaningKind::ClosedFromLastEnd);
            case.closed = last;
        }
        if case.closed != EventLog::OPEN && last_stay.end == EventLog::OPEN {
            report.add(CleaningKind::EndFromClose);
            last_stay.end = case.closed;
        }
        if case.opened == i64::MAX {
            case.opened = first;
        } else if case.opened > first {
            report.add(CleaningKind::OpenedAfterFirstStart);
            case.opened = first;
        }
        if let Some(since) = self.since.filter(|&since| case.closed < since) {
            for stay in stays.iter() {
                let field = "case_closed_at";
                let kind = CleaningKind::OutsideWindow;
                report.exclude(kind, stay.line, self.name, field, || {
                    format!(
                        "{} is before {}, from when on the log is said to hold what was closed",
                        shown(case.closed),
                        shown(since)
                    )
                });
            }
            return false;
        }
        case.seen_from = case.opened.max(self.since.unwrap_or(i64::MIN));
        case.outcome = match self.outcome {
            _ if case.closed == EventLog::OPEN => Outcome::Open,
            Some(outcome) => outcome,
            None => {
                if self.outcome_said {
                    report.add(CleaningKind::UnknownOutcome);
                }
                Outcome::Repaired
            }
        };
        true
    }
}

fn summarise(report: &mut CleaningReport, cases: &[Case], visits: &[Visit]) {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let open = cases
        .iter()
        .filter(|case| case.outcome == Outcome::Open)
        .count();
    report.kept = count(visits.len());
    report.cases = count(cases.len());
    report.open = count(open);
    report.closed = count(cases.len() - open);
    report.closed_only = open == 0 && !cases.is_empty();
    report.from = visits
        .iter()
        .map(|visit| visit.start)
        .min()
        .and_then(DateTime::from_timestamp_millis);
    report.until = visits
        .iter()
        .flat_map(|visit| [visit.start, visit.end])
        .chain(cases.iter().map(|case| case.closed))
        .filter(|&at| at != EventLog::OPEN)
        .max()
        .and_then(DateTime::from_timestamp_millis);
    report.put_in_order();
}

fn with_blank() -> Names {
    let mut names = Names::default();
    // The first text of an empty list always fits.
    let _ = names.intern("");
    names
}

/// The number of a stage, a center or an outcome; `None` past 65,535 of them.
fn small(names: &mut Names, name: &str) -> Option<u16> {
    if names.len() > usize::from(u16::MAX) && names.id(name).is_none() {
        return None;
    }
    names.intern(name).and_then(|id| u16::try_from(id).ok())
}

fn line_number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

fn shown(at: i64) -> String {
    DateTime::from_timestamp_millis(at).map_or_else(
        || at.to_string(),
        |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
    )
}
