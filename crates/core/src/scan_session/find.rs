//! Which units a scanned text may mean.

use rusqlite::{Connection, params};

use super::ScanCandidate;
use crate::device::read::code_text;
use crate::error::Result;
use crate::id::{DeviceId, RmaId};
use crate::search::{code_number, comparable};
use crate::ticket::number_text;

/// More than a person chooses from.
const MOST_CANDIDATES: u32 = 9;

/// The text as compared: what the running list shows and later scans are checked against.
pub(super) fn as_compared(text: &str) -> String {
    comparable(text)
}

/// The units called so now, by serial, MAC, tag, our own code or a ticket's number; a record
/// merged into another stands for that one.
pub(super) fn units(conn: &Connection, text: &str, rma: Option<RmaId>) -> Result<Vec<DeviceId>> {
    let mut found: Vec<DeviceId> = Vec::new();
    let mut push = |sql: &str, bound: &dyn rusqlite::ToSql| -> Result<()> {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([bound])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            if !found.contains(&id) {
                found.push(id);
            }
        }
        Ok(())
    };
    push(
        "SELECT coalesce(d.merged_into, d.id) FROM device_identifier AS i JOIN device AS d ON d.id = i.device_id
         WHERE i.normal = ?1 AND i.until_at IS NULL ORDER BY d.number LIMIT 100",
        &comparable(text),
    )?;
    if let Some(number) = code_number(text, 'D') {
        push(
            "SELECT coalesce(merged_into, id) FROM device WHERE number = ?1",
            &number,
        )?;
    }
    if let Some(number) = code_number(text, 'T') {
        push(
            "SELECT coalesce(d.merged_into, d.id) FROM ticket AS t JOIN device AS d ON d.id = t.device_id
             WHERE t.number = ?1",
            &number,
        )?;
    }
    // Of several, those that the session is about.
    if let (Some(rma), 2..) = (rma, found.len()) {
        let mut of_rma = conn.prepare_cached(
            "SELECT 1 FROM ticket WHERE device_id = ?1 AND rma_id = ?2 AND closed_at IS NULL",
        )?;
        let mut expected = Vec::new();
        for id in &found {
            if of_rma.exists(params![id, rma])? {
                expected.push(*id);
            }
        }
        if !expected.is_empty() {
            found = expected;
        }
    }
    found.truncate(MOST_CANDIDATES as usize);
    Ok(found)
}

pub(super) fn candidate(conn: &Connection, id: DeviceId) -> Result<ScanCandidate> {
    Ok(conn
        .prepare_cached(
            "SELECT d.number, d.kind, coalesce(m.name, d.model_text), s.name, d.location, t.number
             FROM device AS d LEFT JOIN device_model AS m ON m.id = d.model_id
             LEFT JOIN site AS s ON s.id = d.site_id
             LEFT JOIN ticket AS t ON t.device_id = d.id AND t.closed_at IS NULL
             WHERE d.id = ?1",
        )?
        .query_row([id], |row| {
            let ticket: Option<i64> = row.get(5)?;
            Ok(ScanCandidate {
                device_id: id,
                device: code_text(row.get(0)?),
                kind: row.get(1)?,
                model: row.get(2)?,
                site: row.get(3)?,
                location: row.get(4)?,
                ticket: ticket.map(number_text),
            })
        })?)
}
