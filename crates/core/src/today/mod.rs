//! What needs a person now, the most urgent first.
//!
//! Each pile is read off its own index, worst first, a handful of rows and a bounded count: the
//! whole costs the same on a desk of a million tickets as on one of a thousand.

use rusqlite::{Connection, ToSql, params};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::journal::Act;
use crate::radar::{self, DeadlineQuery, DeadlinesOfKind};
use crate::rma::{self, RmaRow};
use crate::search::Count;
use crate::store::Store;
use crate::ticket::{self, Holder, TicketRow};
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// Counting stops here: past it the number no longer changes what a person does.
const MOST_COUNTED: u32 = 1_000;
/// A promise is at risk this many days before its P80.
const AT_RISK_DAYS: f64 = 3.0;
/// A draft is left lying when nobody has touched it for a day.
const LEFT_LYING_DAYS: f64 = 1.0;
/// The setting that says after how many days a ticket counts as untouched.
pub const UNTOUCHED_SETTING: &str = "today.untouched_days";
const UNTOUCHED_DAYS: u16 = 7;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct TodayQuery {
    /// How far ahead deadlines are looked for.
    pub days: u16,
    /// The most rows of each pile.
    pub rows: u32,
}

impl Default for TodayQuery {
    fn default() -> Self {
        Self { days: 14, rows: 8 }
    }
}

/// Tickets that need the same thing, the worst first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Pile {
    pub count: Count,
    pub rows: Vec<TicketRow>,
}

/// Tickets on hold whose time is one holder's, the oldest hold first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldPile {
    pub holder: Holder,
    pub count: Count,
    pub oldest: Timestamp,
    pub rows: Vec<TicketRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DraftPile {
    pub count: Count,
    pub rows: Vec<RmaRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Today {
    /// The instant all of it is as of.
    pub at: Timestamp,
    pub untouched_days: u16,
    /// How far ahead deadlines were looked for.
    pub days: u16,
    /// Who asks.
    pub who: String,
    /// Open tickets in all.
    pub open: Count,
    /// Assigned to whoever asks; the longest in its stage first.
    pub mine: Pile,
    /// The day somebody set has passed.
    pub overdue: Pile,
    /// The P80 promised at filing has passed and the unit is not back.
    pub promise_passed: Pile,
    /// The P80 is days away.
    pub at_risk: Pile,
    pub held: Vec<HeldPile>,
    pub untouched: Pile,
    /// By kind; what was due and passed stands in `overdue`.
    pub deadlines: Vec<DeadlinesOfKind>,
    /// Delivered and not closed: nobody has said that it works.
    pub back: Pile,
    pub drafts: DraftPile,
}

impl Store {
    /// What needs a person now; `mine` is what is assigned to the actor.
    pub fn today(&self, asked: &TodayQuery, act: &Act) -> Result<Today> {
        let untouched_days = self
            .setting(UNTOUCHED_SETTING)?
            .and_then(|days| days.parse().ok())
            .filter(|days| (1..=365).contains(days))
            .unwrap_or(UNTOUCHED_DAYS);
        let tx = self.conn.unchecked_transaction()?;
        let now = act.now;
        let rows = asked.rows.clamp(1, 100);
        let piles = Piles { conn: &tx, rows };
        let risky = now.plus_days(AT_RISK_DAYS);
        let untouched = now.plus_days(-f64::from(untouched_days));
        Ok(Today {
            at: now,
            untouched_days,
            days: asked.days,
            who: act.actor.clone(),
            open: counted(&tx, "ticket AS t WHERE t.closed_at IS NULL", &[])?,
            mine: piles.tickets(MINE, "t.stage_since", &[&act.actor])?,
            overdue: piles.overdue(now)?,
            promise_passed: piles.tickets(PROMISE_PASSED, "t.promised_p80_at", &[&now])?,
            at_risk: piles.tickets(AT_RISK, "t.promised_p80_at", &[&now, &risky])?,
            held: piles.held()?,
            untouched: piles.tickets(UNTOUCHED, "t.touched_at", &[&untouched])?,
            deadlines: radar::find::all(
                &tx,
                &DeadlineQuery {
                    days: asked.days,
                    limit: rows,
                    ..DeadlineQuery::default()
                },
                false,
                now,
            )?,
            back: piles.tickets(BACK, "t.stage_since", &[])?,
            drafts: piles.drafts(now.plus_days(-LEFT_LYING_DAYS))?,
        })
    }
}

const MINE: &str = "t.assignee = ?1 AND t.closed_at IS NULL";
const PROMISE_PASSED: &str = "t.closed_at IS NULL AND t.promised_p80_at IS NOT NULL
    AND t.promised_p80_at < ?1 AND t.stage <> 'delivered'";
const AT_RISK: &str = "t.closed_at IS NULL AND t.promised_p80_at IS NOT NULL
    AND t.promised_p80_at >= ?1 AND t.promised_p80_at < ?2 AND t.stage <> 'delivered'";
const UNTOUCHED: &str = "t.closed_at IS NULL AND t.touched_at < ?1 AND t.stage <> 'draft'";
const BACK: &str = "t.stage = 'delivered'";
const HELD: &str = "FROM hold AS h JOIN ticket AS t ON t.id = h.ticket_id
    WHERE h.holder = ?1 AND h.until_at IS NULL AND t.closed_at IS NULL";

struct Piles<'a> {
    conn: &'a Connection,
    rows: u32,
}

