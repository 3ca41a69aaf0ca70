//! Open tickets, gathered into groups so alike that one drawing does for all of a group.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::LeftOut;
use crate::catalog::{Model, rows as catalog};
use crate::device::DeviceKind;
use crate::error::Result;
use crate::estimate::WhyNot;
use crate::estimate::asked::{self, ASSUMED_COUNTRY, ASSUMED_ZONE};
use crate::estimate::way::lane_for;
use crate::id::{CenterId, LaneId, ModelId, SiteId};
use crate::place::{CenterSheet, rows as places};
use crate::ticket::{Stage, WarrantyClass};
use crate::time::Timestamp;

/// More groups than these are drawn coarser: an answer is wanted within a second.
const MOST_CELLS: usize = 600;

/// Where alike units stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub kind: Kind,
    pub center_id: CenterId,
    pub lane_id: LaneId,
    pub country: String,
    pub zone: String,
    /// The stage and since when, and when they were opened; `None`: not sent yet.
    pub standing: Option<(Stage, Timestamp, Timestamp)>,
    pub units: u32,
    /// Of all units together.
    pub phs: f64,
    /// US dollars agreed on for some of them, and for how many.
    pub quoted_usd: f64,
    pub quoted_units: u32,
}

/// What the units of a cell are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub component: DeviceKind,
    pub level: u8,
    pub warranty: WarrantyClass,
    /// Empty where unknown, or where too many groups would come of it.
    pub maker: String,
    pub model: String,
    pub fault: String,
}

impl Kind {
    /// Whether a center would take such units.
    pub fn fits(&self, sheet: &CenterSheet, on: NaiveDate) -> bool {
        let maker = (!self.maker.is_empty()).then_some(self.maker.as_str());
        crate::estimate::way::refuses(sheet, maker, self.component, self.level, self.warranty, on)
            .is_none()
    }
}

struct OpenTicket {
    component: DeviceKind,
    level: u8,
    warranty: WarrantyClass,
    model: Option<ModelId>,
    site: Option<SiteId>,
    center: Option<CenterId>,
    lane: Option<LaneId>,
    stage: Stage,
    since: Timestamp,
    opened: Option<Timestamp>,
    quoted_cents: Option<i64>,
    fault: Option<String>,
}

/// How finely tickets are told apart; each step puts more of them together.
#[derive(Debug, Clone, Copy)]
struct Grain {
    model: bool,
    fault: bool,
    maker: bool,
    /// Days in the stage, told apart at these.
    ages: &'static [f64],
}

const GRAINS: [Grain; 4] = [
    Grain {
        model: true,
        fault: true,
        maker: true,
        ages: &[1.0, 3.0, 7.0, 14.0, 30.0, 60.0],
    },
    Grain {
        model: true,
        fault: false,
        maker: true,
        ages: &[2.0, 7.0, 21.0, 60.0],
    },
    Grain {
        model: false,
        fault: false,
        maker: true,
        ages: &[3.0, 14.0, 45.0],
    },
    Grain {
        model: false,
        fault: false,
        maker: false,
        ages: &[7.0, 30.0],
    },
];

type Key = (Kind, CenterId, LaneId, (String, String), Stage, usize);

/// All tickets that were filed and are not back, in groups, and those no estimate can be made of.
pub(super) fn open(
    conn: &Connection,
    sheets: &[CenterSheet],
    now: Timestamp,
) -> Result<(Vec<Cell>, Vec<LeftOut>)> {
    let on = now.to_datetime().date_naive();
    let tickets = tickets(conn)?;
    let mut models: BTreeMap<ModelId, Option<Model>> = BTreeMap::new();
    let mut sites: BTreeMap<SiteId, (String, String)> = BTreeMap::new();
    for ticket in &tickets {
        if let Some(id) = ticket.model
            && !models.contains_key(&id)
        {
            models.insert(id, catalog::find_model(conn, id)?);
        }
        if let Some(id) = ticket.site
            && !sites.contains_key(&id)
            && let Some(site) = places::find_site(conn, id)?
        {
            sites.insert(id, (site.country, site.zone));
        }
    }
    let assumed = (ASSUMED_COUNTRY.to_owned(), ASSUMED_ZONE.to_owned());
    let mut left_out: Vec<LeftOut> = Vec::new();
    let mut placed = Vec::with_capacity(tickets.len());
    for ticket in &tickets {
        let from = ticket
            .site
            .and_then(|id| sites.get(&id))
            .unwrap_or(&assumed);
        let sheet = ticket
            .center
            .and_then(|id| sheets.iter().find(|sheet| sheet.center.id == id));
        let Some(sheet) = sheet else {
            leave_out(&mut left_out, WhyNot::NoCenterChosen);
            continue;
        };
        match lane_for(sheet, ticket.lane, ticket.site, &from.0, on) {
            Some(lane) => placed.push((ticket, sheet.center.id, lane.id, from)),
            None => leave_out(
                &mut left_out,
                WhyNot::NoLaneTo {
                    country: from.0.clone(),
                    center: sheet.center.name.clone(),
                },
            ),
        }
    }
    let mut cells = Vec::new();
    for grain in GRAINS {
        let mut grouped: BTreeMap<Key, Sum> = BTreeMap::new();
        for (ticket, center, lane, from) in &placed {
            let model = ticket.model.and_then(|id| models.get(&id)?.as_ref());
            let age = now.days_since(ticket.since);
            let key = (
                kind(ticket, model, grain),
                *center,
                *lane,
                (*from).clone(),
                ticket.stage,
                grain.ages.partition_point(|limit| *limit <= age),
            );
            grouped.entry(key).or_default().add(ticket, model, now);
        }
        cells = grouped.into_iter().map(cell).collect();
        if cells.len() <= MOST_CELLS {
            break;
        }
    }
    Ok((cells, left_out))
}

