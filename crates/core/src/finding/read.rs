//! Reading findings and marks: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Board, ChipHeat, ChipMark, FaultClass, FindingRow, MarkedNow, NewFinding};
use crate::device::read::{self as devices, code_text};
use crate::error::Result;
use crate::id::{DeviceId, FindingId, ModelId, TicketId};
use crate::overlaid;
use crate::ticket::number_text;

/// Findings of one ticket or board at most.
const MOST: u32 = 500;

const COLUMNS: &str = "
    f.id, f.ticket_id, t.number, f.attempt, f.device_id, d.number, f.slot, f.component, f.fault_class, f.chain,
    f.domain, f.chip, f.measured, f.unit, f.confidence, f.found_by, f.person, f.note, f.evidence_id, f.lines, f.at
    FROM finding AS f JOIN ticket AS t ON t.id = f.ticket_id JOIN device AS d ON d.id = f.device_id";

fn finding(row: &Row<'_>) -> rusqlite::Result<FindingRow> {
    Ok(FindingRow {
        id: row.get(0)?,
        ticket_id: row.get(1)?,
        ticket: number_text(row.get(2)?),
        attempt: row.get(3)?,
        device_id: row.get(4)?,
        device: code_text(row.get(5)?),
        what: NewFinding {
            slot: row.get(6)?,
            component: row.get(7)?,
            fault_class: row.get(8)?,
            chain: row.get(9)?,
            domain: row.get(10)?,
            chip: row.get(11)?,
            measured: row.get(12)?,
            unit: row.get(13)?,
            confidence: row.get(14)?,
            found_by: row.get(15)?,
            note: row.get(17)?,
            evidence_id: row.get(18)?,
            // Written by ourselves; one that cannot be read shows no lines.
            lines: serde_json::from_str(row.get_ref(19)?.as_str()?).unwrap_or_default(),
        },
        label: String::new(),
        action: String::new(),
        person: row.get(16)?,
        at: row.get(20)?,
    })
}

fn all(conn: &Connection, tail: &str, params: impl rusqlite::Params) -> Result<Vec<FindingRow>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE {tail} AND f.withdrawn_at IS NULL ORDER BY f.at DESC, f.id DESC LIMIT {MOST}"
    ))?;
    let mut found = statement
        .query_map(params, finding)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for finding in &mut found {
        match overlaid::known::<FaultClass>(conn, &finding.what.fault_class)? {
            Some(class) => {
                finding.label = class.label;
                finding.action = class.action;
            }
            None => finding.label.clone_from(&finding.what.fault_class),
        }
    }
    Ok(found)
}

/// The findings of a ticket, newest first.
pub(crate) fn of_ticket(conn: &Connection, id: TicketId) -> Result<Vec<FindingRow>> {
    all(conn, "f.ticket_id = ?1", [id])
}

/// What was found on a board before this ticket, newest first.
pub(crate) fn past_of_board(
    conn: &Connection,
    board: &Board,
    but: TicketId,
) -> Result<Vec<FindingRow>> {
    all(
        conn,
        "f.device_id IN (SELECT id FROM device WHERE id = ?1 OR merged_into = ?1)
         AND (?2 = '' OR f.slot = ?2) AND f.ticket_id <> ?3",
        params![board.device_id, board.slot, but],
    )
}

pub(super) fn stands(conn: &Connection, id: FindingId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM finding WHERE id = ?1 AND withdrawn_at IS NULL")?
        .exists([id])?)
}

