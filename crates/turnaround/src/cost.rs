//! What each route costs, the wait included, over the same paths.

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::chain::LaidOut;
use crate::error::{Error, Result, not_negative};
use crate::forecast::{Forecast, Known, Question, Sketch, draw};
use crate::quantile::{mean, of_unsorted};
use crate::route::{Region, Route, Settings, Subject};

/// Lost hashing is counted for no longer than this: a mean over an unbounded tail says nothing.
pub const T_CAP_DAYS: f64 = 400.0;

/// What a route charges, in one currency throughout.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Charges {
    pub fee_per_unit: f64,
    /// Of the whole shipment.
    pub freight_out: f64,
    /// Of the whole shipment.
    pub freight_back: f64,
    /// Share of the dutiable value, 0.25 for 25 %.
    pub duty_rate: f64,
    /// Value added by the repair: all that is dutiable under HTSUS 9802.00.40 and .50.
    pub dutiable_value_per_unit: f64,
    /// Of the whole shipment.
    pub brokerage: f64,
}

/// What a unit would earn if it were running.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Hashing {
    pub ph_per_unit: f64,
    /// Per PH/s and day.
    pub hashprice: f64,
    pub power_kw_per_unit: f64,
    /// Per kWh, saved while the unit is away.
    pub power_price: f64,
}

/// One route with its prices.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub route: Route,
    pub charges: Charges,
}

/// A cost that depends on the path.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CostRange {
    pub mean: f64,
    pub p50: f64,
    pub p80: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CostPart {
    Fee,
    FreightOut,
    FreightBack,
    Duty,
    Brokerage,
    LostHashing,
    /// Negative: power not paid for while the unit is away.
    AvoidedPower,
}

/// The cost of one route for all its units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RouteCost {
    pub parts: Vec<(CostPart, CostRange)>,
    pub total: CostRange,
    /// Share of paths on which the wait was longer than is counted.
    pub p_capped: f64,
    /// Days the wait is counted for at most.
    pub t_cap_days: f64,
    #[serde(skip)]
    #[cfg_attr(feature = "specta", specta(skip))]
    paths: Vec<f64>,
    #[serde(skip)]
    #[cfg_attr(feature = "specta", specta(skip))]
    line: Line,
}

/// Mean cost as a function of hashprice: fixed + hashprice * per_hashprice.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Line {
    fixed: f64,
    per_hashprice: f64,
}

/// Routes side by side over the same paths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Comparison {
    /// In the order given.
    pub routes: Vec<ComparedRoute>,
    /// Position of the route with the lowest mean cost.
    pub cheapest: u32,
    /// Position of the route with the earliest P50.
    pub fastest: u32,
    /// The best US route by mean cost against the best overseas one, where there are both.
    pub us_or_overseas: Option<BreakEven>,
    pub hashing: Hashing,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ComparedRoute {
    pub forecast: Forecast,
    pub charges: Charges,
    pub cost: RouteCost,
    /// Share of paths on which no other route is cheaper; ties are shared.
    pub p_cheapest: f64,
    /// Share of paths on which no other route's units are back sooner; ties are shared.
    pub p_first_back: f64,
    /// What would have to change for this route to be the cheapest; `None` for the cheapest.
    pub to_win: Option<BreakEven>,
}

/// What would make a losing route win.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BreakEven {
    /// Position of the dearer route (by mean).
    pub loser: u32,
    pub winner: u32,
    /// The loser's quote must be lower by more than this per unit to win at the mean; 0 or more.
    pub quote_lower_by: f64,
    /// The same at the P80; negative if the loser wins there already.
    pub quote_lower_by_p80: f64,
    /// The hashprice at which both cost the same, if there is one.
    pub hashprice: Option<f64>,
    /// Whether the loser wins above that hashprice (it is the quicker) or below (the slower).
    pub loser_wins_above: bool,
}

