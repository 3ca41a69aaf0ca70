//! Reading parts and stock: the SQL and nothing else.

use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Part, PartQuery, PartRow, PartUsed, StockLevel, StockLine, StockPlace};
use crate::error::{Error, Result};
use crate::id::{PartId, PartyId, RepairId, StockPlaceId, TicketId};
use crate::ticket::number_text;

/// Parts in one list; a bench stocks some hundreds.
const MOST_PARTS: u32 = 1_000;
const MOST_LINES: u32 = 200;

/// Own stock and customers' stock beside each part.
const PARTS: &str = "
    SELECT p.row,
        (SELECT coalesce(sum(quantity), 0) FROM stock_move WHERE part_id = p.id AND owner_id IS NULL) AS own,
        (SELECT coalesce(sum(quantity), 0) FROM stock_move WHERE part_id = p.id AND owner_id IS NOT NULL) AS theirs
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

fn part_row(row: &Row<'_>) -> rusqlite::Result<PartRow> {
    let part = part(row, 0)?;
    let in_stock: i64 = row.get(1)?;
    Ok(PartRow {
        is_low: in_stock <= i64::from(part.reorder_at),
        in_stock: in_stock as i32,
        of_customers: row.get::<_, i64>(2)? as i32,
        part,
    })
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

pub(super) fn row_of(conn: &Connection, id: PartId) -> Result<PartRow> {
    conn.prepare_cached(&format!("{PARTS} WHERE p.id = ?1"))?
        .query_row([id], part_row)
        .optional()?
        .ok_or_else(|| Error::not_found("part", id))
}

pub(super) fn list(conn: &Connection, query: &PartQuery) -> Result<Vec<PartRow>> {
    let text = query.text.trim();
    let like = format!("%{}%", text.replace(['%', '_'], " "));
    let mut conditions = Vec::new();
    let mut values: Vec<&dyn ToSql> = Vec::new();
    if !text.is_empty() {
        values.push(&like);
        conditions.push(format!(
            "(p.number LIKE ?{n} OR p.name LIKE ?{n})",
            n = values.len()
        ));
    }
    if let Some(kind) = &query.kind {
        values.push(kind);
        conditions.push(format!("p.kind = ?{}", values.len()));
    }
    if let Some(fits) = &query.fits {
        values.push(fits);
        conditions.push(format!(
            "(json_array_length(p.row, '$.fits') = 0
              OR EXISTS (SELECT 1 FROM json_each(p.row, '$.fits') WHERE value = ?{} COLLATE NOCASE))",
            values.len()
        ));
    }
    if !query.with_retired {
        conditions.push("p.retired_at IS NULL".into());
    }
    if query.low {
        conditions.push(
            "(SELECT coalesce(sum(quantity), 0) FROM stock_move WHERE part_id = p.id AND owner_id IS NULL)
             <= p.reorder_at"
                .into(),
        );
    }
    let tail = if conditions.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", conditions.join(" AND "))
    };
    // What takes longest to come is ordered first.
    let order = if query.low {
        "p.lead_days DESC, p.name, p.id"
    } else {
        "p.name, p.id"
    };
    let mut statement = conn.prepare_cached(&format!(
        "{PARTS} {tail} ORDER BY {order} LIMIT {MOST_PARTS}"
    ))?;
    let rows = statement.query_map(values.as_slice(), part_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
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

pub(super) fn levels(conn: &Connection, part: PartId) -> Result<Vec<StockLevel>> {
    let mut statement = conn.prepare_cached(
        "SELECT m.place_id, s.name, m.owner_id, o.name, sum(m.quantity)
         FROM stock_move AS m JOIN stock_place AS s ON s.id = m.place_id LEFT JOIN party AS o ON o.id = m.owner_id
         WHERE m.part_id = ?1 GROUP BY m.place_id, m.owner_id HAVING sum(m.quantity) <> 0
         ORDER BY m.owner_id IS NOT NULL, s.name, o.name LIMIT 500",
    )?;
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

pub(super) fn lines(conn: &Connection, part: PartId) -> Result<Vec<StockLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT m.event, s.name, o.name, m.quantity, m.reason, m.ticket_id, t.number, m.reverses, m.note, m.person, m.at
         FROM stock_move AS m JOIN stock_place AS s ON s.id = m.place_id
         LEFT JOIN party AS o ON o.id = m.owner_id LEFT JOIN ticket AS t ON t.id = m.ticket_id
         WHERE m.part_id = ?1 ORDER BY m.event DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![part, MOST_LINES], |row| {
        Ok(StockLine {
            event: row.get::<_, i64>(0)? as i32,
            place: row.get(1)?,
            owner: row.get(2)?,
            quantity: row.get(3)?,
            reason: row.get(4)?,
            ticket_id: row.get(5)?,
            ticket: row.get::<_, Option<i64>>(6)?.map(number_text),
            reverses: row.get::<_, Option<i64>>(7)?.map(|event| event as i32),
            note: row.get(8)?,
            person: row.get(9)?,
            at: row.get(10)?,
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
