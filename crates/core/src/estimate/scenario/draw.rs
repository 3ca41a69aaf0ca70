//! Parts made into trips, and drawn.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use hashmend_turnaround as turnaround;
use turnaround::{
    HoldScenario, Known, Route, Settings, Standing, Subject, Trip, TripDays, Warranty,
    WorkCalendar, fleet,
};
use uuid::Uuid;

use super::Change;
use super::cells::{Cell, Kind};
use super::plan::{Part, Place};
use super::run::Ground;
use crate::error::{Error, Result};
use crate::estimate::asked::ASSUMED_ZONE;
use crate::estimate::{Assumptions, published, weigh};
use crate::id::{CenterId, LaneId, RowId};
use crate::learn::features::{self, Features};
use crate::place::{Capacity, Center, CenterKind, CenterSheet, Closure, Lane, Mode, Region};

/// A plan made ready for drawing.
pub(super) struct Ready {
    pub route: Route,
    pub subject: Subject,
    pub settings: Settings,
    /// Which priors: a lane's own figures for its legs take the place of the published ones.
    pub legs: Option<Legs>,
}

/// A lane's own figures for its legs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Legs {
    region: Region,
    out: (Mode, Option<(f64, f64)>),
    back: (Mode, Option<(f64, f64)>),
}

/// Time zone, country, and the days closed beside its holidays.
type Hours = (String, String, Vec<(NaiveDate, NaiveDate)>);

/// Each calendar made once.
#[derive(Default)]
pub(super) struct Calendars(BTreeMap<Hours, Arc<WorkCalendar>>);

impl Calendars {
    fn get(
        &mut self,
        zone: &str,
        country: &str,
        closures: Vec<(NaiveDate, NaiveDate)>,
        around: NaiveDate,
    ) -> Result<Arc<WorkCalendar>> {
        let key = (zone.to_owned(), country.to_owned(), closures);
        if let Some(known) = self.0.get(&key) {
            return Ok(Arc::clone(known));
        }
        let closed: Vec<Closure> = key
            .2
            .iter()
            .map(|(from_on, to_on)| Closure {
                id: RowId(Uuid::nil()),
                center_id: CenterId(Uuid::nil()),
                from_on: *from_on,
                to_on: *to_on,
                note: String::new(),
            })
            .collect();
        let calendar = published::calendar(zone, country, &closed, around)?;
        self.0.insert(key, Arc::clone(&calendar));
        Ok(calendar)
    }
}

/// The center and lane of a part; a new center's are made up from its change.
pub(super) fn center_of<'g>(
    ground: &'g Ground<'_>,
    place: Place,
    changes: &[Change],
) -> Option<(Cow<'g, CenterSheet>, Lane)> {
    match place {
        Place::At(center, lane) => {
            let sheet = ground.sheet(center)?;
            let lane = sheet.lanes.iter().find(|known| known.id == lane)?.clone();
            Some((Cow::Borrowed(sheet), lane))
        }
        Place::New(at) => {
            let Change::NewCenter {
                name,
                makers,
                from,
                per_week_when_full,
                freight_usd,
                source,
                ..
            } = changes.get(at)?
            else {
                return None;
            };
            let id = CenterId(Uuid::nil());
            let center = Center {
                id,
                name: name.clone(),
                kind: CenterKind::Authorized,
                region: Region::Us,
                country: "US".into(),
                city: None,
                zone: ASSUMED_ZONE.into(),
                makers: makers.clone(),
                levels: vec![1, 2, 3],
                accepts: Vec::new(),
                maker_warranty: true,
                repair_warranty_days: None,
                quoted_days: None,
                starter: false,
                source: source.clone(),
                note: String::new(),
                retired_on: None,
            };
            let freight = (freight_usd * 100.0).round() as i32;
            let lane = Lane {
                id: LaneId(Uuid::nil()),
                center_id: id,
                site_id: None,
                from_country: "US".into(),
                mode_out: Mode::Ground,
                mode_back: Mode::Ground,
                transit_out: None,
                transit_back: None,
                freight_out_cents: freight,
                freight_back_cents: freight,
                brokerage_cents: 0,
                maker_pays_return: false,
                hold_chance: None,
                valid_from: *from,
                valid_to: None,
                starter: false,
                source: String::new(),
            };
            let capacities = vec![Capacity {
                id: RowId(Uuid::nil()),
                center_id: id,
                units_per_week: *per_week_when_full,
                valid_from: *from,
                source: String::new(),
            }];
            let sheet = CenterSheet {
                center,
                fees: Vec::new(),
                capacities,
                closures: Vec::new(),
                lanes: Vec::new(),
                open_tickets: 0,
                closed_tickets: 0,
            };
            Some((Cow::Owned(sheet), lane))
        }
    }
}

