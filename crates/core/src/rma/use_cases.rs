//! Filing.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use super::event::{RmaDrafted, RmaEvent, RmaFacts};
use super::{RmaChanges, RmaPage, RmaRow, RmaStep, SplitBy, Submitted, read};
use crate::catalog::{self, ClaimDates, ClaimWindow};
use crate::device::DeviceKind;
use crate::error::{Error, Result};
use crate::id::{CenterId, DeviceId, LaneId, ModelId, PartyId, RmaId, SiteId, TicketId};
use crate::journal::{Act, Writer};
use crate::reason::{Reason, Why};
use crate::store::Store;
use crate::ticket::{
    Acted, RefusedTicket, Stage, TicketEvent, TicketFacts, TicketOpened, WarrantyClass,
    not_negative, text,
};
use crate::time::Timestamp;

/// The most units of one RMA.
pub const MOST_UNITS: u32 = 10_000;

impl Store {
    /// Start a filing. Every later step is saved as it is made.
    pub fn draft_rma(&mut self, changes: &RmaChanges, act: &Act) -> Result<RmaPage> {
        self.write(act, |w| {
            let id = draft(w, changes)?;
            read::page(w.tx, id)
        })
    }

    /// Put known units into a draft; one that is already on an open ticket is refused by name.
    pub fn add_to_rma(&mut self, rma: RmaId, devices: &[DeviceId], act: &Act) -> Result<Acted> {
        self.write(act, |w| {
            let acted = add_units(w, rma, devices)?;
            match acted.refused.first() {
                Some(refused) if acted.done == 0 => Err(Why {
                    text: refused.why.clone(),
                    reason: refused.reason.clone(),
                }
                .into()),
                _ => Ok(acted),
            }
        })
    }

    /// Take units out of a draft again.
    pub fn remove_from_rma(&mut self, tickets: &[TicketId], act: &Act) -> Result<Acted> {
        self.on_each(tickets, act, |w, id| {
            let opened = crate::ticket::opened(w.tx, id)?;
            if opened.stage != Stage::Draft {
                return Ok(Err(Reason::FiledAlready.into()));
            }
            crate::estimate::withdraw_of(w, id.into())?;
            w.append(id, TicketEvent::Removed(Box::new(opened)))?;
            Ok(Ok(()))
        })
    }

    pub fn change_rma(&mut self, id: RmaId, changes: &RmaChanges, act: &Act) -> Result<RmaPage> {
        self.write(act, |w| {
            change(w, id, changes)?;
            read::page(w.tx, id)
        })
    }

    /// Split a draft into one RMA per maker or per center of its tickets; the first part keeps
    /// the number.
    pub fn split_rma(&mut self, id: RmaId, by: SplitBy, act: &Act) -> Result<Vec<RmaRow>> {
        self.write(act, |w| {
            let whole = read::page(w.tx, id)?;
            must_be_draft(&whole.row)?;
            let sql = match by {
                SplitBy::Maker => {
                    "SELECT t.id, coalesce(m.maker, '') FROM ticket AS t
                     LEFT JOIN device_model AS m ON m.id = t.model_id WHERE t.rma_id = ?1 ORDER BY t.number"
                }
                SplitBy::Center => {
                    "SELECT t.id, coalesce(c.name, '') FROM ticket AS t
                     LEFT JOIN center AS c ON c.id = t.center_id WHERE t.rma_id = ?1 ORDER BY t.number"
                }
            };
            let units: Vec<(TicketId, String)> = w
                .tx
                .prepare(sql)?
                .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            let mut parts: Vec<(String, Vec<TicketId>)> = Vec::new();
            for (ticket, name) in units {
                match parts.iter_mut().find(|(part, _)| *part == name) {
                    Some((_, tickets)) => tickets.push(ticket),
                    None => parts.push((name, vec![ticket])),
                }
            }
            if parts.len() < 2 {
                return Err(Error::Refused(format!("all units have the same {by}; there is nothing to split")));
            }
            let mut rows = vec![id];
            for (_, tickets) in parts.into_iter().skip(1) {
                let mut facts = read::drafted(w.tx, id)?.facts;
                if by == SplitBy::Center
                    && let Some(&first) = tickets.first()
                {
                    let of = crate::ticket::facts(w.tx, first)?;
                    (facts.center_id, facts.lane_id) = (of.center_id, of.lane_id);
                }
                let part = draft_with(w, facts)?;
                for ticket in tickets {
                    w.append(ticket, TicketEvent::Regrouped { id: ticket, is: Some(part), was: Some(id) })?;
                }
                rows.push(part);
            }
            rows.into_iter().map(|id| read::row_of(w.tx, id)).collect()
        })
    }

