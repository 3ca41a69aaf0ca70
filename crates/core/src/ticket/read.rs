//! Reading tickets: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::event::{TicketFacts, TicketOpened};
use super::{
    Disposition, HeldBy, Hold, Holder, Package, Stage, StageVisit, TestRun, TicketRow,
    WarrantyClass,
};
use crate::catalog::WarrantyWhy;
use crate::error::{Error, Result};
use crate::id::{DeviceId, ModelId, PartyId, RmaId, TicketId};
use crate::place::CenterKind;
use crate::reason::Reason;
use crate::test_run::Measured;
use crate::time::Timestamp;

/// The columns of a [`TicketRow`], for any query that has `ticket AS t`.
pub(crate) const COLUMNS: &str = "
    t.id, t.number, t.rma_id, r.number, t.device_id, t.serial, d.kind, coalesce(m.name, d.model_text), t.model_id,
    c.name, t.customer_id, s.name, ce.name, t.center_id, t.stage, t.stage_since, t.attempt, t.hold_reason,
    t.hold_since, t.symptom_code, coalesce(nullif(t.symptom_text, ''), sy.label, ''), t.warranty_class,
    t.warranty_reason, t.level, t.assignee, t.disposition, t.bounce_of IS NOT NULL, t.due_on, t.opened_at,
    t.touched_at, t.closed_at, t.promised_p50_at, t.promised_p80_at, m.maker, t.site_id, ce.region, h.holder, t.box";
pub(super) const WIDTH: usize = 38;

pub(crate) const JOINS: &str = "
    JOIN device AS d ON d.id = t.device_id
    LEFT JOIN rma AS r ON r.id = t.rma_id
    LEFT JOIN device_model AS m ON m.id = t.model_id
    LEFT JOIN party AS c ON c.id = t.customer_id
    LEFT JOIN site AS s ON s.id = t.site_id
    LEFT JOIN center AS ce ON ce.id = t.center_id
    LEFT JOIN symptom AS sy ON sy.code = t.symptom_code
    LEFT JOIN hold AS h ON h.ticket_id = t.id AND h.until_at IS NULL";

/// `T-000456`.
pub(crate) fn number_text(number: i64) -> String {
    format!("T-{number:06}")
}

pub(crate) fn ticket_row(row: &Row<'_>) -> rusqlite::Result<TicketRow> {
    let warranty_reason: String = row.get(22)?;
    Ok(TicketRow {
        id: row.get(0)?,
        number: number_text(row.get(1)?),
        rma_id: row.get(2)?,
        rma: row.get(3)?,
        device_id: row.get(4)?,
        serial: row.get(5)?,
        component: row.get(6)?,
        model: row.get(7)?,
        model_id: row.get(8)?,
        customer: row.get(9)?,
        customer_id: row.get(10)?,
        site: row.get(11)?,
        center: row.get(12)?,
        center_id: row.get(13)?,
        stage: row.get(14)?,
        stage_since: row.get(15)?,
        attempt: row.get(16)?,
        hold: row.get(17)?,
        hold_since: row.get(18)?,
        symptom_code: row.get(19)?,
        symptom: row.get(20)?,
        warranty_class: row.get(21)?,
        warranty_why: WarrantyWhy::read(&warranty_reason),
        warranty_reason,
        level: row.get(23)?,
        assignee: row.get(24)?,
        disposition: row.get(25)?,
        is_bounce: row.get(26)?,
        due_on: row.get(27)?,
        opened_at: row.get(28)?,
        touched_at: row.get(29)?,
        closed_at: row.get(30)?,
        promised_p50_at: row.get(31)?,
        promised_p80_at: row.get(32)?,
        maker: row.get(33)?,
        site_id: row.get(34)?,
        region: row.get(35)?,
        holder: row.get(36)?,
        box_label: row.get(37)?,
    })
}

