//! Why a range is what it is, told so that a screen has nothing left to count.

use chrono::NaiveDate;
use hashmend_turnaround as turnaround;
use serde::{Deserialize, Serialize};
use turnaround::{
    BasisKind, Chosen, Clock, Evidence, Forecast, HoldScenario, ModelUsed, PastCase,
    StageExplained, StageForecast,
};

use super::said::{
    Alike, Came, Caution, Customs, CustomsLane, EstimatedBy, Method, Recalibration, WouldChange,
};
use super::{Holiday, Region};
use crate::text_enum::text_enum;
use crate::ticket::{Holder, Stage};

/// Tickets of a site type that must have come back before its figures are called tested.
const ENOUGH_RETURNS: u32 = 30;

/// Past estimates from which the estimator learns how wide ranges should be.
const ENOUGH_FORECASTS: f64 = 60.0;

/// What a range was made of, stage by stage and as a whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Why {
    pub stages: Vec<StageWhy>,
    /// The stages that make the range as wide as it is, the widest first.
    pub widest: Vec<WideStage>,
    /// Where the customs filter stands; `None` where nothing is cleared.
    pub customs: Option<Customs>,
    /// Past tickets most like this one, the most alike first.
    pub nearest: Vec<NearTicket>,
    pub would_change: Vec<WouldChange>,
    pub method: Method,
    pub recalibration: Recalibration,
    /// What to hold against all of it.
    pub caution: Option<Caution>,
}

/// One stage: what is published, what the desk's own tickets say, and what came of both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StageWhy {
    pub stage: Stage,
    pub holder: Holder,
    pub clock: StageClock,
    pub published: Mark,
    /// `None` until a ticket of the desk has left the stage.
    pub own: Option<Mark>,
    pub blended: Mark,
    /// Tickets at this center that have left the stage, and that are in it still.
    pub finished: u32,
    pub open: u32,
    /// The same at all centers.
    pub finished_everywhere: u32,
    pub open_everywhere: u32,
    /// How much the published figure and like tickets elsewhere count beside those, 0 to 1.
    pub prior_share: f64,
    /// What is used over what is published: 1.4 is slower; `None` without tickets of one's own.
    pub against_published: Option<f64>,
    pub oldest_on: Option<NaiveDate>,
    pub newest_on: Option<NaiveDate>,
    /// Public holidays and closures it is expected to cross.
    pub days_off: Vec<Holiday>,
    /// S, M or T: how solid the published figure is.
    pub evidence: String,
    pub source: String,
    /// The published figure was replaced by the user's own.
    pub edited: bool,
}

text_enum! {
    /// What the days of a stage are.
    StageClock {
        /// Working days of a place.
        Business = "business",
        /// Days of 24 hours.
        Calendar = "calendar",
    }
}

/// Days at two shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Mark {
    pub p50: f64,
    pub p80: f64,
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
    /// `T-000456`.
    pub number: String,
    /// Days from its filing to its close.
    pub days: f64,
    /// Whether a unit came back, or it was written off.
    pub is_back: bool,
    pub closed_on: NaiveDate,
    /// What it shares.
    pub alike: Vec<Alike>,
}

/// What is asked, as far as the explanation names it.
#[derive(Debug)]
pub(super) struct Told<'a> {
    pub center: &'a str,
    pub lane: CustomsLane,
    /// Tickets of the site type that are back so far.
    pub back: u32,
}

/// The forecast's own account in words and marks.
pub(super) fn why(forecast: &Forecast, told: &Told<'_>) -> Why {
    let account = &forecast.explanation;
    Why {
        stages: forecast
            .stages
            .iter()
            .filter_map(|share| {
                let found = account.stages.iter().find(|it| it.stage == share.stage);
                stage(share, found?)
            })
            .collect(),
        widest: widest(forecast),
        customs: customs(forecast, told),
        nearest: account
            .nearest
            .iter()
            .map(|case| near(case, told.center))
            .collect(),
        would_change: Vec::new(),
        method: method(forecast),
        recalibration: recalibration(account.chosen.as_ref()),
        caution: caution(forecast.region, told.back),
    }
}