/// Forecast and cost every candidate over the same paths.
///
/// # Errors
/// As [`crate::forecast`] and [`cost`]; and with no candidate at all.
pub fn compare<'k>(
    known: impl Into<Known<'k>>,
    candidates: &[Candidate],
    subject: &Subject,
    hashing: &Hashing,
    asof: DateTime<Utc>,
    settings: &Settings,
) -> Result<Comparison> {
    if candidates.is_empty() {
        return Err(Error::NoCandidates);
    }
    let draws = draw(subject, settings)?;
    let question = Question {
        known: known.into(),
        subject,
        asof,
        settings,
        draws: &draws,
    };
    let mut laid_out = LaidOut::default();
    let sketches = candidates
        .iter()
        .map(|candidate| {
            check(&candidate.route.center, &candidate.charges, hashing)?;
            Sketch::new(&question, &candidate.route, &mut laid_out)
        })
        .collect::<Result<Vec<_>>>()?;
    let routes = sketches
        .into_par_iter()
        .zip(candidates)
        .map(|(sketch, candidate)| {
            let forecast = sketch.forecast()?;
            let cost = cost(&forecast, &candidate.charges, hashing)?;
            Ok((forecast, candidate.charges, cost))
        })
        .collect::<Vec<Result<_>>>();
    // The first refusal in the order given, whichever thread met one first.
    let routes = routes.into_iter().collect::<Result<Vec<_>>>()?;
    side_by_side(routes, *hashing)
}

/// The cost of one forecast.
///
/// # Errors
/// Names the charge, and its center, that is negative or no number; refuses a frozen forecast,
/// which has no paths.
pub fn cost(forecast: &Forecast, charges: &Charges, hashing: &Hashing) -> Result<RouteCost> {
    check(&forecast.center, charges, hashing)?;
    let days = &forecast.path_days.days;
    if days.is_empty() {
        return Err(Error::NoPaths {
            center: forecast.center.clone(),
        });
    }
    let quantity = f64::from(forecast.quantity);
    let fixed = [
        (CostPart::Fee, quantity * charges.fee_per_unit),
        (CostPart::FreightOut, charges.freight_out),
        (CostPart::FreightBack, charges.freight_back),
        (
            CostPart::Duty,
            quantity * charges.duty_rate * charges.dutiable_value_per_unit,
        ),
        (CostPart::Brokerage, charges.brokerage),
    ];
    let fixed_sum: f64 = fixed.iter().map(|(_, amount)| amount).sum();
    let hash_per_day = quantity * hashing.ph_per_unit;
    let power_per_day = quantity * hashing.power_kw_per_unit * 24.0 * hashing.power_price;

    let counted: Vec<f64> = days.iter().map(|days| days.min(T_CAP_DAYS)).collect();
    let wait = CostRange::of(&counted);
    let mut parts: Vec<(CostPart, CostRange)> = fixed
        .iter()
        .map(|(part, amount)| (*part, CostRange::fixed(*amount)))
        .collect();
    parts.push((
        CostPart::LostHashing,
        wait.times(hash_per_day * hashing.hashprice),
    ));
    parts.push((CostPart::AvoidedPower, wait.times(-power_per_day)));
    let per_day = hash_per_day * hashing.hashprice - power_per_day;
    let paths: Vec<f64> = counted
        .iter()
        .map(|days| fixed_sum + per_day * days)
        .collect();
    Ok(RouteCost {
        parts,
        total: CostRange::of(&paths),
        p_capped: days.iter().filter(|days| **days > T_CAP_DAYS).count() as f64 / days.len() as f64,
        t_cap_days: T_CAP_DAYS,
        line: Line {
            fixed: fixed_sum - power_per_day * wait.mean,
            per_hashprice: hash_per_day * wait.mean,
        },
        paths,
    })
}

impl CostRange {
    fn of(values: &[f64]) -> Self {
        let [p50, p80] = of_unsorted(&mut values.to_vec(), [0.5, 0.8]);
        Self {
            mean: mean(values),
            p50,
            p80,
        }
    }

    fn fixed(amount: f64) -> Self {
        Self {
            mean: amount,
            p50: amount,
            p80: amount,
        }
    }

    fn times(self, factor: f64) -> Self {
        Self {
            mean: self.mean * factor,
            p50: self.p50 * factor,
            p80: self.p80 * factor,
        }
    }
}

fn check(center: &str, charges: &Charges, hashing: &Hashing) -> Result<()> {
    let fields = [
        ("fee per unit", charges.fee_per_unit),
        ("freight out", charges.freight_out),
        ("freight back", charges.freight_back),
        ("duty rate", charges.duty_rate),
        ("dutiable value per unit", charges.dutiable_value_per_unit),
        ("brokerage", charges.brokerage),
        ("PH/s per unit", hashing.ph_per_unit),
        ("hashprice", hashing.hashprice),
        ("kW per unit", hashing.power_kw_per_unit),
        ("power price", hashing.power_price),
    ];
    for (field, value) in fields {
        not_negative(format!("{field} ({center})"), value)?;
        // Beyond any money there is: sums of it stay finite.
        if value > 1e12 {
            return Err(Error::BadNumber {
                field: format!("{field} ({center})"),
                found: value,
                expected: "at most 1e12",
            });
        }
    }
    Ok(())
}

