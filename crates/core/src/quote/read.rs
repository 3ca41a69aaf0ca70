//! Reading quotes: the SQL and nothing else.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Decision, Quote, QuoteLine, QuoteState, change};
use crate::error::Result;
use crate::id::{QuoteId, TicketId};
use crate::place::rows::Day;

const MOST: u32 = 100;

/// How far a quote has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stands {
    pub sent: bool,
    pub decided: bool,
}

pub(super) fn stands(conn: &Connection, id: QuoteId) -> Result<Option<Stands>> {
    Ok(conn
        .prepare_cached(
            "SELECT sent_at IS NOT NULL, decision IS NOT NULL FROM quote WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Stands {
                sent: row.get(0)?,
                decided: row.get(1)?,
            })
        })
        .optional()?)
}

/// The version of the newest quote of a ticket; 0 when it has none.
pub(super) fn latest(conn: &Connection, ticket: TicketId) -> Result<u16> {
    Ok(conn
        .prepare_cached("SELECT coalesce(max(version), 0) FROM quote WHERE ticket_id = ?1")?
        .query_row([ticket], |row| row.get(0))?)
}

pub(super) fn ticket_of(conn: &Connection, id: QuoteId) -> Result<Option<TicketId>> {
    Ok(conn
        .prepare_cached("SELECT ticket_id FROM quote WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// The quotes of a ticket, the newest first.
pub(crate) fn of_ticket(conn: &Connection, id: TicketId, today: NaiveDate) -> Result<Vec<Quote>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, ticket_id, version, total_cents, currency, valid_until, note, made_by, made_at, sent_at, decision,
                decided_at, decided_by, decided_how, why
         FROM quote WHERE ticket_id = ?1 ORDER BY version DESC LIMIT ?2",
    )?;
    let mut quotes = statement
        .query_map(params![id, MOST], |row| {
            let how: String = row.get(13)?;
            Ok(Quote {
                id: row.get(0)?,
                ticket_id: row.get(1)?,
                version: row.get(2)?,
                state: QuoteState::Draft,
                lines: Vec::new(),
                total_cents: row.get(3)?,
                currency: row.get(4)?,
                valid_until: row.get::<_, Day>(5)?.0,
                note: row.get(6)?,
                made_by: row.get(7)?,
                made_at: row.get(8)?,
                sent_at: row.get(9)?,
                decision: row.get(10)?,
                decided_at: row.get(11)?,
                decided_by: row.get(12)?,
                decided_how: how.parse().ok(),
                why: row.get(14)?,
                changes: Vec::new(),
            })
        })?
        .collect::<rusqlite::Result<Vec<Quote>>>()?;
    let newest = quotes.first().map_or(0, |quote| quote.version);
    for quote in &mut quotes {
        quote.lines = lines(conn, quote.id)?;
        quote.state = match quote.decision {
            Some(Decision::Approved) => QuoteState::Approved,
            Some(Decision::Declined) => QuoteState::Declined,
            None if quote.version < newest => QuoteState::Replaced,
            None if quote.sent_at.is_none() => QuoteState::Draft,
            None if quote.valid_until < today => QuoteState::Expired,
            None => QuoteState::Sent,
        };
    }
    for at in 1..quotes.len() {
        quotes[at - 1].changes = change::between(&quotes[at], &quotes[at - 1]);
    }
    Ok(quotes)
}

fn lines(conn: &Connection, id: QuoteId) -> Result<Vec<QuoteLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT kind, text, quantity, unit_cents, part_id, finding_id, source FROM quote_line
         WHERE quote_id = ?1 ORDER BY seq",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(QuoteLine {
            kind: row.get(0)?,
            text: row.get(1)?,
            quantity: row.get(2)?,
            unit_cents: row.get(3)?,
            part_id: row.get(4)?,
            finding_id: row.get(5)?,
            source: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
