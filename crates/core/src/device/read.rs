//! Reading units: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{
    Claim, DeviceFacts, DeviceKind, DevicePage, DeviceRow, Identifier, IdentifierKind, OpenTicket,
    SlotStay,
};
use crate::catalog;
use crate::error::{Error, Result};
use crate::id::DeviceId;
use crate::serial::Patterns;
use crate::ticket::TicketRow;

/// The columns of a [`DeviceRow`], for any query that has `device AS t`.
pub(super) const COLUMNS: &str = "
    t.id, t.number, t.kind, t.serial, coalesce(m.name, t.model_text), m.maker, t.model_id, p.name, t.owner_id,
    s.name, t.site_id, t.location, t.status, t.warranty_until, o.id, o.number, o.stage, t.added_at, t.touched_at,
    EXISTS (SELECT 1 FROM ticket AS b WHERE b.device_id = t.id AND b.bounce_of IS NOT NULL)";
pub(super) const WIDTH: usize = 20;

pub(super) const JOINS: &str = "
    LEFT JOIN device_model AS m ON m.id = t.model_id
    LEFT JOIN party AS p ON p.id = t.owner_id
    LEFT JOIN site AS s ON s.id = t.site_id
    LEFT JOIN ticket AS o ON o.device_id = t.id AND o.closed_at IS NULL";

/// `D-000123`.
pub(crate) fn code_text(number: i64) -> String {
    format!("D-{number:06}")
}

pub(super) fn device_row(row: &Row<'_>) -> rusqlite::Result<DeviceRow> {
    let open_ticket = match row.get(14)? {
        Some(id) => Some(OpenTicket {
            id,
            number: crate::ticket::number_text(row.get(15)?),
            stage: row.get(16)?,
        }),
        None => None,
    };
    Ok(DeviceRow {
        id: row.get(0)?,
        code: code_text(row.get(1)?),
        kind: row.get(2)?,
        serial: row.get(3)?,
        model: row.get(4)?,
        maker: row.get(5)?,
        model_id: row.get(6)?,
        owner: row.get(7)?,
        owner_id: row.get(8)?,
        site: row.get(9)?,
        site_id: row.get(10)?,
        location: row.get(11)?,
        status: row.get(12)?,
        warranty_until: row.get(13)?,
        open_ticket,
        added_at: row.get(17)?,
        touched_at: row.get(18)?,
        has_bounced: row.get(19)?,
    })
}

/// `D-000123` of a unit.
pub(super) fn code_of(conn: &Connection, id: DeviceId) -> Result<String> {
    conn.prepare_cached("SELECT number FROM device WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .map(code_text)
        .ok_or_else(|| Error::not_found("unit", id))
}

pub(crate) fn row_of(conn: &Connection, id: DeviceId) -> Result<DeviceRow> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM device AS t {JOINS} WHERE t.id = ?1"
    ))?
    .query_row([id], device_row)
    .optional()?
    .ok_or_else(|| Error::not_found("unit", id))
}

