//! Forecasts of all ways over the same luck, with the money beside them.

use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use hashmend_turnaround as turnaround;
use turnaround::{
    BasisKind, Candidate, Charges, CostPart, Forecast, Hashing, HoldPrior, HoldScenario, Known,
    Priors, Settings, Standing, Subject, T_CAP_DAYS, Warranty, WorkCalendar, compare,
};

use super::asked::Asked;
use super::money::{Money, freight_share, heading};
use super::published;
use super::way::Way;
use super::why::Told;
use super::{
    Assumptions, Basis, BreakEven, Cost, CustomsLane, DutyBasis, FeeNote, NotAsked, Range, Remark,
    Rest, RestKind, RouteAnswer, StageShare, WhyNot, why,
};
use crate::error::Result;
use crate::learn::Lessons;
use crate::learn::features::{self, Features};
use crate::place::{CenterKind, CenterSheet, Closure, Lane, Mode, Region};
use crate::ticket::{Stage, WarrantyClass};

/// What is the same for every way.
#[derive(Debug)]
pub(super) struct Scales<'a> {
    pub asked: &'a Asked,
    pub assumptions: &'a Assumptions,
    pub money: &'a Money,
    pub priors: &'a Priors,
    pub site_calendar: Arc<WorkCalendar>,
    pub hashprice_usd: f64,
    pub lessons: Option<&'a Lessons>,
    pub on: NaiveDate,
}

/// A way with its forecast and cost; the paths are kept for comparing.
#[derive(Debug)]
pub(super) struct Weighed {
    pub answer: RouteAnswer,
    pub in_us: bool,
    /// Mean cost per unit but for the fee.
    pub without_fee: f64,
    days: Vec<f64>,
    costs: Vec<f64>,
}

/// What makes ways need a run of their own: their legs, hold and standing differ.
type RunKey = (
    Option<(f64, f64)>,
    Option<(f64, f64)>,
    Option<f64>,
    bool,
    bool,
);

/// Forecast and cost `ways`; one that cannot be estimated is moved to `not_asked`.
pub(super) fn weigh(
    scales: &Scales<'_>,
    ways: Vec<Way>,
    not_asked: &mut Vec<NotAsked>,
) -> Result<Vec<Weighed>> {
    let mut runs: Vec<(RunKey, Vec<Way>)> = Vec::new();
    for way in ways {
        let key = (
            way.lane.transit_out,
            way.lane.transit_back,
            way.lane.hold_chance,
            way.standing.is_some(),
            // Legs are set per site type.
            way.lane.transit_out.is_some() && way.sheet.center.region == Region::Us,
        );
        match runs.iter_mut().find(|(known, _)| *known == key) {
            Some((_, alike)) => alike.push(way),
            None => runs.push((key, vec![way])),
        }
    }
    let mut weighed = Vec::new();
    for (_, ways) in runs {
        let candidates = candidates(scales, &ways)?;
        let (Some(first), true) = (ways.first(), !candidates.is_empty()) else {
            continue;
        };
        let priors = own_priors(scales, first)?;
        let subject = subject(scales, first);
        let settings = settings(scales, &first.lane);
        let hashing = Hashing {
            ph_per_unit: scales.asked.phs_per_unit.unwrap_or(0.0),
            hashprice: scales.hashprice_usd,
            ..Hashing::default()
        };
        let known = Known {
            priors: priors.as_ref().unwrap_or(scales.priors),
            learned: scales.lessons.map(|lessons| &lessons.learned),
        };
        let compared = compare(
            known,
            &candidates,
            &subject,
            &hashing,
            scales.asked.asof,
            &settings,
        );
        match compared {
            Ok(compared) => {
                let routes = ways.into_iter().zip(compared.routes).zip(&candidates);
                for ((way, route), candidate) in routes {
                    weighed.push(answer(scales, way, route, &candidate.route.center_calendar));
                }
            }
            Err(error) => not_asked.extend(ways.into_iter().map(|way| NotAsked {
                center_id: way.sheet.center.id,
                center: way.sheet.center.name,
                why: WhyNot::Other {
                    text: error.to_string(),
                },
            })),
        }
    }
    Ok(weighed)
}

