//! A route, a subject and the priors made into a plan that can be drawn.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Utc};

use super::{ASSUMED_CAPACITY, Known, Question, Warning};
use crate::calendar::{WorkCalendar, epoch_days};
use crate::chain::{Branches, Draws, LaidOut, Leg, Plan};
use crate::error::{Error, Result};
use crate::hold::Hold;
use crate::learn::{Choice, Curve, Learned, Who, branch};
use crate::prior::PriorRow;
use crate::route::{
    CenterKind, CenterSpread, HoldScenario, Mode, Region, Route, Settings, Subject, Warranty,
};
use crate::stage::{Clock, Holder, Stage, WorksAt};

/// A route made ready for drawing, with the rows and warnings to tell it by.
pub(crate) struct Sketch<'a> {
    pub(super) route: &'a Route,
    pub(super) subject: &'a Subject,
    pub(super) asof: DateTime<Utc>,
    pub(super) settings: &'a Settings,
    pub(super) draws: &'a Draws,
    pub(super) plan: Plan<'a>,
    pub(super) rows: Vec<Option<&'a PriorRow>>,
    pub(super) warnings: Vec<Warning>,
    pub(super) past: Option<Past<'a>>,
}

/// What was learned, as this route and subject meet it.
pub(super) struct Past<'a> {
    pub(super) learned: &'a Learned,
    pub(super) who: Who,
    pub(super) p_hold: Option<f64>,
    pub(super) direct: Option<(Curve, Choice)>,
}

impl<'a> Sketch<'a> {
    pub(crate) fn new(
        question: &Question<'a>,
        route: &'a Route,
        laid_out: &mut LaidOut,
    ) -> Result<Self> {
        let Question {
            known: Known { priors, learned },
            subject,
            asof,
            settings,
            draws,
        } = *question;
        if subject.quantity == 0 {
            return Err(Error::NoUnits);
        }
        if !(0.01..=100.0).contains(&settings.queue_times) {
            return Err(Error::BadNumber {
                field: "queue".to_owned(),
                found: settings.queue_times,
                expected: "0.01 to 100 times as long",
            });
        }
        if !(1970..=2200).contains(&asof.year()) {
            return Err(Error::DayOutOfRange {
                day: asof.date_naive(),
            });
        }
        let start = start(route, subject, asof)?;
        let on = route.site_calendar.local_day(asof);
        let site_type = route.region.site_type();
        let who = learned.map(|learned| learned.who(route, subject));
        let known = learned.zip(who.as_ref());
        let mut warnings = Vec::new();
        let mut rows = vec![None; Stage::ALL.len()];
        let mut legs = [const { None }; Stage::ALL.len()];
        for stage in Stage::ALL {
            if !route.has_stage(stage, subject.warranty) {
                continue;
            }
            let segments = segments(stage, route, subject);
            let row = priors.find_near(site_type, stage, &segments, on)?;
            warn_if_borrowed(row, site_type, stage, &segments, &mut warnings);
            rows[stage.index()] = Some(row);
            legs[stage.index()] = leg(row, stage, route, question, known, laid_out);
        }
        if subject.quantity > 1 && route.capacity.is_none() {
            warnings.push(Warning::CapacityAssumed {
                center: route.center.clone(),
                units: ASSUMED_CAPACITY,
            });
        }
        let asof_days = epoch_days(asof);
        let p_hold = known.and_then(|(learned, who)| learned.p_hold(who));
        let hold = hold(route, settings, p_hold, asof_days, &mut warnings)?;
        let taken = learned.map(|learned| learned.branches(site_type));
        let share = |name, taken: Option<(f64, f64)>| -> Result<f64> {
            let published = priors.branch(site_type, name, on)?;
            Ok(taken.map_or(published, |taken| branch(published, taken)))
        };
        let plan = Plan {
            legs,
            branches: Branches {
                rework: share("rework", taken.map(|taken| taken.rework))?,
                ber: share("ber", taken.map(|taken| taken.ber))?,
                ntf: share("ntf", taken.map(|taken| taken.ntf))?,
                declined: share("declined", taken.map(|taken| taken.declined))?,
            },
            hold,
            asof: asof_days,
            start,
            entered: subject
                .standing
                .map_or(asof_days, |standing| epoch_days(standing.entered_at)),
            opened: subject
                .standing
                .map_or(asof_days, |standing| epoch_days(standing.opened_at)),
            first_back: subject.quantity > 1,
        };
        let past = learned.zip(who).map(|(learned, who)| {
            let (opened, entered) = subject.standing.map_or((asof, asof), |standing| {
                (standing.opened_at, standing.entered_at)
            });
            let first = first_stage(route, subject, start);
            Past {
                // A batch closes with its last unit: single tickets say nothing direct of it.
                direct: (subject.quantity == 1)
                    .then(|| learned.direct(&who, first, opened, entered, asof))
                    .flatten(),
                learned,
                who,
                p_hold,
            }
        });
        Ok(Self {
            route,
            subject,
            asof,
            settings,
            draws,
            plan,
            rows,
            warnings,
            past,
        })
    }
}

/// The first stage from `start` on that the route has.
fn first_stage(route: &Route, subject: &Subject, start: Stage) -> Stage {
    Stage::ALL
        .into_iter()
        .find(|stage| *stage >= start && route.has_stage(*stage, subject.warranty))
        .unwrap_or(start)
}

