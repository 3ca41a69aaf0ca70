//! What a question is about: the units, where they are, and where they stand.

use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{Question, Remark, Subject, WhatIf, WhyNot};
use crate::catalog::{Model, rows as catalog};
use crate::device::DeviceKind;
use crate::error::{Error, Result};
use crate::id::{CenterId, LaneId, ModelId, RmaId, SiteId, TicketId};
use crate::place::{Site, rows as places};
use crate::reason::Reason;
use crate::ticket::{Stage, WarrantyClass, number_text};
use crate::time::Timestamp;

/// Where a US farm without a site of its own is taken to be.
pub(super) const ASSUMED_COUNTRY: &str = "US";
pub(super) const ASSUMED_ZONE: &str = "America/Chicago";

/// No RMA is as large; a number beyond is a slip of the finger.
const MOST_UNITS: u32 = 10_000;

/// A question with everything looked up.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Draws the same luck whenever the same is asked.
    pub key: String,
    pub asof: DateTime<Utc>,
    pub maker: Option<String>,
    pub model: Option<String>,
    /// The code of the commonest symptom; `None` where none was noted.
    pub fault: Option<String>,
    pub component: DeviceKind,
    pub level: u8,
    pub warranty: WarrantyClass,
    pub quantity: u32,
    /// Mean over all units, a unit without a known hashrate counting nothing; `None`: none known.
    pub phs_per_unit: Option<f64>,
    pub site_id: Option<SiteId>,
    pub country: String,
    pub zone: String,
    /// The center and lane chosen already.
    pub chosen: Option<(CenterId, Option<LaneId>)>,
    /// The stage it is in at the chosen center, since when.
    pub standing: Option<(Stage, Timestamp)>,
    /// When it was filed; of a batch, its first unit.
    pub opened: Option<Timestamp>,
    /// Whether it has left: then no other center comes into question.
    pub has_left: bool,
    pub subject: Subject,
    pub notes: Vec<Remark>,
}

/// Alike units of an RMA.
struct Group {
    component: DeviceKind,
    level: u8,
    warranty: WarrantyClass,
    model_id: Option<ModelId>,
    units: u32,
}

pub(super) fn resolve(conn: &Connection, question: &Question, now: Timestamp) -> Result<Asked> {
    if !now.is_plausible() {
        return Err(Error::invalid(
            "now",
            format!("the clock says {now}"),
            "set the computer's date, then try again",
        ));
    }
    match question {
        Question::Rma { id } => of_rma(conn, *id, now),
        Question::Ticket { id } => of_ticket(conn, *id, now),
        Question::WhatIf { what } => of_what_if(conn, what, now),
        Question::Center { id } => of_center(conn, *id, now),
    }
}