pub(crate) fn row_of(conn: &Connection, id: TicketId) -> Result<TicketRow> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM ticket AS t {JOINS} WHERE t.id = ?1"
    ))?
    .query_row([id], ticket_row)
    .optional()?
    .ok_or_else(|| Error::not_found("ticket", id))
}

/// Rows of a query that ends the common part: `WHERE … ORDER BY …`.
pub(crate) fn rows_where(
    conn: &Connection,
    tail: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<TicketRow>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM ticket AS t {JOINS} {tail}"))?;
    let rows = statement.query_map(params, ticket_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The open ticket of a unit in an RMA.
pub(crate) fn open_in(conn: &Connection, rma: RmaId, device: DeviceId) -> Result<Option<TicketId>> {
    Ok(conn
        .prepare_cached(
            "SELECT id FROM ticket WHERE device_id = ?1 AND closed_at IS NULL AND rma_id = ?2",
        )?
        .query_row(params![device, rma], |row| row.get(0))
        .optional()?)
}

/// What the rules look at.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub id: TicketId,
    pub number: i64,
    pub rma: Option<RmaId>,
    pub stage: Stage,
    pub stage_since: Timestamp,
    pub attempt: u16,
    pub on_hold: bool,
    pub disposition: Option<Disposition>,
    pub warranty: WarrantyClass,
    pub quoted_cents: Option<i32>,
    pub approved_at: Option<Timestamp>,
    pub spend_limit_cents: Option<i32>,
    /// Both ends in the US.
    pub is_domestic: bool,
    pub is_in_house: bool,
}

impl Standing {
    pub fn may_spend(&self) -> bool {
        self.warranty.is_covered()
            || self.approved_at.is_some()
            || matches!((self.quoted_cents, self.spend_limit_cents), (Some(quote), Some(limit)) if quote <= limit)
    }
}

pub(crate) fn standing(conn: &Connection, id: TicketId) -> Result<Standing> {
    conn.prepare_cached(
        "SELECT t.number, t.rma_id, t.stage, t.stage_since, t.attempt, t.hold_reason IS NOT NULL, t.disposition,
                t.warranty_class, t.quoted_cents, t.approved_at, r.spend_limit_cents,
                c.region = 'us', c.row ->> 'kind'
         FROM ticket AS t LEFT JOIN rma AS r ON r.id = t.rma_id LEFT JOIN center AS c ON c.id = t.center_id
         WHERE t.id = ?1",
    )?
    .query_row([id], |row| {
        Ok(Standing {
            id,
            number: row.get(0)?,
            rma: row.get(1)?,
            stage: row.get(2)?,
            stage_since: row.get(3)?,
            attempt: row.get(4)?,
            on_hold: row.get(5)?,
            disposition: row.get(6)?,
            warranty: row.get(7)?,
            quoted_cents: row.get(8)?,
            approved_at: row.get(9)?,
            spend_limit_cents: row.get(10)?,
            is_domestic: row.get::<_, Option<bool>>(11)?.unwrap_or(false),
            is_in_house: row.get::<_, Option<CenterKind>>(12)? == Some(CenterKind::InHouse),
        })
    })
    .optional()?
    .ok_or_else(|| Error::not_found("ticket", id))
}

/// What bench work looks at before it is recorded.
#[derive(Debug, Clone)]
pub(crate) struct AtBench {
    pub stage: Stage,
    pub attempt: u16,
    pub device_id: DeviceId,
    /// The miner's, or the board's where a board was filed.
    pub model_id: Option<ModelId>,
    pub customer_id: Option<PartyId>,
}

impl AtBench {
    /// Why nothing is done to it any more, or yet.
    pub(crate) fn no_work(&self) -> Option<Reason> {
        (self.stage.is_end() || self.stage == Stage::Draft)
            .then_some(Reason::HasEnded { stage: self.stage })
    }
}

pub(crate) fn at_bench(conn: &Connection, id: TicketId) -> Result<AtBench> {
    conn.prepare_cached(
        "SELECT t.stage, t.attempt, t.device_id, coalesce(t.model_id, d.model_id), t.customer_id
         FROM ticket AS t JOIN device AS d ON d.id = t.device_id WHERE t.id = ?1",
    )?
    .query_row([id], |row| {
        Ok(AtBench {
            stage: row.get(0)?,
            attempt: row.get(1)?,
            device_id: row.get(2)?,
            model_id: row.get(3)?,
            customer_id: row.get(4)?,
        })
    })
    .optional()?
    .ok_or_else(|| Error::not_found("ticket", id))
}

/// Stage and attempt as they stand.
pub(super) fn stands(conn: &Connection, id: TicketId) -> Result<(Stage, u16)> {
    Ok(conn
        .prepare_cached("SELECT stage, attempt FROM ticket WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

pub(crate) fn facts(conn: &Connection, id: TicketId) -> Result<TicketFacts> {
    conn.prepare_cached(
        "SELECT symptom_code, symptom_text, warranty_class, warranty_reason, level, assignee, due_on, center_id,
                lane_id, quoted_cents, box FROM ticket WHERE id = ?1",
    )?
    .query_row([id], |row| {
        Ok(TicketFacts {
            symptom_code: row.get(0)?,
            symptom_text: row.get(1)?,
            warranty_class: row.get(2)?,
            warranty_reason: row.get(3)?,
            level: row.get(4)?,
            assignee: row.get(5)?,
            due_on: row.get(6)?,
            center_id: row.get(7)?,
            lane_id: row.get(8)?,
            quoted_cents: row.get(9)?,
            box_label: row.get(10)?,
        })
    })
    .optional()?
    .ok_or_else(|| Error::not_found("ticket", id))
}

/// The ticket as its opening event would say it now: what undo of a removal needs.
pub(crate) fn opened(conn: &Connection, id: TicketId) -> Result<TicketOpened> {
    let facts = facts(conn, id)?;
    Ok(conn
        .prepare_cached(
            "SELECT number, rma_id, device_id, serial, model_id, customer_id, site_id, stage, bounce_of
             FROM ticket WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(TicketOpened {
                id,
                number: row.get(0)?,
                rma_id: row.get(1)?,
                device_id: row.get(2)?,
                serial: row.get(3)?,
                model_id: row.get(4)?,
                customer_id: row.get(5)?,
                site_id: row.get(6)?,
                stage: row.get(7)?,
                bounce_of: row.get(8)?,
                facts,
            })
        })?)
}

pub(super) fn has_return_package(conn: &Connection, id: TicketId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM package WHERE ticket_id = ?1 AND direction = 'from_center'")?
        .exists([id])?)
}

pub(super) fn hold(row: &Row<'_>) -> rusqlite::Result<Hold> {
    Ok(Hold {
        id: row.get(0)?,
        reason: row.get(1)?,
        holder: row.get(2)?,
        note: row.get(3)?,
        from_at: row.get(4)?,
        until_at: row.get(5)?,
    })
}

pub(crate) fn holds(conn: &Connection, id: TicketId) -> Result<Vec<Hold>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, reason, holder, note, from_at, until_at FROM hold WHERE ticket_id = ?1 ORDER BY from_at, id",
    )?;
    let rows = statement.query_map([id], hold)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn tests(conn: &Connection, id: TicketId) -> Result<Vec<TestRun>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, attempt, kind, rig, minutes, passed, note, at, template, slot, device_id, firmware, expected_ths,
                mean_ths, chips_found, chips_expected, hw_error_percent, watts, inlet_c, board_c, chip_c, checks,
                evidence_id, person
         FROM test_run WHERE ticket_id = ?1 ORDER BY at, id",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(TestRun {
            id: row.get(0)?,
            attempt: row.get(1)?,
            kind: row.get(2)?,
            rig: row.get(3)?,
            minutes: row.get(4)?,
            passed: row.get(5)?,
            note: row.get(6)?,
            at: row.get(7)?,
            template: row.get(8)?,
            slot: row.get(9)?,
            device_id: row.get(10)?,
            measured: Measured {
                firmware: row.get(11)?,
                expected_ths: row.get(12)?,
                mean_ths: row.get(13)?,
                chips_found: row.get(14)?,
                chips_expected: row.get(15)?,
                hw_error_percent: row.get(16)?,
                watts: row.get(17)?,
                inlet_c: row.get(18)?,
                board_c: row.get(19)?,
                chip_c: row.get(20)?,
            },
            // Written by ourselves; what cannot be read shows no checks.
            checks: serde_json::from_str(row.get_ref(21)?.as_str()?).unwrap_or_default(),
            evidence_id: row.get(22)?,
            person: row.get(23)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn packages(conn: &Connection, id: TicketId) -> Result<Vec<Package>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, carrier, tracking, direction = 'to_center', at FROM package WHERE ticket_id = ?1 ORDER BY at, id",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(Package {
            id: row.get(0)?,
            carrier: row.get(1)?,
            tracking: row.get(2)?,
            to_center: row.get(3)?,
            at: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The stays of a ticket with the held part of each, and whose time it all was, as of `now`.
///
/// A stay belongs to the stage's holder but for the parts on hold, which belong to the hold's.
pub(crate) fn stays(
    conn: &Connection,
    id: TicketId,
    holds: &[Hold],
    in_house: bool,
    now: Timestamp,
) -> Result<(Vec<StageVisit>, Vec<HeldBy>)> {
    let mut statement = conn.prepare_cached(
        "SELECT stage, attempt, entered_at, left_at, reason FROM stage_visit WHERE ticket_id = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([id])?;
    let mut visits = Vec::new();
    let mut by_holder = [0i64; Holder::ALL.len()];
    while let Some(row) = rows.next()? {
        let stage: Stage = row.get(0)?;
        let entered_at: Timestamp = row.get(2)?;
        let left_at: Option<Timestamp> = row.get(3)?;
        // What has ended does not run on; nothing runs backwards if the clock was set back.
        let end = left_at.unwrap_or(if stage.is_end() {
            entered_at
        } else {
            now.max(entered_at)
        });
        let whole = end.millis() - entered_at.millis();
        let mut held = 0;
        for hold in holds {
            let from = hold.from_at.max(entered_at).millis();
            let until = hold.until_at.unwrap_or(end).min(end).millis();
            let part = (until - from).max(0);
            held += part;
            by_holder[hold.holder as usize] += part;
        }
        by_holder[holder_of(stage, in_house) as usize] += whole - held;
        let days = |millis: i64| millis as f64 / 86_400_000.0;
        visits.push(StageVisit {
            stage,
            attempt: row.get(1)?,
            entered_at,
            left_at,
            days: days(whole),
            held_days: days(held),
            reason: row.get(4)?,
        });
    }
    let held_by = Holder::ALL
        .iter()
        .map(|&holder| HeldBy {
            holder,
            days: by_holder[holder as usize] as f64 / 86_400_000.0,
        })
        .filter(|share| share.days > 0.0)
        .collect();
    Ok((visits, held_by))
}

/// Whose clock runs in a stage when nothing is on hold (`TURNAROUND.md` 9.0).
pub fn holder_of(stage: Stage, in_house: bool) -> Holder {
    use Stage::*;
    match stage {
        Draft | Authorized | Delivered | Closed | Rejected | Cancelled => Holder::Us,
        Submitted => Holder::Vendor,
        ToCenter | FromCenter => Holder::Carrier,
        CustomsOut | CustomsBack => Holder::Customs,
        AwaitingApproval => Holder::Customer,
        Queued | Diagnosing | Repairing | Testing | Ready if in_house => Holder::Us,
        Queued | Diagnosing | Repairing | Testing | Ready => Holder::Vendor,
    }
}
