//! What is to be estimated: a way to a center and back, the units sent, and the assumptions.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::WorkCalendar;
use crate::stage::Stage;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Region {
    Us,
    Overseas,
}

impl Region {
    /// The site type of the priors.
    pub fn site_type(self) -> &'static str {
        match self {
            Region::Us => "us",
            Region::Overseas => "overseas",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CenterKind {
    /// The maker's own or authorised.
    Authorized,
    Independent,
    /// Our own bench: nothing is authorised, shipped or cleared.
    InHouse,
}

impl CenterKind {
    pub fn name(self) -> &'static str {
        match self {
            CenterKind::Authorized => "authorized",
            CenterKind::Independent => "independent",
            CenterKind::InHouse => "in_house",
        }
    }
}

/// How a leg travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Ground,
    Express,
    AirFreight,
    Sea,
}

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Mode::Ground => "ground",
            Mode::Express => "express",
            Mode::AirFreight => "air_freight",
            Mode::Sea => "sea",
        }
    }
}

/// One center and the lane to it and back.
#[derive(Debug, Clone)]
pub struct Route {
    /// The center as the desk names it.
    pub center: String,
    pub region: Region,
    pub kind: CenterKind,
    pub outbound: Mode,
    pub back: Mode,
    /// Units the bench takes through a stage at once; `None` where nobody has said.
    pub capacity: Option<u32>,
    pub center_calendar: Arc<WorkCalendar>,
    /// The calendar of the site that sends the units and gets them back.
    pub site_calendar: Arc<WorkCalendar>,
}

impl Route {
    /// Whether units go through customs, out and back.
    pub fn crosses_border(&self) -> bool {
        self.kind != CenterKind::InHouse
            && self.center_calendar.country != self.site_calendar.country
    }

    /// Whether a unit on this route can be in `stage` at all.
    pub fn has_stage(&self, stage: Stage, warranty: Warranty) -> bool {
        match stage {
            Stage::Submitted | Stage::Authorized | Stage::ToCenter | Stage::FromCenter => {
                self.kind != CenterKind::InHouse
            }
            Stage::CustomsOut | Stage::CustomsBack => self.crosses_border(),
            Stage::AwaitingApproval => warranty == Warranty::Out,
            Stage::Queued
            | Stage::Diagnosing
            | Stage::Repairing
            | Stage::Testing
            | Stage::Ready => true,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Warranty {
    /// The maker pays; no quote is waited for.
    In,
    /// The customer pays and must say yes to a quote.
    Out,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum RepairLevel {
    /// Swap of a part.
    L1,
    /// Board work.
    L2,
    /// Chip work.
    L3,
}

impl RepairLevel {
    pub fn name(self) -> &'static str {
        match self {
            RepairLevel::L1 => "L1",
            RepairLevel::L2 => "L2",
            RepairLevel::L3 => "L3",
        }
    }
}

/// Where an open ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub stage: Stage,
    /// When it came into that stage; also the ticket's last event for the clock check.
    pub entered_at: DateTime<Utc>,
    /// When the ticket was opened.
    pub opened_at: DateTime<Utc>,
}

/// The units an estimate is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Ticket, RMA or what-if; the same key draws the same luck at every center.
    pub key: String,
    pub warranty: Warranty,
    pub level: RepairLevel,
    /// Units that travel together.
    pub quantity: u32,
    /// `None` for units not sent yet.
    pub standing: Option<Standing>,
    /// What else is known of the units, by the names of the log that was learned from: maker,
    /// level, fault. What the route knows (site, kind, modes) it says itself.
    #[serde(default)]
    pub features: Vec<(String, String)>,
    /// When the units are needed back.
    pub needed_by: Option<DateTime<Utc>>,
}

/// What to assume of customs holding a maker's goods on the way back into the US.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "scenario")]
pub enum HoldScenario {
    /// No hold now or later.
    None,
    /// Holds come and go at their published frequency; a shipment long in customs raises the
    /// suspicion that it is held.
    #[default]
    PriorFrequency,
    /// The lane is on hold today with this probability, as filtered from shipments.
    AsFiltered { p_hold: f64 },
    /// The lane is on hold and is released on this day.
    AssumeHoldUntil { released_on: NaiveDate },
}

/// How often lanes go on hold and how long for; one event is known, so every figure is editable.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HoldPrior {
    /// Mean days from one hold to the next on a lane.
    pub mean_days_between: f64,
    pub mean_days_long: f64,
    /// Share of shipments that a hold catches.
    pub affected_share: f64,
    /// Clearing the backlog after the release, calendar days.
    pub backlog_p50: f64,
    pub backlog_p95: f64,
}

impl Default for HoldPrior {
    /// Once in four years per lane, 75 days, 85 % caught: the hold of Bitmain goods reported on
    /// 2024-11-25 and clearing again in March 2025
    /// (<https://cryptopotato.com/bitmains-antminer-imports-in-limbo-speculations-swirl-around-sophgos-huawei-ties/>).
    fn default() -> Self {
        Self {
            mean_days_between: 4.0 * 365.0,
            mean_days_long: 75.0,
            affected_share: 0.85,
            backlog_p50: 6.0,
            backlog_p95: 20.0,
        }
    }
}

/// Whether a center is taken as typical, or as one nobody has used yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CenterSpread {
    /// Centers differ, and we do not know which kind this one is: honest, wide.
    #[default]
    Unknown,
    /// Exactly the typical center of the priors.
    Typical,
}

/// On whose working days the day of return is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatesBy {
    #[default]
    Center,
    Site,
}

/// How to draw, and what to assume.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub seed: u32,
    pub paths: u32,
    pub hold: HoldScenario,
    pub hold_prior: HoldPrior,
    pub spread: CenterSpread,
    pub dates_by: DatesBy,
    /// The queue at the center is so many times as long as it was.
    pub queue_times: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            paths: 4000,
            hold: HoldScenario::default(),
            hold_prior: HoldPrior::default(),
            spread: CenterSpread::default(),
            dates_by: DatesBy::default(),
            queue_times: 1.0,
        }
    }
}
