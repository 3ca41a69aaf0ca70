//! How long units are away, and whose time it was.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::around::Clock;
use super::asked::{
    Chosen, Dimension, Months, ReviewFilter, date_of, first_of_month, last_of_month, monday,
};
use super::curve::{AtRisk, Banded, CurvePoint, Quantiles, Times};
use super::facts::{Fact, Facts, Minute, STAGES, Standing, instant, minute, place_of};
use crate::device::DeviceKind;
use crate::estimate::published;
use crate::id::CenterId;
use crate::place::Region;
use crate::text_enum::text_enum;
use crate::ticket::{HoldReason, Holder, Stage, TicketQuery, WarrantyClass, holder_of};
use crate::time::Timestamp;

/// Tickets side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Turnaround {
    pub by: Dimension,
    /// All of them as one.
    pub whole: TurnaroundGroup,
    /// Stages and times in their order, all else by how many there are.
    pub groups: Vec<TurnaroundGroup>,
    /// Groups that were left out, the smallest.
    pub more_groups: u32,
}

/// How long the units of a group are away, or in a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TurnaroundGroup {
    /// An id, a word or a day; empty: none is known.
    pub key: String,
    pub label: String,
    /// Tickets counted in the quantiles: back (or out of the stage), and open.
    pub units: u32,
    /// Of them those still away, or still in the stage: counted as long as they last.
    pub open: u32,
    /// Over without a return (rejected, cancelled, scrapped): in no quantile.
    pub ended: u32,
    /// Elapsed days.
    pub days: Quantiles,
    /// Working days of the center.
    pub working: Quantiles,
    /// Of the units that are back: mean days, whoever's time they were.
    pub held: Vec<HeldShare>,
    pub own_days: Option<f64>,
    pub others_days: Option<f64>,
    pub tickets: TicketQuery,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldShare {
    pub holder: Holder,
    /// Mean days per unit.
    pub days: f64,
    pub share: f64,
}

