//! From priors and a route to a range of days, stage by stage.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{Holiday, WorkCalendar, epoch_days, instant};
use crate::chain::{Branches, Draws, Ending, LaidOut, Leg, Paths, Plan, StageStays, VISIT_CAP};
use crate::error::{Error, Result};
use crate::hold::Hold;
use crate::prior::{PriorRow, Priors};
use crate::quantile::{mean, of_sorted, of_unsorted, rounded};
use crate::route::{
    CenterKind, CenterSpread, DatesBy, HoldScenario, Mode, Region, Route, Settings, Subject,
    Warranty,
};
use crate::stage::{Clock, Holder, Stage};

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
}

/// Something the reader should know before trusting a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Warning {
    pub code: WarningCode,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    NoHolidays,
    HolidaysEnd,
    MakeUpDaysEnd,
    PriorBorrowed,
    CapacityAssumed,
    ReworkCapped,
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
pub fn forecast(
    priors: &Priors,
    route: &Route,
    subject: &Subject,
    asof: DateTime<Utc>,
    settings: &Settings,
) -> Result<Forecast> {
    let draws = draw(subject, settings)?;
    let question = Question {
        priors,
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

/// What is asked of every route alike.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) priors: &'a Priors,
    pub(crate) subject: &'a Subject,
    pub(crate) asof: DateTime<Utc>,
    pub(crate) settings: &'a Settings,
    pub(crate) draws: &'a Draws,
}

/// A route made ready for drawing, with the rows and warnings to tell it by.
pub(crate) struct Sketch<'a> {
    route: &'a Route,
    subject: &'a Subject,
    asof: DateTime<Utc>,
    settings: &'a Settings,
    draws: &'a Draws,
    plan: Plan<'a>,
    rows: Vec<Option<&'a PriorRow>>,
    warnings: Vec<Warning>,
}