/// Two returns within half a day of each other are the same return: centers that rest on the same
/// priors differ only by their time zone.
const SAME_DAYS: f64 = 0.5;

/// Two costs within half a cent are the same cost.
const SAME_DOLLARS: f64 = 0.005;

fn side_by_side(
    routes: Vec<(Forecast, Charges, RouteCost)>,
    hashing: Hashing,
) -> Result<Comparison> {
    let costs: Vec<&[f64]> = routes
        .iter()
        .map(|(_, _, cost)| cost.paths.as_slice())
        .collect();
    let waits: Vec<&[f64]> = routes
        .iter()
        .map(|(forecast, _, _)| forecast.path_days.days.as_slice())
        .collect();
    let p_cheapest = wins(&costs, SAME_DOLLARS);
    let p_first_back = wins(&waits, SAME_DAYS);
    let cheapest = lowest(routes.iter().map(|(_, _, cost)| cost.total.mean));
    let fastest = lowest(
        routes
            .iter()
            .map(|(forecast, _, _)| forecast.total.p50.days),
    );

    let against = |a: usize, b: usize| break_even(&routes, a, b);
    let best_of = |region| {
        let mut of_region = routes
            .iter()
            .enumerate()
            .filter(|(_, (forecast, _, _))| forecast.region == region);
        let first = of_region.next()?;
        Some(
            of_region
                .fold(first, |best, next| {
                    if next.1.2.total.mean < best.1.2.total.mean {
                        next
                    } else {
                        best
                    }
                })
                .0,
        )
    };
    let us_or_overseas = best_of(Region::Us)
        .zip(best_of(Region::Overseas))
        .map(|(us, overseas)| against(us, overseas));
    let to_win: Vec<Option<BreakEven>> = (0..routes.len())
        .map(|route| (route != cheapest).then(|| against(route, cheapest)))
        .collect();
    Ok(Comparison {
        routes: routes
            .into_iter()
            .zip(p_cheapest)
            .zip(p_first_back)
            .zip(to_win)
            .map(
                |((((forecast, charges, cost), p_cheapest), p_first_back), to_win)| ComparedRoute {
                    forecast,
                    charges,
                    cost,
                    p_cheapest,
                    p_first_back,
                    to_win,
                },
            )
            .collect(),
        cheapest: cheapest as u32,
        fastest: fastest as u32,
        us_or_overseas,
        hashing,
    })
}

/// For each series, the share of positions at which it is the lowest; ties are shared.
fn wins(series: &[&[f64]], same: f64) -> Vec<f64> {
    let paths = series.first().map_or(0, |values| values.len());
    let mut won = vec![0.0; series.len()];
    for path in 0..paths {
        let low = series
            .iter()
            .map(|values| values[path])
            .fold(f64::INFINITY, f64::min);
        let wins = |values: &&[f64]| values[path] <= low + same;
        let tied = series.iter().filter(|values| wins(values)).count();
        for (won, values) in won.iter_mut().zip(series) {
            if wins(values) {
                *won += 1.0 / tied as f64;
            }
        }
    }
    won.iter().map(|won| won / paths as f64).collect()
}

fn lowest(values: impl Iterator<Item = f64>) -> usize {
    values
        .enumerate()
        .fold((0, f64::INFINITY), |best, (i, value)| {
            if value < best.1 { (i, value) } else { best }
        })
        .0
}

fn break_even(routes: &[(Forecast, Charges, RouteCost)], a: usize, b: usize) -> BreakEven {
    let (_, _, cost_a) = &routes[a];
    let (_, _, cost_b) = &routes[b];
    let (winner, loser) = if cost_a.total.mean <= cost_b.total.mean {
        (a, b)
    } else {
        (b, a)
    };
    let (lower, higher) = (&routes[winner].2, &routes[loser].2);
    let quantity = f64::from(routes[winner].0.quantity);
    // The quote is the same on every path, so it moves mean and P80 alike.
    let gap = |of: fn(&CostRange) -> f64| (of(&higher.total) - of(&lower.total)) / quantity;
    let slope = lower.line.per_hashprice - higher.line.per_hashprice;
    let hashprice = (higher.line.fixed - lower.line.fixed) / slope;
    BreakEven {
        loser: loser as u32,
        winner: winner as u32,
        quote_lower_by: gap(|range| range.mean),
        quote_lower_by_p80: gap(|range| range.p80),
        hashprice: Some(hashprice).filter(|price| price.is_finite() && *price >= 0.0),
        loser_wins_above: slope > 0.0,
    }
}
