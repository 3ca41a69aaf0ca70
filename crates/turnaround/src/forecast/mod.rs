//! From priors and a route to a range of days, stage by stage.

mod fleet;
mod sketch;
mod tell;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Holiday;
use crate::chain::{Draws, LaidOut};
use crate::error::{Error, Result};
use crate::explain::Explanation;
use crate::learn::Learned;
use crate::prior::{PriorKey, PriorRow, Priors};
use crate::route::{HoldScenario, Region, Route, Settings, Subject};
use crate::stage::{Clock, Holder, Stage};

pub use fleet::{Trip, TripDays, fleet};
pub(crate) use sketch::Sketch;
pub use sketch::holder;

/// When units are back, and what that rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Forecast {
    pub center: String,
    pub region: Region,
    pub asof: DateTime<Utc>,
    pub quantity: u32,
    /// Until all units that come back are back on site.
    pub total: Range,
    /// P05 to P95 of the same, in steps of 5.
    pub quantiles: Vec<QuantileDays>,
    /// Until the first unit is back, if the center sends units as they are done. Batches only.
    pub first_back: Option<Range>,
    /// P(back by the day asked for), among units that come back.
    pub p_by_needed: Option<f64>,
    pub outcomes: Outcomes,
    /// Stages the units may still go through, in order. Their P80s do not add up to the total's.
    pub stages: Vec<StageForecast>,
    /// Share of paths held in customs.
    pub p_held: f64,
    pub hold: HoldScenario,
    pub basis: Basis,
    /// Why these days, stage by stage.
    pub explanation: Explanation,
    pub warnings: Vec<Warning>,
    pub seed: u32,
    pub paths: u32,
    /// The paths themselves, for costing; not stored with a frozen estimate.
    #[serde(skip)]
    #[cfg_attr(feature = "specta", specta(skip))]
    pub path_days: PathDays,
}

/// Days to the close of the ticket on each path, whether the unit comes back or is written off.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PathDays {
    pub days: Vec<f64>,
    pub comes_back: Vec<bool>,
}

/// The likely, the cautious and the bad case.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Range {
    pub p50: DayPoint,
    pub p80: DayPoint,
    pub p95: DayPoint,
    pub mean_days: f64,
}

/// Days from asof, and the working day on which they end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DayPoint {
    pub days: f64,
    /// Rounded up to a working day.
    pub on: NaiveDate,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QuantileDays {
    pub percent: u8,
    pub days: f64,
}

/// How a unit ends; the four add up to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Outcomes {
    pub repaired: f64,
    /// No trouble found.
    pub ntf: f64,
    /// Beyond economic repair: written off, never back. Left out of the days above.
    pub ber: f64,
    /// The quote was declined: back unrepaired.
    pub declined: f64,
}

/// One stage's part of the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StageForecast {
    pub stage: Stage,
    pub clock: Clock,
    pub holder: Holder,
    /// Share of the units that come back which go through it.
    pub p_entered: f64,
    /// Days of 24 hours, over all units that come back; these means add up to the total's.
    pub mean_days: f64,
    /// Days of 24 hours, over all visits, of units that go through it.
    pub p50_days: f64,
    pub p80_days: f64,
    pub p95_days: f64,
    /// Median start and finish of the first visit, days from asof.
    pub starts_p50_days: f64,
    pub finishes_p50_days: f64,
    /// How much of the total's uncertainty is this stage's; the stages add up to 1.
    pub variance_share: f64,
    /// The row it is drawn from.
    pub prior: PriorRow,
    /// Holidays and closures between the median start and finish, if it counts working days.
    pub days_off: Vec<Holiday>,
}

/// What an estimate rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Basis {
    pub kind: BasisKind,
    pub own_finished_tickets: u32,
    pub own_open_tickets: u32,
    /// Stages drawn from a user's edit.
    pub edited_stages: u32,
    /// Stages whose published figure is thin or assumed.
    pub thin_stages: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum BasisKind {
    PublishedPriors,
    /// Published figures and the desk's own tickets.
    Blended,
}

/// Something the reader should know before trusting a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Warning {
    /// Of the country none are known: only weekends are counted off.
    NoHolidays {
        country: String,
    },
    HolidaysEnd {
        country: String,
        until: NaiveDate,
    },
    /// The weekends worked to make up for holidays are published to a day before the range ends.
    MakeUpDaysEnd {
        country: String,
        until: NaiveDate,
    },
    /// Nothing is published for the stage; the nearest row is used.
    PriorBorrowed {
        stage: String,
        segment: String,
        site_type: String,
        from: PriorKey,
    },
    /// Nobody has said how many units the center takes at once.
    CapacityAssumed {
        center: String,
        units: u32,
    },
    /// Paths that were cut off after so many stages of rework, per cent.
    ReworkCapped {
        percent: f64,
        stages: u32,
    },
    /// The hold assumed is released before the estimate is dated; none is counted.
    HoldAlreadyReleased,
}

/// Units a bench takes through a stage at once where nobody has said: what one technician
/// tests in a day (<https://education.compassmining.io/education/s19-xp-client-q-a>).
pub const ASSUMED_CAPACITY: u32 = 10;

/// The forecast for one route.
///
/// # Errors
/// Refuses no units, an `asof` before the ticket's last event, a stage the route does not have,
/// settings out of range, and priors that lack a stage.
pub fn forecast<'k>(
    known: impl Into<Known<'k>>,
    route: &Route,
    subject: &Subject,
    asof: DateTime<Utc>,
    settings: &Settings,
) -> Result<Forecast> {
    let draws = draw(subject, settings)?;
    let question = Question {
        known: known.into(),
        subject,
        asof,
        settings,
        draws: &draws,
    };
    Sketch::new(&question, route, &mut LaidOut::default())?.forecast()
}

pub(crate) fn draw(subject: &Subject, settings: &Settings) -> Result<Draws> {
    if !(100..=100_000).contains(&settings.paths) {
        return Err(Error::PathCount {
            found: settings.paths,
        });
    }
    Ok(Draws::new(
        settings.seed,
        &subject.key,
        settings.paths as usize,
    ))
}

/// What estimates are made from. `&Priors` alone will do.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub priors: &'a Priors,
    /// Takes the place of the published figures, stage by stage, as far as it reaches.
    pub learned: Option<&'a Learned>,
}

impl<'a> From<&'a Priors> for Known<'a> {
    fn from(priors: &'a Priors) -> Self {
        Self {
            priors,
            learned: None,
        }
    }
}

/// What is asked of every route alike.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) known: Known<'a>,
    pub(crate) subject: &'a Subject,
    pub(crate) asof: DateTime<Utc>,
    pub(crate) settings: &'a Settings,
    pub(crate) draws: &'a Draws,
}