    /// File it: freezes the estimate for the chosen center as the promise.
    ///
    /// # Errors
    /// `Refused` with what is still missing.
    pub fn submit_rma(&mut self, id: RmaId, act: &Act) -> Result<Submitted> {
        let frozen = self.estimate_to_freeze(id, act.now)?.map(Box::new);
        self.write(act, |w| {
            let row = read::row_of(w.tx, id)?;
            must_be_draft(&row)?;
            let missing = read::missing(w.tx, &row)?;
            if !missing.is_empty() {
                let list: Vec<String> = missing.into_iter().map(|missing| missing.text).collect();
                return Err(Error::Refused(format!(
                    "not ready to file: {}",
                    list.join("; ")
                )));
            }
            let promise = frozen.as_ref().map(|frozen| {
                (
                    w.now().plus_days(frozen.p50_days),
                    w.now().plus_days(frozen.p80_days),
                )
            });
            w.append(
                id,
                RmaEvent::Submitted {
                    id,
                    estimate: frozen,
                },
            )?;
            let tickets: Vec<TicketId> =
                w.tx.prepare(
                    "SELECT id FROM ticket WHERE rma_id = ?1 AND stage = 'draft' ORDER BY number",
                )?
                .query_map([id], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for &ticket in &tickets {
                if promise.is_some() {
                    w.append(
                        ticket,
                        TicketEvent::Promised {
                            id: ticket,
                            is: promise,
                            was: None,
                        },
                    )?;
                }
                w.append(
                    ticket,
                    TicketEvent::Moved {
                        id: ticket,
                        from: Stage::Draft,
                        to: Stage::Submitted,
                        attempt: 1,
                        reason: None,
                    },
                )?;
            }
            Ok(Submitted {
                action: w.action,
                rma: read::row_of(w.tx, id)?,
                tickets,
            })
        })
    }

    /// Throw a draft away with its tickets. The units stay in the fleet.
    pub fn discard_rma(&mut self, id: RmaId, act: &Act) -> Result<Acted> {
        self.write(act, |w| {
            let row = read::row_of(w.tx, id)?;
            must_be_draft(&row)?;
            let tickets: Vec<TicketId> =
                w.tx.prepare("SELECT id FROM ticket WHERE rma_id = ?1 ORDER BY number")?
                    .query_map([id], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
            for &ticket in &tickets {
                let opened = crate::ticket::opened(w.tx, ticket)?;
                crate::estimate::withdraw_of(w, ticket.into())?;
                w.append(ticket, TicketEvent::Removed(Box::new(opened)))?;
            }
            crate::estimate::withdraw_of(w, id.into())?;
            // Last here is first in an undo: the RMA is back before its tickets are.
            let drafted = read::drafted(w.tx, id)?;
            w.append(id, RmaEvent::Discarded(Box::new(drafted)))?;
            Ok(Acted {
                action: w.action,
                done: 1 + tickets.len() as u32,
                refused: Vec::new(),
            })
        })
    }

    pub fn rma(&self, id: RmaId) -> Result<RmaPage> {
        let tx = self.conn.unchecked_transaction()?;
        read::page(&tx, id)
    }
}

fn must_be_draft(row: &RmaRow) -> Result<()> {
    if row.submitted_at.is_some() {
        return Err(Error::Refused(format!("{} is filed already", row.number)));
    }
    Ok(())
}

/// Start a draft inside a write that does more.
/// A filing of which nothing is said yet.
fn nothing_said() -> RmaFacts {
    RmaFacts {
        customer_id: None,
        site_id: None,
        center_id: None,
        lane_id: None,
        vendor_rma_no: None,
        spend_limit_cents: None,
        services: Vec::new(),
        note: String::new(),
        step: RmaStep::Units,
    }
}

pub(crate) fn draft(w: &mut Writer<'_>, changes: &RmaChanges) -> Result<RmaId> {
    let facts = changed(w, nothing_said(), changes)?;
    draft_with(w, facts)
}

fn draft_with(w: &mut Writer<'_>, facts: RmaFacts) -> Result<RmaId> {
    let id = RmaId(w.new_id());
    let seq: i64 =
        w.tx.query_row("SELECT last_rma + 1 FROM desk", [], |row| row.get(0))?;
    let number = format!("RMA-{}-{seq:06}", w.now().to_datetime().format("%Y"));
    w.append(
        id,
        RmaEvent::Drafted(Box::new(RmaDrafted {
            id,
            seq,
            number,
            facts,
        })),
    )?;
    Ok(id)
}

fn change(w: &mut Writer<'_>, id: RmaId, changes: &RmaChanges) -> Result<()> {
    let row = read::row_of(w.tx, id)?;
    let was = read::drafted(w.tx, id)?.facts;
    let is = changed(w, was.clone(), changes)?;
    if is == was {
        return Ok(());
    }
    let moves_units = (is.customer_id, is.site_id, is.center_id, is.lane_id)
        != (was.customer_id, was.site_id, was.center_id, was.lane_id);
    if moves_units && row.submitted_at.is_some() {
        return Err(Error::Refused(format!(
            "{} is filed; customer, site and center stay as filed. Change single tickets instead",
            row.number
        )));
    }
    w.append(
        id,
        RmaEvent::Changed {
            id,
            is: Box::new(is.clone()),
            was: Box::new(was.clone()),
        },
    )?;
    if moves_units {
        let tickets: Vec<TicketId> =
            w.tx.prepare("SELECT id FROM ticket WHERE rma_id = ?1 ORDER BY number")?
                .query_map([id], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
        for ticket in tickets {
            follow(w, ticket, &is)?;
        }
    }
    Ok(())
}

/// The units of a draft go where their RMA goes.
fn follow(w: &mut Writer<'_>, ticket: TicketId, rma: &RmaFacts) -> Result<()> {
    let was = crate::ticket::facts(w.tx, ticket)?;
    let is = TicketFacts {
        center_id: rma.center_id,
        lane_id: rma.lane_id,
        ..was.clone()
    };
    if is != was {
        w.append(
            ticket,
            TicketEvent::Changed {
                id: ticket,
                is: Box::new(is),
                was: Box::new(was),
            },
        )?;
    }
    let (customer, site): (Option<PartyId>, Option<SiteId>) =
        w.tx.prepare_cached("SELECT customer_id, site_id FROM ticket WHERE id = ?1")?
            .query_row([ticket], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if (customer, site) != (rma.customer_id, rma.site_id) {
        w.append(
            ticket,
            TicketEvent::Assigned {
                id: ticket,
                is: (rma.customer_id, rma.site_id),
                was: (customer, site),
            },
        )?;
    }
    Ok(())
}

fn changed(w: &Writer<'_>, mut facts: RmaFacts, changes: &RmaChanges) -> Result<RmaFacts> {
    let exists = |sql: &str, id: uuid::Uuid, what: &'static str| -> Result<()> {
        match w.tx.prepare_cached(sql)?.exists([PartyId(id)])? {
            true => Ok(()),
            false => Err(Error::not_found(what, id)),
        }
    };
    if let Some(PartyId(id)) = changes.customer_id {
        exists("SELECT 1 FROM party WHERE id = ?1", id, "customer")?;
        if facts.customer_id != changes.customer_id {
            facts.site_id = None;
        }
        facts.customer_id = changes.customer_id;
    }
    if let Some(SiteId(id)) = changes.site_id {
        exists("SELECT 1 FROM site WHERE id = ?1", id, "site")?;
        facts.site_id = changes.site_id;
    }
    if let Some(CenterId(id)) = changes.center_id {
        exists("SELECT 1 FROM center WHERE id = ?1", id, "center")?;
        facts.center_id = changes.center_id;
        facts.lane_id = None;
    }
    if let Some(LaneId(id)) = changes.lane_id {
        exists("SELECT 1 FROM lane WHERE id = ?1", id, "lane")?;
        facts.lane_id = changes.lane_id;
    }
    if let Some(number) = &changes.vendor_rma_no {
        facts.vendor_rma_no = text("vendor RMA number", number)?;
    }
    if let Some(limit) = changes.spend_limit_cents {
        not_negative("spend limit", limit)?;
        facts.spend_limit_cents = limit;
    }
    if let Some(services) = &changes.services {
        if services.len() > 50 {
            return Err(Error::invalid(
                "services",
                format!("{} are named", services.len()),
                "at most 50",
            ));
        }
        facts.services = services
            .iter()
            .filter_map(|service| text("service", service).transpose())
            .collect::<Result<_>>()?;
    }
    if let Some(note) = &changes.note {
        facts.note = text("note", note)?.unwrap_or_default();
    }
    if let Some(step) = changes.step {
        facts.step = step;
    }
    Ok(facts)
}

/// What filing a unit needs to know of it.
struct Unit {
    kind: DeviceKind,
    serial: Option<String>,
    model_id: Option<ModelId>,
    maker: Option<String>,
    warranty_until: Option<chrono::NaiveDate>,
    dispatched_on: Option<chrono::NaiveDate>,
    code: String,
}

/// Put units into a draft inside a write that does more.
pub(crate) fn add_units(w: &mut Writer<'_>, rma: RmaId, devices: &[DeviceId]) -> Result<Acted> {
    let row = read::row_of(w.tx, rma)?;
    must_be_draft(&row)?;
    if row.units as usize + devices.len() > MOST_UNITS as usize {
        return Err(Error::invalid(
            "units",
            format!(
                "{} would be in {}",
                row.units as usize + devices.len(),
                row.number
            ),
            format!("at most {MOST_UNITS} in one RMA; file a second one"),
        ));
    }
    let facts = read::drafted(w.tx, rma)?.facts;
    let windows = catalog::claim_windows(w.tx)?;
    let mut acted = Acted {
        action: w.action,
        done: 0,
        refused: Vec::new(),
    };
    for &listed in devices {
        // A list on screen may still hold a record that is part of another one now.
        let device_id = crate::device::read::survivor(w.tx, listed)?;
        let unit = unit(w.tx, device_id)?;
        if let Some(number) = open_ticket(w, device_id)? {
            let reason = Reason::OnOpenTicket { number };
            acted.refused.push(RefusedTicket {
                id: TicketId(uuid::Uuid::nil()),
                number: unit.serial.clone().unwrap_or(unit.code),
                why: reason.to_string(),
                reason: Some(reason),
            });
            continue;
        }
        open_ticket_for(
            w,
            Some(rma),
            Stage::Draft,
            &facts,
            &windows,
            device_id,
            unit,
        )?;
        acted.done += 1;
    }
    Ok(acted)
}

/// A unit that was brought to our own bench: its ticket begins in the queue, without an RMA.
pub(crate) fn open_at_bench(
    w: &mut Writer<'_>,
    device: DeviceId,
    center_id: CenterId,
) -> Result<TicketId> {
    let unit = unit(w.tx, device)?;
    if let Some(number) = open_ticket(w, device)? {
        return Err(Error::Because(Reason::OnOpenTicket { number }));
    }
    let of = crate::device::read::facts(w.tx, device)?;
    let facts = RmaFacts {
        customer_id: of.owner_id,
        site_id: of.site_id,
        center_id: Some(center_id),
        ..nothing_said()
    };
    let windows = catalog::claim_windows(w.tx)?;
    open_ticket_for(w, None, Stage::Queued, &facts, &windows, device, unit)
}

fn open_ticket_for(
    w: &mut Writer<'_>,
    rma: Option<RmaId>,
    stage: Stage,
    facts: &RmaFacts,
    windows: &[ClaimWindow],
    device_id: DeviceId,
    unit: Unit,
) -> Result<TicketId> {
    let claim = claim(w.tx, windows, device_id, &unit, w.now().date())?;
    let id = TicketId(w.new_id());
    let number: i64 =
        w.tx.prepare_cached("SELECT last_ticket + 1 FROM desk")?
            .query_row([], |row| row.get(0))?;
    let opened = TicketOpened {
        id,
        number,
        rma_id: rma,
        device_id,
        serial: unit.serial,
        model_id: unit.model_id,
        customer_id: facts.customer_id,
        site_id: facts.site_id,
        stage,
        bounce_of: claim.bounce_of,
        facts: TicketFacts {
            symptom_code: None,
            symptom_text: String::new(),
            warranty_class: claim.class,
            warranty_reason: claim.why.to_string(),
            // Board repair is the usual case; the symptom and then the diagnosis say better.
            level: if unit.kind == DeviceKind::Miner || unit.kind == DeviceKind::Hashboard {
                2
            } else {
                1
            },
            assignee: None,
            due_on: None,
            center_id: facts.center_id,
            lane_id: facts.lane_id,
            quoted_cents: None,
            box_label: None,
        },
    };
    w.append(id, TicketEvent::Opened(Box::new(opened)))?;
    Ok(id)
}

/// Under which warranty a ticket is opened.
struct Claim {
    class: WarrantyClass,
    why: catalog::WarrantyWhy,
    /// The repair that did not hold.
    bounce_of: Option<TicketId>,
}

fn claim(
    conn: &Connection,
    windows: &[ClaimWindow],
    device: DeviceId,
    unit: &Unit,
    today: NaiveDate,
) -> Result<Claim> {
    let earlier = earlier_repair(conn, device)?;
    let dates = ClaimDates {
        warranty_until: unit.warranty_until,
        dispatched_on: unit.dispatched_on,
        repair_shipped_on: earlier.as_ref().map(|earlier| earlier.shipped_at.date()),
        repair_days: earlier.as_ref().and_then(|earlier| earlier.center_days),
    };
    let (class, why) =
        catalog::warranty_default(windows, unit.maker.as_deref(), unit.kind, &dates, today);
    Ok(Claim {
        bounce_of: earlier
            .filter(|_| class == WarrantyClass::SecondReturn)
            .map(|earlier| earlier.ticket),
        class,
        why,
    })
}

/// The ticket whose repair did not hold, were the unit brought back today.
pub(crate) fn would_bounce(
    conn: &Connection,
    device: DeviceId,
    today: NaiveDate,
) -> Result<Option<TicketId>> {
    let windows = catalog::claim_windows(conn)?;
    Ok(claim(conn, &windows, device, &unit(conn, device)?, today)?.bounce_of)
}

fn unit(conn: &Connection, id: DeviceId) -> Result<Unit> {
    conn.prepare_cached(
        "SELECT d.kind, d.serial, d.model_id, m.maker, d.warranty_until, d.number,
                d.dispatched_on
         FROM device AS d LEFT JOIN device_model AS m ON m.id = d.model_id WHERE d.id = ?1",
    )?
    .query_row([id], |row| {
        Ok(Unit {
            kind: row.get(0)?,
            serial: row.get(1)?,
            model_id: row.get(2)?,
            maker: row.get(3)?,
            warranty_until: row.get(4)?,
            code: format!("D-{:06}", row.get::<_, i64>(5)?),
            dispatched_on: row.get(6)?,
        })
    })
    .optional()?
    .ok_or_else(|| Error::not_found("unit", id))
}

fn open_ticket(w: &Writer<'_>, device: DeviceId) -> Result<Option<String>> {
    Ok(w.tx
        .prepare_cached("SELECT number FROM ticket WHERE device_id = ?1 AND closed_at IS NULL")?
        .query_row([device], |row| row.get(0))
        .optional()?
        .map(crate::ticket::number_text))
}

/// The last finished repair of a unit.
pub(crate) struct EarlierRepair {
    pub ticket: TicketId,
    pub number: i64,
    /// When it was shipped back, else closed.
    pub shipped_at: Timestamp,
    /// The warranty its center gives on its own repairs.
    pub center_days: Option<u16>,
}

pub(crate) fn earlier_repair(
    conn: &rusqlite::Connection,
    device: DeviceId,
) -> Result<Option<EarlierRepair>> {
    Ok(conn
        .prepare_cached(
            "SELECT t.id, t.number, coalesce(t.sent_back_at, t.closed_at), c.row ->> 'repair_warranty_days'
             FROM ticket AS t LEFT JOIN center AS c ON c.id = t.center_id WHERE t.device_id = ?1 AND t.stage = 'closed' AND t.disposition IN ('repaired', 'replaced')
             ORDER BY t.closed_at DESC LIMIT 1",
        )?
        .query_row([device], |row| {
            Ok(EarlierRepair {
                ticket: row.get(0)?,
                number: row.get(1)?,
                shipped_at: row.get(2)?,
                center_days: row.get(3)?,
            })
        })
        .optional()?)
}
