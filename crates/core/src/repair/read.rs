//! Reading repairs, loans and looks at slots: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{BoardLoan, Moment, Repair, SeenSlot, SlotSnapshot, SnapshotTaken, snapshot};
use crate::device::DeviceRow;
use crate::device::read as devices;
use crate::error::Result;
use crate::id::{DeviceId, RepairId, SnapshotId, TicketId};
use crate::part;
use crate::ticket::number_text;

const MOST: u32 = 500;

const COLUMNS: &str = "
    r.id, r.ticket_id, t.number, r.attempt, r.code, r.component, r.slot, r.chip, r.finding_id, r.note, r.person, r.at,
    r.taken_out, r.put_in
    FROM repair_action AS r JOIN ticket AS t ON t.id = r.ticket_id";

/// A repair without its boards and parts, which are read beside it.
type Bare = (Repair, Option<DeviceId>, Option<DeviceId>);

fn repair(row: &Row<'_>) -> rusqlite::Result<Bare> {
    Ok((
        Repair {
            id: row.get(0)?,
            ticket_id: row.get(1)?,
            ticket: number_text(row.get(2)?),
            attempt: row.get(3)?,
            code: row.get(4)?,
            component: row.get(5)?,
            slot: row.get(6)?,
            chip: row.get(7)?,
            finding_id: row.get(8)?,
            parts: Vec::new(),
            taken_out: None,
            put_in: None,
            note: row.get(9)?,
            person: row.get(10)?,
            at: row.get(11)?,
        },
        row.get(12)?,
        row.get(13)?,
    ))
}

fn all(conn: &Connection, tail: &str, params: impl rusqlite::Params) -> Result<Vec<Repair>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE {tail} AND r.undone_at IS NULL ORDER BY r.at DESC, r.id DESC LIMIT {MOST}"
    ))?;
    let bare = statement
        .query_map(params, repair)?
        .collect::<rusqlite::Result<Vec<Bare>>>()?;
    let board = |id: Option<DeviceId>| -> Result<Option<DeviceRow>> {
        id.map(|id| devices::row_of(conn, id)).transpose()
    };
    bare.into_iter()
        .map(|(repair, out, put)| {
            Ok(Repair {
                parts: part::used_by(conn, repair.id)?,
                taken_out: board(out)?,
                put_in: board(put)?,
                ..repair
            })
        })
        .collect()
}

/// What was done on a ticket, newest first.
pub(crate) fn of_ticket(conn: &Connection, id: TicketId) -> Result<Vec<Repair>> {
    all(conn, "r.ticket_id = ?1", [id])
}

/// What was done to a board or unit on other tickets, newest first.
pub(crate) fn of_device(conn: &Connection, id: DeviceId, but: TicketId) -> Result<Vec<Repair>> {
    all(
        conn,
        "r.device_id IN (SELECT id FROM device WHERE id = ?1 UNION ALL SELECT id FROM device WHERE merged_into = ?1)
         AND r.ticket_id <> ?2",
        params![id, but],
    )
}

pub(super) fn find(conn: &Connection, id: RepairId) -> Result<Option<Repair>> {
    Ok(all(conn, "r.id = ?1", [id])?.pop())
}

pub(super) fn stands(conn: &Connection, id: RepairId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM repair_action WHERE id = ?1 AND undone_at IS NULL")?
        .exists([id])?)
}

pub(super) fn is_settled(conn: &Connection, id: RepairId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM repair_action WHERE id = ?1 AND settled_at IS NOT NULL")?
        .exists([id])?)
}

/// The action that a repair was recorded by.
pub(super) fn action_of(conn: &Connection, id: RepairId) -> Result<Option<crate::id::ActionId>> {
    Ok(conn
        .prepare_cached(
            "SELECT e.action FROM repair_action AS r JOIN event AS e ON e.subject = r.ticket_id
             WHERE r.id = ?1 AND e.kind = 'repair.done' AND e.payload ->> '$.done.id' = ?2
             ORDER BY e.position DESC LIMIT 1",
        )?
        .query_row(params![id, id.to_string()], |row| row.get(0))
        .optional()?)
}

/// Boards that are owed still, the oldest first.
pub(super) fn owed(conn: &Connection) -> Result<Vec<BoardLoan>> {
    loans(
        conn,
        "r.lent_by IS NOT NULL AND r.settled_at IS NULL AND r.undone_at IS NULL ORDER BY r.at",
        [],
    )
}

/// What is owed because of a unit: boards put into it or taken from its owner on its tickets.
pub(crate) fn loans_of_unit(conn: &Connection, id: DeviceId) -> Result<Vec<BoardLoan>> {
    loans(
        conn,
        "r.lent_by IS NOT NULL AND r.undone_at IS NULL
         AND (t.device_id = ?1 OR r.put_in = ?1 OR r.put_in IN
              (SELECT child_id FROM installation WHERE parent_id = ?1 AND until_at IS NULL))
         ORDER BY r.at DESC",
        [id],
    )
}

fn loans(conn: &Connection, tail: &str, params: impl rusqlite::Params) -> Result<Vec<BoardLoan>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT r.id, r.ticket_id, t.number, r.put_in, b.name, o.name, r.slot, r.at, r.settled_at, r.settled
         FROM repair_action AS r JOIN ticket AS t ON t.id = r.ticket_id
         JOIN party AS b ON b.id = r.lent_by JOIN party AS o ON o.id = r.lent_to
         WHERE {tail} LIMIT {MOST}"
    ))?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(board) = row.get::<_, Option<DeviceId>>(3)? else {
            continue;
        };
        found.push(BoardLoan {
            repair_id: row.get(0)?,
            ticket_id: row.get(1)?,
            ticket: number_text(row.get(2)?),
            board: devices::row_of(conn, board)?,
            lent_by: row.get(4)?,
            lent_to: row.get(5)?,
            slot: row.get(6)?,
            at: row.get(7)?,
            settled_at: row.get(8)?,
            settled: row.get(9)?,
        });
    }
    Ok(found)
}

/// The looks at a ticket's slots, oldest first, each with what differs from the one before.
pub(crate) fn snapshots(conn: &Connection, id: TicketId) -> Result<Vec<SnapshotTaken>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, moment, note, person, at FROM slot_snapshot WHERE ticket_id = ?1 ORDER BY at, id LIMIT 100",
    )?;
    let found: Vec<(SnapshotId, Moment, String, String, crate::time::Timestamp)> = statement
        .query_map([id], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut taken: Vec<SnapshotTaken> = Vec::new();
    for (id, moment, note, person, at) in found {
        let seen = seen(conn, id)?;
        let changes = taken
            .last()
            .map(|before| snapshot::changes(&before.snapshot.seen, &seen))
            .unwrap_or_default();
        taken.push(SnapshotTaken {
            id,
            snapshot: SlotSnapshot {
                moment,
                seen,
                note,
                person,
                at,
            },
            changes,
        });
    }
    Ok(taken)
}

fn seen(conn: &Connection, id: SnapshotId) -> Result<Vec<SeenSlot>> {
    let mut statement = conn.prepare_cached(
        "SELECT slot, serial, device_id FROM slot_seen WHERE snapshot_id = ?1 ORDER BY slot",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(SeenSlot {
            slot: row.get(0)?,
            serial: row.get(1)?,
            device_id: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
