//! The past replayed: what would have been answered then, and what became of it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};
use rayon::prelude::*;

use super::answers::{Quantiles, quantiles};
use super::history::History;
use super::metrics::{Metrics, Scores};
use super::questions::{Question, QuestionKind};
use crate::error::{Error, Result};
use crate::learn::{Background, LearnSettings, Learned};
use crate::log::EventLog;
use crate::stream::{Root as Luck, uniform};

/// Closed cases below which a date is passed over.
const FEWEST_CLOSED: usize = 20;

/// Dates of one replay.
const MOST_DATES: i64 = 100_000;

/// Rows above which the dates are taken one after the other, to spare memory.
const LARGE: usize = 200_000;

/// Which past to replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BacktestSettings {
    pub from: DateTime<Utc>,
    /// The last date at most.
    pub to: DateTime<Utc>,
    pub step: TimeDelta,
    /// Questions of a kind per date at most, drawn by the seed; `None` for all.
    pub cap: Option<usize>,
    pub seed: u32,
}

impl BacktestSettings {
    fn dates(&self) -> Result<Vec<DateTime<Utc>>> {
        let steps = self.step.num_milliseconds();
        let refuse = |field: &str, found: f64, expected| Error::BadNumber {
            field: field.to_owned(),
            found,
            expected,
        };
        if steps < 60_000 {
            return Err(refuse(
                "step",
                steps as f64 / 86_400_000.0,
                "a minute or more, such as 7d",
            ));
        }
        let span = (self.to - self.from).num_milliseconds();
        if span < 0 {
            return Err(refuse(
                "days from the first date to the last",
                span as f64 / 86_400_000.0,
                "0 or more",
            ));
        }
        if span / steps >= MOST_DATES {
            return Err(refuse(
                "number of dates",
                (span / steps) as f64,
                "at most 100000; take a longer step",
            ));
        }
        Ok((0..=span / steps)
            .filter_map(|step| {
                let days = TimeDelta::try_milliseconds(step * steps)?;
                self.from.checked_add_signed(days)
            })
            .collect())
    }
}

/// A question of the past with its answer and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    pub snapshot: DateTime<Utc>,
    pub question: Question,
    pub quantiles: Quantiles,
    pub end: End,
}

/// What became of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// Came back so many days after it was asked about.
    After(f64),
    /// Not closed by the end of the log.
    StillOpen,
    /// Closed without coming back.
    Otherwise,
}

impl Replayed {
    /// Days from the question to the close, where the case has come back.
    pub fn days(&self) -> Option<f64> {
        match self.end {
            End::After(days) => Some(days),
            End::StillOpen | End::Otherwise => None,
        }
    }
}

/// A replay.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Backtest {
    /// By date, then by kind, then by case.
    pub replayed: Vec<Replayed>,
    pub dates: Vec<DateTime<Utc>>,
    /// Dates at which too few cases were closed to learn from.
    pub passed_over: Vec<DateTime<Utc>>,
}