fn caution(region: turnaround::Region, back: u32) -> Option<Caution> {
    (back < ENOUGH_RETURNS).then_some(Caution {
        region: match region {
            turnaround::Region::Us => Region::Us,
            turnaround::Region::Overseas => Region::Overseas,
        },
        back,
        needed: ENOUGH_RETURNS,
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

fn method(forecast: &Forecast) -> Method {
    let account = &forecast.explanation;
    let by = match (forecast.basis.kind, &account.chosen) {
        (BasisKind::PublishedPriors, _) => return Method::default(),
        (BasisKind::Blended, None) => EstimatedBy::Batch,
        (BasisKind::Blended, Some(chosen)) => match chosen.model {
            ModelUsed::Chain => EstimatedBy::Stages,
            ModelUsed::Direct => EstimatedBy::Whole,
            ModelUsed::Pool => EstimatedBy::Half,
        },
    };
    let judged = account.chosen.as_ref().map(|chosen| chosen.judged_on);
    let stretched = ((account.scaled_by - 1.0) * 100.0).round();
    Method {
        by,
        tried_on: judged
            .filter(|tickets| *tickets >= ENOUGH_FORECASTS)
            .map(whole),
        stretched_percent: (stretched.abs() >= 5.0).then_some(stretched as i32),
    }
}

fn whole(count: f64) -> u32 {
    count.round() as u32
}

fn recalibration(chosen: Option<&Chosen>) -> Recalibration {
    let Some(chosen) = chosen else {
        return Recalibration::Unjudged;
    };
    let came = chosen
        .later_by
        .filter(|by| by.abs() >= 0.02)
        .map(|by| if by > 0.0 { Came::Sooner } else { Came::Later });
    let scattered_percent = chosen
        .wider_by
        .filter(|by| (by - 1.0).abs() >= 0.02)
        .map(|by| ((by - 1.0) * 100.0).round() as i32);
    if came.is_some() || scattered_percent.is_some() {
        Recalibration::Mended {
            came,
            scattered_percent,
        }
    } else if chosen.judged_on < ENOUGH_FORECASTS {
        Recalibration::TooFew {
            needed: whole(ENOUGH_FORECASTS),
            made: whole(chosen.judged_on),
        }
    } else {
        Recalibration::Fitting
    }
}

fn customs(forecast: &Forecast, told: &Told<'_>) -> Option<Customs> {
    let lane = told.lane.clone();
    match (forecast.hold, forecast.explanation.p_hold) {
        (HoldScenario::None, _) => None,
        (HoldScenario::AssumeHoldUntil { released_on }, _) => Some(Customs::Assumed {
            lane,
            until: released_on,
        }),
        (_, Some(chance)) => Some(Customs::Seen { lane, chance }),
        (_, None) => Some(Customs::Unseen { lane }),
    }
}

fn near(case: &PastCase, center: &str) -> NearTicket {
    let here = (case.center == center).then_some(Alike::Center);
    NearTicket {
        number: case.case.clone(),
        days: case.days,
        is_back: case.outcome.comes_back(),
        closed_on: case.closed_at.date_naive(),
        // Features not worth naming have no word.
        alike: here
            .into_iter()
            .chain(case.alike.iter().filter_map(|name| name.parse().ok()))
            .collect(),
    }
}

fn stage(share: &StageForecast, found: &StageExplained) -> Option<StageWhy> {
    let time = share.prior.time?;
    let own = found.own.as_ref();
    Some(StageWhy {
        stage: share.stage.name().parse().ok()?,
        holder: holder(share.holder),
        clock: match time.clock {
            Clock::Business => StageClock::Business,
            Clock::Calendar => StageClock::Calendar,
        },
        published: Mark {
            p50: found.published.p50_days,
            p80: found.published.p80_days,
        },
        own: own.and_then(|own| {
            Some(Mark {
                p50: own.p50_days?,
                p80: own.p80_days?,
            })
        }),
        blended: Mark {
            p50: found.blended_p50_days,
            p80: found.blended_p80_days,
        },
        finished: own.map_or(0, |own| own.finished),
        open: own.map_or(0, |own| own.open),
        finished_everywhere: own.map_or(0, |own| own.finished_everywhere),
        open_everywhere: own.map_or(0, |own| own.open_everywhere),
        prior_share: own.map_or(1.0, |own| own.prior_share),
        against_published: own.map(|_| found.blended_p50_days / found.published.p50_days.max(1e-6)),
        oldest_on: own.and_then(|own| own.oldest).map(|at| at.date_naive()),
        newest_on: own.and_then(|own| own.newest).map(|at| at.date_naive()),
        days_off: share
            .days_off
            .iter()
            .map(|off| Holiday {
                country: String::new(),
                on: off.on,
                name: off.name.clone(),
            })
            .collect(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looking_back_taught_is_told() {
        let chosen = |later_by, wider_by, judged_on| Chosen {
            model: ModelUsed::Pool,
            later_by,
            wider_by,
            judged_on,
        };

        let mended = recalibration(Some(&chosen(Some(-0.3), Some(1.2), 200.0)));
        let few = recalibration(Some(&chosen(None, None, 12.0)));
        let fine = recalibration(Some(&chosen(None, None, 200.0)));

        assert_eq!(
            mended.to_string(),
            "Past tickets came later than foretold and scattered 20 % more than foretold; this range is mended by that."
        );
        assert_eq!(
            few,
            Recalibration::TooFew {
                needed: 60,
                made: 12
            }
        );
        assert_eq!(fine, Recalibration::Fitting);
    }
}
