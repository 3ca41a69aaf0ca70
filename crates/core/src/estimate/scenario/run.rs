//! Both worlds drawn and summed up.

use chrono::{DateTime, NaiveDate, Utc};
use hashmend_turnaround::Priors;

use super::cells::Cell;
use super::draw::{Calendars, draw, ready};
use super::plan::{Part, Place, Plan, otherwise};
use super::sum::{Duties, back, centers, drawn, world};
use super::{Change, LeftOut, TwoWorlds};
use crate::error::Result;
use crate::estimate::WhyNot;
use crate::estimate::money::Money;
use crate::id::CenterId;
use crate::learn::Lessons;
use crate::place::CenterSheet;
use crate::time::Timestamp;

/// Paths drawn in all, over every group of both worlds.
const PATHS_IN_ALL: u32 = 150_000;

/// What both worlds rest on.
pub(super) struct Ground<'a> {
    pub sheets: &'a [CenterSheet],
    pub money: &'a Money,
    pub priors: &'a Priors,
    pub lessons: Option<&'a Lessons>,
    pub hashprice_usd: f64,
    pub asof: DateTime<Utc>,
}

impl Ground<'_> {
    pub fn on(&self) -> NaiveDate {
        self.asof.date_naive()
    }

    pub fn sheet(&self, id: CenterId) -> Option<&CenterSheet> {
        self.sheets.iter().find(|sheet| sheet.center.id == id)
    }
}

pub(super) fn two_worlds(
    ground: &Ground<'_>,
    cells: &[Cell],
    mut left_out: Vec<LeftOut>,
    changes: &[Change],
) -> Result<TwoWorlds> {
    let now = Timestamp::from(ground.asof);
    let today: Vec<Part> = cells
        .iter()
        .enumerate()
        .map(|(at, cell)| Part {
            cell: at,
            share: 1.0,
            plan: Plan {
                place: Place::At(cell.center_id, cell.lane_id),
                closures: Vec::new(),
                queue_times: 1.0,
                held_until: None,
            },
        })
        .collect();
    let then = otherwise(ground, cells, &today, changes);
    let touched = then
        .iter()
        .filter(|part| part.plan != today[part.cell].plan)
        .map(|part| part.share * f64::from(cells[part.cell].units))
        .sum::<f64>();

    let mut calendars = Calendars::default();
    let mut make = |part: &Part| ready(ground, &cells[part.cell], part, changes, &mut calendars);
    let ready_today = today.iter().map(&mut make).collect::<Result<Vec<_>>>()?;
    // What is as today is not drawn again.
    let (same, other): (Vec<&Part>, Vec<&Part>) = then
        .iter()
        .partition(|part| part.plan == today[part.cell].plan);
    let ready_other = other
        .iter()
        .map(|part| make(part))
        .collect::<Result<Vec<_>>>()?;

    let trips = (ready_today.len() + ready_other.len()).max(1) as u32;
    let paths = (PATHS_IN_ALL / trips).clamp(100, 2_000);
    let days_today = draw(ground, &ready_today, paths)?;
    let days_other = draw(ground, &ready_other, paths)?;

    let duties = Duties::new(ground, changes);
    let mut world_today = Vec::new();
    let mut world_then = Vec::new();
    let mut refused = vec![false; cells.len()];
    for (part, days) in today.iter().zip(&days_today) {
        match days {
            Ok(days) => world_today.push(drawn(
                ground,
                &cells[part.cell],
                part,
                changes,
                days.days.clone(),
                days,
                duties.today(),
            )),
            Err(error) => {
                refused[part.cell] = true;
                left_out.push(LeftOut {
                    units: cells[part.cell].units,
                    why: WhyNot::Other {
                        text: error.to_string(),
                    },
                });
            }
        }
    }
    for part in same {
        if let Ok(days) = &days_today[part.cell] {
            let cell = &cells[part.cell];
            world_then.push(drawn(
                ground,
                cell,
                part,
                changes,
                days.days.clone(),
                days,
                duties.then(),
            ));
        }
    }
    for (part, days) in other.into_iter().zip(&days_other) {
        let (Ok(before), false) = (&days_today[part.cell], refused[part.cell]) else {
            continue;
        };
        let cell = &cells[part.cell];
        let Ok(days) = days else {
            // What cannot be drawn the other way stays on its own.
            let back = Part {
                plan: today[part.cell].plan.clone(),
                ..part.clone()
            };
            let days = before.days.clone();
            world_then.push(drawn(
                ground,
                cell,
                &back,
                changes,
                days,
                before,
                duties.then(),
            ));
            continue;
        };
        let stays = part.plan.place == today[part.cell].plan.place;
        let now_days = if stays {
            // The same unit on the same way: what the whole cases taught of it holds, and what is
            // otherwise is added path by path.
            before
                .days
                .iter()
                .zip(days.chained.iter().zip(&before.chained))
                .map(|(usual, (other, chained))| (usual + other - chained).max(0.0))
                .collect()
        } else {
            days.days.clone()
        };
        world_then.push(drawn(
            ground,
            cell,
            part,
            changes,
            now_days,
            days,
            duties.then(),
        ));
    }
    let units = cells
        .iter()
        .zip(&refused)
        .filter(|(_, refused)| !**refused)
        .map(|(cell, _)| cell.units)
        .sum();
    Ok(TwoWorlds {
        asked_at: now,
        units,
        left_out,
        cells: cells.len() as u32,
        paths,
        hashprice_usd_per_ph_day: ground.hashprice_usd,
        today: world(ground, &world_today),
        then: world(ground, &world_then),
        centers: centers(ground, changes, &world_today, &world_then),
        back: back(&world_today, &world_then),
        touched: touched.round() as u32,
    })
}