/// A finding as its event says it.
pub(super) fn found(conn: &Connection, id: FindingId) -> Result<Option<super::FoundFinding>> {
    let Some(finding) = all(conn, "f.id = ?1", [id])?.pop() else {
        return Ok(None);
    };
    let model_id = conn
        .prepare_cached("SELECT model_id FROM finding WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?;
    Ok(Some(super::FoundFinding {
        id,
        ticket_id: finding.ticket_id,
        attempt: finding.attempt,
        device_id: finding.device_id,
        model_id,
        label: finding.label,
        what: finding.what,
    }))
}

/// The board in a slot of a unit: its own unit where it is known, else the miner and the slot. For
/// a unit that is itself a board the slot says nothing.
pub(crate) fn board_at(conn: &Connection, unit: DeviceId, slot: &str) -> Result<Board> {
    let inside = if slot.is_empty() {
        None
    } else {
        devices::sits_in(conn, unit, slot)?
    };
    let model_of = |id: DeviceId| -> Result<Option<ModelId>> {
        Ok(conn
            .prepare_cached("SELECT model_id FROM device WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?
            .flatten())
    };
    let model_id = match model_of(unit)? {
        Some(model) => Some(model),
        None => inside.map(model_of).transpose()?.flatten(),
    };
    let is_board: bool = conn
        .prepare_cached("SELECT kind <> 'miner' FROM device WHERE id = ?1")?
        .query_row([unit], |row| row.get(0))
        .optional()?
        .unwrap_or(false);
    Ok(match inside {
        Some(child) => Board {
            device_id: child,
            slot: String::new(),
            model_id,
        },
        None => Board {
            device_id: unit,
            slot: if is_board {
                String::new()
            } else {
                slot.to_owned()
            },
            model_id,
        },
    })
}

pub(crate) fn mark_now(
    conn: &Connection,
    device: DeviceId,
    slot: &str,
    chip: u16,
) -> Result<Option<ChipMark>> {
    Ok(conn
        .prepare_cached(
            "SELECT mark FROM chip_mark WHERE device_id = ?1 AND slot = ?2 AND chip = ?3 AND until_at IS NULL",
        )?
        .query_row(params![device, slot, chip], |row| row.get(0))
        .optional()?)
}

pub(crate) fn marks_of(conn: &Connection, board: &Board) -> Result<Vec<MarkedNow>> {
    let mut statement = conn.prepare_cached(
        "SELECT chip, mark, person, from_at FROM chip_mark
         WHERE device_id = ?1 AND slot = ?2 AND until_at IS NULL ORDER BY chip",
    )?;
    let rows = statement.query_map(params![board.device_id, board.slot], |row| {
        Ok(MarkedNow {
            chip: row.get(0)?,
            mark: row.get(1)?,
            person: row.get(2)?,
            since: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) const HEAT_OF_BOARD: &str =
    "SELECT chip, count(DISTINCT ticket_id) FROM (
        SELECT chip, ticket_id FROM finding
        WHERE device_id IN (SELECT id FROM device WHERE id = ?1 UNION ALL SELECT id FROM device WHERE merged_into = ?1)
          AND (?2 = '' OR slot = ?2) AND withdrawn_at IS NULL AND chip IS NOT NULL
        UNION ALL
        SELECT chip, ticket_id FROM chip_mark
        WHERE device_id IN (SELECT id FROM device WHERE id = ?1 UNION ALL SELECT id FROM device WHERE merged_into = ?1)
          AND (?2 = '' OR slot = ?2)
     ) GROUP BY chip ORDER BY chip LIMIT 1000";

pub(super) const HEAT_OF_MODEL: &str =
    "SELECT chip, count(DISTINCT ticket_id) FROM (
        SELECT chip, ticket_id FROM finding WHERE model_id = ?1 AND withdrawn_at IS NULL AND chip IS NOT NULL
        UNION ALL
        SELECT chip, ticket_id FROM chip_mark WHERE model_id = ?1
     ) GROUP BY chip ORDER BY chip LIMIT 1000";

/// On how many tickets each chip of a board was at fault.
pub(crate) fn heat_of_board(conn: &Connection, board: &Board) -> Result<Vec<ChipHeat>> {
    heat(conn, HEAT_OF_BOARD, params![board.device_id, board.slot])
}

/// The same over all boards of a model.
pub(crate) fn heat_of_model(conn: &Connection, model: ModelId) -> Result<Vec<ChipHeat>> {
    heat(conn, HEAT_OF_MODEL, [model])
}

fn heat(conn: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Vec<ChipHeat>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params, |row| {
        Ok(ChipHeat {
            chip: row.get(0)?,
            tickets: row.get(1)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
