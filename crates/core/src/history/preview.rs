//! What bringing in past repairs would do, before anything is written.

use rusqlite::OptionalExtension;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::case::Cases;
use super::known::{Standing, standing, ticket_of};
use super::past::go_on;
use super::sheet::{PastColumn, PastField};
use super::{HistoryProblem, PastRepairs, Problems, shortened};
use crate::device::take_in::OnProgress;
use crate::error::Result;
use crate::serial::normalise;
use crate::store::Store;
use crate::ticket::Stage;
use crate::time::Timestamp;

/// A stage of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PastStage {
    /// As the file calls it.
    pub name: String,
    /// `None`: tickets have no such stage, and its stays are left out.
    pub stage: Option<Stage>,
    pub stays: u32,
}

/// A repair center of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PastCenter {
    pub name: String,
    pub cases: u32,
    /// On the desk already; otherwise it is added.
    pub known: bool,
}

/// One kind of cleaning, and how often it was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CleanedRows {
    pub count: u32,
    pub text: String,
    pub left_out: bool,
}

/// What is in a file of past repairs and what bringing it in would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PastPreview {
    pub source_name: String,
    /// A sheet with one row per repair; otherwise an event log with one row per stay.
    pub is_sheet: bool,
    pub rows: u32,
    pub stays: u32,
    pub cases: u32,
    pub open: u32,
    pub closed: u32,
    /// Cases that would become tickets.
    pub to_add: u32,
    /// Open tickets that would get further stays.
    pub to_grow: u32,
    /// Tickets already.
    pub known: u32,
    /// Cases that cannot become tickets.
    pub cannot: u32,
    pub from_at: Option<Timestamp>,
    pub until_at: Option<Timestamp>,
    /// Calendar months from the first start to the last date.
    pub months: u32,
    /// In the order of the way, those that tickets do not have last.
    pub stages: Vec<PastStage>,
    pub centers: Vec<PastCenter>,
    /// Of a sheet.
    pub columns: Vec<PastColumn>,
    pub fields: Vec<PastField>,
    pub cleaned: Vec<CleanedRows>,
    pub left_out_count: u32,
    /// Rows and cases left out, and why: the first thousand.
    pub left_out: Vec<HistoryProblem>,
    /// Closed cases only: such a file makes repairs look shorter than they are.
    pub closed_only: bool,
    pub warnings: Vec<String>,
}

impl Store {
    /// What [`bring_in_past`](Self::bring_in_past) would do; changes nothing.
    ///
    /// # Errors
    /// `Cancelled`.
    pub fn preview_past(
        &self,
        past: &PastRepairs,
        progress: OnProgress<'_>,
    ) -> Result<PastPreview> {
        // What is asked of the desk is asked at one instant.
        let tx = self.conn.unchecked_transaction()?;
        let (log, report) = (&past.log, &past.report);
        let cases = Cases::new(log);
        let mut problems = past.problems();
        let (mut to_add, mut to_grow, mut known, mut cannot) = (0, 0, 0, 0);
        let mut out: FxHashSet<String> = FxHashSet::default();
        let order = cases.in_order();
        let total = order.len() as u64;
        for (done, &at) in order.iter().enumerate() {
            if done % 500 == 0 {
                let rows = u64::from(past.rows);
                go_on(progress(rows / 2 + rows * done as u64 / total / 2, rows))?;
            }
            let case = cases.case(at, &mut problems);
            if case.stays.is_empty() {
                cannot += 1;
                continue;
            }
            match standing(&tx, ticket_of(&case.id), &case)? {
                Standing::Known => known += 1,
                Standing::Grown { .. } => to_grow += 1,
                Standing::Apart(why) => {
                    known += 1;
                    problems.add(case.line, &case.id, "case_id", why);
                }
                Standing::New => {
                    let serial = match normalise(&case.attributes.serial) {
                        Ok(serial) => Some(serial.normal),
                        Err(problem) if problem.is_missing() => None,
                        Err(problem) => {
                            let why = format!("{problem}; the case is left out");
                            problems.add(case.line, &case.id, "attr_serial", why);
                            cannot += 1;
                            continue;
                        }
                    };
                    let Some(serial) = serial else {
                        to_add += 1;
                        continue;
                    };
                    let open: Option<i64> = tx
                        .prepare_cached(
                            "SELECT t.number FROM device AS d
                             JOIN ticket AS t ON t.device_id = d.id AND t.closed_at IS NULL
                             WHERE d.serial = ?1 LIMIT 1",
                        )?
                        .query_row([&serial], |row| row.get(0))
                        .optional()?;
                    let twice = case.closed_at.is_none() && !out.insert(serial.clone());
                    let why = match open {
                        Some(open) => format!("{serial} is on open ticket T-{open:06}"),
                        None if twice => format!("{serial} is on another open case of this file"),
                        None => {
                            to_add += 1;
                            continue;
                        }
                    };
                    let why = format!("{why}; a unit is on one at a time, so the case is left out");
                    problems.add(case.line, &case.id, "attr_serial", why);
                    cannot += 1;
                }
            }
        }
        let problems = problems.by_line();
        let instant = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(Timestamp::from);
        let mut preview = PastPreview {
            source_name: past.name.clone(),
            is_sheet: past.sheet.is_some(),
            rows: past.rows,
            stays: report.kept,
            cases: report.cases,
            open: report.open,
            closed: report.closed,
            to_add,
            to_grow,
            known,
            cannot,
            from_at: instant(report.from),
            until_at: instant(report.until),
            months: months(report.from, report.until),
            stages: stages(past, &cases),
            centers: centers(&tx, past)?,
            columns: past.columns().to_vec(),
            fields: match past.sheet {
                Some(_) => PastField::ALL.to_vec(),
                None => Vec::new(),
            },
            cleaned: report
                .counts
                .iter()
                .map(|found| CleanedRows {
                    count: found.count,
                    text: found.kind.words().to_owned(),
                    left_out: found.kind.excludes(),
                })
                .collect(),
            left_out_count: problems.count,
            left_out: problems.kept,
            closed_only: report.closed_only,
            warnings: Vec::new(),
        };
        preview.warnings = warnings(past, &preview);
        Ok(preview)
    }
}