/// Fill in each way's chances to be first back and cheapest, and put the first back first.
///
/// A way without a known fee is not compared on cost with one that has it: it would win by not
/// being priced.
pub(super) fn rank(weighed: &mut [Weighed]) {
    let days: Vec<&[f64]> = weighed.iter().map(|way| way.days.as_slice()).collect();
    let first = wins(&days);
    let priced = weighed.iter().any(|way| way.answer.fee_known);
    let compared: Vec<usize> = (0..weighed.len())
        .filter(|way| !priced || weighed[*way].answer.fee_known)
        .collect();
    let costs: Vec<&[f64]> = compared
        .iter()
        .map(|way| weighed[*way].costs.as_slice())
        .collect();
    let cheapest = wins(&costs);
    for (way, share) in weighed.iter_mut().zip(first) {
        way.answer.p_first = share;
        way.answer.p_cheapest = 0.0;
    }
    for (way, share) in compared.into_iter().zip(cheapest) {
        weighed[way].answer.p_cheapest = share;
    }
    weighed.sort_by(|a, b| {
        a.answer
            .range
            .p80
            .total_cmp(&b.answer.range.p80)
            .then_with(|| a.answer.center.cmp(&b.answer.center))
    });
}

/// For each series, the share of paths on which it is the lowest; ties are shared.
fn wins(series: &[&[f64]]) -> Vec<f64> {
    let paths = series.iter().map(|values| values.len()).min().unwrap_or(0);
    let mut won = vec![0.0; series.len()];
    for path in 0..paths {
        let low = series
            .iter()
            .map(|values| values[path])
            .fold(f64::INFINITY, f64::min);
        let tied = series.iter().filter(|values| values[path] <= low).count();
        for (won, values) in won.iter_mut().zip(series) {
            if values[path] <= low {
                *won += 1.0 / tied as f64;
            }
        }
    }
    won.iter().map(|won| won / paths.max(1) as f64).collect()
}

/// What the other side's quote must do to win.
pub(super) fn break_even(weighed: &[Weighed]) -> BreakEven {
    let best = |us: bool| {
        weighed
            .iter()
            .filter(|way| way.in_us == us)
            .map(|way| (way.answer.center.as_str(), way.without_fee))
            .min_by(|a, b| a.1.total_cmp(&b.1))
    };
    break_even_between(best(true), best(false))
}

/// Between the best US and the best overseas center and their mean cost per unit but for the
/// quotes: the gap is what freight, customs, duty at the fees known, and waiting make of it.
fn break_even_between(us: Option<(&str, f64)>, overseas: Option<(&str, f64)>) -> BreakEven {
    match (us, overseas) {
        (Some(us), Some(overseas)) => {
            let gap = overseas.1 - us.1;
            let (side, named, against) = if gap >= 0.0 {
                (Region::Overseas, overseas, us)
            } else {
                (Region::Us, us, overseas)
            };
            BreakEven::Gap {
                side,
                usd: gap.abs(),
                center: named.0.to_owned(),
                against: against.0.to_owned(),
            }
        }
        (Some(_), None) => BreakEven::OnlyUs,
        (None, Some(_)) => BreakEven::OnlyOverseas,
        (None, None) => BreakEven::NoCenter,
    }
}