fn leave_out(left_out: &mut Vec<LeftOut>, why: WhyNot) {
    match left_out.iter_mut().find(|known| known.why == why) {
        Some(known) => known.units += 1,
        None => left_out.push(LeftOut { units: 1, why }),
    }
}

fn kind(ticket: &OpenTicket, model: Option<&Model>, grain: Grain) -> Kind {
    let text =
        |wanted: bool, text: Option<&str>| text.filter(|_| wanted).unwrap_or_default().to_owned();
    Kind {
        component: ticket.component,
        level: ticket.level,
        warranty: ticket.warranty,
        maker: text(grain.maker, model.map(|model| model.maker.as_str())),
        model: text(grain.model, model.map(|model| model.name.as_str())),
        fault: text(grain.fault, ticket.fault.as_deref()),
    }
}

/// What the tickets of a cell come to.
#[derive(Default)]
struct Sum {
    units: u32,
    phs: f64,
    quoted_cents: i64,
    quoted_units: u32,
    /// Days in the stage and since they were opened, all together.
    ages: f64,
    opened: f64,
    now: Option<Timestamp>,
}

impl Sum {
    fn add(&mut self, ticket: &OpenTicket, model: Option<&Model>, now: Timestamp) {
        self.units += 1;
        self.phs += model
            .and_then(|model| asked::lost_ths(model, ticket.component))
            .unwrap_or(0.0)
            / 1_000.0;
        if let Some(cents) = ticket.quoted_cents {
            self.quoted_cents += cents;
            self.quoted_units += 1;
        }
        let age = now.days_since(ticket.since).max(0.0);
        self.ages += age;
        self.opened += ticket
            .opened
            .map_or(age, |opened| now.days_since(opened).max(age));
        self.now = Some(now);
    }
}

fn cell((key, sum): (Key, Sum)) -> Cell {
    let (kind, center_id, lane_id, (country, zone), stage, _) = key;
    let units = f64::from(sum.units.max(1));
    Cell {
        kind,
        center_id,
        lane_id,
        country,
        zone,
        standing: sum.now.map(|now| {
            (
                stage,
                now.plus_days(-sum.ages / units),
                now.plus_days(-sum.opened / units),
            )
        }),
        units: sum.units,
        phs: sum.phs,
        quoted_usd: sum.quoted_cents as f64 / 100.0,
        quoted_units: sum.quoted_units,
    }
}

/// What an open ticket is, and where it stands. Walks the open tickets by their own index.
pub(super) const OPEN: &str = "SELECT device.kind, ticket.level, ticket.warranty_class,
         coalesce(ticket.model_id, device.model_id), coalesce(ticket.site_id, rma.site_id),
         coalesce(ticket.center_id, rma.center_id), coalesce(ticket.lane_id, rma.lane_id),
         ticket.stage, ticket.stage_since,
         (SELECT min(entered_at) FROM stage_visit
          WHERE stage_visit.ticket_id = ticket.id AND stage_visit.stage <> 'draft'),
         ticket.quoted_cents, ticket.symptom_code
     FROM ticket JOIN device ON device.id = ticket.device_id
     LEFT JOIN rma ON rma.id = ticket.rma_id
     WHERE ticket.closed_at IS NULL AND ticket.stage NOT IN ('draft', 'delivered')";

fn tickets(conn: &Connection) -> Result<Vec<OpenTicket>> {
    Ok(conn
        .prepare_cached(OPEN)?
        .query_map([], |row| {
            Ok(OpenTicket {
                component: row.get(0)?,
                level: row.get(1)?,
                warranty: row.get(2)?,
                model: row.get(3)?,
                site: row.get(4)?,
                center: row.get(5)?,
                lane: row.get(6)?,
                stage: row.get(7)?,
                since: row.get(8)?,
                opened: row.get(9)?,
                quoted_cents: row.get(10)?,
                fault: row.get(11)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?)
}
