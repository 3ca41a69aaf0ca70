use rusqlite::{Connection, ToSql, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{Capacity, Center, Closure, Fee, Lane, Party, PartyKind, Site, rows};
use crate::error::Result;
use crate::id::CenterId;
use crate::journal::{DomainEvent, Reversal, Stamp};
use crate::people::Right;

/// `…Changed` events hold both what is and what was, so that they can be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceEvent {
    PartyAdded(Party),
    PartyChanged { is: Party, was: Party },
    PartyRemoved(Party),
    SiteAdded(Site),
    SiteChanged { is: Site, was: Site },
    SiteRemoved(Site),
    CenterAdded(Box<Center>),
    CenterChanged { is: Box<Center>, was: Box<Center> },
    CenterRemoved(Box<Center>),
    FeeSet(Fee),
    FeeRemoved(Fee),
    CapacitySet(Capacity),
    CapacityRemoved(Capacity),
    ClosureAdded(Closure),
    ClosureRemoved(Closure),
    LaneAdded(Box<Lane>),
    LaneChanged { is: Box<Lane>, was: Box<Lane> },
    LaneRemoved(Box<Lane>),
}

impl DomainEvent for PlaceEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::PartyAdded(_) => "place.party_added",
            Self::PartyChanged { .. } => "place.party_changed",
            Self::PartyRemoved(_) => "place.party_removed",
            Self::SiteAdded(_) => "place.site_added",
            Self::SiteChanged { .. } => "place.site_changed",
            Self::SiteRemoved(_) => "place.site_removed",
            Self::CenterAdded(_) => "place.center_added",
            Self::CenterChanged { .. } => "place.center_changed",
            Self::CenterRemoved(_) => "place.center_removed",
            Self::FeeSet(_) => "place.fee_set",
            Self::FeeRemoved(_) => "place.fee_removed",
            Self::CapacitySet(_) => "place.capacity_set",
            Self::CapacityRemoved(_) => "place.capacity_removed",
            Self::ClosureAdded(_) => "place.closure_added",
            Self::ClosureRemoved(_) => "place.closure_removed",
            Self::LaneAdded(_) => "place.lane_added",
            Self::LaneChanged { .. } => "place.lane_changed",
            Self::LaneRemoved(_) => "place.lane_removed",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::PartyAdded(_)
            | Self::PartyChanged { .. }
            | Self::PartyRemoved(_)
            | Self::SiteAdded(_)
            | Self::SiteChanged { .. }
            | Self::SiteRemoved(_) => Right::Fleet,
            Self::CenterAdded(_)
            | Self::CenterChanged { .. }
            | Self::CenterRemoved(_)
            | Self::FeeSet(_)
            | Self::FeeRemoved(_)
            | Self::CapacitySet(_)
            | Self::CapacityRemoved(_)
            | Self::ClosureAdded(_)
            | Self::ClosureRemoved(_)
            | Self::LaneAdded(_)
            | Self::LaneChanged { .. }
            | Self::LaneRemoved(_) => Right::Centers,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<()> {
        match self {
            Self::PartyAdded(party) | Self::PartyChanged { is: party, .. } => put_party(tx, party),
            Self::PartyRemoved(party) => drop_row(tx, "DELETE FROM party WHERE id = ?1", party.id),
            Self::SiteAdded(site) | Self::SiteChanged { is: site, .. } => put_site(tx, site),
            Self::SiteRemoved(site) => drop_row(tx, "DELETE FROM site WHERE id = ?1", site.id),
            Self::CenterAdded(center) | Self::CenterChanged { is: center, .. } => {
                put_center(tx, center)
            }
            Self::CenterRemoved(center) => {
                drop_row(tx, "DELETE FROM center WHERE id = ?1", center.id)
            }
            Self::FeeSet(fee) => put_fee(tx, fee),
            Self::FeeRemoved(fee) => drop_row(tx, "DELETE FROM center_fee WHERE id = ?1", fee.id),
            Self::CapacitySet(capacity) => put_capacity(tx, capacity),
            Self::CapacityRemoved(capacity) => {
                drop_row(tx, "DELETE FROM center_capacity WHERE id = ?1", capacity.id)
            }
            Self::ClosureAdded(closure) => put_closure(tx, closure),
            Self::ClosureRemoved(closure) => {
                drop_row(tx, "DELETE FROM closure WHERE id = ?1", closure.id)
            }
            Self::LaneAdded(lane) | Self::LaneChanged { is: lane, .. } => put_lane(tx, lane),
            Self::LaneRemoved(lane) => drop_row(tx, "DELETE FROM lane WHERE id = ?1", lane.id),
        }
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::PartyAdded(is) => match rows::find_party(tx, is.id)? {
                Some(now) if now == *is => match first_use(tx, PARTY_USES, is.id)? {
                    Some(why) => Reversal::Kept(why),
                    None => Reversal::by(Self::PartyRemoved(is.clone())),
                },
                _ => changed_since(&is.name),
            },
            Self::PartyChanged { is, was } => match rows::find_party(tx, is.id)? {
                Some(now) if now == *is => Reversal::by(Self::PartyChanged {
                    is: was.clone(),
                    was: is.clone(),
                }),
                _ => changed_since(&is.name),
            },
            Self::PartyRemoved(was) => Reversal::by(Self::PartyAdded(was.clone())),
            Self::SiteAdded(is) => match rows::find_site(tx, is.id)? {
                Some(now) if now == *is => match first_use(tx, SITE_USES, is.id)? {
                    Some(why) => Reversal::Kept(why),
                    None => Reversal::by(Self::SiteRemoved(is.clone())),
                },
                _ => changed_since(&is.name),
            },
            Self::SiteChanged { is, was } => match rows::find_site(tx, is.id)? {
                Some(now) if now == *is => Reversal::by(Self::SiteChanged {
                    is: was.clone(),
                    was: is.clone(),
                }),
                _ => changed_since(&is.name),
            },
            Self::SiteRemoved(was) => match rows::find_party(tx, was.party_id)? {
                Some(_) => Reversal::by(Self::SiteAdded(was.clone())),
                None => Reversal::Kept("its customer is gone".into()),
            },
            Self::CenterAdded(is) => match rows::find_center(tx, is.id)? {
                Some(now) if now == **is => match first_use(tx, CENTER_USES, is.id)? {
                    Some(why) => Reversal::Kept(why),
                    None => Reversal::by(Self::CenterRemoved(is.clone())),
                },
                _ => changed_since(&is.name),
            },
            Self::CenterChanged { is, was } => match rows::find_center(tx, is.id)? {
                Some(now) if now == **is => Reversal::by(Self::CenterChanged {
                    is: was.clone(),
                    was: is.clone(),
                }),
                _ => changed_since(&is.name),
            },
            Self::CenterRemoved(was) => Reversal::by(Self::CenterAdded(was.clone())),
            Self::FeeSet(is) => match rows::find_fee(tx, is.id)? {
                Some(now) if now == *is => Reversal::by(Self::FeeRemoved(is.clone())),
                _ => changed_since("the fee"),
            },
            Self::FeeRemoved(was) => at_center(tx, was.center_id, Self::FeeSet(was.clone()))?,
            Self::CapacitySet(is) => match rows::find_capacity(tx, is.id)? {
                Some(now) if now == *is => Reversal::by(Self::CapacityRemoved(is.clone())),
                _ => changed_since("the capacity"),
            },
            Self::CapacityRemoved(was) => {
                at_center(tx, was.center_id, Self::CapacitySet(was.clone()))?
            }
            Self::ClosureAdded(is) => match rows::find_closure(tx, is.id)? {
                Some(now) if now == *is => Reversal::by(Self::ClosureRemoved(is.clone())),
                _ => changed_since("the closure"),
            },
            Self::ClosureRemoved(was) => {
                at_center(tx, was.center_id, Self::ClosureAdded(was.clone()))?
            }
            Self::LaneAdded(is) => match rows::find_lane(tx, is.id)? {
                Some(now) if now == **is => match first_use(tx, LANE_USES, is.id)? {
                    Some(why) => Reversal::Kept(why),
                    None => Reversal::by(Self::LaneRemoved(is.clone())),
                },
                _ => changed_since("the lane"),
            },
            Self::LaneChanged { is, was } => match rows::find_lane(tx, is.id)? {
                Some(now) if now == **is => Reversal::by(Self::LaneChanged {
                    is: was.clone(),
                    was: is.clone(),
                }),
                _ => changed_since("the lane"),
            },
            Self::LaneRemoved(was) => at_center(tx, was.center_id, Self::LaneAdded(was.clone()))?,
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::PartyAdded(party) => format!("{} \"{}\" added", party_word(party), party.name),
            Self::PartyChanged { is, was } if is.name != was.name => {
                format!("\"{}\" renamed to \"{}\"", was.name, is.name)
            }
            Self::PartyChanged { is, .. } => format!("\"{}\" changed", is.name),
            Self::PartyRemoved(party) => format!("\"{}\" removed", party.name),
            Self::SiteAdded(site) => format!("Site \"{}\" added", site.name),
            Self::SiteChanged { is, .. } => format!("Site \"{}\" changed", is.name),
            Self::SiteRemoved(site) => format!("Site \"{}\" removed", site.name),
            Self::CenterAdded(center) => format!("Repair center \"{}\" added", center.name),
            Self::CenterChanged { is, was } => match (was.retired_on, is.retired_on) {
                (None, Some(day)) => format!("Repair center \"{}\" retired on {day}", is.name),
                _ => format!("Repair center \"{}\" changed", is.name),
            },
            Self::CenterRemoved(center) => format!("Repair center \"{}\" removed", center.name),
            Self::FeeSet(fee) => format!(
                "Fee for {} at level {} set to {} {} from {}",
                spoken(fee.component.as_str()),
                fee.level,
                money(fee.amount_cents),
                fee.currency,
                fee.valid_from
            ),
            Self::FeeRemoved(fee) => format!(
                "Fee for {} at level {} of {} {} from {} removed",
                spoken(fee.component.as_str()),
                fee.level,
                money(fee.amount_cents),
                fee.currency,
                fee.valid_from
            ),
            Self::CapacitySet(capacity) => format!(
                "Capacity set to {} units a week from {}",
                capacity.units_per_week, capacity.valid_from
            ),
            Self::CapacityRemoved(capacity) => format!(
                "Capacity of {} units a week from {} removed",
                capacity.units_per_week, capacity.valid_from
            ),
            Self::ClosureAdded(closure) => {
                format!("Closed from {} to {}", closure.from_on, closure.to_on)
            }
            Self::ClosureRemoved(closure) => format!(
                "Closure from {} to {} removed",
                closure.from_on, closure.to_on
            ),
            Self::LaneAdded(lane) => format!("Lane {} added", way(lane)),
            Self::LaneChanged { is, .. } => format!("Lane {} changed", way(is)),
            Self::LaneRemoved(lane) => format!("Lane {} removed", way(lane)),
        }
    }
}

