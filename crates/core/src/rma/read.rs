//! Reading RMAs: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::event::{RmaDrafted, RmaFacts};
use super::{MakerCount, Missing, RmaPage, RmaQuery, RmaRow, RmaState, RmaStep, StageCount};
use crate::error::{Error, Result};
use crate::id::RmaId;
use crate::search::{Bound, Conditions, Cursor, MOST_ROWS, Page};
use crate::ticket::{self, Stage};

const COLUMNS: &str = "
    r.id, r.number, r.submitted_at, p.name, r.customer_id, s.name, r.site_id, c.name, r.center_id, r.vendor_rma_no,
    (SELECT count(*) FROM ticket AS t WHERE t.rma_id = r.id),
    (SELECT count(*) FROM ticket AS t WHERE t.rma_id = r.id AND t.closed_at IS NULL),
    r.drafted_at, r.touched_at, r.seq,
    (SELECT max(t.promised_p50_at) FROM ticket AS t WHERE t.rma_id = r.id),
    (SELECT max(t.promised_p80_at) FROM ticket AS t WHERE t.rma_id = r.id)";

const JOINS: &str = "
    LEFT JOIN party AS p ON p.id = r.customer_id
    LEFT JOIN site AS s ON s.id = r.site_id
    LEFT JOIN center AS c ON c.id = r.center_id";

fn rma_row(row: &Row<'_>) -> rusqlite::Result<RmaRow> {
    let submitted_at = row.get(2)?;
    let open_units: u32 = row.get(11)?;
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
        vendor_rma_no: row.get(9)?,
        units: row.get(10)?,
        open_units,
        drafted_at: row.get(12)?,
        submitted_at,
        touched_at: row.get(13)?,
        promised_p50_at: row.get(15)?,
        promised_p80_at: row.get(16)?,
    })
}

pub(super) fn row_of(conn: &Connection, id: RmaId) -> Result<RmaRow> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM rma AS r {JOINS} WHERE r.id = ?1"
    ))?
    .query_row([id], rma_row)
    .optional()?
    .ok_or_else(|| Error::not_found("RMA", id))
}

pub(super) fn list(conn: &Connection, query: &RmaQuery) -> Result<Page<RmaRow>> {
    let limit = query.limit.clamp(1, MOST_ROWS) as usize;
    let mut all = Conditions::default();
    if query.drafts_only {
        all.add("r.submitted_at IS NULL", []);
    }
    all.equal("r.customer_id", query.customer_id);
    all.equal("r.center_id", query.center_id);
    let text = query.text.trim();
    if !text.is_empty() {
        let like = format!(
            "%{}%",
            text.replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_")
        );
        all.add(
            "(r.number LIKE ? ESCAPE '\\' OR r.vendor_rma_no LIKE ? ESCAPE '\\')",
            [Box::new(like.clone()) as Bound, Box::new(like)],
        );
    }
    if let Some(cursor) = Cursor::read(query.after.as_deref())? {
        let past = if query.descending {
            "r.seq < ?"
        } else {
            "r.seq > ?"
        };
        all.add(past, [Box::new(cursor.number) as Bound]);
    }
    let way = if query.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT {COLUMNS} FROM rma AS r {JOINS} {} ORDER BY r.seq {way} LIMIT {}",
        all.clause(),
        limit + 1
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(all.bound))?;
    let mut found: Vec<(RmaRow, i64)> = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((rma_row(row)?, row.get(14)?));
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(_, seq)| {
        Cursor {
            value: None,
            tie: None,
            number: *seq,
        }
        .write()
    });
    Ok(Page {
        rows: found.into_iter().map(|(row, _)| row).collect(),
        next,
    })
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
