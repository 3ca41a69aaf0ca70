//! Reading attachments: the SQL and nothing else.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{AttachedTo, Attachment, Attachments, MOST_FILES, kind};
use crate::device::read::code_text;
use crate::error::{Error, Result};
use crate::id::{AttachmentId, DeviceId, FindingId, RmaId, SubjectId, TicketId};
use crate::ticket::number_text;

/// Rows of the files that the tickets of a unit or an RMA have.
const MOST_BESIDE: u32 = 200;

/// Whatever the file is attached to: one of the three is there, with a finding its ticket.
const COLUMNS: &str = "
    a.id, a.name, a.media_type, a.size, a.note, a.added_at, a.added_by, t.id, t.number, d.id, d.number, r.id, r.number, f.id";
const JOINS: &str = "
    LEFT JOIN finding AS f ON f.id = a.subject
    LEFT JOIN ticket AS t ON t.id = coalesce(f.ticket_id, a.subject)
    LEFT JOIN device AS d ON d.id = a.subject
    LEFT JOIN rma AS r ON r.id = a.subject";

fn attachment(row: &Row<'_>) -> rusqlite::Result<Attachment> {
    let ticket: Option<TicketId> = row.get(7)?;
    let device: Option<DeviceId> = row.get(9)?;
    let finding: Option<FindingId> = row.get(13)?;
    let (to, label) = if let Some(id) = ticket {
        let to = finding.map_or(AttachedTo::Ticket(id), AttachedTo::Finding);
        (to, number_text(row.get(8)?))
    } else if let Some(id) = device {
        (AttachedTo::Device(id), code_text(row.get(10)?))
    } else {
        (AttachedTo::Rma(row.get::<_, RmaId>(11)?), row.get(12)?)
    };
    let media_type: String = row.get(2)?;
    Ok(Attachment {
        id: row.get(0)?,
        to,
        label,
        name: row.get(1)?,
        kind: kind::kind_of(&media_type),
        media_type,
        size: row.get(3)?,
        note: row.get(4)?,
        added_at: row.get(5)?,
        added_by: row.get(6)?,
    })
}

pub(super) fn find(conn: &Connection, id: AttachmentId) -> Result<Attachment> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM attachment AS a {JOINS} WHERE a.id = ?1 AND a.removed_at IS NULL
         AND coalesce(t.id, d.id, r.id) IS NOT NULL"
    ))?
    .query_row([id], attachment)
    .optional()?
    .ok_or_else(|| Error::not_found("attachment", id))
}

/// What is attached to a ticket itself or to what was found on it.
const WITH_FINDINGS: &str =
    "a.subject IN (SELECT ?1 UNION ALL SELECT id FROM finding WHERE ticket_id = ?1)";

/// The standing files of one ticket with its findings, unit or RMA, oldest first.
pub(crate) fn own(conn: &Connection, to: AttachedTo) -> Result<Vec<Attachment>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM attachment AS a {JOINS}
         WHERE {WITH_FINDINGS} AND a.removed_at IS NULL AND coalesce(t.id, d.id, r.id) IS NOT NULL
         ORDER BY a.added_at, a.id"
    ))?;
    let rows = statement.query_map([SubjectId::from(to)], attachment)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The standing files on the findings of a ticket, oldest first.
pub(crate) fn on_findings(conn: &Connection, ticket: TicketId) -> Result<Vec<Attachment>> {
    let mut all = own(conn, AttachedTo::Ticket(ticket))?;
    all.retain(|file| matches!(file.to, AttachedTo::Finding(_)));
    Ok(all)
}

/// Those of the tickets of a unit or an RMA, newest first; a ticket has none beside its own.
pub(crate) fn of_tickets(conn: &Connection, to: AttachedTo, limit: u32) -> Result<Vec<Attachment>> {
    let (column, id) = match to {
        AttachedTo::Ticket(_) | AttachedTo::Finding(_) => return Ok(Vec::new()),
        AttachedTo::Device(id) => ("device_id", SubjectId::from(id)),
        AttachedTo::Rma(id) => ("rma_id", SubjectId::from(id)),
    };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM ticket AS of CROSS JOIN attachment AS a ON a.subject IN
            (SELECT of.id UNION ALL SELECT id FROM finding WHERE ticket_id = of.id) {JOINS}
         WHERE of.{column} = ?1 AND a.removed_at IS NULL ORDER BY a.added_at DESC, a.id DESC LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![id, limit], attachment)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn all(conn: &Connection, to: AttachedTo) -> Result<Attachments> {
    let own = own(conn, to)?;
    let mut of_tickets = of_tickets(conn, to, MOST_BESIDE + 1)?;
    let more = of_tickets.len() > MOST_BESIDE as usize;
    of_tickets.truncate(MOST_BESIDE as usize);
    Ok(Attachments {
        room: MOST_FILES.saturating_sub(count(conn, to)?),
        own,
        of_tickets,
        more,
    })
}

