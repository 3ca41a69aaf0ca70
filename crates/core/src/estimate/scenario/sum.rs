//! What drawn parts come to: days, money, hashing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Days;
use hashmend_turnaround::{T_CAP_DAYS, TripDays};

use super::cells::Cell;
use super::draw::center_of;
use super::plan::{Part, Place, may_move};
use super::run::Ground;
use super::{BackBy, CenterWorlds, Change, DaysBack, FleetCost, World};
use crate::estimate::money::{freight_share, heading};
use crate::id::CenterId;
use crate::place::{CenterKind, Region};
use crate::ticket::WarrantyClass;

/// Hashing back is told up to this day, in steps.
const LAST_DAY: u16 = 120;
const STEP_DAYS: u16 = 5;

/// A part with its days and what one of its units costs.
pub(super) struct Drawn {
    pub place: Place,
    pub units: f64,
    pub days: Vec<f64>,
    pub comes_back: Vec<bool>,
    pub phs_each: f64,
    pub fee: Option<f64>,
    pub freight: f64,
    /// The rate by day from now on, of this value.
    pub duty: Option<(Arc<[f64]>, f64)>,
}

/// The duty on a repair by the day it is back, in both worlds.
pub(super) struct Duties {
    today: Rates,
    then: Rates,
}

pub(super) type Rates = BTreeMap<(String, &'static str), Arc<[f64]>>;

impl Duties {
    pub fn new(ground: &Ground<'_>, changes: &[Change]) -> Self {
        let mut today = Rates::new();
        let mut then = Rates::new();
        let on = ground.on();
        for country in ground.sheets.iter().map(|sheet| &sheet.center.country) {
            for hts in [
                heading(WarrantyClass::InWarranty),
                heading(WarrantyClass::OutOfWarranty),
            ] {
                let key = (country.clone(), hts);
                if today.contains_key(&key) {
                    continue;
                }
                let usual: Vec<f64> = (0..=T_CAP_DAYS as u64)
                    .map(|day| {
                        on.checked_add_days(Days::new(day))
                            .and_then(|on| ground.money.duty_on(hts, country, on))
                            .map_or(0.0, |rate| f64::from(rate.rate_ppm) / 1e6)
                    })
                    .collect();
                let mut other = usual.clone();
                for change in changes {
                    if let Change::Tariff {
                        country: of,
                        from,
                        rate_ppm,
                        ..
                    } = change
                        && of.as_ref().is_none_or(|of| of == country)
                    {
                        let first = (*from - on).num_days().max(0) as usize;
                        for rate in other.iter_mut().skip(first) {
                            *rate = f64::from(*rate_ppm) / 1e6;
                        }
                    }
                }
                today.insert(key.clone(), usual.into());
                then.insert(key, other.into());
            }
        }
        Self { today, then }
    }

    pub fn today(&self) -> &Rates {
        &self.today
    }

    pub fn then(&self) -> &Rates {
        &self.then
    }
}

pub(super) fn drawn(
    ground: &Ground<'_>,
    cell: &Cell,
    part: &Part,
    changes: &[Change],
    days: Vec<f64>,
    trip: &TripDays,
    rates: &Rates,
) -> Drawn {
    let on = ground.on();
    let covered = cell.kind.warranty.is_covered();
    let listed_at = |center: CenterId| {
        ground.sheet(center).and_then(|sheet| {
            ground
                .money
                .fee_on(&sheet.fees, cell.kind.component, cell.kind.level, on)
                .ok()
                .map(|fee| fee.usd)
        })
    };
    let (listed, country, region) = match part.plan.place {
        Place::At(center, _) => {
            let sheet = ground.sheet(center);
            (
                listed_at(center),
                sheet.map(|sheet| sheet.center.country.clone()),
                sheet.map(|sheet| sheet.center.kind),
            )
        }
        Place::New(at) => {
            let own = match changes.get(at) {
                Some(Change::NewCenter { fee_usd, .. }) => *fee_usd,
                _ => None,
            };
            (own.or_else(|| listed_at(cell.center_id)), None, None)
        }
    };
    let moved = part.plan.place != Place::At(cell.center_id, cell.lane_id);
    let units = f64::from(cell.units.max(1));
    // A quote was for the center it came from.
    let quoted = if moved { 0 } else { cell.quoted_units };
    let fee = if covered {
        Some(0.0)
    } else {
        match (quoted, listed) {
            (0, listed) => listed,
            (quoted, Some(listed)) => {
                let left = units - f64::from(quoted);
                Some((cell.quoted_usd + left * listed) / units)
            }
            (quoted, None) => Some(cell.quoted_usd / f64::from(quoted)),
        }
    };
    let share = freight_share(cell.kind.component);
    let lane = center_of(ground, part.plan.place, changes).map(|(_, lane)| lane);
    let freight = lane.as_ref().map_or(0.0, |lane| {
        let out = if may_move(cell) {
            lane.freight_out_cents
        } else {
            0
        };
        let back = if covered && lane.maker_pays_return {
            0
        } else {
            lane.freight_back_cents
        };
        f64::from(out + back) / 100.0 * share
    });
    let crosses = region.is_some_and(|kind| kind != CenterKind::InHouse)
        && country
            .as_ref()
            .is_some_and(|country| *country != cell.country)
        && cell.country == "US";
    let value = if covered { listed } else { fee }.unwrap_or(0.0);
    let duty = country.filter(|_| crosses).and_then(|country| {
        let rates = rates.get(&(country, heading(cell.kind.warranty)))?;
        Some((Arc::clone(rates), value))
    });
    Drawn {
        place: part.plan.place,
        units: part.share * f64::from(cell.units),
        days,
        comes_back: trip.comes_back.clone(),
        phs_each: cell.phs / units,
        fee,
        freight,
        duty,
    }
}

pub(super) fn world(ground: &Ground<'_>, drawn: &[Drawn]) -> World {
    let mut cost = FleetCost::default();
    let mut without_fee = 0.0;
    for part in drawn {
        let n = part.days.len().max(1) as f64;
        let wait = part
            .days
            .iter()
            .map(|days| days.min(T_CAP_DAYS))
            .sum::<f64>()
            / n;
        cost.lost_hashing += part.units * part.phs_each * ground.hashprice_usd * wait;
        cost.freight += part.units * part.freight;
        match part.fee {
            Some(fee) => cost.fee += part.units * fee,
            None => without_fee += part.units,
        }
        if let Some((rates, value)) = &part.duty {
            let rate = part
                .days
                .iter()
                .zip(&part.comes_back)
                .filter(|(_, back)| **back)
                .map(|(days, _)| rates[(*days as usize).min(rates.len() - 1)])
                .sum::<f64>()
                / n;
            cost.duty += part.units * value * rate;
        }
    }
    cost.without_fee = without_fee.round() as u32;
    cost.total = cost.lost_hashing + cost.fee + cost.freight + cost.duty;
    World {
        days: days_back(drawn.iter()),
        cost,
        phs_30: phs_back(drawn, 30.0),
        phs_60: phs_back(drawn, 60.0),
        phs_90: phs_back(drawn, 90.0),
    }
}

/// Quantiles over all units that come back, each unit counting alike.
fn days_back<'d>(drawn: impl Iterator<Item = &'d Drawn>) -> Option<DaysBack> {
    let mut all: Vec<(f64, f64)> = Vec::new();
    for part in drawn {
        let weight = part.units / part.days.len().max(1) as f64;
        all.extend(
            part.days
                .iter()
                .zip(&part.comes_back)
                .filter(|(_, back)| **back)
                .map(|(days, _)| (*days, weight)),
        );
    }
    let whole: f64 = all.iter().map(|(_, weight)| weight).sum();
    if whole <= 0.0 {
        return None;
    }
    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| {
        let mut seen = 0.0;
        all.iter()
            .find(|(_, weight)| {
                seen += weight;
                seen >= share * whole
            })
            .or(all.last())
            .map_or(0.0, |(days, _)| *days)
    };
    Some(DaysBack {
        p50: at(0.5),
        p80: at(0.8),
        p95: at(0.95),
        mean: all.iter().map(|(days, weight)| days * weight).sum::<f64>() / whole,
    })
}