fn candidates(scales: &Scales<'_>, ways: &[Way]) -> Result<Vec<Candidate>> {
    let mut plain: Vec<((&str, &str), Arc<WorkCalendar>)> = Vec::new();
    let mut candidates = Vec::with_capacity(ways.len());
    for way in ways {
        let center = &way.sheet.center;
        let place = (center.zone.as_str(), center.country.as_str());
        let known = plain
            .iter()
            .find(|(known, _)| *known == place && way.sheet.closures.is_empty());
        let center_calendar = match known {
            Some((_, calendar)) => Arc::clone(calendar),
            None => {
                let calendar = published::calendar(
                    &center.zone,
                    &center.country,
                    &way.sheet.closures,
                    scales.on,
                )?;
                if way.sheet.closures.is_empty() {
                    plain.push((place, Arc::clone(&calendar)));
                }
                calendar
            }
        };
        candidates.push(Candidate {
            route: route(
                &way.sheet,
                &way.lane,
                center_calendar,
                Arc::clone(&scales.site_calendar),
                scales.on,
            ),
            // Money is added below, where duty knows the day of re-import.
            charges: Charges::default(),
        });
    }
    Ok(candidates)
}

/// A center by a lane, as the estimator knows it.
pub(super) fn route(
    sheet: &CenterSheet,
    lane: &Lane,
    center_calendar: Arc<WorkCalendar>,
    site_calendar: Arc<WorkCalendar>,
    on: NaiveDate,
) -> turnaround::Route {
    let center = &sheet.center;
    turnaround::Route {
        center: center.name.clone(),
        region: match center.region {
            Region::Us => turnaround::Region::Us,
            Region::Overseas => turnaround::Region::Overseas,
        },
        kind: match center.kind {
            CenterKind::Authorized => turnaround::CenterKind::Authorized,
            CenterKind::Independent => turnaround::CenterKind::Independent,
            CenterKind::InHouse => turnaround::CenterKind::InHouse,
        },
        outbound: mode(lane.mode_out),
        back: mode(lane.mode_back),
        capacity: capacity(sheet, on),
        center_calendar,
        site_calendar,
    }
}

/// Units the bench takes at once: a working day's share of what it gets through in a week.
fn capacity(sheet: &CenterSheet, on: NaiveDate) -> Option<u32> {
    sheet
        .capacities
        .iter()
        .filter(|capacity| capacity.valid_from <= on)
        .max_by_key(|capacity| capacity.valid_from)
        .map(|capacity| (capacity.units_per_week / 5.0).round().max(1.0) as u32)
}

fn mode(mode: Mode) -> turnaround::Mode {
    match mode {
        // An in-house bench has no legs; the mode is never looked at.
        Mode::Ground | Mode::InHouse => turnaround::Mode::Ground,
        Mode::Express => turnaround::Mode::Express,
        Mode::AirFreight => turnaround::Mode::AirFreight,
        Mode::Sea => turnaround::Mode::Sea,
    }
}

fn own_priors(scales: &Scales<'_>, way: &Way) -> Result<Option<Priors>> {
    let lane = &way.lane;
    if lane.transit_out.is_none() && lane.transit_back.is_none() {
        return Ok(None);
    }
    priors_with_legs(
        scales.priors,
        way.sheet.center.region,
        (lane.mode_out, lane.transit_out),
        (lane.mode_back, lane.transit_back),
    )
    .map(Some)
}

/// The priors with a lane's own figures for its legs.
pub(super) fn priors_with_legs(
    priors: &Priors,
    region: Region,
    (mode_out, out): (Mode, Option<(f64, f64)>),
    (mode_back, back): (Mode, Option<(f64, f64)>),
) -> Result<Priors> {
    let site_type = region.as_str();
    let mut priors = priors.clone();
    if let Some(days) = out {
        published::with_leg(
            &mut priors,
            site_type,
            "outbound",
            mode(mode_out).name(),
            days,
        )?;
    }
    if let Some(days) = back {
        published::with_leg(
            &mut priors,
            site_type,
            "return",
            mode(mode_back).name(),
            days,
        )?;
    }
    Ok(priors)
}