impl<'a> Sketch<'a> {
    pub(crate) fn new(
        question: &Question<'a>,
        route: &'a Route,
        laid_out: &mut LaidOut,
    ) -> Result<Self> {
        let Question {
            priors,
            subject,
            asof,
            settings,
            draws,
        } = *question;
        if subject.quantity == 0 {
            return Err(Error::NoUnits);
        }
        let start = start(route, subject, asof)?;
        let on = route.site_calendar.local_day(asof);
        let site_type = route.region.site_type();
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
            legs[stage.index()] = leg(row, stage, route, question, laid_out);
        }
        if subject.quantity > 1 && route.capacity.is_none() {
            warnings.push(Warning {
                code: WarningCode::CapacityAssumed,
                message: format!(
                    "Nobody has said how many units {} takes at once; {ASSUMED_CAPACITY} are assumed.",
                    route.center
                ),
            });
        }
        let asof_days = epoch_days(asof);
        let hold = hold(route, settings, asof_days, &mut warnings)?;
        let branch = |name| priors.branch(site_type, name, on);
        let plan = Plan {
            legs,
            branches: Branches {
                rework: branch("rework")?,
                ber: branch("ber")?,
                ntf: branch("ntf")?,
                declined: branch("declined")?,
            },
            hold,
            asof: asof_days,
            start,
            entered: subject
                .standing
                .map_or(asof_days, |standing| epoch_days(standing.entered_at)),
            first_back: subject.quantity > 1,
        };
        Ok(Self {
            route,
            subject,
            asof,
            settings,
            draws,
            plan,
            rows,
            warnings,
        })
    }

    pub(crate) fn forecast(self) -> Result<Forecast> {
        let paths = self.plan.run(self.draws);
        self.tell(paths)
    }

    fn tell(mut self, paths: Paths) -> Result<Forecast> {
        let back: Vec<usize> = (0..paths.days.len())
            .filter(|path| paths.endings[*path].comes_back())
            .collect();
        if back.is_empty() {
            return Err(Error::NothingComesBack {
                center: self.route.center.clone(),
            });
        }
        let pick = |days: &[f64]| back.iter().map(|path| days[*path]).collect::<Vec<f64>>();
        let totals = pick(&paths.days);
        let mut sorted = totals.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let total = self.range(&sorted);
        let stages: Vec<StageForecast> = paths
            .stages
            .iter()
            .filter_map(|stays| self.stage(stays, &back, &totals))
            .collect();
        self.warn_of_the_calendar(instant(self.plan.asof + total.p95.days));
        if paths.capped > 0 {
            self.warnings.push(Warning {
                code: WarningCode::ReworkCapped,
                message: format!(
                    "{:.1} % of paths were cut off after {VISIT_CAP} stages of rework.",
                    100.0 * paths.capped as f64 / paths.days.len() as f64
                ),
            });
        }
        let share = |ending| {
            let count = paths
                .endings
                .iter()
                .filter(|found| **found == ending)
                .count();
            rounded(count as f64 / paths.endings.len() as f64)
        };
        let first_back = self.plan.first_back.then(|| {
            let mut first = pick(&paths.first_days);
            first.sort_unstable_by(f64::total_cmp);
            self.range(&first)
        });
        Ok(Forecast {
            center: self.route.center.clone(),
            region: self.route.region,
            asof: self.asof,
            quantity: self.subject.quantity,
            total,
            quantiles: (1..20)
                .map(|step: u8| QuantileDays {
                    percent: step * 5,
                    days: rounded(of_sorted(&sorted, f64::from(step) / 20.0)),
                })
                .collect(),
            first_back,
            p_by_needed: self.subject.needed_by.map(|needed| {
                let days = epoch_days(needed) - self.plan.asof;
                rounded(sorted.partition_point(|total| *total <= days) as f64 / sorted.len() as f64)
            }),
            outcomes: Outcomes {
                repaired: share(Ending::Repaired),
                ntf: share(Ending::NoTroubleFound),
                ber: share(Ending::BeyondEconomicRepair),
                declined: share(Ending::Declined),
            },
            p_held: rounded(paths.held as f64 / paths.days.len() as f64),
            hold: if self.plan.hold.is_some() {
                self.settings.hold
            } else {
                HoldScenario::None
            },
            basis: self.basis(&stages),
            stages,
            warnings: self.warnings,
            seed: self.settings.seed,
            paths: self.settings.paths,
            path_days: PathDays {
                comes_back: paths
                    .endings
                    .iter()
                    .map(|ending| ending.comes_back())
                    .collect(),
                days: paths.days,
            },
        })
    }

    fn stage(&self, stays: &StageStays, back: &[usize], totals: &[f64]) -> Option<StageForecast> {
        let row = self.rows[stays.stage.index()]?;
        let time = row.time?;
        let entered: Vec<usize> = back
            .iter()
            .copied()
            .filter(|path| !stays.days[*path].is_nan())
            .collect();
        if entered.is_empty() {
            return None;
        }
        let pick = |days: &[f64]| entered.iter().map(|path| days[*path]).collect::<Vec<f64>>();
        let [p50, p80, p95] = of_unsorted(&mut pick(&stays.days), [0.5, 0.8, 0.95]);
        let [starts] = of_unsorted(&mut pick(&stays.starts), [0.5]);
        let [finishes] = of_unsorted(&mut pick(&stays.finishes), [0.5]);
        let spent: Vec<f64> = back
            .iter()
            .map(|path| stays.days[*path])
            .map(|days| if days.is_nan() { 0.0 } else { days })
            .collect();
        let (mean_days, mean_total) = (mean(&spent), mean(totals));
        let (together, alone) =
            spent
                .iter()
                .zip(totals)
                .fold((0.0, 0.0), |(c, v), (days, total)| {
                    let off = total - mean_total;
                    (c + (days - mean_days) * off, v + off * off)
                });
        let days_off = self
            .calendar(stays.stage, time.clock)
            .map_or_else(Vec::new, |calendar| {
                calendar.days_off_between(
                    instant(self.plan.asof + starts),
                    instant(self.plan.asof + finishes),
                )
            });
        Some(StageForecast {
            stage: stays.stage,
            clock: time.clock,
            holder: holder(stays.stage, self.route.kind),
            p_entered: rounded(entered.len() as f64 / back.len() as f64),
            mean_days: rounded(mean_days),
            p50_days: rounded(p50),
            p80_days: rounded(p80),
            p95_days: rounded(p95),
            starts_p50_days: rounded(starts),
            finishes_p50_days: rounded(finishes),
            variance_share: if alone > 0.0 {
                rounded(together / alone)
            } else {
                0.0
            },
            prior: row.clone(),
            days_off,
        })
    }

    fn calendar(&self, stage: Stage, clock: Clock) -> Option<&'a WorkCalendar> {
        calendar(stage, clock, self.route)
    }

    fn range(&self, sorted: &[f64]) -> Range {
        let point = |p| {
            let days = rounded(of_sorted(sorted, p));
            DayPoint {
                days,
                on: self.working_day(days),
            }
        };
        Range {
            p50: point(0.5),
            p80: point(0.8),
            p95: point(0.95),
            mean_days: rounded(mean(sorted)),
        }
    }

    fn working_day(&self, days: f64) -> NaiveDate {
        let calendar = match self.settings.dates_by {
            DatesBy::Center => &self.route.center_calendar,
            DatesBy::Site => &self.route.site_calendar,
        };
        calendar.next_working_day(calendar.local_day(instant(self.plan.asof + days)))
    }

    fn basis(&self, stages: &[StageForecast]) -> Basis {
        let count = |which: fn(&PriorRow) -> bool| {
            stages.iter().filter(|stage| which(&stage.prior)).count() as u32
        };
        Basis {
            kind: BasisKind::PublishedPriors,
            own_finished_tickets: 0,
            own_open_tickets: 0,
            edited_stages: count(|row| row.edited_by.is_some()),
            thin_stages: count(|row| row.evidence == crate::prior::Evidence::Thin),
        }
    }

    fn warn_of_the_calendar(&mut self, latest: DateTime<Utc>) {
        let center = &self.route.center_calendar;
        let site = &self.route.site_calendar;
        let both = [center, site];
        let distinct = if center.country == site.country {
            &both[..1]
        } else {
            &both[..]
        };
        for calendar in distinct {
            let country = &calendar.country;
            let last = calendar.local_day(latest);
            match calendar.holidays_until {
                None => self.warnings.push(Warning {
                    code: WarningCode::NoHolidays,
                    message: format!("No holidays of {country} are known; only weekends are counted off."),
                }),
                Some(until) if until < last => self.warnings.push(Warning {
                    code: WarningCode::HolidaysEnd,
                    message: format!(
                        "The holidays of {country} are known to {until}; after that only weekends are counted off."
                    ),
                }),
                Some(_) => {}
            }
            if let Some(until) = calendar.make_up_days_until
                && until < last
            {
                self.warnings.push(Warning {
                    code: WarningCode::MakeUpDaysEnd,
                    message: format!(
                        "The weekends worked in {country} to make up for holidays are published to {until}."
                    ),
                });
            }
        }
    }
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
        let wanted = segments.first().copied().unwrap_or("any");
        let key = &row.key;
        warnings.push(Warning {
            code: WarningCode::PriorBorrowed,
            message: format!(
                "Nothing is published for {} by {wanted} at {site_type} sites; {} by {} at {} sites is used.",
                stage.prior_name(),
                key.stage,
                key.segment,
                key.site_type
            ),
        });
    }
}

