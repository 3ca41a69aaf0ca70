//! Which part of each group goes which way, change by change.

use chrono::{Days, NaiveDate};

use super::Change;
use super::cells::Cell;
use super::run::Ground;
use crate::estimate::way::lane_for;
use crate::id::{CenterId, LaneId};
use crate::place::{CenterKind, Region};
use crate::ticket::Stage;

/// A new center takes what would reach it within so many days from now.
const WINDOW_DAYS: u64 = 28;

/// Where a part of a cell goes, and what is otherwise on its way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub place: Place,
    pub closures: Vec<(NaiveDate, NaiveDate)>,
    pub queue_times: f64,
    pub held_until: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    At(CenterId, LaneId),
    /// The center of the change at this position.
    New(usize),
}

#[derive(Debug, Clone)]
pub(super) struct Part {
    pub cell: usize,
    /// Of the cell's units.
    pub share: f64,
    pub plan: Plan,
}

/// Each change splits the parts it catches, in the order given.
pub(super) fn otherwise(
    ground: &Ground<'_>,
    cells: &[Cell],
    today: &[Part],
    changes: &[Change],
) -> Vec<Part> {
    let on = ground.on();
    let mut parts: Vec<Part> = today.to_vec();
    for (at, change) in changes.iter().enumerate() {
        let mut next = Vec::with_capacity(parts.len());
        let room = match change {
            Change::NewCenter { .. } => room(ground, cells, &parts, change),
            _ => 0.0,
        };
        for part in parts {
            let cell = &cells[part.cell];
            match change {
                Change::Tariff { .. } => next.push(part),
                Change::CustomsHold {
                    lanes,
                    days,
                    chance,
                    ..
                } => {
                    let caught = match part.plan.place {
                        Place::At(center, lane) => {
                            (lanes.is_empty() || lanes.contains(&lane))
                                && crosses_into_us(ground, center, cell)
                        }
                        Place::New(_) => false,
                    };
                    let until = on + Days::new(u64::from(*days));
                    split(
                        &mut next,
                        part,
                        if caught { *chance } else { 0.0 },
                        |plan| {
                            plan.held_until = plan.held_until.max(Some(until));
                        },
                    );
                }
                Change::Queue { center_ids, times } => {
                    let caught = is_one_of(&part.plan, center_ids);
                    split(&mut next, part, f64::from(u8::from(caught)), |plan| {
                        plan.queue_times *= times;
                    });
                }
                Change::Closure {
                    center_ids,
                    from_on,
                    to_on,
                } => {
                    let caught = is_one_of(&part.plan, center_ids) && *to_on >= on;
                    split(&mut next, part, f64::from(u8::from(caught)), |plan| {
                        plan.closures.push((*from_on, *to_on));
                    });
                }
                Change::Shift { from, to, share } => {
                    let there = ground.sheet(*to).filter(|sheet| {
                        may_move(cell)
                            && is_one_of(&part.plan, &[*from])
                            && cell.kind.fits(sheet, on)
                    });
                    let lane = there
                        .and_then(|sheet| lane_for(sheet, None, None, &cell.country, on))
                        .map(|lane| lane.id);
                    let caught = if lane.is_some() { *share } else { 0.0 };
                    split(&mut next, part, caught, |plan| {
                        if let Some(lane) = lane {
                            plan.place = Place::At(*to, lane);
                        }
                    });
                }
                Change::NewCenter { makers, .. } => {
                    let caught = if is_drawn_to(ground, cell, &part, makers) {
                        room
                    } else {
                        0.0
                    };
                    split(&mut next, part, caught, |plan| {
                        plan.place = Place::New(at);
                        plan.held_until = None;
                    });
                }
            }
        }
        parts = next;
    }
    parts
}

fn split(next: &mut Vec<Part>, part: Part, caught: f64, change: impl Fn(&mut Plan)) {
    let caught = caught.clamp(0.0, 1.0);
    if caught > 0.0 {
        let mut plan = part.plan.clone();
        change(&mut plan);
        next.push(Part {
            share: part.share * caught,
            plan,
            ..part
        });
    }
    if caught < 1.0 {
        next.push(Part {
            share: part.share * (1.0 - caught),
            ..part
        });
    }
}

fn is_one_of(plan: &Plan, centers: &[CenterId]) -> bool {
    match plan.place {
        Place::At(center, _) => centers.is_empty() || centers.contains(&center),
        Place::New(_) => centers.is_empty(),
    }
}

fn crosses_into_us(ground: &Ground<'_>, center: CenterId, cell: &Cell) -> bool {
    cell.country == "US"
        && ground.sheet(center).is_some_and(|sheet| {
            sheet.center.kind != CenterKind::InHouse && sheet.center.country != cell.country
        })
}

/// Only what has not left can go elsewhere.
pub(super) fn may_move(cell: &Cell) -> bool {
    cell.standing
        .is_none_or(|(stage, _, _)| matches!(stage, Stage::Submitted | Stage::Authorized))
}

fn is_drawn_to(ground: &Ground<'_>, cell: &Cell, part: &Part, makers: &[String]) -> bool {
    let Place::At(center, _) = part.plan.place else {
        return false;
    };
    let overseas = ground
        .sheet(center)
        .is_some_and(|sheet| sheet.center.region == Region::Overseas);
    let made = makers.is_empty()
        || makers.iter().any(|maker| {
            crate::catalog::maker_of(maker)
                .eq_ignore_ascii_case(crate::catalog::maker_of(&cell.kind.maker))
        });
    overseas && made && cell.country == "US" && may_move(cell)
}

/// The share of what is drawn to a new center that it has room for.
fn room(ground: &Ground<'_>, cells: &[Cell], parts: &[Part], change: &Change) -> f64 {
    let Change::NewCenter {
        makers,
        from,
        per_week_at_first,
        per_week_when_full,
        full_on,
        ..
    } = change
    else {
        return 0.0;
    };
    let wanted: f64 = parts
        .iter()
        .filter(|part| is_drawn_to(ground, &cells[part.cell], part, makers))
        .map(|part| part.share * f64::from(cells[part.cell].units))
        .sum();
    let on = ground.on();
    let takes: f64 = (0..WINDOW_DAYS)
        .filter_map(|day| on.checked_add_days(Days::new(day)))
        .filter(|day| day >= from)
        .map(|day| {
            let ramp = (*full_on - *from).num_days().max(1) as f64;
            let grown = ((day - *from).num_days() as f64 / ramp).min(1.0);
            (per_week_at_first + (per_week_when_full - per_week_at_first) * grown) / 7.0
        })
        .sum();
    if wanted > 0.0 {
        (takes / wanted).clamp(0.0, 1.0)
    } else {
        0.0
    }
}
