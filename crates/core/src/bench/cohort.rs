//! Which delivery a bounce counts against.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{CenterId, ModelId, TicketId};
use crate::journal::Act;
use crate::store::Store;
use crate::ticket::number_text;
use crate::time::Timestamp;

/// The repairs of one center that were delivered in one month: what a bounce is counted among,
/// whenever and wherever it comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BounceCohort {
    /// The ticket whose repair did not hold: `T-000456`.
    pub ticket: String,
    pub center_id: Option<CenterId>,
    pub center: Option<String>,
    pub model_id: Option<ModelId>,
    pub model: Option<String>,
    pub delivered_on: NaiveDate,
    /// The first day of the month it was delivered in.
    pub month: NaiveDate,
    /// Days from the delivery until the unit was back.
    pub held_days: i32,
}

impl Store {
    /// The delivery that a ticket counts against; `None` for what is no bounce.
    pub fn bounce_cohort(&self, id: TicketId, _act: &Act) -> Result<Option<BounceCohort>> {
        of_ticket(&self.conn, id)
    }
}

pub(super) fn of_ticket(conn: &Connection, id: TicketId) -> Result<Option<BounceCohort>> {
    // What was never shipped back, as from our own bench, was delivered when it left the bench.
    Ok(conn
        .prepare_cached(
            "SELECT e.number, e.center_id, c.name, e.model_id, m.name, t.opened_at,
                    coalesce((SELECT max(v.entered_at) FROM stage_visit AS v
                              WHERE v.ticket_id = e.id AND v.stage = 'delivered'),
                             e.sent_back_at, e.closed_at, e.opened_at)
             FROM ticket AS t JOIN ticket AS e ON e.id = t.bounce_of
             LEFT JOIN center AS c ON c.id = e.center_id
             LEFT JOIN device_model AS m ON m.id = e.model_id
             WHERE t.id = ?1",
        )?
        .query_row([id], |row| {
            let back: Timestamp = row.get(5)?;
            let delivered: Timestamp = row.get(6)?;
            let delivered_on = delivered.date();
            Ok(BounceCohort {
                ticket: number_text(row.get(0)?),
                center_id: row.get(1)?,
                center: row.get(2)?,
                model_id: row.get(3)?,
                model: row.get(4)?,
                delivered_on,
                month: first_of_month(delivered_on),
                held_days: back.date().signed_duration_since(delivered_on).num_days() as i32,
            })
        })
        .optional()?)
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    use chrono::Datelike;
    day.with_day(1).unwrap_or(day)
}