fn leg<'a>(
    row: &PriorRow,
    stage: Stage,
    route: &'a Route,
    question: &Question,
    laid_out: &mut LaidOut,
) -> Option<Leg<'a>> {
    let time = row.time?;
    let mut law = time.law();
    if question.settings.spread == CenterSpread::Typical {
        law.tau = 0.0;
    }
    Some(Leg {
        law,
        stays: laid_out.stays(law, question.draws),
        calendar: calendar(stage, time.clock, route),
        stretch: if stage.is_bench() {
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
fn calendar(stage: Stage, clock: Clock, route: &Route) -> Option<&WorkCalendar> {
    if clock == Clock::Calendar {
        return None;
    }
    Some(match stage {
        Stage::Authorized | Stage::ToCenter | Stage::AwaitingApproval | Stage::CustomsBack => {
            &route.site_calendar
        }
        Stage::Submitted
        | Stage::CustomsOut
        | Stage::Queued
        | Stage::Diagnosing
        | Stage::Repairing
        | Stage::Testing
        | Stage::Ready
        | Stage::FromCenter => &route.center_calendar,
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
    asof: f64,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Hold>> {
    // The known holds are of goods coming into the US.
    if !route.crosses_border() || route.site_calendar.country != "US" {
        return Ok(None);
    }
    let hold = Hold::new(
        settings.hold,
        &settings.hold_prior,
        &route.site_calendar,
        asof,
    )?;
    if hold.is_none() && settings.hold != HoldScenario::None {
        warnings.push(Warning {
            code: WarningCode::HoldAlreadyReleased,
            message: "The hold assumed is released before the estimate is dated; none is counted."
                .to_owned(),
        });
    }
    Ok(hold)
}
