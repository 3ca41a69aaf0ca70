//! Customs holds: the state of each lane, day by day, from the shipments in its customs.
//!
//! A lane is open or held. Each day it may change; each shipment that is still there, or has just
//! cleared, says which is likelier. What a hold did to a stay is kept out of the stay's history:
//! the next shipment is held or not by the state of its lane, not by that of a year ago.

use rustc_hash::{FxHashMap, FxHashSet};

use super::knowledge::Knowledge;
use super::stays::{DAY_MS, Stay, stays};
use crate::log::EventLog;
use crate::normal;
use crate::prior::Lognormal;
use crate::route::HoldPrior;
use crate::stage::Stage;

/// Above this a hold counts as confirmed.
const CONFIRMED: f64 = 0.9;

/// Held goods clear at this share of the free pace, and at least at [`HELD_LEAST`] a day.
const HELD_PACE: f64 = 0.03;
const HELD_LEAST: f64 = 0.002;

/// What shipments share when a hold catches them: the stage, the maker, where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct LaneKey {
    pub(crate) stage: u16,
    pub(crate) maker: u32,
    pub(crate) origin: u32,
}

/// One lane's chance to be held, by day.
#[derive(Debug, Clone)]
pub(crate) struct Lane {
    first_day: i64,
    p_hold: Vec<f64>,
}

/// All lanes of a log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lanes {
    maker: Option<usize>,
    origin: Option<usize>,
    by: FxHashMap<LaneKey, Lane>,
    /// Visits a hold caught: their case, and the instant at which that was known.
    held: FxHashMap<u32, (u32, i64)>,
    pub(crate) prior: HoldPrior,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Shipment {
    start: i64,
    left: i64,
}

impl Lanes {
    /// Filter every lane of `stays` up to `asof`. Lanes are told by the attributes `maker` and,
    /// if the log has it, `origin`.
    pub(crate) fn new(log: &EventLog, know: &Knowledge, prior: HoldPrior, asof: i64) -> Self {
        let column = |name: &str| log.attributes().iter().position(|known| known.name == name);
        let mut lanes = Self {
            maker: column("maker"),
            origin: column("origin"),
            by: FxHashMap::default(),
            held: FxHashMap::default(),
            prior,
        };
        let mut shipments: FxHashMap<LaneKey, Vec<(u16, Shipment)>> = FxHashMap::default();
        for stay in stays(log).filter(|stay| stay.start <= asof) {
            if let Some(key) = lanes.key(know, stay.stage, log.profile(stay.profile)) {
                let shipment = Shipment {
                    start: stay.start,
                    left: stay.left,
                };
                shipments
                    .entry(key)
                    .or_default()
                    .push((stay.center, shipment));
            }
        }
        if shipments.is_empty() {
            return lanes;
        }
        for (key, mut of_lane) in shipments {
            // Units of one crate are one shipment.
            of_lane.sort_unstable_by_key(|(center, s)| (s.start, *center, s.left));
            of_lane.dedup();
            let of_lane: Vec<Shipment> =
                of_lane.into_iter().map(|(_, shipment)| shipment).collect();
            let free = know.free_clearance(key.stage);
            let lane = Lane::filter(&of_lane, &free, &prior, asof);
            lanes.by.insert(key, lane);
        }
        for stay in stays(log).filter(|stay| stay.start <= asof) {
            let key = lanes.key(know, stay.stage, log.profile(stay.profile));
            let Some(lane) = key.and_then(|key| lanes.by.get(&key)) else {
                continue;
            };
            if let Some(from) = lane.held_from(&stay, &know.free_clearance(stay.stage)) {
                lanes.held.insert(stay.visit, (stay.case, from));
            }
        }
        lanes
    }

    pub(crate) fn key(&self, know: &Knowledge, stage: u16, attributes: &[u32]) -> Option<LaneKey> {
        let maker = attributes.get(self.maker?).copied()?;
        (know.stage(stage) == Some(Stage::CustomsBack)).then(|| LaneKey {
            stage,
            maker,
            origin: self
                .origin
                .and_then(|origin| attributes.get(origin).copied())
                .unwrap_or(u32::MAX),
        })
    }

    /// Whether the visit was known at `at` to be held.
    pub(crate) fn held(&self, visit: u32, at: i64) -> bool {
        self.held.get(&visit).is_some_and(|(_, from)| *from <= at)
    }

