//! Whose turn is next.

use super::{BenchQueue, QueueRow, Risk};
use crate::error::Result;
use crate::journal::Act;
use crate::store::Store;
use crate::ticket::{self, TicketRow};
use crate::{labour, test_run};
use chrono::NaiveDate;

/// As the index says it, so that it is used.
const DUE: &str = "coalesce(t.due_on, date(t.promised_p80_at / 1000, 'unixepoch'), '9999-12-31')";
const AT_BENCH: &str =
    "t.stage IN ('queued', 'diagnosing', 'awaiting_approval', 'repairing', 'testing')";
/// On a bench of somebody else it is nobody's here.
const OURS: &str = "(ce.id IS NULL OR ce.row ->> 'kind' = 'in_house')";
const MOST: u32 = 200;

impl Store {
    /// What waits at the bench for whoever asks, by the day it is due.
    pub fn bench_queue(&self, person: &str, act: &Act) -> Result<BenchQueue> {
        let tx = self.conn.unchecked_transaction()?;
        let today = act.now.date();
        let rows = |conditions: &str, who: Option<&str>| -> Result<Vec<QueueRow>> {
            Ok(ticket::rows_where(&tx, &tail(conditions), [who])?
                .into_iter()
                .map(|ticket| row(ticket, act, today))
                .collect())
        };
        let nobodys = format!("t.assignee IS ?1 AND {OURS}");
        let mine = rows("t.assignee = ?1 AND t.hold_reason IS NULL", Some(person))?;
        let mut held = rows(
            "t.assignee = ?1 AND t.hold_reason IS NOT NULL",
            Some(person),
        )?;
        let free = rows(&format!("{nobodys} AND t.hold_reason IS NULL"), None)?;
        held.extend(rows(
            &format!("{nobodys} AND t.hold_reason IS NOT NULL"),
            None,
        )?);
        let working = match labour::running(&tx, person)? {
            Some((id, ticket, _)) => labour::of_ticket(&tx, ticket, act.now)?
                .into_iter()
                .find(|work| work.id == id),
            None => None,
        };
        Ok(BenchQueue {
            mine: by_risk(mine),
            free: by_risk(free),
            held,
            running: test_run::running(&tx, None, act.now)?,
            working,
        })
    }
}

fn tail(conditions: &str) -> String {
    format!("WHERE {conditions} AND {AT_BENCH} ORDER BY {DUE}, t.number LIMIT {MOST}")
}

fn row(ticket: TicketRow, act: &Act, today: NaiveDate) -> QueueRow {
    let due = ticket
        .due_on
        .or(ticket.promised_p80_at.map(|promised| promised.date()));
    let days_left = due.map(|due| due.signed_duration_since(today).num_days() as i32);
    let likely_passed = ticket
        .promised_p50_at
        .is_some_and(|likely| likely < act.now);
    let risk = match days_left {
        None => Risk::Open,
        Some(left) if left < 0 => Risk::Late,
        Some(left) if left <= 1 || likely_passed => Risk::Near,
        Some(_) => Risk::InTime,
    };
    QueueRow {
        ticket,
        due,
        days_left,
        risk,
    }
}

/// Of those due on one day, the one that is more at risk first.
fn by_risk(mut rows: Vec<QueueRow>) -> Vec<QueueRow> {
    rows.sort_by_key(|row| (row.due.unwrap_or(NaiveDate::MAX), row.risk));
    rows
}

#[cfg(test)]
pub(super) fn plans() -> Vec<String> {
    [
        "t.assignee = ?1 AND t.hold_reason IS NULL",
        "t.assignee IS ?1",
    ]
    .map(tail)
    .to_vec()
}
