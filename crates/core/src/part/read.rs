//! Reading parts and stock: the SQL and nothing else.

use std::cmp::Reverse;

use chrono::NaiveDate;
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::pace::{LOOKED_BACK_DAYS, pace};
use super::{Part, PartQuery, PartRow, PartSort, PartUsed, StockLevel, StockLine, StockPlace};
use crate::device::read::code_text;
use crate::error::{Error, Result};
use crate::id::{PartId, PartyId, RepairId, StockPlaceId, TicketId};
use crate::ticket::number_text;
use crate::time::Timestamp;

/// Parts in one list.
const MOST_PARTS: usize = 1_000;
/// Parts that are looked at for one; a bench stocks some hundreds.
const MOST_READ: u32 = 10_000;
const MOST_LINES: u32 = 200;

/// Each part with what of the desk's own was used up since `:since` and not put back, and when it first came.
pub(super) const PARTS: &str = "
    SELECT p.row,
        (SELECT coalesce(-sum(m.quantity), 0) FROM stock_move AS m
         WHERE m.part_id = p.id AND m.owner_id IS NULL AND m.reason = 'used' AND m.quantity < 0 AND m.at >= :since
             AND NOT EXISTS (SELECT 1 FROM stock_move AS back WHERE back.reverses = m.event)) AS used,
        (SELECT m.at FROM stock_move AS m WHERE m.part_id = p.id ORDER BY m.event LIMIT 1) AS first_came
    FROM part AS p";

fn part(row: &Row<'_>, column: usize) -> rusqlite::Result<Part> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            Box::new(error),
        )
    })
}

/// A part without its levels, which are read beside it: itself, what was used of it, when it first came.
type Bare = (Part, i64, Option<Timestamp>);

fn bare(row: &Row<'_>) -> rusqlite::Result<Bare> {
    Ok((part(row, 0)?, row.get(1)?, row.get(2)?))
}

fn whole(conn: &Connection, (part, used, first_came): Bare, now: Timestamp) -> Result<PartRow> {
    let levels = levels(conn, part.id)?;
    let sum = |of_customers: bool| -> i64 {
        levels
            .iter()
            .filter(|level| level.owner_id.is_some() == of_customers)
            .map(|level| i64::from(level.quantity))
            .sum()
    };
    let in_stock = sum(false);
    let pace = pace(used, first_came, in_stock, part.lead_days, now);
    let is_low = in_stock <= i64::from(part.reorder_at);
    let is_due = pace
        .as_ref()
        .and_then(|pace| pace.order_by)
        .is_some_and(|day| day <= now.date());
    Ok(PartRow {
        in_stock: in_stock as i32,
        of_customers: sum(true) as i32,
        is_low,
        to_order: !part.retired && (is_low || is_due),
        pace,
        levels,
        part,
    })
}

fn since(now: Timestamp) -> Timestamp {
    now.plus_days(-(LOOKED_BACK_DAYS as f64))
}

pub(crate) fn find(conn: &Connection, id: PartId) -> Result<Option<Part>> {
    Ok(conn
        .prepare_cached("SELECT row FROM part WHERE id = ?1")?
        .query_row([id], |row| part(row, 0))
        .optional()?)
}

pub(super) fn numbered(conn: &Connection, number: &str) -> Result<Option<PartId>> {
    Ok(conn
        .prepare_cached("SELECT id FROM part WHERE number = ?1")?
        .query_row([number], |row| row.get(0))
        .optional()?)
}

pub(super) fn row_of(conn: &Connection, id: PartId, now: Timestamp) -> Result<PartRow> {
    let found = conn
        .prepare_cached(&format!("{PARTS} WHERE p.id = :id"))?
        .query_row(named_params! {":since": since(now), ":id": id}, bare)
        .optional()?
        .ok_or_else(|| Error::not_found("part", id))?;
    whole(conn, found, now)
}