fn subject(scales: &Scales<'_>, way: &Way) -> Subject {
    let asked = scales.asked;
    Subject {
        key: asked.key.clone(),
        warranty: if asked.warranty.is_covered() {
            Warranty::In
        } else {
            Warranty::Out
        },
        level: repair_level(asked.level),
        quantity: asked.quantity,
        standing: way.standing.and_then(|(stage, since)| {
            let stage = turnaround::Stage::ALL
                .into_iter()
                .find(|known| known.name() == stage.as_str())?;
            Some(Standing {
                stage,
                entered_at: since.to_datetime(),
                opened_at: asked.opened.unwrap_or(since).min(since).to_datetime(),
            })
        }),
        features: known_of(asked),
        needed_by: scales.assumptions.deadline.map(|day| {
            let evening = day.and_time(NaiveTime::MIN) + chrono::Duration::hours(18);
            let zone: Tz = asked.zone.parse().unwrap_or(Tz::UTC);
            zone.from_local_datetime(&evening)
                .earliest()
                .map_or_else(|| evening.and_utc(), |at| at.to_utc())
        }),
    }
}

pub(super) fn repair_level(level: u8) -> turnaround::RepairLevel {
    match level {
        1 => turnaround::RepairLevel::L1,
        2 => turnaround::RepairLevel::L2,
        _ => turnaround::RepairLevel::L3,
    }
}