/// Replay the past at each date: learn from the log as it looked then, ask about the cases open
/// then and about those opened until the next date, and see how they ended.
///
/// `progress` hears how many dates of how many are done.
///
/// # Errors
/// Refuses dates and steps that make no sense, and what the engine refuses; `Cancelled` when
/// `progress` breaks.
pub fn backtest(
    history: &History,
    background: &Background,
    settings: &BacktestSettings,
    learn: &LearnSettings,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Backtest> {
    let dates = settings.dates()?;
    let (whole, _) = history.as_written();
    let at_once = if history.rows() > LARGE {
        1
    } else {
        rayon::current_num_threads()
    };
    let mut done = Backtest::default();
    for some in dates.chunks(at_once.max(1)) {
        let replayed: Vec<Option<Vec<Replayed>>> = some
            .par_iter()
            .map(|date| replay(history, &whole, *date, background, settings, learn))
            .collect::<Result<_>>()?;
        for (date, replayed) in some.iter().zip(replayed) {
            match replayed {
                Some(replayed) => {
                    done.dates.push(*date);
                    done.replayed.extend(replayed);
                }
                None => done.passed_over.push(*date),
            }
        }
        let so_far = done.dates.len() + done.passed_over.len();
        if progress(so_far as u64, dates.len() as u64).is_break() {
            return Err(Error::Cancelled);
        }
    }
    Ok(done)
}

fn replay(
    history: &History,
    whole: &EventLog,
    date: DateTime<Utc>,
    background: &Background,
    settings: &BacktestSettings,
    learn: &LearnSettings,
) -> Result<Option<Vec<Replayed>>> {
    let (log, _) = history.as_it_looked(date);
    let closed = log
        .cases()
        .iter()
        .filter(|case| case.closed != EventLog::OPEN)
        .count();
    if closed < FEWEST_CLOSED {
        return Ok(None);
    }
    let mut asked = drawn(open_then(&log, date), settings, date);
    asked.extend(drawn(
        opened_next(whole, date, settings.step),
        settings,
        date,
    ));
    let learned = Learned::fit(log, background, date, learn)?;
    let names = history.attributes();
    asked
        .into_par_iter()
        .map(|question| {
            Ok(Replayed {
                snapshot: date,
                quantiles: quantiles(&learned, names, &question)?,
                end: end_of(whole, &question),
                question,
            })
        })
        .collect::<Result<_>>()
        .map(Some)
}

/// Where the open cases stood.
fn open_then(log: &EventLog, date: DateTime<Utc>) -> Vec<Question> {
    let open = log.cases().iter().enumerate();
    open.filter(|(_, case)| case.closed == EventLog::OPEN)
        .filter_map(|(at, case)| {
            let visits = log.visits_of(case);
            let seq = visits
                .iter()
                .rposition(|visit| visit.end == EventLog::OPEN)?;
            question(log, at, seq, QuestionKind::Open, date, date)
        })
        .collect()
}

/// Cases opened after the date and up to a step later, as they were opened.
fn opened_next(whole: &EventLog, date: DateTime<Utc>, step: TimeDelta) -> Vec<Question> {
    let from = date.timestamp_millis();
    let until = from.saturating_add(step.num_milliseconds());
    let cases = whole.cases().iter().enumerate();
    cases
        .filter(|(_, case)| case.opened > from && case.opened <= until)
        .filter_map(|(at, case)| {
            let asof = DateTime::from_timestamp_millis(case.opened)?;
            question(whole, at, 0, QuestionKind::New, asof, date)
        })
        .collect()
}

fn question(
    log: &EventLog,
    case: usize,
    seq: usize,
    kind: QuestionKind,
    asof: DateTime<Utc>,
    date: DateTime<Utc>,
) -> Option<Question> {
    let known = log.cases().get(case)?;
    let visit = log.visits_of(known).get(seq)?;
    let name = log.case_name(case);
    let instant = DateTime::from_timestamp_millis;
    Some(Question {
        id: format!("{}-{}-{name}", date.format("%Y%m%dT%H%M"), kind.as_str()),
        line: 0,
        kind,
        asof,
        case: name.to_owned(),
        opened: instant(known.opened)?,
        stage: log.stages().name(visit.stage.into()).to_owned(),
        seq: u32::try_from(seq).ok(),
        // A case just opened may enter its first stage later.
        entered: instant(visit.start)?.min(asof),
        center: log.centers().name(visit.center.into()).to_owned(),
        attributes: (0..log.attributes().len())
            .map(|attribute| log.value(visit.profile, attribute).to_owned())
            .collect(),
    })
}

/// The questions to ask, by case; the same ones for the same seed, in whatever order they come.
fn drawn(
    mut questions: Vec<Question>,
    settings: &BacktestSettings,
    date: DateTime<Utc>,
) -> Vec<Question> {
    if let Some(cap) = settings.cap
        && questions.len() > cap
    {
        let visit = date.timestamp() as u32;
        questions.sort_by_cached_key(|question| {
            let mut rng = Luck::new(settings.seed, &question.case).walk(usize::MAX, visit);
            (uniform(&mut rng).to_bits(), question.case.clone())
        });
        questions.truncate(cap);
    }
    questions.sort_by(|a, b| a.case.cmp(&b.case));
    questions
}

fn end_of(whole: &EventLog, question: &Question) -> End {
    let case = whole
        .case_by_name(&question.case)
        .and_then(|case| whole.cases().get(case));
    match case {
        Some(case) if case.closed == EventLog::OPEN => End::StillOpen,
        Some(case) if !case.outcome.comes_back() => End::Otherwise,
        Some(case) => {
            let left = case.closed - question.asof.timestamp_millis();
            End::After(left.max(0) as f64 / 86_400_000.0)
        }
        None => End::StillOpen,
    }
}

impl Backtest {
    /// Scores over what has finished, by kind, center, stage and date.
    pub fn metrics(&self) -> Metrics {
        let count = |wanted: fn(&End) -> bool| {
            let of = self.replayed.iter().filter(|past| wanted(&past.end));
            of.count() as u64
        };
        Metrics {
            asked: self.replayed.len() as u64,
            still_open: count(|end| matches!(end, End::StillOpen)),
            never_came_back: count(|end| matches!(end, End::Otherwise)),
            overall: Scores::of(
                self.replayed
                    .iter()
                    .filter_map(|past| Some((&past.quantiles, past.days()?))),
            ),
            by_kind: self.scores_by(|past| past.question.kind.as_str().to_owned()),
            by_center: self.scores_by(|past| past.question.center.clone()),
            by_stage: self.scores_by(|past| past.question.stage.clone()),
            by_snapshot: self.scores_by(|past| past.snapshot.format("%Y-%m-%dT%H:%MZ").to_string()),
        }
    }

    fn scores_by(&self, group: impl Fn(&Replayed) -> String) -> BTreeMap<String, Scores> {
        let mut groups: BTreeMap<String, Vec<(&Quantiles, f64)>> = BTreeMap::new();
        for past in &self.replayed {
            if let Some(days) = past.days() {
                groups
                    .entry(group(past))
                    .or_default()
                    .push((&past.quantiles, days));
            }
        }
        groups
            .into_iter()
            .filter_map(|(name, answers)| Some((name, Scores::of(answers.into_iter())?)))
            .collect()
    }
}