impl PastRepairs {
    /// What reading left out.
    pub(super) fn problems(&self) -> Problems {
        let excluded = self.report.excluded.iter();
        Problems {
            count: self.report.excluded_count,
            kept: excluded
                .map(|row| HistoryProblem {
                    line: row.line,
                    case: row.case.clone(),
                    field: row.field.clone(),
                    text: row.reason.clone(),
                })
                .collect(),
        }
    }
}

fn months(
    from: Option<chrono::DateTime<chrono::Utc>>,
    until: Option<chrono::DateTime<chrono::Utc>>,
) -> u32 {
    use chrono::Datelike;
    let (Some(from), Some(until)) = (from, until) else {
        return 0;
    };
    let of = |at: chrono::DateTime<chrono::Utc>| at.year() * 12 + at.month0() as i32;
    u32::try_from(of(until) - of(from) + 1).unwrap_or(0)
}

fn stages(past: &PastRepairs, cases: &Cases<'_>) -> Vec<PastStage> {
    let mut stays = vec![0; past.log.stages().len()];
    for visit in past.log.visits() {
        stays[usize::from(visit.stage)] += 1;
    }
    let mut stages: Vec<PastStage> = past
        .log
        .stages()
        .iter()
        .zip(0u16..)
        .zip(stays)
        .filter(|(_, stays)| *stays > 0)
        .map(|((name, id), stays)| PastStage {
            name: shortened(name),
            stage: cases.stage(id),
            stays,
        })
        .collect();
    let way = |stage: Option<Stage>| {
        stage.map_or(usize::MAX, |stage| {
            let place = Stage::WAY.iter().position(|&other| other == stage);
            place.unwrap_or(usize::MAX)
        })
    };
    stages.sort_by_key(|stage| way(stage.stage));
    // A column of free text must not become a list of thousands.
    stages.truncate(100);
    stages
}

fn centers(conn: &rusqlite::Connection, past: &PastRepairs) -> Result<Vec<PastCenter>> {
    let log = &past.log;
    let mut cases = vec![0; log.centers().len()];
    for case in log.cases() {
        let mut visits = log.visits_of(case).iter();
        if let Some(visit) = visits.find(|visit| visit.center != 0) {
            cases[usize::from(visit.center)] += 1;
        }
    }
    let mut centers = Vec::new();
    for (name, cases) in log.centers().iter().zip(cases) {
        if cases > 0 {
            centers.push(PastCenter {
                name: name.to_owned(),
                cases,
                known: conn
                    .prepare_cached("SELECT 1 FROM center WHERE name = ?1 COLLATE NOCASE")?
                    .exists([name])?,
            });
        }
    }
    centers.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| a.name.cmp(&b.name)));
    Ok(centers)
}

fn warnings(past: &PastRepairs, preview: &PastPreview) -> Vec<String> {
    let mut warnings = Vec::new();
    if preview.closed_only {
        warnings.push(
            "This file holds closed repairs only. How was it exported? If what is still out was \
             left out, the long repairs are missing, and every estimate learned from it comes out \
             too short. Export the open ones too."
                .to_owned(),
        );
    }
    if let Some(sheet) = &past.sheet {
        warnings.extend(sheet.warnings());
    }
    if past.rows > 0 && preview.cases == 0 {
        warnings.push("No row could be used; see below why.".to_owned());
    }
    warnings
}