/// A query that finds one row standing on the thing, and how to say so.
type Use = (&'static str, &'static str);

const PARTY_USES: &[Use] = &[
    ("SELECT 1 FROM site WHERE party_id = ?1", "it has sites"),
    ("SELECT 1 FROM device WHERE owner_id = ?1", "it owns units"),
    ("SELECT 1 FROM rma WHERE customer_id = ?1", "it has RMAs"),
    (
        "SELECT 1 FROM ticket WHERE customer_id = ?1",
        "it has tickets",
    ),
];
const SITE_USES: &[Use] = &[
    (
        "SELECT 1 FROM device WHERE site_id = ?1",
        "units stand there",
    ),
    ("SELECT 1 FROM rma WHERE site_id = ?1", "RMAs name it"),
    ("SELECT 1 FROM ticket WHERE site_id = ?1", "tickets name it"),
    (
        "SELECT 1 FROM lane WHERE site_id = ?1",
        "a lane starts there",
    ),
];
const CENTER_USES: &[Use] = &[
    (
        "SELECT 1 FROM ticket WHERE center_id = ?1",
        "tickets were sent there; retire it instead",
    ),
    (
        "SELECT 1 FROM rma WHERE center_id = ?1",
        "RMAs name it; retire it instead",
    ),
    (
        "SELECT 1 FROM estimate WHERE center_id = ?1",
        "estimates were made for it; retire it instead",
    ),
    (
        "SELECT 1 FROM lane WHERE center_id = ?1",
        "it has lanes; remove them first",
    ),
    (
        "SELECT 1 FROM center_fee WHERE center_id = ?1",
        "it has fees; remove them first",
    ),
    (
        "SELECT 1 FROM center_capacity WHERE center_id = ?1",
        "it has capacities; remove them first",
    ),
    (
        "SELECT 1 FROM closure WHERE center_id = ?1",
        "it has closures; remove them first",
    ),
];
pub(super) const LANE_USES: &[Use] = &[
    (
        "SELECT 1 FROM ticket WHERE lane_id = ?1",
        "tickets go this way; give it a last day instead",
    ),
    (
        "SELECT 1 FROM rma WHERE lane_id = ?1",
        "RMAs go this way; give it a last day instead",
    ),
];

