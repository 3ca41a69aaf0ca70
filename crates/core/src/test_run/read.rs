//! Reading running tests and what proves a repair: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{RunningTest, TestStarted};
use crate::device::DeviceKind;
use crate::error::Result;
use crate::id::{TestRunId, TestStartId, TicketId};
use crate::ticket::{TestKind, number_text};
use crate::time::Timestamp;

/// More rigs than any bench has.
const MOST_RUNNING: u32 = 500;

/// What stands for or against letting a unit go as repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Proof {
    Proved,
    /// No run passed on this attempt.
    None,
    /// One passed, and something was repaired after it.
    Stale,
    /// What passed is not enough for such a unit.
    Short(TestKind),
}

/// What a unit of a kind must have passed to leave as repaired. Boards pass the jig and still fail
/// in the miner, so a miner is tested whole; a board that came alone is tested alone.
pub(crate) fn needed(kind: DeviceKind) -> TestKind {
    match kind {
        DeviceKind::Miner => TestKind::FullMachine,
        DeviceKind::Hashboard | DeviceKind::ControlBoard | DeviceKind::Psu => TestKind::Jig,
    }
}

/// Each passed run of an attempt, and whether nothing was repaired after it.
const PROOF: &str = "
    SELECT r.kind, r.at >= coalesce(
        (SELECT max(a.at) FROM repair_action AS a WHERE a.ticket_id = r.ticket_id AND a.undone_at IS NULL), r.at)
    FROM test_run AS r WHERE r.ticket_id = ?1 AND r.attempt = ?2 AND r.passed = 1 LIMIT 500";

pub(crate) fn proof(conn: &Connection, id: TicketId, attempt: u16) -> Result<Proof> {
    let waived = conn
        .prepare_cached(
            "SELECT 1 FROM test_waiver WHERE ticket_id = ?1 AND attempt = ?2
             AND at >= coalesce((SELECT max(at) FROM repair_action WHERE ticket_id = ?1 AND undone_at IS NULL), at)",
        )?
        .exists(params![id, attempt])?;
    if waived {
        return Ok(Proof::Proved);
    }
    let kind: DeviceKind = conn
        .prepare_cached(
            "SELECT d.kind FROM ticket AS t JOIN device AS d ON d.id = t.device_id WHERE t.id = ?1",
        )?
        .query_row([id], |row| row.get(0))?;
    let needed = needed(kind);
    let runs: Vec<(TestKind, bool)> = conn
        .prepare_cached(PROOF)?
        .query_map(params![id, attempt], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(if runs.is_empty() {
        Proof::None
    } else if runs.iter().any(|(kind, fresh)| *fresh && *kind >= needed) {
        Proof::Proved
    } else if runs.iter().any(|(_, fresh)| *fresh) {
        Proof::Short(needed)
    } else {
        Proof::Stale
    })
}

fn started(row: &Row<'_>) -> rusqlite::Result<TestStarted> {
    Ok(TestStarted {
        id: row.get(0)?,
        ticket_id: row.get(1)?,
        attempt: row.get(2)?,
        kind: row.get(3)?,
        template: row.get(4)?,
        rig: row.get(5)?,
        minutes: row.get(6)?,
    })
}

pub(super) fn find(
    conn: &Connection,
    id: TestStartId,
) -> Result<Option<(TestStarted, Timestamp, bool)>> {
    Ok(conn
        .prepare_cached(
            "SELECT id, ticket_id, attempt, kind, template, rig, minutes, started_at, ended_at IS NULL
             FROM test_start WHERE id = ?1",
        )?
        .query_row([id], |row| Ok((started(row)?, row.get(7)?, row.get(8)?)))
        .optional()?)
}

pub(super) fn runs(conn: &Connection, id: TestStartId) -> Result<bool> {
    Ok(find(conn, id)?.is_some_and(|(.., runs)| runs))
}

pub(super) fn running_on(conn: &Connection, ticket: TicketId) -> Result<Option<TestStartId>> {
    Ok(conn
        .prepare_cached("SELECT id FROM test_start WHERE ticket_id = ?1 AND ended_at IS NULL")?
        .query_row([ticket], |row| row.get(0))
        .optional()?)
}

pub(super) fn has_run(conn: &Connection, id: TestRunId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM test_run WHERE id = ?1")?
        .exists([id])?)
}

/// Tests that run, the one that is done first at the top.
pub(crate) fn running(
    conn: &Connection,
    ticket: Option<TicketId>,
    now: Timestamp,
) -> Result<Vec<RunningTest>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, s.ticket_id, t.number, t.device_id, t.serial, coalesce(m.name, d.model_text), s.kind, s.template,
                s.rig, s.minutes, s.person, s.started_at
         FROM test_start AS s JOIN ticket AS t ON t.id = s.ticket_id JOIN device AS d ON d.id = t.device_id
         LEFT JOIN device_model AS m ON m.id = t.model_id
         WHERE s.ended_at IS NULL AND (?1 IS NULL OR s.ticket_id = ?1)
         ORDER BY s.started_at + s.minutes * 60000 LIMIT ?2",
    )?;
    let rows = statement.query_map(params![ticket, MOST_RUNNING], |row| {
        let minutes: u32 = row.get(9)?;
        let started_at: Timestamp = row.get(11)?;
        let ends_at = Timestamp::from_millis(started_at.millis() + i64::from(minutes) * 60_000);
        let left = (ends_at.millis() - now.millis()).max(0) as u64;
        Ok(RunningTest {
            id: row.get(0)?,
            ticket_id: row.get(1)?,
            ticket: number_text(row.get(2)?),
            device_id: row.get(3)?,
            serial: row.get(4)?,
            model: row.get(5)?,
            kind: row.get(6)?,
            template: row.get(7)?,
            rig: row.get(8)?,
            minutes,
            person: row.get(10)?,
            started_at,
            ends_at,
            minutes_left: left.div_ceil(60_000) as u32,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
