//! Days of many units at once, without the telling: for sums over a fleet.

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::{Known, Question, Sketch};
use crate::chain::{Draws, LaidOut};
use crate::error::{Error, Result};
use crate::route::{Route, Settings, Subject};

/// A unit, or many alike, on its way.
#[derive(Debug, Clone, Copy)]
pub struct Trip<'a> {
    pub route: &'a Route,
    pub subject: &'a Subject,
    /// What to assume of this trip; its seed and paths are those of the fleet.
    pub settings: Settings,
}

/// Days from asof to the close of one trip, by path.
#[derive(Debug, Clone, PartialEq)]
pub struct TripDays {
    /// As [`crate::forecast`] has them: the stages chained, mended by what whole cases took.
    pub days: Vec<f64>,
    /// The stages chained, and no more: what differs between two trips of one unit, path by path.
    pub chained: Vec<f64>,
    pub comes_back: Vec<bool>,
}

/// The days of each trip, in the order given. All have the same luck, path by path, so that what
/// differs between two of them is theirs and not chance's.
///
/// # Errors
/// Refuses a number of paths out of range as a whole. A trip that cannot be drawn says why in its
/// place, as [`crate::forecast`] would.
pub fn fleet<'k>(
    known: impl Into<Known<'k>>,
    trips: &[Trip<'_>],
    asof: DateTime<Utc>,
    seed: u32,
    paths: u32,
) -> Result<Vec<Result<TripDays>>> {
    if !(100..=100_000).contains(&paths) {
        return Err(Error::PathCount { found: paths });
    }
    let known = known.into();
    let draws = Draws::new(seed, "fleet", paths as usize);
    Ok(trips
        .par_iter()
        .map_init(LaidOut::default, |laid_out, trip| {
            let question = Question {
                known,
                subject: trip.subject,
                asof,
                settings: &trip.settings,
                draws: &draws,
            };
            Sketch::new(&question, trip.route, laid_out).map(Sketch::days)
        })
        .collect())
}
