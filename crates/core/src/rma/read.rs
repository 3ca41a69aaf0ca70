//! Reading RMAs: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row};

use super::event::{RmaDrafted, RmaFacts};
use super::{MakerCount, Missing, RmaPage, RmaRow, RmaState, RmaStep, StageCount};
use crate::error::{Error, Result};
use crate::id::RmaId;
use crate::ticket::{self, Stage};

/// The columns of an [`RmaRow`], for any query that has `rma AS t`.
pub(super) const COLUMNS: &str = "
    t.id, t.number, t.submitted_at, p.name, t.customer_id, s.name, t.site_id, c.name, t.center_id, t.vendor_rma_no,
    (SELECT count(*) FROM ticket AS u WHERE u.rma_id = t.id),
    (SELECT count(*) FROM ticket AS u WHERE u.rma_id = t.id AND u.closed_at IS NULL),
    t.drafted_at, t.touched_at, t.seq,
    (SELECT max(u.promised_p50_at) FROM ticket AS u WHERE u.rma_id = t.id),
    (SELECT max(u.promised_p80_at) FROM ticket AS u WHERE u.rma_id = t.id),
    c.region,
    (SELECT group_concat(DISTINCT u.stage) FROM ticket AS u WHERE u.rma_id = t.id AND u.closed_at IS NULL)";
pub(super) const WIDTH: usize = 19;

pub(super) const JOINS: &str = "
    LEFT JOIN party AS p ON p.id = t.customer_id
    LEFT JOIN site AS s ON s.id = t.site_id
    LEFT JOIN center AS c ON c.id = t.center_id";

pub(super) fn rma_row(row: &Row<'_>) -> rusqlite::Result<RmaRow> {
    let submitted_at = row.get(2)?;
    let open_units: u32 = row.get(11)?;
    let stages: Option<String> = row.get(18)?;
    let slowest = stages.and_then(|stages| {
        let stages: Vec<&str> = stages.split(',').collect();
        Stage::WAY
            .into_iter()
            .find(|stage| stages.contains(&stage.as_str()))
    });
    Ok(RmaRow {
        id: row.get(0)?,
        number: row.get(1)?,
        state: match (submitted_at, open_units) {
            (None::<crate::time::Timestamp>, _) => RmaState::Draft,
            (Some(_), 0) => RmaState::Closed,
            (Some(_), _) => RmaState::Open,
        },
        customer: row.get(3)?,
        customer_id: row.get(4)?,
        site: row.get(5)?,
        site_id: row.get(6)?,
        center: row.get(7)?,
        center_id: row.get(8)?,
        region: row.get(17)?,
        vendor_rma_no: row.get(9)?,
        units: row.get(10)?,
        open_units,
        slowest,
        drafted_at: row.get(12)?,
        submitted_at,
        touched_at: row.get(13)?,
        promised_p50_at: row.get(15)?,
        promised_p80_at: row.get(16)?,
    })
}

pub(super) fn row_of(conn: &Connection, id: RmaId) -> Result<RmaRow> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM rma AS t {JOINS} WHERE t.id = ?1"
    ))?
    .query_row([id], rma_row)
    .optional()?
    .ok_or_else(|| Error::not_found("RMA", id))
}

