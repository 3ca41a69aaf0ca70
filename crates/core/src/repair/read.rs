//! Reading repairs, loans and looks at slots: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    BoardDebt, BoardLoan, LoanQuery, Moment, Repair, SeenSlot, SlotSnapshot, SnapshotTaken,
    UnitLook, snapshot,
};
use crate::device::DeviceRow;
use crate::device::read as devices;
use crate::error::Result;
use crate::id::{DeviceId, RepairId, SnapshotId, TicketId};
use crate::part;
use crate::ticket::number_text;
use crate::time::Timestamp;

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

const STANDING: &str = "r.lent_by IS NOT NULL AND r.undone_at IS NULL";
/// What the index of the boards that are owed holds.
const OWED: &str = "r.lent_by IS NOT NULL AND r.settled_at IS NULL AND r.undone_at IS NULL";

/// What of the loans a query asks for, by one party in `?1` where it names one.
pub(super) fn loans_asked(query: &LoanQuery) -> String {
    let party = if query.party.is_some() {
        "AND (r.lent_by = ?1 OR r.lent_to = ?1)"
    } else {
        ""
    };
    if query.with_settled {
        format!("{STANDING} {party} ORDER BY r.settled_at IS NOT NULL, r.at DESC")
    } else {
        format!("{OWED} {party} ORDER BY r.at")
    }
}

/// Boards that are owed, the oldest first; with those made good, what is owed first and the latest first.
pub(super) fn asked(conn: &Connection, query: &LoanQuery) -> Result<Vec<BoardLoan>> {
    let tail = loans_asked(query);
    match query.party {
        Some(party) => loans(conn, &tail, [party]),
        None => loans(conn, &tail, []),
    }
}

/// By the index of what is owed, which is short, and not by that of all that was ever lent.
pub(super) const DEBTS: &str = "
    SELECT r.lent_by, b.name, r.lent_to, o.name, count(*), min(r.at)
    FROM repair_action AS r INDEXED BY repair_action_owed
    JOIN party AS b ON b.id = r.lent_by JOIN party AS o ON o.id = r.lent_to
    WHERE r.lent_by IS NOT NULL AND r.settled_at IS NULL AND r.undone_at IS NULL AND r.put_in IS NOT NULL
    GROUP BY r.lent_by, r.lent_to ORDER BY count(*) DESC, min(r.at) LIMIT 500";

/// What is owed by whom to whom, the most first.
pub(super) fn debts(conn: &Connection) -> Result<Vec<BoardDebt>> {
    let mut statement = conn.prepare_cached(DEBTS)?;
    let rows = statement.query_map([], |row| {
        Ok(BoardDebt {
            lent_by_id: row.get(0)?,
            lent_by: row.get(1)?,
            lent_to_id: row.get(2)?,
            lent_to: row.get(3)?,
            boards: row.get(4)?,
            since: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
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

pub(super) fn loans_sql(tail: &str) -> String {
    format!(
        "SELECT r.id, r.ticket_id, t.number, r.put_in, r.lent_by, b.name, r.lent_to, o.name, r.slot, r.at,
             r.settled_at, r.settled, t.device_id
         FROM repair_action AS r JOIN ticket AS t ON t.id = r.ticket_id
         JOIN party AS b ON b.id = r.lent_by JOIN party AS o ON o.id = r.lent_to
         WHERE {tail} LIMIT {MOST}"
    )
}

fn loans(conn: &Connection, tail: &str, params: impl rusqlite::Params) -> Result<Vec<BoardLoan>> {
    let mut statement = conn.prepare_cached(&loans_sql(tail))?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(board) = row.get::<_, Option<DeviceId>>(3)? else {
            continue;
        };
        let unit_id: DeviceId = row.get(12)?;
        found.push(BoardLoan {
            repair_id: row.get(0)?,
            ticket_id: row.get(1)?,
            ticket: number_text(row.get(2)?),
            unit_id,
            unit: devices::code(conn, unit_id)?,
            board: devices::row_of(conn, board)?,
            lent_by_id: row.get(4)?,
            lent_by: row.get(5)?,
            lent_to_id: row.get(6)?,
            lent_to: row.get(7)?,
            slot: row.get(8)?,
            at: row.get(9)?,
            settled_at: row.get(10)?,
            settled: row.get(11)?,
        });
    }
    Ok(found)
}

/// The looks at a ticket's slots, oldest first, each with what differs from the one before.
pub(crate) fn snapshots(conn: &Connection, id: TicketId) -> Result<Vec<SnapshotTaken>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, moment, note, person, at FROM slot_snapshot WHERE ticket_id = ?1 ORDER BY at, id LIMIT 100",
    )?;
    let found: Vec<(SnapshotId, Moment, String, String, Timestamp)> = statement
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
    let put_in = put_in_on(conn, id)?;
    let mut taken: Vec<SnapshotTaken> = Vec::new();
    for (id, moment, note, person, at) in found {
        let seen = seen(conn, id)?;
        let changes = taken
            .last()
            .map(|before| {
                let known: Vec<DeviceId> = put_in
                    .iter()
                    .filter(|(_, put_at)| *put_at <= at)
                    .map(|(board, _)| *board)
                    .collect();
                snapshot::changes(&before.snapshot.seen, &seen, &known)
            })
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

/// The boards that repairs on a ticket put into its unit, and when.
fn put_in_on(conn: &Connection, id: TicketId) -> Result<Vec<(DeviceId, Timestamp)>> {
    let mut statement = conn.prepare_cached(
        "SELECT put_in, at FROM repair_action WHERE ticket_id = ?1 AND undone_at IS NULL AND put_in IS NOT NULL",
    )?;
    let rows = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The looks at a unit's slots on all of its tickets, newest first.
pub(crate) fn looks_at(conn: &Connection, unit: DeviceId) -> Result<Vec<UnitLook>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.id, t.number FROM ticket AS t WHERE t.device_id = ?1
         AND EXISTS (SELECT 1 FROM slot_snapshot AS s WHERE s.ticket_id = t.id)
         ORDER BY t.opened_at DESC LIMIT 20",
    )?;
    let tickets: Vec<(TicketId, i64)> = statement
        .query_map([unit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut looks = Vec::new();
    for (id, number) in tickets {
        looks.extend(
            snapshots(conn, id)?
                .into_iter()
                .rev()
                .map(|taken| UnitLook {
                    ticket: number_text(number),
                    taken,
                }),
        );
    }
    Ok(looks)
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
