//! What past and open cases teach about the days of the next.
//!
//! Two models over the same kind of groups: the chain of stages ([`walk`](mod@walk)) and the direct
//! days from a stage to the close ([`snapshot`]). [`calibrate`] looks back on how well they would
//! have done, mends their ranges and picks between them and their pool.

mod branches;
mod calibrate;
mod curve;
mod forest;
mod grid;
mod knowledge;
mod lanes;
mod node;
mod observe;
mod probit;
mod rhythm;
mod root;
mod route;
mod snapshot;
mod stays;
mod turns;
mod walk;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests;

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::log::EventLog;
use crate::route::HoldPrior;
use crate::stream::Root as Luck;
use branches::Branches;
pub(crate) use branches::branch;
pub(crate) use calibrate::Choice;
use calibrate::{Calibration, Kind, Scene, look_back};
pub(crate) use curve::Curve;
use knowledge::Knowledge;
pub use knowledge::{Background, Calendars, GenericPrior};
use lanes::Lanes;
pub use observe::{Left, To};
pub use route::LaneHold;
pub(crate) use route::{LearnedLeg, Who, chosen};
use snapshot::{Snapshot, Spec};
use stays::{DAY_MS, Stay};
use walk::{Stand, walk};

/// How to learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LearnSettings {
    pub seed: u32,
    /// Ways drawn through the stages per estimate.
    pub paths: u32,
    /// Days after which a stay counts half.
    pub half_life_days: f64,
    /// Look back on past forecasts; without it ranges are shown as they come.
    pub look_back: bool,
    pub hold_prior: HoldPrior,
}

impl Default for LearnSettings {
    fn default() -> Self {
        Self {
            seed: 1,
            paths: 4000,
            half_life_days: 180.0,
            look_back: true,
            hold_prior: HoldPrior::default(),
        }
    }
}

/// Ways drawn per forecast of the past: its range is scored, not shown.
const PATHS_LOOKING_BACK: usize = 500;

/// A log with everything learned from it as of one instant.
#[derive(Debug)]
pub struct Learned {
    log: EventLog,
    know: Knowledge,
    lanes: Lanes,
    branches: Branches,
    /// Cases closed last, the latest first.
    latest: Vec<u32>,
    /// Stays that ended since the fit, of cases not closed yet.
    since: FxHashMap<String, Vec<(Stay, Vec<u32>)>>,
    spec: Spec,
    snapshot: Snapshot,
    calibration: Calibration,
    settings: LearnSettings,
    asof: i64,
}

/// Where a case stands, in the words of the log.
#[derive(Debug, Clone)]
pub struct Position<'a> {
    /// Draws the same luck wherever it is asked about.
    pub case: &'a str,
    pub opened: DateTime<Utc>,
    pub stage: &'a str,
    pub entered: DateTime<Utc>,
    pub center: &'a str,
    /// Name, without `attr_`, and value.
    pub attributes: Vec<(&'a str, &'a str)>,
}

/// Days left of one case.
#[derive(Debug, Clone)]
pub struct Remaining {
    curve: Curve,
    /// Share of ways on which it comes back rather than being written off.
    pub p_returns: f64,
}

impl Remaining {
    /// Days by which it has closed with a chance of `p`.
    pub fn quantile(&self, p: f64) -> f64 {
        self.curve.quantile(p)
    }

    /// The chance that it has closed after `days`.
    pub fn chance_by(&self, days: f64) -> f64 {
        1.0 - self.curve.survival(days)
    }
}

/// Closed cases kept at hand for showing those like another.
const LATEST_KEPT: usize = 2000;

fn latest_closed(log: &EventLog, asof: i64) -> Vec<u32> {
    let mut closed: Vec<u32> = (0..log.cases().len() as u32)
        .filter(|case| log.cases()[*case as usize].closed <= asof)
        .collect();
    closed.sort_by_key(|case| {
        let case = *case as usize;
        (
            std::cmp::Reverse(log.cases()[case].closed),
            log.case_name(case),
        )
    });
    closed.truncate(LATEST_KEPT);
    closed
}