pub(super) fn list(conn: &Connection, query: &PartQuery, now: Timestamp) -> Result<Vec<PartRow>> {
    let text = query.text.trim();
    let like = format!("%{}%", text.replace(['%', '_'], " "));
    let since = since(now);
    let mut conditions = Vec::new();
    let mut values: Vec<(&str, &dyn ToSql)> = vec![(":since", &since)];
    if !text.is_empty() {
        values.push((":like", &like));
        conditions.push("(p.number LIKE :like OR p.name LIKE :like)");
    }
    if let Some(kind) = &query.kind {
        values.push((":kind", kind));
        conditions.push("p.kind = :kind");
    }
    if let Some(fits) = &query.fits {
        values.push((":fits", fits));
        conditions.push(
            "(json_array_length(p.row, '$.fits') = 0
              OR EXISTS (SELECT 1 FROM json_each(p.row, '$.fits') WHERE value = :fits COLLATE NOCASE))",
        );
    }
    if !query.with_retired {
        conditions.push("p.retired_at IS NULL");
    }
    let tail = if conditions.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", conditions.join(" AND "))
    };
    let mut statement = conn.prepare_cached(&format!(
        "{PARTS} {tail} ORDER BY p.name, p.id LIMIT {MOST_READ}"
    ))?;
    let found: Vec<Bare> = statement
        .query_map(values.as_slice(), bare)?
        .collect::<rusqlite::Result<_>>()?;
    let mut rows = Vec::with_capacity(found.len());
    for found in found {
        let row = whole(conn, found, now)?;
        let lies = |is: &dyn Fn(&StockLevel) -> bool| row.levels.iter().any(is);
        if (!query.to_order || row.to_order)
            && query
                .place
                .is_none_or(|place| lies(&|level| level.place_id == place))
            && query
                .owner
                .is_none_or(|owner| lies(&|level| level.owner_id == Some(owner)))
        {
            rows.push(row);
        }
    }
    put_in_order(&mut rows, query);
    rows.truncate(MOST_PARTS);
    Ok(rows)
}

/// By what is asked; those alike stay in the order of their names, and those without a value come last.
fn put_in_order(rows: &mut [PartRow], query: &PartQuery) {
    let descending = query.descending;
    let sort = match query.sort {
        Some(sort) => sort,
        // What takes longest to come is ordered first.
        None if query.to_order => {
            rows.sort_by_key(|row| Reverse(row.part.lead_days));
            return;
        }
        None => return,
    };
    let word = |text: &str| text.to_lowercase();
    match sort {
        PartSort::Need => rows.sort_by_key(need),
        PartSort::Number => by(rows, descending, |row| Some(word(&row.part.number))),
        PartSort::Name => by(rows, descending, |row| Some(word(&row.part.name))),
        PartSort::Kind => by(rows, descending, |row| Some(row.part.kind.as_str())),
        PartSort::InStock => by(rows, descending, |row| Some(row.in_stock)),
        PartSort::OfCustomers => by(rows, descending, |row| Some(row.of_customers)),
        PartSort::ReorderAt => by(rows, descending, |row| Some(row.part.reorder_at)),
        PartSort::LeadDays => by(rows, descending, |row| row.part.lead_days),
        PartSort::Used => by(rows, descending, |row| {
            row.pace.as_ref().map(|pace| pace.used)
        }),
        PartSort::LastsDays => by(rows, descending, |row| {
            row.pace.as_ref().map(|pace| pace.lasts_days)
        }),
        PartSort::OrderBy => by(rows, descending, |row| {
            row.pace.as_ref().and_then(|pace| pace.order_by)
        }),
    }
}