fn start(route: &Route, subject: &Subject, asof: DateTime<Utc>) -> Result<Stage> {
    let Some(standing) = subject.standing else {
        // Stages the route lacks are passed over from the first on.
        return Ok(Stage::Submitted);
    };
    if standing.entered_at > asof {
        return Err(Error::AsofBeforeLastEvent {
            asof,
            last_event_at: standing.entered_at,
        });
    }
    if !route.has_stage(standing.stage, subject.warranty) {
        return Err(Error::StageNotOnRoute {
            center: route.center.clone(),
            stage: standing.stage,
        });
    }
    Ok(standing.stage)
}

fn segments(stage: Stage, route: &Route, subject: &Subject) -> Vec<&'static str> {
    match stage {
        Stage::Submitted => match subject.warranty {
            Warranty::In => vec!["warranty"],
            Warranty::Out => vec!["non_warranty"],
        },
        Stage::ToCenter => modes(route.outbound, route.region),
        Stage::FromCenter => modes(route.back, route.region),
        // The one published outward clearance is of express goods; freight is cleared alike.
        Stage::CustomsOut => vec!["express"],
        Stage::Queued => match route.kind {
            CenterKind::Authorized => vec!["authorized"],
            CenterKind::Independent | CenterKind::InHouse => vec!["independent"],
        },
        Stage::AwaitingApproval => vec!["non_warranty"],
        Stage::Repairing => vec![subject.level.name()],
        Stage::CustomsBack => vec!["normal"],
        Stage::Authorized | Stage::Diagnosing | Stage::Testing | Stage::Ready => vec!["any"],
    }
}

/// The mode itself, else the mode that is usual there.
fn modes(mode: Mode, region: Region) -> Vec<&'static str> {
    let usual = match region {
        Region::Us => Mode::Ground,
        Region::Overseas => Mode::Express,
    };
    vec![mode.name(), usual.name()]
}

fn warn_if_borrowed(
    row: &PriorRow,
    site_type: &str,
    stage: Stage,
    segments: &[&str],
    warnings: &mut Vec<Warning>,
) {
    let own = row.key.site_type == site_type
        && row.key.stage == stage.prior_name()
        && (row.key.segment == "any" || segments.first() == Some(&row.key.segment.as_str()));
    if !own {
        warnings.push(Warning::PriorBorrowed {
            stage: stage.prior_name().to_owned(),
            segment: segments.first().copied().unwrap_or("any").to_owned(),
            site_type: site_type.to_owned(),
            from: row.key.clone(),
        });
    }
}

fn leg<'a>(
    row: &PriorRow,
    stage: Stage,
    route: &'a Route,
    question: &Question,
    known: Option<(&Learned, &Who)>,
    laid_out: &mut LaidOut,
) -> Option<Leg<'a>> {
    let time = row.time?;
    let mut law = time.law();
    if question.settings.spread == CenterSpread::Typical {
        law.tau = 0.0;
    }
    let learned = known
        .and_then(|(learned, who)| learned.leg(stage, who))
        .map(Arc::new);
    Some(Leg {
        law,
        stays: match learned {
            Some(_) => Arc::default(),
            None => laid_out.stays(stage, law, question.draws),
        },
        learned,
        calendar: calendar(stage, time.clock, route),
        stretch: if stage == Stage::Queued {
            question.settings.queue_times
        } else if stage.is_bench() {
            batch_stretch(question.subject.quantity, route.capacity)
        } else {
            1.0
        },
        p_occurs: row.p_occurs.unwrap_or(1.0),
    })
}

/// How much longer a batch is at the bench than one unit; the power is assumed until batches of
/// our own are known.
fn batch_stretch(quantity: u32, capacity: Option<u32>) -> f64 {
    let at_once = f64::from(capacity.unwrap_or(ASSUMED_CAPACITY).max(1));
    libm::pow((f64::from(quantity) / at_once).max(1.0), 0.2)
}

/// Whose working days a stage counts.
pub(super) fn calendar(stage: Stage, clock: Clock, route: &Route) -> Option<&WorkCalendar> {
    if clock == Clock::Calendar {
        return None;
    }
    Some(match stage.works_at() {
        WorksAt::Site => &route.site_calendar,
        WorksAt::Center => &route.center_calendar,
    })
}

/// Whose time a stage is.
pub fn holder(stage: Stage, kind: CenterKind) -> Holder {
    match stage {
        Stage::Authorized => Holder::Us,
        Stage::ToCenter | Stage::FromCenter => Holder::Carrier,
        Stage::CustomsOut | Stage::CustomsBack => Holder::Customs,
        Stage::AwaitingApproval => Holder::Customer,
        Stage::Submitted
        | Stage::Queued
        | Stage::Diagnosing
        | Stage::Repairing
        | Stage::Testing
        | Stage::Ready => match kind {
            CenterKind::InHouse => Holder::Us,
            CenterKind::Authorized | CenterKind::Independent => Holder::Vendor,
        },
    }
}

fn hold(
    route: &Route,
    settings: &Settings,
    p_hold: Option<f64>,
    asof: f64,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Hold>> {
    // The known holds are of goods coming into the US.
    if !route.crosses_border() || route.site_calendar.country != "US" {
        return Ok(None);
    }
    // The lane's own shipments know better than the published frequency.
    let scenario = match (settings.hold, p_hold) {
        (HoldScenario::PriorFrequency, Some(p_hold)) => HoldScenario::AsFiltered { p_hold },
        (scenario, _) => scenario,
    };
    let hold = Hold::new(scenario, &settings.hold_prior, &route.site_calendar, asof)?;
    if hold.is_none() && settings.hold != HoldScenario::None {
        warnings.push(Warning::HoldAlreadyReleased);
    }
    Ok(hold)
}