fn of_rma(conn: &Connection, id: RmaId, now: Timestamp) -> Result<Asked> {
    type Head = (String, Option<SiteId>, Option<CenterId>, Option<LaneId>);
    let head: Option<Head> = conn
        .prepare_cached("SELECT number, site_id, center_id, lane_id FROM rma WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (number, site_id, center_id, lane_id) = head.ok_or_else(|| Error::not_found("RMA", id))?;
    let groups = places::all(
        conn,
        "SELECT device.kind, ticket.level, ticket.warranty_class,
             coalesce(ticket.model_id, device.model_id), count(*)
         FROM ticket JOIN device ON device.id = ticket.device_id
         WHERE ticket.rma_id = ?1 AND ticket.closed_at IS NULL AND ticket.stage <> 'delivered'
         GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4",
        &[&id],
        group,
    )?;
    if groups.is_empty() {
        return Err(nothing_to_estimate(WhyNot::NoUnitsAway { number }));
    }
    let mut asked = of_groups(conn, &groups, site_id, now)?;
    asked.key = format!("rma {id}");
    asked.chosen = center_id.map(|center| (center, lane_id));
    asked.subject.number = Some(number);
    asked.fault = conn
        .prepare_cached(
            "SELECT symptom_code FROM ticket WHERE rma_id = ?1 AND symptom_code IS NOT NULL
             GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        )?
        .query_row([id], |row| row.get(0))
        .optional()?;
    stand_with_the_hindmost(conn, id, &mut asked)?;
    Ok(asked)
}

fn group(row: &Row<'_>) -> rusqlite::Result<Group> {
    Ok(Group {
        component: row.get(0)?,
        level: row.get(1)?,
        warranty: row.get(2)?,
        model_id: row.get(3)?,
        units: row.get(4)?,
    })
}

/// A batch is back when its last unit is: it stands where the unit furthest behind stands, since
/// that one came there.
fn stand_with_the_hindmost(conn: &Connection, id: RmaId, asked: &mut Asked) -> Result<()> {
    let stands: Vec<(Stage, Timestamp, u32)> = places::all(
        conn,
        "SELECT stage, max(stage_since), count(*) FROM ticket
         WHERE rma_id = ?1 AND closed_at IS NULL AND stage <> 'delivered' GROUP BY stage",
        &[&id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let hindmost = stands
        .iter()
        .min_by_key(|(stage, _, _)| Stage::WAY.iter().position(|known| known == stage));
    let Some(&(stage, since, units)) = hindmost else {
        return Ok(());
    };
    if stage == Stage::Draft || asked.chosen.is_none() {
        return Ok(());
    }
    asked.standing = Some((stage, since));
    asked.opened = opened(
        conn,
        "ticket_id IN (SELECT id FROM ticket WHERE rma_id = ?1)",
        id.0,
    )?;
    asked.has_left = !matches!(stage, Stage::Submitted | Stage::Authorized);
    let ahead = asked.quantity - units;
    if ahead > 0 {
        asked.notes.push(Remark::FurtherOn {
            units: ahead,
            of: asked.quantity,
            stage,
        });
    }
    Ok(())
}

/// When the first of the tickets was sent off.
fn opened(conn: &Connection, whose: &str, id: uuid::Uuid) -> Result<Option<Timestamp>> {
    Ok(conn
        .prepare_cached(&format!(
            "SELECT min(entered_at) FROM stage_visit WHERE {whose} AND stage <> 'draft'"
        ))?
        .query_row([id.as_bytes()], |row| row.get(0))?)
}

/// One unit of the kind that went to the center most often; a center without tickets is asked
/// about with the first it takes.
fn of_center(conn: &Connection, id: CenterId, now: Timestamp) -> Result<Asked> {
    let usual = conn
        .prepare_cached(
            "SELECT device.kind, ticket.level, ticket.warranty_class,
                 coalesce(ticket.model_id, device.model_id), 1, ticket.site_id
             FROM ticket JOIN device ON device.id = ticket.device_id
             WHERE ticket.center_id = ?1 AND ticket.stage <> 'draft'
             GROUP BY 1, 2, 3, 4, 6 ORDER BY count(*) DESC, 1, 2, 3, 4, 6 LIMIT 1",
        )?
        .query_row([id], |row| {
            Ok((group(row)?, row.get::<_, Option<SiteId>>(5)?))
        })
        .optional()?;
    let (group, site_id) = match usual {
        Some(usual) => usual,
        None => {
            let center = places::find_center(conn, id)?
                .ok_or_else(|| Error::not_found("repair center", id))?;
            let takes = |kind| center.accepts.contains(&kind);
            let component = if takes(DeviceKind::Hashboard) {
                DeviceKind::Hashboard
            } else {
                center.accepts.first().copied().unwrap_or(DeviceKind::Miner)
            };
            let usual = Group {
                component,
                level: center
                    .levels
                    .iter()
                    .copied()
                    .find(|level| *level == 2)
                    .or(center.levels.first().copied())
                    .unwrap_or(2),
                warranty: WarrantyClass::OutOfWarranty,
                model_id: None,
                units: 1,
            };
            (usual, None)
        }
    };
    let mut asked = of_groups(conn, &[group], site_id, now)?;
    asked.key = format!("center {id}");
    asked.chosen = Some((id, None));
    Ok(asked)
}

fn of_ticket(conn: &Connection, id: TicketId, now: Timestamp) -> Result<Asked> {
    struct Ticket {
        group: Group,
        site_id: Option<SiteId>,
        center_id: Option<CenterId>,
        lane_id: Option<LaneId>,
        stage: Stage,
        since: Timestamp,
        number: i64,
        fault: Option<String>,
    }
    let row = conn
        .prepare_cached(
            "SELECT device.kind, ticket.level, ticket.warranty_class,
                 coalesce(ticket.model_id, device.model_id),
                 coalesce(ticket.site_id, rma.site_id), coalesce(ticket.center_id, rma.center_id),
                 coalesce(ticket.lane_id, rma.lane_id), ticket.stage, ticket.stage_since,
                 ticket.number, ticket.symptom_code
             FROM ticket JOIN device ON device.id = ticket.device_id
             LEFT JOIN rma ON rma.id = ticket.rma_id
             WHERE ticket.id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Ticket {
                group: Group {
                    component: row.get(0)?,
                    level: row.get(1)?,
                    warranty: row.get(2)?,
                    model_id: row.get(3)?,
                    units: 1,
                },
                site_id: row.get(4)?,
                center_id: row.get(5)?,
                lane_id: row.get(6)?,
                stage: row.get(7)?,
                since: row.get(8)?,
                number: row.get(9)?,
                fault: row.get(10)?,
            })
        })
        .optional()?
        .ok_or_else(|| Error::not_found("ticket", id))?;
    if row.stage.is_end() || row.stage == Stage::Delivered {
        return Err(nothing_to_estimate(WhyNot::NothingToEstimate {
            number: number_text(row.number),
            stage: row.stage,
        }));
    }
    let mut asked = of_groups(conn, &[row.group], row.site_id, now)?;
    asked.key = format!("ticket {id}");
    asked.fault = row.fault;
    asked.chosen = row.center_id.map(|center| (center, row.lane_id));
    asked.opened = opened(conn, "ticket_id = ?1", id.0)?;
    asked.standing = (row.stage != Stage::Draft).then_some((row.stage, row.since));
    asked.has_left = !matches!(
        row.stage,
        Stage::Draft | Stage::Submitted | Stage::Authorized
    ) && asked.chosen.is_some();
    asked.subject.number = Some(number_text(row.number));
    if asked.standing.is_some() && asked.chosen.is_none() {
        asked.notes.push(Remark::NoCenterSet);
        asked.standing = None;
    }
    Ok(asked)
}

fn of_what_if(conn: &Connection, what: &WhatIf, now: Timestamp) -> Result<Asked> {
    crate::check::level("level", what.level)?;
    if !(1..=MOST_UNITS).contains(&what.quantity) {
        return Err(Error::invalid(
            "quantity",
            format!("{} units", what.quantity),
            format!("from 1 to {MOST_UNITS}"),
        ));
    }
    let group = Group {
        component: what.component,
        level: what.level,
        warranty: what.warranty_class,
        model_id: what.model_id,
        units: what.quantity,
    };
    let mut asked = of_groups(conn, &[group], what.from_site, now)?;
    asked.key = format!(
        "what if {:?} {} {} {} {:?} {} {:?}",
        what.model_id,
        what.component,
        what.warranty_class,
        what.level,
        what.from_site,
        what.quantity,
        what.on
    );
    if let Some(on) = what.on {
        crate::check::day("on", on)?;
        asked.asof = morning(&asked.zone, on, now);
    }
    Ok(asked)
}

/// Nine o'clock of the day where the units stand; now, when the day is today.
fn morning(zone: &str, on: chrono::NaiveDate, now: Timestamp) -> DateTime<Utc> {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    if now.to_datetime().with_timezone(&zone).date_naive() == on {
        return now.to_datetime();
    }
    let nine = on.and_time(NaiveTime::MIN) + chrono::Duration::hours(9);
    zone.from_local_datetime(&nine)
        .earliest()
        .map_or_else(|| nine.and_utc(), |at| at.to_utc())
}

fn of_groups(
    conn: &Connection,
    groups: &[Group],
    site_id: Option<SiteId>,
    now: Timestamp,
) -> Result<Asked> {
    let quantity: u32 = groups.iter().map(|group| group.units).sum();
    let component = most(groups, |group| group.component).unwrap_or(DeviceKind::Miner);
    let level = most(groups, |group| group.level).unwrap_or(2);
    let warranty = most(groups, |group| group.warranty).unwrap_or(WarrantyClass::OutOfWarranty);
    let model_id = most(groups, |group| group.model_id).flatten();

    let mut notes = Vec::new();
    let unlike = |different: &dyn Fn(&Group) -> bool| -> u32 {
        groups
            .iter()
            .filter(|group| different(group))
            .map(|group| group.units)
            .sum()
    };
    let of = quantity;
    let others = [
        Remark::OtherComponents {
            units: unlike(&|group| group.component != component),
            of,
            component,
        },
        Remark::OtherLevels {
            units: unlike(&|group| group.level != level),
            of,
            level,
        },
        Remark::OtherWarranties {
            units: unlike(&|group| group.warranty != warranty),
            of,
            warranty,
        },
    ];
    notes.extend(others.into_iter().filter(|other| {
        matches!(
            other,
            Remark::OtherComponents { units: 1.., .. }
                | Remark::OtherLevels { units: 1.., .. }
                | Remark::OtherWarranties { units: 1.., .. }
        )
    }));

    let mut known_ths = 0.0;
    let mut without = 0;
    let mut main: Option<Model> = None;
    for group in groups {
        let model = match group.model_id {
            Some(id) => catalog::find_model(conn, id)?,
            None => None,
        };
        match model
            .as_ref()
            .and_then(|model| lost_ths(model, group.component))
        {
            Some(ths) => known_ths += ths * f64::from(group.units),
            None => without += group.units,
        }
        if group.model_id == model_id && main.is_none() {
            main = model;
        }
    }
    if without > 0 {
        notes.push(Remark::NoHashrate { units: without, of });
    }
    if matches!(component, DeviceKind::ControlBoard | DeviceKind::Psu) && without < quantity {
        notes.push(Remark::WholeMinerStill);
    }

    let site = match site_id {
        Some(id) => Some(places::find_site(conn, id)?.ok_or_else(|| Error::not_found("site", id))?),
        None => {
            notes.push(Remark::NoSite);
            None
        }
    };
    let subject = Subject {
        number: None,
        quantity,
        component,
        model: main
            .as_ref()
            .map(|model| format!("{} {}", model.maker, model.name)),
        level,
        warranty,
        site: site.as_ref().map(|site: &Site| site.name.clone()),
    };
    Ok(Asked {
        key: String::new(),
        asof: now.to_datetime(),
        model: main.as_ref().map(|model| model.name.clone()),
        maker: main.map(|model| model.maker),
        fault: None,
        component,
        level,
        warranty,
        quantity,
        phs_per_unit: (without < quantity).then(|| known_ths / 1_000.0 / f64::from(quantity)),
        site_id,
        country: site
            .as_ref()
            .map_or_else(|| ASSUMED_COUNTRY.to_owned(), |site| site.country.clone()),
        zone: site.map_or_else(|| ASSUMED_ZONE.to_owned(), |site| site.zone),
        chosen: None,
        standing: None,
        opened: None,
        has_left: false,
        subject,
        notes,
    })
}

/// TH/s that stand still while the unit is away: a board's share of its miner, else the miner.
pub(super) fn lost_ths(model: &Model, component: DeviceKind) -> Option<f64> {
    let miner = model.hashrate_ths?;
    match component {
        DeviceKind::Hashboard => {
            let boards = model.hashboards.filter(|boards| *boards > 0)?;
            Some(miner / f64::from(boards))
        }
        DeviceKind::Miner | DeviceKind::ControlBoard | DeviceKind::Psu => Some(miner),
    }
}

/// What most units are; the first of equals.
fn most<T: PartialEq>(groups: &[Group], of: impl Fn(&Group) -> T) -> Option<T> {
    let mut counts: Vec<(T, u32)> = Vec::new();
    for group in groups {
        let value = of(group);
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, units)) => *units += group.units,
            None => counts.push((value, group.units)),
        }
    }
    let highest = counts.iter().map(|(_, units)| *units).max()?;
    counts
        .into_iter()
        .find(|(_, units)| *units == highest)
        .map(|(value, _)| value)
}

pub(super) fn nothing_to_estimate(why: WhyNot) -> Error {
    Error::Because(Reason::NoEstimate { why })
}