impl Piles<'_> {
    fn tickets(&self, which: &str, worst: &str, bound: &[&dyn ToSql]) -> Result<Pile> {
        let count = counted(self.conn, &format!("ticket AS t WHERE {which}"), bound)?;
        let rows = if count.count == 0 {
            Vec::new()
        } else {
            let tail = format!("WHERE {which} ORDER BY {worst} LIMIT {}", self.rows);
            ticket::rows_where(self.conn, &tail, bound)?
        };
        Ok(Pile { count, rows })
    }

    fn overdue(&self, now: Timestamp) -> Result<Pile> {
        let (count, ids) = radar::find::overdue(self.conn, self.rows, now)?;
        let rows = ids
            .into_iter()
            .map(|id| ticket::row_of(self.conn, id))
            .collect::<Result<_>>()?;
        Ok(Pile { count, rows })
    }

    fn held(&self) -> Result<Vec<HeldPile>> {
        let mut piles = Vec::new();
        for &holder in Holder::ALL {
            let mut oldest = self.conn.prepare_cached(&format!(
                "SELECT h.from_at, t.id {HELD} ORDER BY h.from_at LIMIT ?2"
            ))?;
            let found: Vec<(Timestamp, crate::id::TicketId)> = oldest
                .query_map(params![holder, self.rows], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?
                .collect::<rusqlite::Result<_>>()?;
            let Some((oldest, _)) = found.first().copied() else {
                continue;
            };
            piles.push(HeldPile {
                holder,
                count: counted(self.conn, HELD.trim_start_matches("FROM "), &[&holder])?,
                oldest,
                rows: found
                    .into_iter()
                    .map(|(_, id)| ticket::row_of(self.conn, id))
                    .collect::<Result<_>>()?,
            });
        }
        Ok(piles)
    }

    fn drafts(&self, before: Timestamp) -> Result<DraftPile> {
        const LYING: &str =
            "rma AS r INDEXED BY rma_draft WHERE r.submitted_at IS NULL AND r.touched_at < ?1";
        Ok(DraftPile {
            count: counted(self.conn, LYING, &[&before])?,
            rows: rma::drafts_untouched_since(self.conn, before, self.rows)?,
        })
    }
}

fn counted(conn: &Connection, from: &str, bound: &[&dyn ToSql]) -> Result<Count> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM {from} LIMIT {})",
        MOST_COUNTED + 1
    );
    let count: u32 = conn
        .prepare_cached(&sql)?
        .query_row(bound, |row| row.get(0))?;
    Ok(Count {
        count: count.min(MOST_COUNTED),
        more: count > MOST_COUNTED,
    })
}