/// What the history of the file is about: the ticket, where it is on one of its findings.
pub(super) fn told_of(conn: &Connection, to: AttachedTo) -> Result<SubjectId> {
    match to {
        AttachedTo::Finding(id) => Ok(ticket_of(conn, id)?.into()),
        to => Ok(to.into()),
    }
}

fn ticket_of(conn: &Connection, id: FindingId) -> Result<TicketId> {
    conn.prepare_cached("SELECT ticket_id FROM finding WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::not_found("finding", id))
}

/// `T-000456`, `D-000123`, `RMA-2026-000123` of something that is there.
pub(super) fn label(conn: &Connection, to: AttachedTo) -> Result<String> {
    let number = |sql: &str| -> Result<Option<i64>> {
        Ok(conn
            .prepare_cached(sql)?
            .query_row([SubjectId::from(to)], |row| row.get(0))
            .optional()?)
    };
    match to {
        AttachedTo::Ticket(id) => number("SELECT number FROM ticket WHERE id = ?1")?
            .map(number_text)
            .ok_or_else(|| Error::not_found("ticket", id)),
        AttachedTo::Device(id) => {
            number("SELECT number FROM device WHERE id = ?1 AND merged_into IS NULL")?
                .map(code_text)
                .ok_or_else(|| Error::not_found("unit", id))
        }
        AttachedTo::Finding(id) => label(conn, AttachedTo::Ticket(ticket_of(conn, id)?)),
        AttachedTo::Rma(id) => conn
            .prepare_cached("SELECT number FROM rma WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?
            .ok_or_else(|| Error::not_found("RMA", id)),
    }
}

/// Those of a ticket and its findings count together.
pub(crate) fn count(conn: &Connection, to: AttachedTo) -> Result<u32> {
    Ok(conn
        .prepare_cached(&format!(
            "SELECT count(*) FROM attachment AS a WHERE {WITH_FINDINGS} AND a.removed_at IS NULL"
        ))?
        .query_row([told_of(conn, to)?], |row| row.get(0))?)
}

/// What a file of the same bytes is called that stands there already.
pub(super) fn same(
    conn: &Connection,
    to: AttachedTo,
    hash: &blake3::Hash,
) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached(
            "SELECT name FROM attachment WHERE hash = ?2 AND subject = ?1 AND removed_at IS NULL",
        )?
        .query_row(params![SubjectId::from(to), hash.as_bytes()], |row| {
            row.get(0)
        })
        .optional()?)
}

/// Size and first bytes of a content, if it is there.
pub(super) fn head(conn: &Connection, hash: &blake3::Hash) -> Result<Option<(u32, Vec<u8>)>> {
    Ok(conn
        .prepare_cached("SELECT length(bytes), substr(bytes, 1, ?2) FROM content WHERE hash = ?1")?
        .query_row(params![hash.as_bytes(), kind::TELLING as u32], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

pub(super) fn bytes(conn: &Connection, id: AttachmentId) -> Result<Vec<u8>> {
    conn.prepare_cached(
        "SELECT c.bytes FROM attachment AS a JOIN content AS c ON c.hash = a.hash WHERE a.id = ?1",
    )?
    .query_row([id], |row| row.get(0))
    .optional()?
    .ok_or_else(|| {
        Error::Unreadable(
            "what this attachment held is missing from the desk's file; a backup may have it"
                .into(),
        )
    })
}

pub(crate) fn stands(conn: &Connection, id: AttachmentId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM attachment WHERE id = ?1 AND removed_at IS NULL")?
        .exists([id])?)
}

pub(super) fn has_content(conn: &Connection, id: AttachmentId) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM attachment AS a JOIN content AS c ON c.hash = a.hash WHERE a.id = ?1",
        )?
        .exists([id])?)
}

pub(super) fn note(conn: &Connection, id: AttachmentId) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("SELECT note FROM attachment WHERE id = ?1 AND removed_at IS NULL")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// Whether anything stands attached: what keeps a unit from being taken out again.
pub(crate) fn has_any(conn: &Connection, subject: impl Into<SubjectId>) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM attachment WHERE subject = ?1 AND removed_at IS NULL")?
        .exists([subject.into()])?)
}