/// The curve of one center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CenterCurve {
    pub center_id: CenterId,
    pub center: String,
    pub region: Region,
    pub units: u32,
    pub open: u32,
    pub p50: Banded,
    /// Share still away, step by step; before the first it is 1.
    pub points: Vec<CurvePoint>,
    pub at_risk: Vec<AtRisk>,
    pub tickets: TicketQuery,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Trend {
    /// By month of filing, then region.
    pub points: Vec<TrendPoint>,
    pub events: Vec<TrendEvent>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TrendPoint {
    /// The first day of the month.
    pub month: NaiveDate,
    pub region: Region,
    pub units: u32,
    pub open: u32,
    pub p50: Banded,
    pub p80: Banded,
    pub tickets: TicketQuery,
}

text_enum! {
    TrendEventKind {
        Holiday = "holiday",
        /// Days on which our own tickets were held by customs.
        CustomsHold = "customs_hold",
        Tariff = "tariff",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TrendEvent {
    pub kind: TrendEventKind,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The holiday's name, the duty's heading and rate.
    pub label: String,
    pub country: String,
    /// Tickets that were held.
    pub units: u32,
}

/// From so many rows on it is worth a thread.
const MANY_ROWS: usize = 50_000;
/// Groups shown at most.
const MOST_GROUPS: usize = 200;
/// Centers drawn at most.
const MOST_CURVES: usize = 12;
const CURVE_POINTS: usize = 200;
const AT_RISK_DAYS: [u32; 8] = [0, 14, 30, 45, 60, 90, 120, 180];
/// Holidays shorter than this are no event worth marking.
const LONG_HOLIDAY: i64 = 4;

/// What is summed up of a group.
#[derive(Default)]
struct Gathered {
    days: Times,
    working: Times,
    ended: u32,
    back: u32,
    held: [u64; Holder::ALL.len()],
}

impl Gathered {
    fn away(&mut self, facts: &Facts, row: &Fact, now: Minute) {
        let standing = row.standing();
        if standing == Standing::Ended {
            self.ended += 1;
            return;
        }
        let is_back = standing == Standing::Back;
        let minutes = row.away(now);
        self.days.push(minutes, is_back);
        let worked = facts
            .clock(row.center)
            .worked(row.opened, row.opened + minutes);
        self.working.push(worked, is_back);
        if is_back {
            self.back += 1;
            facts.hold_times(row, now, |_, holder, minutes| {
                self.held[holder as usize] += u64::from(minutes);
            });
        }
    }

    fn take_in(&mut self, other: &Self) {
        self.days.take_in(&other.days);
        self.working.take_in(&other.working);
        self.ended += other.ended;
        self.back += other.back;
        for (held, more) in self.held.iter_mut().zip(other.held) {
            *held += more;
        }
    }

    fn group(mut self, key: String, label: String, tickets: TicketQuery) -> TurnaroundGroup {
        let of = f64::from(self.back.max(1)) * 1440.0;
        let sum: u64 = self.held.iter().sum();
        let own = self.held[Holder::Us as usize];
        let some = |minutes: u64| (self.back > 0).then(|| minutes as f64 / of);
        TurnaroundGroup {
            key,
            label,
            units: self.days.len(),
            open: self.days.open(),
            ended: self.ended,
            own_days: some(own),
            others_days: some(sum - own),
            held: Holder::ALL
                .iter()
                .map(|&holder| HeldShare {
                    holder,
                    days: self.held[holder as usize] as f64 / of,
                    share: self.held[holder as usize] as f64 / sum.max(1) as f64,
                })
                .filter(|held| held.days > 0.0)
                .collect(),
            days: self.days.quantiles(),
            working: self.working.quantiles(),
            tickets,
        }
    }
}

impl Facts {
    pub(super) fn clock(&self, center: u16) -> &Clock {
        let id = self.centers.key(center);
        let known = id.and_then(|id| self.around.centers.get(id));
        known.map_or(&self.around.nowhere, |center| &center.clock)
    }

    /// Walk over all rows, the many of a large desk in parts side by side.
    fn in_parts<T: Send>(&self, work: impl Fn(&[Fact]) -> T + Sync) -> Vec<T> {
        if self.rows.len() < MANY_ROWS {
            return vec![work(&self.rows)];
        }
        let parts = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(4));
        let size = self.rows.len().div_ceil(parts).max(1);
        let work = &work;
        std::thread::scope(|scope| {
            let parts: Vec<_> = self
                .rows
                .chunks(size)
                .map(|rows| scope.spawn(move || work(rows)))
                .collect();
            parts
                .into_iter()
                .map(|part| {
                    part.join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        })
    }

    /// Whose time each stay was: the stage's holder's, but for the parts on hold.
    pub(super) fn hold_times(
        &self,
        row: &Fact,
        now: Minute,
        mut add: impl FnMut(usize, Holder, u32),
    ) {
        let id = self.centers.key(row.center);
        let known = id.and_then(|id| self.around.centers.get(id));
        let in_house = known.is_some_and(super::around::KnownCenter::in_house);
        let held = self.held(row);
        for (place, stage) in STAGES.iter().enumerate() {
            let whole = row.in_stage(place, now);
            if whole == 0 {
                continue;
            }
            let mut left = whole;
            for piece in held.iter().filter(|piece| piece.stage == *stage) {
                let until = if piece.until > 0 { piece.until } else { now };
                let minutes = until.saturating_sub(piece.from).min(left);
                left -= minutes;
                add(place, piece.holder, minutes);
            }
            add(place, holder_of(*stage, in_house), left);
        }
    }

    /// How long units are away, side by side by one thing.
    pub fn turnaround(&self, by: Dimension, only: &ReviewFilter, now: Timestamp) -> Turnaround {
        let chosen = self.chosen(only);
        let at = minute(now);
        let months = (by == Dimension::Month).then(|| Months::of(&self.rows));
        let makers = (by == Dimension::Maker).then(|| self.makers());
        let parts = self.in_parts(|rows| {
            let mut groups: FxHashMap<u32, Gathered> = FxHashMap::default();
            for row in rows.iter().filter(|row| chosen.holds(row)) {
                let key = match (&months, &makers) {
                    (Some(months), _) => months.at(row.opened),
                    (_, Some(makers)) => u32::from(makers[usize::from(row.model)]),
                    // A ticket comes to many stages: those are gathered by themselves.
                    _ if by == Dimension::Stage => 0,
                    _ => self.key(by, row),
                };
                groups.entry(key).or_default().away(self, row, at);
            }
            groups
        });
        let mut whole = Gathered::default();
        let mut groups: FxHashMap<u32, Gathered> = FxHashMap::default();
        for (key, part) in parts.into_iter().flatten() {
            whole.take_in(&part);
            groups.entry(key).or_default().take_in(&part);
        }
        let mut groups: Vec<TurnaroundGroup> = if by == Dimension::Stage {
            self.by_stage(&chosen, only, at)
        } else {
            let mut keys: Vec<(u32, Gathered)> = groups.into_iter().collect();
            if matches!(by, Dimension::Week | Dimension::Month) {
                keys.sort_by_key(|(key, _)| *key);
            } else {
                keys.sort_by_key(|(key, group)| (std::cmp::Reverse(group.days.len()), *key));
            }
            keys.into_iter()
                .map(|(key, group)| {
                    let (key, label, filter) = self.name(by, key, only);
                    // Nothing in the list asks for what is not known.
                    let tickets = if key.is_empty() {
                        only.query()
                    } else {
                        filter.query()
                    };
                    group.group(key, label, tickets)
                })
                .collect()
        };
        let more_groups = groups.len().saturating_sub(MOST_GROUPS) as u32;
        if matches!(by, Dimension::Week | Dimension::Month) {
            groups.drain(..more_groups as usize);
        } else {
            groups.truncate(MOST_GROUPS);
        }
        Turnaround {
            by,
            whole: whole.group(String::new(), String::new(), only.query()),
            groups,
            more_groups,
        }
    }

    /// Time in each stage, of the tickets that came to it. Several visits count as one stay.
    fn by_stage(&self, chosen: &Chosen, only: &ReviewFilter, now: Minute) -> Vec<TurnaroundGroup> {
        let parts = self.in_parts(|rows| {
            let mut stages: [Gathered; STAGES.len()] = Default::default();
            for row in rows.iter().filter(|row| chosen.holds(row)) {
                let clock = self.clock(row.center);
                // Stays follow one another; a stage visited twice is taken for one longer stay.
                let mut from = row.opened;
                for (place, group) in stages.iter_mut().enumerate() {
                    let span = row.spans[place].minutes();
                    let is_here = STAGES[place] == row.stage;
                    if span == 0 && !is_here {
                        continue;
                    }
                    let mut worked = clock.worked(from, from + span);
                    from += span;
                    let mut minutes = span;
                    if is_here {
                        minutes += now.saturating_sub(row.since);
                        worked += clock.worked(row.since, now);
                    } else {
                        group.back += 1;
                    }
                    group.days.push(minutes, !is_here);
                    group.working.push(worked, !is_here);
                }
                self.hold_times(row, now, |place, holder, minutes| {
                    if STAGES[place] != row.stage {
                        stages[place].held[holder as usize] += u64::from(minutes);
                    }
                });
            }
            stages
        });
        let mut stages: [Gathered; STAGES.len()] = Default::default();
        for part in &parts {
            for (whole, part) in stages.iter_mut().zip(part) {
                whole.take_in(part);
            }
        }
        STAGES
            .iter()
            .zip(stages)
            .filter(|(_, group)| group.days.len() > 0)
            .map(|(stage, group)| {
                let tickets = TicketQuery {
                    stages: vec![*stage],
                    ..only.query()
                };
                group.group(stage.as_str().into(), stage.as_str().into(), tickets)
            })
            .collect()
    }

    /// What a ticket counts to, as a number.
    fn key(&self, by: Dimension, row: &Fact) -> u32 {
        match by {
            Dimension::Stage => place_of(row.stage).map_or(0, |place| place as u32 + 1),
            Dimension::Center => row.center.into(),
            Dimension::Region => self
                .region(row.center)
                .map_or(0, |region| region as u32 + 1),
            Dimension::Lane => row.lane.into(),
            Dimension::Maker | Dimension::Model => row.model.into(),
            Dimension::Component => row.kind as u32 + 1,
            Dimension::FaultClass => row.fault.into(),
            Dimension::Symptom => row.symptom.into(),
            Dimension::WarrantyClass => row.warranty as u32 + 1,
            Dimension::Level => row.level.into(),
            Dimension::Customer => row.customer.into(),
            Dimension::Site => row.site.into(),
            Dimension::Week => monday(row.opened),
            Dimension::Month => super::asked::month(row.opened),
        }
    }

    /// The first model of each model's maker: makers have no place of their own.
    fn makers(&self) -> Vec<u16> {
        let mut first: FxHashMap<&str, u16> = FxHashMap::default();
        (0..self.models.len() as u16)
            .map(|place| match self.maker(place) {
                Some(maker) => *first.entry(maker).or_insert(place),
                None => 0,
            })
            .collect()
    }

    /// Key, label and filter of a group.
    pub(super) fn name(
        &self,
        by: Dimension,
        key: u32,
        only: &ReviewFilter,
    ) -> (String, String, ReviewFilter) {
        let mut filter = only.clone();
        let place = key as u16;
        let named = |id: Option<String>, label: Option<&str>| {
            (id.unwrap_or_default(), label.unwrap_or_default().to_owned())
        };
        let (key, label) = match by {
            Dimension::Stage => (String::new(), String::new()),
            Dimension::Center => {
                filter.center_id = self.centers.key(place).copied();
                named(
                    filter.center_id.map(|id| id.to_string()),
                    self.center_name(place),
                )
            }
            Dimension::Region => {
                filter.region = (key as usize)
                    .checked_sub(1)
                    .and_then(|at| Region::ALL.get(at))
                    .copied();
                named(
                    filter.region.map(|it| it.to_string()),
                    filter.region.map(Region::as_str),
                )
            }
            Dimension::Lane => {
                filter.lane_id = self.lanes.key(place).copied();
                let label = filter
                    .lane_id
                    .and_then(|id| self.around.lanes.get(&id))
                    .map(|lane| {
                        let center = self.around.centers.get(&lane.center_id);
                        let center = center.map_or("", |known| &known.sheet.center.name);
                        format!("{} → {center}, {}", lane.from_country, lane.mode_out)
                    });
                named(filter.lane_id.map(|id| id.to_string()), label.as_deref())
            }
            Dimension::Maker => {
                filter.maker = self.maker(place).cloned();
                named(filter.maker.clone(), filter.maker.as_deref())
            }
            Dimension::Model => {
                filter.model_id = self.models.key(place).copied();
                named(
                    filter.model_id.map(|id| id.to_string()),
                    self.model_name(place),
                )
            }
            Dimension::Component => {
                filter.component = (key as usize)
                    .checked_sub(1)
                    .and_then(|at| DeviceKind::ALL.get(at))
                    .copied();
                named(
                    filter.component.map(|it| it.to_string()),
                    filter.component.map(DeviceKind::as_str),
                )
            }
            Dimension::FaultClass => {
                filter.fault_class = self.faults.key(place).cloned();
                let label = filter
                    .fault_class
                    .as_ref()
                    .map(|code| self.fault_label(code));
                named(filter.fault_class.clone(), label)
            }
            Dimension::Symptom => {
                filter.symptom_code = self.symptoms.key(place).cloned();
                let label = filter.symptom_code.as_ref().map(|code| {
                    self.around
                        .symptoms
                        .get(code)
                        .map_or(code.as_str(), String::as_str)
                });
                named(filter.symptom_code.clone(), label)
            }
            Dimension::WarrantyClass => {
                filter.warranty_class = (key as usize)
                    .checked_sub(1)
                    .and_then(|at| WarrantyClass::ALL.get(at))
                    .copied();
                named(
                    filter.warranty_class.map(|it| it.to_string()),
                    filter.warranty_class.map(WarrantyClass::as_str),
                )
            }
            Dimension::Level => {
                filter.level = Some(key as u8);
                (key.to_string(), key.to_string())
            }
            Dimension::Customer => {
                filter.customer_id = self.customers.key(place).copied();
                let label = filter
                    .customer_id
                    .and_then(|id| self.around.customers.get(&id));
                named(
                    filter.customer_id.map(|id| id.to_string()),
                    label.map(String::as_str),
                )
            }
            Dimension::Site => {
                filter.site_id = self.sites.key(place).copied();
                let label = filter.site_id.and_then(|id| self.around.sites.get(&id));
                named(
                    filter.site_id.map(|id| id.to_string()),
                    label.map(String::as_str),
                )
            }
            Dimension::Week => {
                let (from, to) = (date_of(key), date_of(key + 6));
                let within = between(only, from, to);
                (filter.filed_from, filter.filed_to) = within;
                (from.to_string(), from.to_string())
            }
            Dimension::Month => {
                let from = first_of_month(key);
                (filter.filed_from, filter.filed_to) = between(only, from, last_of_month(key));
                (from.to_string(), from.format("%Y-%m").to_string())
            }
        };
        (key, label, filter)
    }

    pub(super) fn fault_label<'a>(&'a self, code: &'a str) -> &'a str {
        self.around.faults.get(code).map_or(code, String::as_str)
    }

    /// The share still away by days, center by center; the twelve with the most tickets.
    pub fn curves(&self, only: &ReviewFilter, now: Timestamp) -> Vec<CenterCurve> {
        let at = minute(now);
        let mut centers: Vec<Times> = (0..self.centers.len()).map(|_| Times::default()).collect();
        for row in self
            .rows_of(only)
            .filter(|row| row.standing() != Standing::Ended)
        {
            centers[usize::from(row.center)].push(row.away(at), row.back > 0);
        }
        let mut curves: Vec<(u16, Times)> = (0..).zip(centers).collect();
        curves.retain(|(place, times)| *place > 0 && times.len() > 0);
        curves.sort_by_key(|(place, times)| (std::cmp::Reverse(times.len()), *place));
        curves.truncate(MOST_CURVES);
        curves
            .into_iter()
            .filter_map(|(place, mut times)| {
                let center_id = *self.centers.key(place)?;
                let center = &self.around.centers.get(&center_id)?.sheet.center;
                Some(CenterCurve {
                    center_id,
                    center: center.name.clone(),
                    region: center.region,
                    units: times.len(),
                    open: times.open(),
                    p50: times.banded(0.5),
                    points: times.points(CURVE_POINTS),
                    at_risk: times.at_risk(&AT_RISK_DAYS),
                    tickets: ReviewFilter {
                        center_id: Some(center_id),
                        ..only.clone()
                    }
                    .query(),
                })
            })
            .collect()
    }

    /// US and overseas by month of filing, with what happened in the world beside.
    pub fn trend(&self, only: &ReviewFilter, now: Timestamp) -> Trend {
        let at = minute(now);
        let months = Months::of(&self.rows);
        let mut cells: FxHashMap<(u32, Region), Times> = FxHashMap::default();
        let regions: Vec<Option<Region>> = (0..self.centers.len() as u16)
            .map(|place| self.region(place))
            .collect();
        for row in self
            .rows_of(only)
            .filter(|row| row.standing() != Standing::Ended)
        {
            if let Some(region) = regions[usize::from(row.center)] {
                let cell = cells.entry((months.at(row.opened), region)).or_default();
                cell.push(row.away(at), row.back > 0);
            }
        }
        let mut cells: Vec<((u32, Region), Times)> = cells.into_iter().collect();
        cells.sort_by_key(|(key, _)| *key);
        let first = cells.first().map(|((month, _), _)| first_of_month(*month));
        let points = cells
            .into_iter()
            .map(|((month, region), mut times)| {
                let (from, to) = between(only, first_of_month(month), last_of_month(month));
                TrendPoint {
                    month: first_of_month(month),
                    region,
                    units: times.len(),
                    open: times.open(),
                    p50: times.banded(0.5),
                    p80: times.banded(0.8),
                    tickets: ReviewFilter {
                        region: Some(region),
                        filed_from: from,
                        filed_to: to,
                        ..only.clone()
                    }
                    .query(),
                }
            })
            .collect();
        Trend {
            points,
            events: first.map_or_else(Vec::new, |first| self.events(first, now.date(), at)),
        }
    }

    fn events(&self, from: NaiveDate, to: NaiveDate, now: Minute) -> Vec<TrendEvent> {
        let mut events = self.customs_holds(from, now);
        for rate in self
            .around
            .duty
            .iter()
            .filter(|rate| rate.valid_from >= from && rate.valid_from <= to)
        {
            events.push(TrendEvent {
                kind: TrendEventKind::Tariff,
                from: rate.valid_from,
                to: rate.valid_to.unwrap_or(to).min(to),
                label: format!("{}: {} %", rate.hts, f64::from(rate.rate_ppm) / 10_000.0),
                country: rate.country.clone(),
                units: 0,
            });
        }
        let mut countries: Vec<&str> = self
            .around
            .centers
            .values()
            .map(|known| known.sheet.center.country.as_str())
            .collect();
        countries.sort_unstable();
        countries.dedup();
        // The shipped table can be read, or no calendar here could have been made of it.
        if let Ok(holidays) = published::holidays() {
            for country in countries {
                let mut day = from;
                while day <= to {
                    let Some(name) = holidays.name_of(country, day) else {
                        day = day.succ_opt().unwrap_or(NaiveDate::MAX);
                        continue;
                    };
                    let last = day
                        .iter_days()
                        .take_while(|day| holidays.name_of(country, *day).is_some())
                        .last()
                        .unwrap_or(day);
                    if (last - day).num_days() + 1 >= LONG_HOLIDAY {
                        events.push(TrendEvent {
                            kind: TrendEventKind::Holiday,
                            from: day,
                            to: last,
                            label: name.to_owned(),
                            country: country.to_owned(),
                            units: 0,
                        });
                    }
                    day = last.succ_opt().unwrap_or(NaiveDate::MAX);
                }
            }
        }
        events.sort_by(|a, b| (a.from, a.kind, &a.country).cmp(&(b.from, b.kind, &b.country)));
        events
    }

    /// Stretches of days on which tickets of the desk were held by customs.
    fn customs_holds(&self, from: NaiveDate, now: Minute) -> Vec<TrendEvent> {
        let mut held: Vec<(Minute, Minute)> = self
            .holds
            .values()
            .flat_map(|held| held.iter())
            .filter(|held| held.reason == HoldReason::CustomsHold)
            .map(|held| (held.from, if held.until > 0 { held.until } else { now }))
            .filter(|(_, until)| *until >= minute(Timestamp::start_of(from)))
            .collect();
        held.sort_unstable();
        let mut windows: Vec<(Minute, Minute, u32)> = Vec::new();
        for (from, until) in held {
            match windows.last_mut() {
                // A day between two is no end of it.
                Some((_, last, units)) if from <= *last + 1440 => {
                    *last = until.max(*last);
                    *units += 1;
                }
                _ => windows.push((from, until, 1)),
            }
        }
        windows
            .into_iter()
            .map(|(from, until, units)| TrendEvent {
                kind: TrendEventKind::CustomsHold,
                from: instant(from).date(),
                to: instant(until).date(),
                label: String::new(),
                country: String::new(),
                units,
            })
            .collect()
    }
}

/// The part of a stretch of days that the filter leaves.
fn between(
    only: &ReviewFilter,
    from: NaiveDate,
    to: NaiveDate,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    (
        Some(only.filed_from.map_or(from, |day| day.max(from))),
        Some(only.filed_to.map_or(to, |day| day.min(to))),
    )
}

/// The stage that took the largest part of what a unit was away longer than usual.
pub(super) fn slowest(
    row: &Fact,
    usual: &[u32; STAGES.len()],
    now: Minute,
) -> Option<(Stage, f64)> {
    (0..STAGES.len())
        .map(|place| {
            (
                STAGES[place],
                i64::from(row.in_stage(place, now)) - i64::from(usual[place]),
            )
        })
        .max_by_key(|(_, over)| *over)
        .filter(|(_, over)| *over > 0)
        .map(|(stage, over)| (stage, over as f64 / 1440.0))
}