impl Learned {
    /// Learn from what `log` holds up to `asof`.
    ///
    /// # Errors
    /// Refuses settings and background figures out of range.
    pub fn fit(
        log: EventLog,
        background: &Background,
        asof: DateTime<Utc>,
        settings: &LearnSettings,
    ) -> Result<Self> {
        if !(100..=100_000).contains(&settings.paths) {
            return Err(Error::PathCount {
                found: settings.paths,
            });
        }
        if !(1.0..=1e6).contains(&settings.half_life_days) {
            return Err(Error::BadNumber {
                field: "half-life".to_owned(),
                found: settings.half_life_days,
                expected: "days, 1 to 1000000",
            });
        }
        let know = Knowledge::new(&log, background, asof)?;
        let spec = Spec {
            paths: Knowledge::paths(&log),
            worth: 12.0,
            root_worth: 10.0,
            half_life_days: settings.half_life_days,
        };
        let asof = asof.timestamp_millis();
        let lanes = Lanes::new(&log, &know, settings.hold_prior, asof);
        let snapshot = Snapshot::new(&log, &know, &lanes, &spec, asof);
        let calibration = if settings.look_back {
            look_back(&Scene {
                log: &log,
                know: &know,
                lanes: &lanes,
                spec: &spec,
                asof,
                paths: PATHS_LOOKING_BACK,
                seed: settings.seed,
            })
        } else {
            Calibration::unproven(&log, asof)
        };
        Ok(Self {
            lanes,
            latest: latest_closed(&log, asof),
            since: FxHashMap::default(),
            branches: Branches::new(&log, &know, asof, settings.half_life_days),
            spec,
            snapshot,
            calibration,
            settings: *settings,
            asof,
            log,
            know,
        })
    }

    pub fn log(&self) -> &EventLog {
        &self.log
    }

    /// Days from `asof` to the close of a case.
    ///
    /// # Errors
    /// Refuses an `asof` before the entry into the stage.
    pub fn remaining(&self, position: &Position, asof: DateTime<Utc>) -> Result<Remaining> {
        if asof < position.entered {
            return Err(Error::AsofBeforeLastEvent {
                asof,
                last_event_at: position.entered,
            });
        }
        let attributes = self.attributes(position);
        let Some(stage) = self.log.stages().id(position.stage) else {
            return Ok(self.of_unknown_stage(position.entered, asof));
        };
        let stand = Stand {
            stage: stage as u16,
            center: self.log.centers().id(position.center).unwrap_or(u32::MAX),
            attributes: &attributes,
            age: (position.entered - position.opened)
                .num_milliseconds()
                .max(0) as f64
                / DAY_MS,
            entered: position.entered.timestamp_millis(),
            asof: asof.timestamp_millis(),
        };
        let direct = self.snapshot.direct(&self.know, &stand);
        let walked = walk(
            &self.snapshot,
            &self.know,
            &self.lanes,
            &stand,
            Luck::new(self.settings.seed, position.case),
            self.settings.paths as usize,
        );
        let kind = if stand.age <= 0.0 && stand.elapsed() <= 0.0 {
            Kind::New
        } else {
            Kind::Open
        };
        let back = walked.home.iter().filter(|home| **home).count();
        Ok(Remaining {
            curve: self
                .calibration
                .choice(kind)
                .apply(&direct, &walked.curve()),
            p_returns: back as f64 / walked.home.len() as f64,
        })
    }

    fn attributes(&self, position: &Position) -> Vec<u32> {
        let value = |name: &str| {
            let mut known = position.attributes.iter();
            known
                .find(|(known, _)| *known == name)
                .map(|(_, value)| *value)
        };
        self.log
            .attributes()
            .iter()
            .map(|attribute| {
                value(&attribute.name)
                    .and_then(|value| attribute.values.id(value))
                    .unwrap_or(u32::MAX)
            })
            .collect()
    }

    /// A stage the log has never met: what all cases took from any stage on.
    fn of_unknown_stage(&self, entered: DateTime<Utc>, asof: DateTime<Utc>) -> Remaining {
        let (entered, asof) = (entered.timestamp_millis(), asof.timestamp_millis());
        Remaining {
            curve: self.snapshot.any(&self.know, entered, asof),
            p_returns: 1.0,
        }
    }
}