    /// Cases a hold had kept, as known at `at`: their days to the close say nothing of the next.
    pub(crate) fn held_cases(&self, at: i64) -> FxHashSet<u32> {
        let known = self.held.values().filter(|(_, from)| *from <= at);
        known.map(|(case, _)| *case).collect()
    }

    /// The lane's chance to be held on the day of `at`; `None` for a lane without shipments.
    pub(crate) fn p_hold(&self, key: LaneKey, at: i64) -> Option<f64> {
        let lane = self.by.get(&key)?;
        let day = at.div_euclid(DAY_MS as i64) - lane.first_day;
        lane.p_hold
            .get(
                usize::try_from(day)
                    .ok()?
                    .min(lane.p_hold.len().saturating_sub(1)),
            )
            .copied()
    }

    /// The lanes with their chances to be held today, in the order of their keys.
    pub(crate) fn today(&self) -> Vec<(LaneKey, f64)> {
        let mut today: Vec<(LaneKey, f64)> = self
            .by
            .iter()
            .filter_map(|(key, lane)| Some((*key, *lane.p_hold.last()?)))
            .collect();
        today.sort_unstable_by_key(|(key, _)| *key);
        today
    }
}

impl Lane {
    /// The two-state filter of Hamilton (1989) with a step a day: predict by onset and end, then
    /// weigh by how likely each shipment's day was if free and if held.
    fn filter(shipments: &[Shipment], free: &Lognormal, prior: &HoldPrior, asof: i64) -> Self {
        let day_of = |at: i64| at.div_euclid(DAY_MS as i64);
        let (onset, end) = (1.0 / prior.mean_days_between, 1.0 / prior.mean_days_long);
        let first_day = shipments.iter().map(|s| day_of(s.start)).min().unwrap_or(0);
        let last_day = day_of(asof);
        let mut p = onset / (onset + end);
        let mut p_hold = Vec::with_capacity((last_day - first_day + 1).max(0) as usize);
        // Shipments by start; those in customs on the day.
        let mut next = 0;
        let mut there: Vec<Shipment> = Vec::new();
        for day in first_day..=last_day {
            p = p * (1.0 - end) + (1.0 - p) * onset;
            while next < shipments.len() && day_of(shipments[next].start) <= day {
                there.push(shipments[next]);
                next += 1;
            }
            let (mut ln_free, mut ln_held) = (0.0, 0.0);
            for shipment in &there {
                let age = (day - day_of(shipment.start)) as f64;
                let hazard = hazard(free, age);
                let held = (HELD_PACE * hazard).max(HELD_LEAST);
                let cleared = shipment.left <= asof && day_of(shipment.left) <= day;
                let (if_free, if_held) = if cleared {
                    (hazard, held)
                } else {
                    (1.0 - hazard, 1.0 - held)
                };
                ln_free += libm::log(if_free);
                ln_held += libm::log(if_held);
            }
            there.retain(|s| !(s.left <= asof && day_of(s.left) <= day));
            let odds = libm::exp((ln_held - ln_free).clamp(-50.0, 50.0));
            p = (p * odds / (p * odds + 1.0 - p)).clamp(1e-9, 1.0 - 1e-9);
            p_hold.push(p);
        }
        Self { first_day, p_hold }
    }

    /// When a stay was known to be held: it had lasted longer than nearly all do, on a day on
    /// which a hold was confirmed.
    fn held_from(&self, stay: &Stay, free: &Lognormal) -> Option<i64> {
        let long = libm::exp(free.m + 1.645 * free.s);
        let day_ms = DAY_MS as i64;
        let from = (stay.start + (long * DAY_MS) as i64).div_euclid(day_ms);
        for (day, p) in self.p_hold.iter().enumerate() {
            let day = self.first_day + day as i64;
            if day >= from && *p > CONFIRMED {
                let known = day * day_ms;
                return (stay.left > known).then_some(known);
            }
        }
        None
    }
}

/// The chance that a free shipment clears on the day it has been there `age` days.
fn hazard(free: &Lognormal, age: f64) -> f64 {
    let survival = |t: f64| {
        if t <= 0.0 {
            1.0
        } else {
            normal::survival((libm::log(t) - free.m) / free.s)
        }
    };
    let (now, later) = (survival(age), survival(age + 1.0));
    if now < 1e-12 {
        return 0.5;
    }
    (1.0 - later / now).clamp(1e-4, 1.0 - 1e-4)
}
