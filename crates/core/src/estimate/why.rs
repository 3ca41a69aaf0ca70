//! Why a range is what it is, told so that a screen has nothing left to count.

use chrono::NaiveDate;
use hashmend_turnaround as turnaround;
use serde::{Deserialize, Serialize};
use turnaround::{Clock, Evidence, Forecast, Region, StageForecast};

use super::Holiday;
use crate::id::TicketId;
use crate::ticket::{Holder, Stage};

/// Tickets of a site type that must have come back before its figures are called tested.
const ENOUGH_RETURNS: u32 = 30;

/// What a range was made of, stage by stage and as a whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Why {
    pub stages: Vec<StageWhy>,
    /// The stages that make the range as wide as it is, the widest first.
    pub widest: Vec<WideStage>,
    /// Where the customs filter stands, in words; `None` where nothing is cleared.
    pub customs: Option<String>,
    /// Past tickets most like this one, the most alike first.
    pub nearest: Vec<NearTicket>,
    /// What would make the range another, in sentences.
    pub would_change: Vec<String>,
    /// Which way of estimating is used and why, in words.
    pub method: String,
    /// What past estimates taught about the width of the range, in words.
    pub recalibration: String,
    /// What to hold against all of it.
    pub caution: Option<String>,
}

/// One stage: what is published, what the desk's own tickets say, and what came of both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StageWhy {
    pub stage: Stage,
    pub holder: Holder,
    /// Days of the stage's own clock: working days of a place, or days of 24 hours.
    pub clock: String,
    pub published: Mark,
    /// `None` until a ticket of the desk was in the stage.
    pub own: Option<Mark>,
    pub blended: Mark,
    /// Tickets behind `own`; old and unlike ones count less than one.
    pub finished: f64,
    pub open: f64,
    /// How much of the blend is the published figure, 0 to 1.
    pub prior_share: f64,
    /// "1.4 times slower than published"; `None` without tickets of one's own.
    pub against_published: Option<String>,
    pub oldest_on: Option<NaiveDate>,
    pub newest_on: Option<NaiveDate>,
    /// Public holidays and closures it is expected to cross.
    pub days_off: Vec<Holiday>,
    /// Groups of tickets looked at, the heaviest first.
    pub groups: Vec<TicketGroup>,
    /// S, M or T: how solid the published figure is.
    pub evidence: String,
    pub source: String,
    /// The published figure was replaced by the user's own.
    pub edited: bool,
}

/// Days at two shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Mark {
    pub p50: f64,
    pub p80: f64,
}

/// Tickets that were looked at together: "this center", "Bitmain, chip work".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TicketGroup {
    pub name: String,
    pub tickets: f64,
    /// Its part in the mean of the groups, 0 to 1.
    pub weight: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WideStage {
    pub stage: Stage,
    /// Its part of the total's variance, 0 to 1.
    pub share: f64,
}

/// A past ticket like the one asked about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NearTicket {
    pub id: Option<TicketId>,
    /// `T-000456`.
    pub number: String,
    /// Days it took from where this one stands; so far, if it is still away.
    pub days: f64,
    pub is_back: bool,
}

/// The explanation of a forecast that rests on published figures alone; `back` tickets of the
/// site type have come back so far.
pub(super) fn published_only(forecast: &Forecast, back: u32) -> Why {
    Why {
        stages: forecast.stages.iter().filter_map(stage).collect(),
        widest: widest(forecast),
        customs: None,
        nearest: Vec::new(),
        would_change: Vec::new(),
        method: "The stages' published times laid end to end, with rework and customs holds at their usual frequency.".into(),
        recalibration: "Not adjusted: no estimate of this desk has come true yet.".into(),
        caution: caution(forecast.region, back),
    }
}

/// Nobody publishes logs of miner repairs, so only the desk's own returns can test a figure.
fn caution(region: Region, back: u32) -> Option<String> {
    let site = match region {
        Region::Us => "US",
        Region::Overseas => "overseas",
    };
    (back < ENOUGH_RETURNS).then(|| {
        format!(
            "No log of miner repairs is public, and only {back} of your {site} tickets are back: \
             until {ENOUGH_RETURNS} are, the range is untested."
        )
    })
}

fn widest(forecast: &Forecast) -> Vec<WideStage> {
    let mut stages: Vec<WideStage> = forecast
        .stages
        .iter()
        .filter_map(|share| {
            Some(WideStage {
                stage: share.stage.name().parse().ok()?,
                share: share.variance_share,
            })
        })
        .filter(|wide| wide.share >= 0.01)
        .collect();
    stages.sort_by(|a, b| b.share.total_cmp(&a.share));
    stages.truncate(3);
    stages
}

fn stage(share: &StageForecast) -> Option<StageWhy> {
    let time = share.prior.time?;
    let published = Mark {
        p50: time.p50,
        // Lognormal: ln P80 lies 0.8416 deviations over ln P50, ln P95 1.645.
        p80: time.p50 * libm::exp(libm::log(time.p95 / time.p50) / 1.645 * 0.841_621_2),
    };
    Some(StageWhy {
        stage: share.stage.name().parse().ok()?,
        holder: holder(share.holder),
        clock: clock(time.clock).into(),
        published,
        own: None,
        blended: published,
        finished: 0.0,
        open: 0.0,
        prior_share: 1.0,
        against_published: None,
        oldest_on: None,
        newest_on: None,
        days_off: share
            .days_off
            .iter()
            .map(|off| Holiday {
                country: String::new(),
                on: off.on,
                name: off.name.clone(),
            })
            .collect(),
        groups: Vec::new(),
        evidence: grade(share.prior.evidence).into(),
        source: share.prior.source_rows.clone(),
        edited: share.prior.edited_by.is_some(),
    })
}

pub(super) fn holder(holder: turnaround::Holder) -> Holder {
    match holder {
        turnaround::Holder::Us => Holder::Us,
        turnaround::Holder::Vendor => Holder::Vendor,
        turnaround::Holder::Carrier => Holder::Carrier,
        turnaround::Holder::Customs => Holder::Customs,
        turnaround::Holder::Customer => Holder::Customer,
    }
}

pub(super) fn grade(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Solid => "S",
        Evidence::Medium => "M",
        Evidence::Thin => "T",
    }
}

fn clock(clock: Clock) -> &'static str {
    match clock {
        Clock::Business => "working days",
        Clock::Calendar => "days",
    }
}