/// `RMA-2026-000123`.
pub(crate) fn number_of(conn: &Connection, id: RmaId) -> Result<String> {
    conn.prepare_cached("SELECT number FROM rma WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::not_found("RMA", id))
}

/// Drafts nobody has touched since `before`, the longest left lying first.
pub(crate) fn drafts_untouched_since(
    conn: &Connection,
    before: crate::time::Timestamp,
    limit: u32,
) -> Result<Vec<RmaRow>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM rma AS t INDEXED BY rma_draft {JOINS}
         WHERE t.submitted_at IS NULL AND t.touched_at < ?1 ORDER BY t.touched_at LIMIT ?2"
    ))?;
    let rows = statement.query_map(rusqlite::params![before, limit], rma_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The RMA as its drafting event would say it now: what undo of a discard needs.
pub(super) fn drafted(conn: &Connection, id: RmaId) -> Result<RmaDrafted> {
    conn.prepare_cached(
        "SELECT seq, number, customer_id, site_id, center_id, lane_id, vendor_rma_no, spend_limit_cents, services,
                note, step FROM rma WHERE id = ?1",
    )?
    .query_row([id], |row| {
        let services: String = row.get(8)?;
        Ok(RmaDrafted {
            id,
            seq: row.get(0)?,
            number: row.get(1)?,
            facts: RmaFacts {
                customer_id: row.get(2)?,
                site_id: row.get(3)?,
                center_id: row.get(4)?,
                lane_id: row.get(5)?,
                vendor_rma_no: row.get(6)?,
                spend_limit_cents: row.get(7)?,
                services: serde_json::from_str(&services).unwrap_or_default(),
                note: row.get(9)?,
                step: row.get(10)?,
            },
        })
    })
    .optional()?
    .ok_or_else(|| Error::not_found("RMA", id))
}

pub(super) fn page(conn: &Connection, id: RmaId) -> Result<RmaPage> {
    let row = row_of(conn, id)?;
    let facts = drafted(conn, id)?.facts;
    let tickets = ticket::rows_where(
        conn,
        "WHERE t.rma_id = ?1 ORDER BY t.number LIMIT 1000",
        [id],
    )?;
    let mut by_stage = conn
        .prepare_cached("SELECT stage, count(*) FROM ticket WHERE rma_id = ?1 GROUP BY stage")?
        .query_map([id], |row| {
            Ok(StageCount {
                stage: row.get(0)?,
                units: row.get(1)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    by_stage.sort_by_key(|count| Stage::ALL.iter().position(|&stage| stage == count.stage));
    let makers = conn
        .prepare_cached(
            "SELECT m.maker, d.kind, count(*) FROM ticket AS t JOIN device AS d ON d.id = t.device_id
             LEFT JOIN device_model AS m ON m.id = t.model_id
             WHERE t.rma_id = ?1 GROUP BY m.maker, d.kind ORDER BY count(*) DESC",
        )?
        .query_map([id], |row| {
            Ok(MakerCount { maker: row.get(0)?, component: row.get(1)?, units: row.get(2)? })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let missing = if row.submitted_at.is_none() {
        missing(conn, &row)?
    } else {
        Vec::new()
    };
    Ok(RmaPage {
        lane_id: facts.lane_id,
        spend_limit_cents: facts.spend_limit_cents,
        services: facts.services,
        note: facts.note,
        step: facts.step,
        tickets,
        stages: by_stage,
        makers,
        missing,
        row,
    })
}

/// What must be filled in before an RMA can be filed.
pub(super) fn missing(conn: &Connection, row: &RmaRow) -> Result<Vec<Missing>> {
    let mut missing = Vec::new();
    let mut say = |step, text: String| missing.push(Missing { step, text });
    if row.units == 0 {
        say(RmaStep::Units, "add at least one unit".into());
    }
    let without_symptom: u32 = conn
        .prepare_cached(
            "SELECT count(*) FROM ticket WHERE rma_id = ?1 AND symptom_code IS NULL AND symptom_text = ''",
        )?
        .query_row([row.id], |row| row.get(0))?;
    if without_symptom > 0 {
        let units = if without_symptom == 1 {
            "1 unit has".into()
        } else {
            format!("{without_symptom} units have")
        };
        say(
            RmaStep::Units,
            format!("{units} no symptom; say what is wrong"),
        );
    }
    if row.customer_id.is_none() {
        say(RmaStep::Details, "choose the customer".into());
    }
    if row.site_id.is_none() {
        say(
            RmaStep::Details,
            "choose the site the units leave from".into(),
        );
    }
    if row.center_id.is_none() {
        say(RmaStep::Center, "choose where to send them".into());
    }
    Ok(missing)
}
