//! Reading work: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::event::minutes;
use super::{Labour, LabourSum, Span};
use crate::error::Result;
use crate::id::{LabourId, TicketId};
use crate::ticket::number_text;
use crate::time::Timestamp;

const MOST: u32 = 500;

pub(super) fn span(conn: &Connection, id: LabourId) -> Result<Option<Span>> {
    Ok(conn
        .prepare_cached("SELECT activity, note, from_at, until_at FROM labour WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(Span {
                activity: row.get(0)?,
                note: row.get(1)?,
                from_at: row.get(2)?,
                until_at: row.get(3)?,
            })
        })
        .optional()?)
}

pub(super) fn person(conn: &Connection, id: LabourId) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("SELECT person FROM labour WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

pub(super) fn ticket_of(conn: &Connection, id: LabourId) -> Result<Option<TicketId>> {
    Ok(conn
        .prepare_cached("SELECT ticket_id FROM labour WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// The work of a person that goes on.
pub(crate) fn running(
    conn: &Connection,
    person: &str,
) -> Result<Option<(LabourId, TicketId, Span)>> {
    Ok(conn
        .prepare_cached(
            "SELECT id, ticket_id, activity, note, from_at FROM labour WHERE person = ?1 AND until_at IS NULL",
        )?
        .query_row([person], |row| {
            let span = Span {
                activity: row.get(2)?,
                note: row.get(3)?,
                from_at: row.get(4)?,
                until_at: None,
            };
            Ok((row.get(0)?, row.get(1)?, span))
        })
        .optional()?)
}

fn labour(row: &Row<'_>, now: Timestamp) -> rusqlite::Result<Labour> {
    let from_at: Timestamp = row.get(6)?;
    let until_at: Option<Timestamp> = row.get(7)?;
    Ok(Labour {
        id: row.get(0)?,
        ticket_id: row.get(1)?,
        ticket: number_text(row.get(2)?),
        person: row.get(3)?,
        activity: row.get(4)?,
        note: row.get(5)?,
        from_at,
        until_at,
        minutes: minutes(from_at, until_at.unwrap_or(now)),
    })
}

const COLUMNS: &str =
    "l.id, l.ticket_id, t.number, l.person, l.activity, l.note, l.from_at, l.until_at
    FROM labour AS l JOIN ticket AS t ON t.id = l.ticket_id";

/// The work on a ticket, newest first.
pub(crate) fn of_ticket(conn: &Connection, id: TicketId, now: Timestamp) -> Result<Vec<Labour>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE l.ticket_id = ?1 ORDER BY l.from_at DESC, l.id DESC LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![id, MOST], |row| labour(row, now))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The work of a person since an instant, newest first.
pub(super) fn of_person(
    conn: &Connection,
    person: &str,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<Labour>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE l.person = ?1 AND l.from_at >= ?2 ORDER BY l.from_at DESC, l.id DESC LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![person, since, MOST], |row| labour(row, now))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Minutes per person and activity on a ticket, those who worked longest first.
pub(crate) fn minutes_on(
    conn: &Connection,
    id: TicketId,
    now: Timestamp,
) -> Result<Vec<LabourSum>> {
    let mut sums: Vec<LabourSum> = Vec::new();
    for work in of_ticket(conn, id, now)? {
        match sums
            .iter_mut()
            .find(|sum| sum.person == work.person && sum.activity == work.activity)
        {
            Some(sum) => sum.minutes = sum.minutes.saturating_add(work.minutes),
            None => sums.push(LabourSum {
                person: work.person,
                activity: work.activity,
                minutes: work.minutes,
            }),
        }
    }
    sums.sort_by(|a, b| {
        b.minutes
            .cmp(&a.minutes)
            .then_with(|| a.person.cmp(&b.person))
    });
    Ok(sums)
}