pub(super) fn ready(
    ground: &Ground<'_>,
    cell: &Cell,
    part: &Part,
    changes: &[Change],
    calendars: &mut Calendars,
) -> Result<Ready> {
    let on = ground.on();
    let (sheet, lane) = center_of(ground, part.plan.place, changes)
        .ok_or_else(|| Error::not_found("repair center", cell.center_id))?;
    let mut closures: Vec<(NaiveDate, NaiveDate)> = sheet
        .closures
        .iter()
        .map(|closure| (closure.from_on, closure.to_on))
        .collect();
    closures.extend(&part.plan.closures);
    let center_calendar = calendars.get(&sheet.center.zone, &sheet.center.country, closures, on)?;
    let site_calendar = calendars.get(&cell.zone, &cell.country, Vec::new(), on)?;
    let route = weigh::route(&sheet, &lane, center_calendar, site_calendar, on);
    let warranty = if cell.kind.warranty.is_covered() {
        Warranty::In
    } else {
        Warranty::Out
    };
    let standing = cell.standing.and_then(|(stage, since, opened)| {
        let stage = turnaround::Stage::ALL
            .into_iter()
            .find(|known| known.name() == stage.as_str())
            .filter(|stage| route.has_stage(*stage, warranty))?;
        Some(Standing {
            stage,
            entered_at: since.to_datetime(),
            opened_at: opened.to_datetime(),
        })
    });
    let mut settings = weigh::assume(Settings::default(), &Assumptions::default(), &lane);
    settings.queue_times = part.plan.queue_times;
    if let Some(released_on) = part.plan.held_until {
        settings.hold = HoldScenario::AssumeHoldUntil { released_on };
        // The chance of the hold has been drawn already, by the share of the units.
        settings.hold_prior.affected_share = 1.0;
    }
    let legs = (lane.transit_out.is_some() || lane.transit_back.is_some()).then(|| Legs {
        region: sheet.center.region,
        out: (lane.mode_out, lane.transit_out),
        back: (lane.mode_back, lane.transit_back),
    });
    Ok(Ready {
        route,
        subject: Subject {
            key: String::new(),
            warranty,
            level: weigh::repair_level(cell.kind.level),
            // Open tickets come back one by one; what is planned travels together.
            quantity: if cell.standing.is_some() {
                1
            } else {
                cell.units
            },
            standing,
            features: known_of(&cell.kind),
            needed_by: None,
        },
        settings,
        legs,
    })
}

fn known_of(kind: &Kind) -> Vec<(String, String)> {
    let features = Features {
        maker: &kind.maker,
        model: &kind.model,
        component: Some(kind.component),
        level: kind.level,
        warranty: Some(kind.warranty),
        fault: &kind.fault,
        units: 1,
        ..Features::default()
    };
    features::NAMES
        .into_iter()
        .zip(features.values())
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The days of a trip, or why it cannot be drawn.
pub(super) type Drawing = std::result::Result<TripDays, turnaround::Error>;

/// The days of each, in order; those that share their priors are drawn together.
pub(super) fn draw(ground: &Ground<'_>, ready: &[Ready], paths: u32) -> Result<Vec<Drawing>> {
    let mut groups: Vec<(Option<Legs>, Vec<usize>)> = Vec::new();
    for (at, one) in ready.iter().enumerate() {
        match groups.iter_mut().find(|(legs, _)| *legs == one.legs) {
            Some((_, of)) => of.push(at),
            None => groups.push((one.legs, vec![at])),
        }
    }
    let mut days: Vec<Option<Drawing>> = ready.iter().map(|_| None).collect();
    for (legs, of) in groups {
        let own = legs
            .map(|legs| weigh::priors_with_legs(ground.priors, legs.region, legs.out, legs.back))
            .transpose()?;
        let known = Known {
            priors: own.as_ref().unwrap_or(ground.priors),
            learned: ground.lessons.map(|lessons| &lessons.learned),
        };
        let trips: Vec<Trip<'_>> = of
            .iter()
            .map(|at| Trip {
                route: &ready[*at].route,
                subject: &ready[*at].subject,
                settings: ready[*at].settings,
            })
            .collect();
        let found = fleet(known, &trips, ground.asof, 1, paths)
            .map_err(|error| published::refused(&error))?;
        for (at, found) in of.into_iter().zip(found) {
            days[at] = Some(found);
        }
    }
    Ok(days.into_iter().flatten().collect())
}