fn phs_back(drawn: &[Drawn], by: f64) -> f64 {
    drawn
        .iter()
        .map(|part| {
            let back = part
                .days
                .iter()
                .zip(&part.comes_back)
                .filter(|(days, back)| **back && **days <= by)
                .count();
            part.units * part.phs_each * back as f64 / part.days.len().max(1) as f64
        })
        .sum()
}

pub(super) fn back(today: &[Drawn], then: &[Drawn]) -> Vec<BackBy> {
    (0..=LAST_DAY)
        .step_by(usize::from(STEP_DAYS))
        .map(|day| BackBy {
            day,
            today: phs_back(today, f64::from(day)),
            then: phs_back(then, f64::from(day)),
        })
        .collect()
}

pub(super) fn centers(
    ground: &Ground<'_>,
    changes: &[Change],
    today: &[Drawn],
    then: &[Drawn],
) -> Vec<CenterWorlds> {
    // A center by each of its lanes is one center.
    let of = |place: Place| match place {
        Place::At(center, _) => (Some(center), 0),
        Place::New(at) => (None, at),
    };
    let mut places: Vec<(Option<CenterId>, usize)> = Vec::new();
    for part in today.iter().chain(then) {
        if !places.contains(&of(part.place)) {
            places.push(of(part.place));
        }
    }
    let mut found: Vec<CenterWorlds> = places
        .into_iter()
        .filter_map(|place| {
            let (name, region) = match place {
                (Some(id), _) => {
                    let center = &ground.sheet(id)?.center;
                    (center.name.clone(), center.region)
                }
                (None, at) => match changes.get(at)? {
                    Change::NewCenter { name, .. } => (name.clone(), Region::Us),
                    _ => return None,
                },
            };
            let here = |all: &'_ [Drawn]| -> (f64, Option<DaysBack>) {
                let units = all
                    .iter()
                    .filter(|part| of(part.place) == place)
                    .map(|part| part.units)
                    .sum();
                (
                    units,
                    days_back(all.iter().filter(|part| of(part.place) == place)),
                )
            };
            let (units_today, days_today) = here(today);
            let (units_then, days_then) = here(then);
            Some(CenterWorlds {
                center_id: place.0,
                center: name,
                region,
                units_today,
                units_then,
                today: days_today,
                then: days_then,
            })
        })
        .collect();
    found.sort_by(|a, b| {
        let most = |one: &CenterWorlds| one.units_today.max(one.units_then);
        most(b)
            .total_cmp(&most(a))
            .then_with(|| a.center.cmp(&b.center))
    });
    found
}
