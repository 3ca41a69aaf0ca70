//! The engine on its own: figures computed elsewhere, edges, laws, and how honest it is.

mod calibration;
mod edges;
mod laws;
mod oracles;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::log::{CleanSettings, EventLogBuilder, RawVisit};

/// The instant tests look from.
fn now() -> DateTime<Utc> {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

fn days(days: f64) -> TimeDelta {
    TimeDelta::milliseconds((days * DAY_MS).round() as i64)
}

/// A case: when it was opened, in days before [`now`], its stays as stage and days, and whether
/// the last one is over.
#[derive(Debug, Clone)]
struct Told {
    opened: f64,
    stays: Vec<(&'static str, f64)>,
    closed: bool,
    center: &'static str,
    maker: &'static str,
}

/// One stay of `length` days that ended the day before [`now`] or earlier.
fn closed(length: f64) -> Told {
    told(length + 1.0, &[("bench", length)], true)
}

/// One stay that has lasted `age` days and lasts still.
fn open(age: f64) -> Told {
    told(age, &[("bench", age)], false)
}

fn told(opened: f64, stays: &[(&'static str, f64)], closed: bool) -> Told {
    Told {
        opened,
        stays: stays.to_vec(),
        closed,
        center: "Ridge",
        maker: "Bitmain",
    }
}

fn log_of(cases: &[Told]) -> EventLog {
    let mut builder = EventLogBuilder::new(vec!["maker".to_owned()]);
    for (index, case) in cases.iter().enumerate() {
        let id = format!("T-{index}");
        let opened = now() - days(case.opened);
        let whole: f64 = case.stays.iter().map(|(_, days)| days).sum();
        let mut start = opened;
        for (seq, (stage, length)) in case.stays.iter().enumerate() {
            let end = start + days(*length);
            let lasts = !case.closed && seq + 1 == case.stays.len();
            builder.add(RawVisit {
                line: 0,
                case_id: &id,
                seq: Some(seq as u32),
                stage,
                started_at: start,
                ended_at: (!lasts).then_some(end),
                center: case.center,
                attributes: &[case.maker],
                case_opened_at: Some(opened),
                case_closed_at: case.closed.then(|| opened + days(whole)),
                outcome: None,
            });
            start = end;
        }
    }
    let settings = CleanSettings {
        now: Some(now()),
        only_touched_since: None,
    };
    builder.finish(&settings).0
}

/// P50 10 days, P95 40.
const PRIOR: GenericPrior = GenericPrior {
    p50: 10.0,
    p95: 40.0,
};

fn plain() -> LearnSettings {
    LearnSettings {
        paths: 1000,
        look_back: false,
        ..LearnSettings::default()
    }
}

fn learned_with(cases: &[Told], generic: GenericPrior, settings: &LearnSettings) -> Learned {
    let background = Background {
        generic: Some(generic),
        ..Background::default()
    };
    Learned::fit(log_of(cases), &background, now(), settings).unwrap()
}

fn learned(cases: &[Told]) -> Learned {
    learned_with(cases, PRIOR, &plain())
}

/// Days left of a case that has been on the bench for `elapsed` days.
fn left(learned: &Learned, elapsed: f64) -> Remaining {
    left_at(learned, "Ridge", "Bitmain", elapsed)
}

fn left_at(learned: &Learned, center: &str, maker: &str, elapsed: f64) -> Remaining {
    let position = Position {
        case: "asked",
        opened: now() - days(elapsed),
        stage: "bench",
        entered: now() - days(elapsed),
        center,
        attributes: vec![("maker", maker)],
    };
    learned.remaining(&position, now()).unwrap()
}

/// A uniform draw from (0, 1), the same for the same numbers.
fn chance(seed: u32, of: usize, visit: u32) -> f64 {
    crate::stream::uniform(&mut Luck::new(seed, "tests").walk(of, visit))
}

/// The `of`-th length drawn from a lognormal.
fn lognormal(p50: f64, sd: f64, u: f64) -> f64 {
    p50 * libm::exp(sd * crate::normal::quantile(u))
}