/// `D-000123` of a record, merged or not.
pub(crate) fn code(conn: &Connection, id: DeviceId) -> Result<String> {
    conn.prepare_cached("SELECT number FROM device WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .map(code_text)
        .ok_or_else(|| Error::not_found("unit", id))
}

/// The record that this one became part of.
pub(crate) fn merged_into(conn: &Connection, id: DeviceId) -> Result<Option<DeviceId>> {
    Ok(conn
        .prepare_cached("SELECT merged_into FROM device WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .flatten())
}

/// The record that stands for this one: itself, or the end of its merges.
pub(crate) fn survivor(conn: &Connection, id: DeviceId) -> Result<DeviceId> {
    let mut at = id;
    while let Some(into) = merged_into(conn, at)? {
        at = into;
    }
    Ok(at)
}

/// # Errors
/// `Refused` for a record that is part of another one now.
pub(crate) fn must_stand(conn: &Connection, id: DeviceId) -> Result<()> {
    match merged_into(conn, id)? {
        None => Ok(()),
        Some(_) => Err(Error::Refused(format!(
            "{} was merged into {}: open that one",
            code(conn, id)?,
            code(conn, survivor(conn, id)?)?
        ))),
    }
}

pub(crate) fn facts(conn: &Connection, id: DeviceId) -> Result<DeviceFacts> {
    find_facts(conn, id)?.ok_or_else(|| Error::not_found("unit", id))
}

pub(super) fn find_facts(conn: &Connection, id: DeviceId) -> Result<Option<DeviceFacts>> {
    Ok(conn.prepare_cached(
        "SELECT model_id, model_text, owner_id, site_id, location, status, warranty_until, warranty_from, note,
                dispatched_on
         FROM device WHERE id = ?1",
    )?
    .query_row([id], |row| {
        Ok(DeviceFacts {
            model_id: row.get(0)?,
            model_text: row.get(1)?,
            owner_id: row.get(2)?,
            site_id: row.get(3)?,
            location: row.get(4)?,
            status: row.get(5)?,
            warranty_until: row.get(6)?,
            warranty_from: row.get(7)?,
            note: row.get(8)?,
            dispatched_on: row.get(9)?,
        })
    })
    .optional()?)
}

/// Units that are called `normal` now, by number.
pub(crate) fn called(
    conn: &Connection,
    kind: IdentifierKind,
    normal: &str,
) -> Result<Vec<(DeviceId, DeviceKind, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT d.id, d.kind, d.number FROM device_identifier AS i JOIN device AS d ON d.id = i.device_id
         WHERE i.normal = ?1 AND i.kind = ?2 AND i.until_at IS NULL ORDER BY d.number",
    )?;
    let found = statement.query_map(rusqlite::params![normal, kind], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn is_called(conn: &Connection, id: DeviceId, claim: &Claim) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM device_identifier WHERE device_id = ?1 AND kind = ?2 AND normal = ?3 AND until_at IS NULL",
        )?
        .exists(rusqlite::params![id, claim.kind, claim.normal])?)
}

/// The claim as it was made that a unit is called so.
pub(super) fn claim(
    conn: &Connection,
    id: DeviceId,
    kind: IdentifierKind,
    normal: &str,
) -> Result<Claim> {
    conn.prepare_cached(
        "SELECT typed, source FROM device_identifier
         WHERE device_id = ?1 AND kind = ?2 AND normal = ?3 AND until_at IS NULL",
    )?
    .query_row(rusqlite::params![id, kind, normal], |row| {
        Ok(Claim {
            kind,
            typed: row.get(0)?,
            normal: normal.to_owned(),
            source: row.get(1)?,
        })
    })
    .optional()?
    .ok_or_else(|| Error::not_found("name", normal))
}

/// Where a component sits now.
pub(crate) fn home(conn: &Connection, child: DeviceId) -> Result<Option<(DeviceId, String)>> {
    Ok(conn
        .prepare_cached(
            "SELECT parent_id, slot FROM installation WHERE child_id = ?1 AND until_at IS NULL",
        )?
        .query_row([child], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// What sits in a slot now.
pub(crate) fn sits_in(conn: &Connection, parent: DeviceId, slot: &str) -> Result<Option<DeviceId>> {
    Ok(conn
        .prepare_cached(
            "SELECT child_id FROM installation WHERE parent_id = ?1 AND slot = ?2 AND until_at IS NULL",
        )?
        .query_row(rusqlite::params![parent, slot], |row| row.get(0))
        .optional()?)
}

/// The user's serial formats before the shipped ones.
pub(super) fn patterns(conn: &Connection) -> Result<Patterns> {
    let mut statement = conn.prepare_cached("SELECT row FROM serial_pattern ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut own = Vec::new();
    for row in rows {
        // A format that cannot be read any more recognises nothing; the shipped ones still do.
        own.extend(serde_json::from_str(&row?).ok());
    }
    Ok(if own.is_empty() {
        Patterns::shipped().clone()
    } else {
        Patterns::with_own(own).0
    })
}

pub(crate) fn page(conn: &Connection, id: DeviceId) -> Result<DevicePage> {
    let row = row_of(conn, id)?;
    let patterns = patterns(conn)?;
    Ok(DevicePage {
        facts: facts(conn, id)?,
        identifiers: identifiers(conn, id, row.kind, &patterns)?,
        slots: slots(conn, &row)?,
        boards: stays(conn, "child_id", "parent_id", id)?,
        homes: stays(conn, "parent_id", "child_id", id)?,
        tickets: tickets_of(conn, id)?,
        row,
    })
}

/// The latest 200, newest first.
pub(super) fn tickets_of(conn: &Connection, id: DeviceId) -> Result<Vec<TicketRow>> {
    crate::ticket::rows_where(
        conn,
        "WHERE t.device_id = ?1 ORDER BY t.opened_at DESC, t.number DESC LIMIT 200",
        [id],
    )
}

fn identifiers(
    conn: &Connection,
    id: DeviceId,
    kind: DeviceKind,
    patterns: &Patterns,
) -> Result<Vec<Identifier>> {
    let mut statement = conn.prepare_cached(
        "SELECT kind, typed, normal, source, from_at, until_at FROM device_identifier
         WHERE device_id = ?1 ORDER BY until_at IS NOT NULL, kind <> 'serial', rowid DESC",
    )?;
    let found = statement.query_map([id], |row| {
        let identifier: IdentifierKind = row.get(0)?;
        let normal: String = row.get(2)?;
        let recognised = (identifier == IdentifierKind::Serial)
            .then(|| patterns.recognise(&normal, Some(kind)))
            .flatten();
        Ok(Identifier {
            kind: identifier,
            typed: row.get(1)?,
            normal,
            source: row.get(3)?,
            from: row.get(4)?,
            until: row.get(5)?,
            format: recognised
                .as_ref()
                .map(|found| format!("{} {}", found.make, found.format)),
            likely_made_on: recognised.and_then(|found| found.likely_made_on),
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The slots of a miner: a hashboard each, then control board and PSU.
fn slots(conn: &Connection, row: &DeviceRow) -> Result<Vec<String>> {
    if row.kind != DeviceKind::Miner {
        return Ok(Vec::new());
    }
    let model = match row.model_id {
        Some(id) => catalog::rows::find_model(conn, id)?,
        None => None,
    };
    let mut slots: Vec<String> = (0..model.and_then(|model| model.hashboards).unwrap_or(0))
        .map(|n| format!("HB{n}"))
        .collect();
    slots.extend(["CB".to_owned(), "PSU".to_owned()]);
    Ok(slots)
}

fn stays(conn: &Connection, other: &str, of: &str, id: DeviceId) -> Result<Vec<SlotStay>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, i.slot, i.from_at, i.until_at
         FROM installation AS i JOIN device AS t ON t.id = i.{other} {JOINS}
         WHERE i.{of} = ?1 ORDER BY i.until_at IS NOT NULL, i.slot, i.from_at DESC LIMIT 500"
    ))?;
    let found = statement.query_map([id], |row| {
        Ok(SlotStay {
            board: device_row(row)?,
            slot: row.get(WIDTH)?,
            from: row.get(WIDTH + 1)?,
            until: row.get(WIDTH + 2)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