fn by<K: Ord>(rows: &mut [PartRow], descending: bool, key: impl Fn(&PartRow) -> Option<K>) {
    rows.sort_by(|a, b| match (key(a), key(b)) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
}

/// What is to be ordered first, and of it what takes longest to come; then what runs out next.
fn need(row: &PartRow) -> (bool, Reverse<Option<u16>>, bool, Option<NaiveDate>) {
    let order_by = row.pace.as_ref().and_then(|pace| pace.order_by);
    let lead = if row.to_order {
        row.part.lead_days
    } else {
        None
    };
    (!row.to_order, Reverse(lead), order_by.is_none(), order_by)
}

fn stock_place(row: &Row<'_>) -> rusqlite::Result<StockPlace> {
    Ok(StockPlace {
        id: row.get(0)?,
        name: row.get(1)?,
        note: row.get(2)?,
        retired: row.get(3)?,
    })
}

pub(super) fn find_place(conn: &Connection, id: StockPlaceId) -> Result<Option<StockPlace>> {
    Ok(conn
        .prepare_cached(
            "SELECT id, name, note, retired_at IS NOT NULL FROM stock_place WHERE id = ?1",
        )?
        .query_row([id], stock_place)
        .optional()?)
}

pub(super) fn place_named(conn: &Connection, name: &str) -> Result<Option<StockPlaceId>> {
    Ok(conn
        .prepare_cached("SELECT id FROM stock_place WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

pub(super) fn places(conn: &Connection) -> Result<Vec<StockPlace>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, note, retired_at IS NOT NULL FROM stock_place
         ORDER BY retired_at IS NOT NULL, name, id LIMIT 1000",
    )?;
    let rows = statement.query_map([], stock_place)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many of a part lie at a place, of one owner.
pub(super) const LEVEL: &str = "SELECT coalesce(sum(quantity), 0) FROM stock_move
     WHERE part_id = ?1 AND place_id = ?2 AND owner_id IS ?3";

pub(super) fn level(
    conn: &Connection,
    part: PartId,
    place: StockPlaceId,
    owner: Option<PartyId>,
) -> Result<i64> {
    Ok(conn
        .prepare_cached(LEVEL)?
        .query_row(params![part, place, owner], |row| row.get(0))?)
}

pub(super) const LEVELS: &str = "
    SELECT m.place_id, s.name, m.owner_id, o.name, sum(m.quantity)
    FROM stock_move AS m JOIN stock_place AS s ON s.id = m.place_id LEFT JOIN party AS o ON o.id = m.owner_id
    WHERE m.part_id = ?1 GROUP BY m.place_id, m.owner_id HAVING sum(m.quantity) <> 0
    ORDER BY m.owner_id IS NOT NULL, s.name, o.name LIMIT 500";

pub(super) fn levels(conn: &Connection, part: PartId) -> Result<Vec<StockLevel>> {
    let mut statement = conn.prepare_cached(LEVELS)?;
    let rows = statement.query_map([part], |row| {
        Ok(StockLevel {
            place_id: row.get(0)?,
            place: row.get(1)?,
            owner_id: row.get(2)?,
            owner: row.get(3)?,
            quantity: row.get::<_, i64>(4)? as i32,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A part's ledger, newest first, from before `?2` on.
pub(super) const LINES: &str = "
    SELECT m.event, e.action, s.name, o.name, m.quantity, m.reason, m.ticket_id, t.number, c.name, m.device_id,
        b.number, m.reverses, EXISTS (SELECT 1 FROM stock_move AS back WHERE back.reverses = m.event), m.note,
        m.person, m.at
    FROM stock_move AS m JOIN event AS e ON e.position = m.event JOIN stock_place AS s ON s.id = m.place_id
    LEFT JOIN party AS o ON o.id = m.owner_id LEFT JOIN ticket AS t ON t.id = m.ticket_id
    LEFT JOIN party AS c ON c.id = t.customer_id LEFT JOIN device AS b ON b.id = m.device_id
    WHERE m.part_id = ?1 AND m.event < ?2 ORDER BY m.event DESC LIMIT ?3";

pub(super) fn lines(
    conn: &Connection,
    part: PartId,
    before: Option<i32>,
) -> Result<Vec<StockLine>> {
    let mut statement = conn.prepare_cached(LINES)?;
    let before = before.map_or(i64::MAX, i64::from);
    let rows = statement.query_map(params![part, before, MOST_LINES], |row| {
        Ok(StockLine {
            event: row.get::<_, i64>(0)? as i32,
            action: row.get(1)?,
            place: row.get(2)?,
            owner: row.get(3)?,
            quantity: row.get(4)?,
            reason: row.get(5)?,
            ticket_id: row.get(6)?,
            ticket: row.get::<_, Option<i64>>(7)?.map(number_text),
            customer: row.get(8)?,
            board_id: row.get(9)?,
            board: row.get::<_, Option<i64>>(10)?.map(code_text),
            reverses: row.get::<_, Option<i64>>(11)?.map(|event| event as i32),
            is_taken_back: row.get(12)?,
            note: row.get(13)?,
            person: row.get(14)?,
            at: row.get(15)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a repair used and did not put back.
pub(crate) fn used_by(conn: &Connection, repair: RepairId) -> Result<Vec<PartUsed>> {
    used(conn, "m.repair_id = ?1", params![repair])
}

/// What all repairs of a ticket used and did not put back.
pub(crate) fn used_on(conn: &Connection, ticket: TicketId) -> Result<Vec<PartUsed>> {
    used(
        conn,
        "m.ticket_id = ?1 AND m.reason = 'used'",
        params![ticket],
    )
}

fn used(conn: &Connection, of: &str, params: impl rusqlite::Params) -> Result<Vec<PartUsed>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT m.part_id, p.row, s.name, o.name, -sum(m.quantity)
         FROM stock_move AS m JOIN part AS p ON p.id = m.part_id JOIN stock_place AS s ON s.id = m.place_id
         LEFT JOIN party AS o ON o.id = m.owner_id
         WHERE {of} GROUP BY m.part_id, m.place_id, m.owner_id HAVING sum(m.quantity) < 0 ORDER BY p.number LIMIT 200"
    ))?;
    let rows = statement.query_map(params, |row| {
        let part = part(row, 1)?;
        Ok(PartUsed {
            part_id: row.get(0)?,
            number: part.number,
            name: part.name,
            place: row.get(2)?,
            owner: row.get(3)?,
            quantity: row.get::<_, i64>(4)? as i32,
            cost_cents: part.cost_cents,
            price_cents: part.price_cents,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
