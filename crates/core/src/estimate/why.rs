//! Why a range is what it is, told so that a screen has nothing left to count.

use chrono::NaiveDate;
use hashmend_turnaround as turnaround;
use serde::{Deserialize, Serialize};
use turnaround::{
    BasisKind, Chosen, Clock, Evidence, Forecast, HoldScenario, ModelUsed, PastCase, Region,
    StageExplained, StageForecast,
};

use super::Holiday;
use crate::ticket::{Holder, Stage};

/// Tickets of a site type that must have come back before its figures are called tested.
const ENOUGH_RETURNS: u32 = 30;

/// Past estimates from which the estimator learns how wide ranges should be.
const ENOUGH_FORECASTS: f64 = 60.0;

/// Features worth naming when a past ticket shares them.
const SHOWN_ALIKE: [&str; 6] = ["maker", "model", "component", "level", "warranty", "fault"];

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
    /// What is used against what is published: "1.4 times slower than published"; `None` without
    /// tickets of one's own.
    pub against_published: Option<String>,
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
    /// What it shares: "same center, maker, fault".
    pub alike: String,
}

/// What is asked, as far as the explanation names it.
#[derive(Debug)]
pub(super) struct Told<'a> {
    pub center: &'a str,
    /// Countries the units come back from and to, and their maker: the customs lane.
    pub from: &'a str,
    pub to: &'a str,
    pub maker: Option<&'a str>,
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

fn method(forecast: &Forecast) -> String {
    let account = &forecast.explanation;
    let mut text = match (forecast.basis.kind, &account.chosen) {
        (BasisKind::PublishedPriors, _) => {
            return "The stages' published times laid end to end, with rework and customs holds at their usual frequency.".into();
        }
        (BasisKind::Blended, None) => {
            "The stages laid end to end, each as your tickets and the published figures have it. \
             A batch is back with its last unit, so the whole time of single tickets is left out."
                .to_owned()
        }
        (BasisKind::Blended, Some(chosen)) => {
            let mut text = match chosen.model {
                ModelUsed::Chain => {
                    "The stages laid end to end, each as your tickets and the published figures have it."
                }
                ModelUsed::Direct => {
                    "The whole time of past tickets that stood where this one stands."
                }
                ModelUsed::Pool => {
                    "Half the stages laid end to end, half the whole time of past tickets that stood where this one stands."
                }
            }
            .to_owned();
            if chosen.judged_on >= ENOUGH_FORECASTS {
                text += &format!(
                    " Of the ways tried on {:.0} past tickets, this foretold them best.",
                    chosen.judged_on
                );
            }
            text
        }
    };
    let apart = ((account.scaled_by - 1.0) * 100.0).round();
    if apart.abs() >= 5.0 {
        text += &format!(
            " The stages are shown {:.0} % {}, so that they add up to it.",
            apart.abs(),
            if apart > 0.0 { "longer" } else { "shorter" }
        );
    }
    text
}

fn recalibration(chosen: Option<&Chosen>) -> String {
    let Some(chosen) = chosen else {
        return "Not adjusted by past estimates.".into();
    };
    let mut said = Vec::new();
    if let Some(by) = chosen.later_by.filter(|by| by.abs() >= 0.02) {
        said.push(format!(
            "came {} than foretold",
            if by > 0.0 { "sooner" } else { "later" }
        ));
    }
    if let Some(by) = chosen.wider_by.filter(|by| (by - 1.0).abs() >= 0.02) {
        let apart = ((by - 1.0) * 100.0).abs();
        said.push(format!(
            "scattered {apart:.0} % {} than foretold",
            if by > 1.0 { "more" } else { "less" }
        ));
    }
    if !said.is_empty() {
        return format!(
            "Past tickets {}; this range is mended by that.",
            said.join(" and ")
        );
    }
    if chosen.judged_on < ENOUGH_FORECASTS {
        return format!(
            "Not adjusted: it takes {ENOUGH_FORECASTS:.0} past estimates to learn from, and {:.0} could be made.",
            chosen.judged_on
        );
    }
    "Not adjusted: past estimates were as wide as what came of them.".into()
}

fn customs(forecast: &Forecast, told: &Told<'_>) -> Option<String> {
    let lane = match told.maker {
        Some(maker) => format!("{} to {}, {maker}", told.from, told.to),
        None => format!("{} to {}", told.from, told.to),
    };
    let late = "A hold may be seen two to four weeks late.";
    match (forecast.hold, forecast.explanation.p_hold) {
        (HoldScenario::None, _) => None,
        (HoldScenario::AssumeHoldUntil { released_on }, _) => {
            Some(format!("You assume a hold on {lane} until {released_on}."))
        }
        (_, Some(p)) => {
            let said = match p {
                0.5.. => "A hold is likely",
                0.1.. => "A hold is possible",
                _ => "No hold is seen",
            };
            Some(format!(
                "{said} on {lane}: {:.0} in 100, by your own shipments. {late}",
                p * 100.0
            ))
        }
        (_, None) => Some(format!(
            "None of your shipments has come back on {lane}, so holds are taken at their published frequency."
        )),
    }
}

fn near(case: &PastCase, center: &str) -> NearTicket {
    let mut alike: Vec<&str> = case
        .alike
        .iter()
        .map(String::as_str)
        .filter(|name| SHOWN_ALIKE.contains(name))
        .collect();
    if case.center == center {
        alike.insert(0, "center");
    }
    NearTicket {
        number: case.case.clone(),
        days: case.days,
        is_back: case.outcome.comes_back(),
        closed_on: case.closed_at.date_naive(),
        alike: if alike.is_empty() {
            String::new()
        } else {
            format!("same {}", alike.join(", "))
        },
    }
}

fn stage(share: &StageForecast, found: &StageExplained) -> Option<StageWhy> {
    let time = share.prior.time?;
    let own = found.own.as_ref();
    Some(StageWhy {
        stage: share.stage.name().parse().ok()?,
        holder: holder(share.holder),
        clock: clock(time.clock).into(),
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
        against_published: own
            .map(|_| against(found.blended_p50_days / found.published.p50_days.max(1e-6))),
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

/// A factor on the published time, in words.
fn against(factor: f64) -> String {
    match factor {
        1.05.. => format!("{factor:.1} times slower than published"),
        0.95.. => "as fast as published".into(),
        _ => format!("{:.1} times faster than published", 1.0 / factor.max(0.01)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_said_in_the_direction_a_person_thinks() {
        assert_eq!(against(1.42), "1.4 times slower than published");
        assert_eq!(against(1.02), "as fast as published");
        assert_eq!(against(0.5), "2.0 times faster than published");
    }

    #[test]
    fn what_looking_back_taught_is_said_in_words() {
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
            mended,
            "Past tickets came later than foretold and scattered 20 % more than foretold; this range is mended by that."
        );
        assert!(few.contains("12 could be made"), "{few}");
        assert!(
            fine.starts_with("Not adjusted: past estimates were"),
            "{fine}"
        );
    }
}