/// What is known of the units, as the log knows it of past ones; the route says the rest.
fn known_of(asked: &Asked) -> Vec<(String, String)> {
    let features = Features {
        maker: asked.maker.as_deref().unwrap_or_default(),
        model: asked.model.as_deref().unwrap_or_default(),
        component: Some(asked.component),
        level: asked.level,
        warranty: Some(asked.warranty),
        fault: asked.fault.as_deref().unwrap_or_default(),
        units: asked.quantity,
        ..Features::default()
    };
    features::NAMES
        .into_iter()
        .zip(features.values())
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn settings(scales: &Scales<'_>, lane: &Lane) -> Settings {
    let seed = blake3::hash(scales.asked.key.as_bytes());
    let [a, b, c, d, ..] = *seed.as_bytes();
    let settings = Settings {
        seed: u32::from_le_bytes([a, b, c, d]),
        ..Settings::default()
    };
    assume(settings, scales.assumptions, lane)
}

/// `settings` with what is assumed of customs, by the person or by the lane.
pub(super) fn assume(mut settings: Settings, assumptions: &Assumptions, lane: &Lane) -> Settings {
    if assumptions.ignore_holds {
        settings.hold = HoldScenario::None;
    } else if let Some(released_on) = assumptions.hold_until {
        settings.hold = HoldScenario::AssumeHoldUntil { released_on };
    } else if let Some(chance) = lane.hold_chance {
        if chance <= 0.0 {
            settings.hold = HoldScenario::None;
        } else {
            settings.hold_prior = hold_prior(chance);
        }
    }
    settings
}

/// Holds so frequent that a shipment meets one with this chance: a lane is on hold for the
/// share L / (B + L) of the time, and a hold catches a part of the shipments.
fn hold_prior(chance: f64) -> HoldPrior {
    let usual = HoldPrior::default();
    let affected_share = usual.affected_share.max(chance);
    let on_hold = (chance / affected_share).clamp(1e-6, 0.98);
    HoldPrior {
        affected_share,
        mean_days_between: usual.mean_days_long * (1.0 / on_hold - 1.0),
        ..usual
    }
}

fn answer(
    scales: &Scales<'_>,
    way: Way,
    route: turnaround::ComparedRoute,
    calendar: &WorkCalendar,
) -> Weighed {
    let asked = scales.asked;
    let turnaround::ComparedRoute { forecast, cost, .. } = route;
    let Way {
        sheet,
        lane,
        warnings: mut told,
        ..
    } = way;
    let center = sheet.center;
    let (center_name, center_country) = (center.name.clone(), center.country.clone());
    let units = f64::from(asked.quantity);

    let listed = scales
        .money
        .fee_on(&sheet.fees, asked.component, asked.level, scales.on);
    let quoted = scales
        .assumptions
        .quotes
        .iter()
        .rev()
        .find(|quoted| quoted.center_id == center.id)
        .map(|quoted| quoted.usd_per_unit);
    let covered = asked.warranty.is_covered();
    let (fee, fee_note) = match (quoted, covered, &listed) {
        (Some(usd), _, _) => (Some(usd), FeeNote::YourQuote { usd }),
        (None, true, _) if asked.warranty == WarrantyClass::SecondReturn => {
            (Some(0.0), FeeNote::RepairWarranty)
        }
        (None, true, _) => (Some(0.0), FeeNote::MakerPays),
        (None, false, Ok(fee)) => (Some(fee.usd), fee.note.clone()),
        (None, false, Err(why)) => (None, why.clone()),
    };

    let share = freight_share(asked.component);
    let freight_out = f64::from(lane.freight_out_cents) / 100.0 * share;
    let freight_back = if covered && lane.maker_pays_return {
        0.0
    } else {
        f64::from(lane.freight_back_cents) / 100.0 * share
    };
    let brokerage = f64::from(lane.brokerage_cents) / 100.0 / units;

    let crosses = center.kind != CenterKind::InHouse && center.country != asked.country;
    let duty = (crosses && asked.country == "US")
        .then(|| duty_basis(scales, &center.country, &forecast))
        .flatten();
    if crosses && asked.country != "US" {
        told.push(Remark::DutyNotInTables {
            country: asked.country.clone(),
        });
    } else if crosses && duty.is_none() {
        told.push(Remark::NoDutyRate {
            country: center.country.clone(),
        });
    }
    let repair_value = match (covered, fee, &listed) {
        (false, Some(fee), _) => fee,
        (true, _, Ok(listed)) => listed.usd,
        _ => 0.0,
    };
    if duty.is_some() && repair_value == 0.0 {
        told.push(if covered {
            Remark::DutyUndeclared
        } else {
            Remark::DutyWithoutFee
        });
    }
    let duty_usd = duty.as_ref().map_or(0.0, |duty| duty.rate * repair_value);

    let lost = cost
        .parts
        .iter()
        .find(|(part, _)| *part == CostPart::LostHashing)
        .map(|(_, range)| *range);
    let at = |lost: f64| {
        let lost_hashing = lost / units;
        let fee = fee.unwrap_or(0.0);
        Cost {
            fee,
            freight_out,
            freight_back,
            brokerage,
            duty: duty_usd,
            lost_hashing,
            total: fee + freight_out + freight_back + brokerage + duty_usd + lost_hashing,
        }
    };
    let cost_mean = at(lost.map_or(0.0, |lost| lost.mean));
    let fixed = cost_mean.total - cost_mean.lost_hashing;
    let per_day = asked.phs_per_unit.unwrap_or(0.0) * scales.hashprice_usd;
    let costs = forecast
        .path_days
        .days
        .iter()
        .map(|days| fixed + per_day * days.min(T_CAP_DAYS))
        .collect();

    if fee.is_none() {
        told.push(Remark::FeeLeftOut);
    }
    if let (Some(day), Some(chance)) = (scales.assumptions.deadline, forecast.p_by_needed) {
        told.push(Remark::OnTime { by: day, chance });
    }
    told.extend(forecast.warnings.iter().map(remark));

    let range = range(&forecast.total, &forecast);
    let rests = rests(
        calendar,
        &sheet.closures,
        &forecast,
        scales.on,
        range.p95_on,
    );
    let first_back = match &forecast.first_back {
        Some(first) => Range {
            // The forecast gives the curve of the last unit only.
            curve: Vec::new(),
            ..self::range(first, &forecast)
        },
        None => range.clone(),
    };
    Weighed {
        in_us: center.region == Region::Us,
        without_fee: cost_mean.total - cost_mean.fee,
        answer: RouteAnswer {
            center_id: center.id,
            lane_id: lane.id,
            center: center.name,
            region: center.region,
            country: center.country,
            city: center.city,
            starter: center.starter,
            mode_out: lane.mode_out,
            mode_back: lane.mode_back,
            range,
            first_back,
            stages: forecast.stages.iter().filter_map(stage).collect(),
            p_repaired: forecast.outcomes.repaired,
            p_ntf: forecast.outcomes.ntf,
            p_ber: forecast.outcomes.ber,
            p_declined: forecast.outcomes.declined,
            p_customs_hold: forecast.p_held,
            cost_p50: at(lost.map_or(0.0, |lost| lost.p50)),
            cost_p80: at(lost.map_or(0.0, |lost| lost.p80)),
            cost_mean,
            fee_known: fee.is_some(),
            fee_note,
            duty,
            p_on_time: forecast.p_by_needed,
            rests,
            p_cheapest: 0.0,
            p_first: 0.0,
            basis: basis(
                &forecast,
                scales.lessons.is_some_and(|lessons| lessons.from_demo),
            ),
            why: why::why(
                &forecast,
                &Told {
                    center: &center_name,
                    lane: CustomsLane {
                        from: center_country,
                        to: asked.country.clone(),
                        maker: asked.maker.clone(),
                    },
                    // Made-up returns test nothing.
                    back: scales
                        .lessons
                        .filter(|lessons| !lessons.from_demo)
                        .map_or(0, |lessons| lessons.returns.of(center.region)),
                },
            ),
            warnings: told,
        },
        days: forecast.path_days.days,
        costs,
    }
}

/// The rate on the day the repaired unit is expected at customs.
fn duty_basis(scales: &Scales<'_>, country: &str, forecast: &Forecast) -> Option<DutyBasis> {
    let days = forecast
        .stages
        .iter()
        .find(|stage| stage.stage == turnaround::Stage::CustomsBack)
        .map_or(forecast.total.p50.days, |stage| stage.starts_p50_days);
    let on = scales
        .on
        .checked_add_days(Days::new(days.max(0.0).round() as u64))?;
    let hts = heading(scales.asked.warranty);
    let rate = scales.money.duty_on(hts, country, on)?;
    Some(DutyBasis {
        hts: hts.to_owned(),
        rate: f64::from(rate.rate_ppm) / 1e6,
        on,
        note: rate.note.clone(),
        source: rate.source.clone(),
    })
}

fn range(range: &turnaround::Range, forecast: &Forecast) -> Range {
    Range {
        p50: range.p50.days,
        p80: range.p80.days,
        p95: range.p95.days,
        p50_on: range.p50.on,
        p80_on: range.p80.on,
        p95_on: range.p95.on,
        curve: forecast.quantiles.iter().map(|point| point.days).collect(),
    }
}

fn stage(stage: &turnaround::StageForecast) -> Option<StageShare> {
    Some(StageShare {
        stage: stage.stage.name().parse::<Stage>().ok()?,
        holder: why::holder(stage.holder),
        entered: stage.p_entered,
        mean: stage.mean_days,
        p50: stage.p50_days,
        p80: stage.p80_days,
        p95: stage.p95_days,
        from_day: stage.starts_p50_days,
        to_day: stage.finishes_p50_days,
        business_days: stage.clock == turnaround::Clock::Business,
        evidence: why::grade(stage.prior.evidence).into(),
        source: stage.prior.source_rows.clone(),
    })
}

/// No range is drawn further than this, however long its tail.
const MOST_DAYS_DRAWN: usize = 400;

/// The days off of a center, run together; one name and kind at a time.
fn rests(
    calendar: &WorkCalendar,
    closures: &[Closure],
    forecast: &Forecast,
    from: NaiveDate,
    to: NaiveDate,
) -> Vec<Rest> {
    let mut rests: Vec<Rest> = Vec::new();
    for on in from
        .iter_days()
        .take_while(|day| *day <= to)
        .take(MOST_DAYS_DRAWN)
    {
        let named = calendar.day_off(on);
        let kind = match named {
            Some(_)
                if closures
                    .iter()
                    .any(|shut| (shut.from_on..=shut.to_on).contains(&on)) =>
            {
                RestKind::Closure
            }
            Some(_) => RestKind::Holiday,
            None if calendar.is_working_day(on) => continue,
            None => RestKind::Weekend,
        };
        let name = named.unwrap_or_default();
        let stages = forecast
            .stages
            .iter()
            .filter(|stage| stage.days_off.iter().any(|off| off.on == on))
            .filter_map(|stage| stage.stage.name().parse::<Stage>().ok());
        match rests.last_mut() {
            Some(last)
                if last.kind == kind && last.name == name && last.to_on.succ_opt() == Some(on) =>
            {
                last.to_on = on;
                for stage in stages {
                    if !last.crossed_by.contains(&stage) {
                        last.crossed_by.push(stage);
                    }
                }
            }
            _ => rests.push(Rest {
                kind,
                from_on: on,
                to_on: on,
                name: name.to_owned(),
                crossed_by: stages.collect(),
            }),
        }
    }
    rests
}

fn basis(forecast: &Forecast, from_demo: bool) -> Basis {
    let found = forecast.basis;
    let (finished, open) = (found.own_finished_tickets, found.own_open_tickets);
    Basis {
        published_priors: forecast.stages.len() as u32,
        finished_tickets: finished,
        open_tickets: open,
        blended: found.kind == BasisKind::Blended,
        edited: found.edited_stages,
        from_demo,
    }
}

fn remark(warning: &turnaround::Warning) -> Remark {
    use turnaround::Warning;
    match warning.clone() {
        Warning::NoHolidays { country } => Remark::NoHolidays { country },
        Warning::HolidaysEnd { country, until } => Remark::HolidaysEnd { country, until },
        Warning::MakeUpDaysEnd { country, until } => Remark::MakeUpDaysEnd { country, until },
        Warning::PriorBorrowed {
            stage,
            segment,
            site_type,
            from,
        } => Remark::PriorBorrowed {
            stage,
            segment,
            site: site_type,
            from_stage: from.stage,
            from_segment: from.segment,
            from_site: from.site_type,
        },
        Warning::CapacityAssumed { center, units } => Remark::CapacityAssumed { center, units },
        Warning::ReworkCapped { percent, stages } => Remark::ReworkCapped { percent, stages },
        Warning::HoldAlreadyReleased => Remark::HoldReleased,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_chance_comes_out_as_set() {
        for chance in [0.01, 0.2, 0.5, 0.85] {
            let prior = hold_prior(chance);
            let on_hold = prior.mean_days_long / (prior.mean_days_long + prior.mean_days_between);
            assert!(
                (on_hold * prior.affected_share - chance).abs() < 0.02,
                "{chance}"
            );
        }
        assert!(hold_prior(1.0).mean_days_between > 0.0);
    }

    #[test]
    fn the_break_even_is_the_gap_in_all_but_the_quotes() {
        let (us, overseas) = (Some(("Denver", 140.0)), Some(("Shenzhen", 352.5)));

        assert_eq!(
            break_even_between(us, overseas).to_string(),
            "Overseas wins only if its quote is lower by more than $212.50 per unit (Shenzhen against Denver)."
        );
        assert_eq!(
            break_even_between(Some(("Denver", 400.0)), overseas).to_string(),
            "A US center wins only if its quote is lower by more than $47.50 per unit (Denver against Shenzhen)."
        );
        assert_eq!(break_even_between(us, None), BreakEven::OnlyUs);
        assert_eq!(break_even_between(None, overseas), BreakEven::OnlyOverseas);
        assert_eq!(break_even_between(None, None), BreakEven::NoCenter);
    }

    #[test]
    fn wins_are_shared_by_those_that_tie() {
        let (a, b) = ([1.0, 2.0, 3.0, 1.0], [1.0, 1.0, 4.0, 2.0]);

        assert_eq!(wins(&[&a, &b]), [0.625, 0.375]);
        assert!(wins(&[]).is_empty());
    }
}