/// Why a thing cannot go: the first use that stands on it.
pub(super) fn first_use(conn: &Connection, uses: &[Use], id: impl ToSql) -> Result<Option<String>> {
    for (query, why) in uses {
        if conn.prepare_cached(query)?.exists([&id])? {
            return Ok(Some((*why).to_owned()));
        }
    }
    Ok(None)
}

/// `event`, if the center it hangs on still is.
fn at_center(conn: &Connection, center: CenterId, event: PlaceEvent) -> Result<Reversal> {
    Ok(match rows::find_center(conn, center)? {
        Some(_) => Reversal::by(event),
        None => Reversal::Kept("its center is gone".into()),
    })
}

fn changed_since(what: &str) -> Reversal {
    Reversal::Kept(format!("{what} was changed since"))
}

fn party_word(party: &Party) -> &'static str {
    match party.kind {
        PartyKind::Farm => "Farm",
        PartyKind::Host => "Host",
        PartyKind::Maker => "Maker",
        PartyKind::RepairCenter => "Repair center",
        PartyKind::Carrier => "Carrier",
        PartyKind::Supplier => "Supplier",
    }
}

fn spoken(word: &str) -> String {
    word.replace('_', " ")
}

fn money(cents: i32) -> String {
    format!("{:.2}", f64::from(cents) / 100.0)
}

fn way(lane: &Lane) -> String {
    format!(
        "from {} by {}, back by {}",
        lane.from_country,
        spoken(lane.mode_out.as_str()),
        spoken(lane.mode_back.as_str())
    )
}

fn drop_row(tx: &Transaction<'_>, statement: &str, id: impl ToSql) -> Result<()> {
    tx.prepare_cached(statement)?.execute([id])?;
    Ok(())
}

fn put_party(tx: &Transaction<'_>, party: &Party) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO party (id, kind, name, country, demo) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name,
             country = excluded.country, demo = excluded.demo",
    )?
    .execute(params![
        party.id,
        party.kind,
        party.name,
        party.country,
        party.demo
    ])?;
    Ok(())
}

fn put_site(tx: &Transaction<'_>, site: &Site) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO site (id, party_id, name, country, region, zone) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET party_id = excluded.party_id, name = excluded.name,
             country = excluded.country, region = excluded.region, zone = excluded.zone",
    )?
    .execute(params![
        site.id,
        site.party_id,
        site.name,
        site.country,
        site.region,
        site.zone
    ])?;
    Ok(())
}

fn put_center(tx: &Transaction<'_>, center: &Center) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO center (id, name, row, region, country, retired_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, row = excluded.row,
             region = excluded.region, country = excluded.country, retired_on = excluded.retired_on",
    )?
    .execute(params![
        center.id,
        center.name,
        rows::to_json(center)?,
        center.region,
        center.country,
        center.retired_on.map(|day| day.to_string())
    ])?;
    Ok(())
}

fn put_fee(tx: &Transaction<'_>, fee: &Fee) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO center_fee (id, center_id, component, level, amount_cents, currency, valid_from, source)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET center_id = excluded.center_id, component = excluded.component,
             level = excluded.level, amount_cents = excluded.amount_cents, currency = excluded.currency,
             valid_from = excluded.valid_from, source = excluded.source",
    )?
    .execute(params![
        fee.id,
        fee.center_id,
        fee.component,
        fee.level,
        fee.amount_cents,
        fee.currency,
        fee.valid_from.to_string(),
        fee.source
    ])?;
    Ok(())
}

fn put_capacity(tx: &Transaction<'_>, capacity: &Capacity) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO center_capacity (id, center_id, units_per_week, valid_from, source)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET center_id = excluded.center_id,
             units_per_week = excluded.units_per_week, valid_from = excluded.valid_from,
             source = excluded.source",
    )?
    .execute(params![
        capacity.id,
        capacity.center_id,
        capacity.units_per_week,
        capacity.valid_from.to_string(),
        capacity.source
    ])?;
    Ok(())
}

fn put_closure(tx: &Transaction<'_>, closure: &Closure) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO closure (id, center_id, from_on, to_on, note) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET center_id = excluded.center_id, from_on = excluded.from_on,
             to_on = excluded.to_on, note = excluded.note",
    )?
    .execute(params![
        closure.id,
        closure.center_id,
        closure.from_on.to_string(),
        closure.to_on.to_string(),
        closure.note
    ])?;
    Ok(())
}

fn put_lane(tx: &Transaction<'_>, lane: &Lane) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO lane (id, center_id, site_id, row, valid_from, valid_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET center_id = excluded.center_id, site_id = excluded.site_id,
             row = excluded.row, valid_from = excluded.valid_from, valid_to = excluded.valid_to",
    )?
    .execute(params![
        lane.id,
        lane.center_id,
        lane.site_id,
        rows::to_json(lane)?,
        lane.valid_from.to_string(),
        lane.valid_to.map(|day| day.to_string())
    ])?;
    Ok(())
}
