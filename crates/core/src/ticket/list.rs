//! The tickets list: any single filter or sort out of an index, page after page.

use chrono::Days;
use rusqlite::Connection;

use super::read::{COLUMNS, JOINS, WIDTH, ticket_row};
use super::{HoldReason, Stage, TicketQuery, TicketRow, TicketSort};
use crate::error::Result;
use crate::id::TicketId;
use crate::search::{
    Bound, Conditions, Count, DEVICES_IN, MOST_MATCHED, Page, bound_ids, code_number,
    devices_matching, devices_with_serials,
};
use crate::store::Store;
use crate::stretch::{Asked, Key, Listed};
use crate::time::Timestamp;

pub(super) const LISTED: Listed = Listed {
    table: "ticket",
    columns: COLUMNS,
    joins: JOINS,
    width: WIDTH,
    number: "number",
};

fn key(sort: TicketSort) -> Key {
    match sort {
        TicketSort::Number => Key::Number,
        TicketSort::Stage => Key::Word {
            column: "stage",
            words: || Stage::ALL.iter().map(|stage| stage.as_str()).collect(),
            may_be_absent: false,
        },
        TicketSort::Hold => Key::Word {
            column: "hold_reason",
            words: || HoldReason::ALL.iter().map(|hold| hold.as_str()).collect(),
            may_be_absent: true,
        },
        TicketSort::Assignee => Key::Column("assignee"),
        TicketSort::Due => Key::Column("due_on"),
        TicketSort::Box => Key::Column("box"),
        TicketSort::StageSince => Key::Filled("stage_since"),
        TicketSort::Touched => Key::Filled("touched_at"),
        TicketSort::Opened => Key::Filled("opened_at"),
        TicketSort::Serial => Key::Column("serial"),
        TicketSort::Promise => Key::Column("promised_p80_at"),
        TicketSort::Model => Key::Named {
            table: "device_model",
            foreign: "model_id",
        },
        TicketSort::Customer => Key::Named {
            table: "party",
            foreign: "customer_id",
        },
        TicketSort::Center => Key::Named {
            table: "center",
            foreign: "center_id",
        },
    }
}

impl Store {
    /// Tickets that match, one page of them; what is asked in days is as of `now`.
    pub fn tickets(&self, query: &TicketQuery, now: Timestamp) -> Result<Page<TicketRow>> {
        LISTED.page(
            &self.conn,
            asked(query),
            &conditions(&self.conn, query, now)?,
            ticket_row,
        )
    }

    /// How many tickets match, counted to 10,000.
    pub fn count_tickets(&self, query: &TicketQuery, now: Timestamp) -> Result<Count> {
        LISTED.count(&self.conn, &conditions(&self.conn, query, now)?)
    }

    pub(crate) fn count_all_tickets(&self, query: &TicketQuery, now: Timestamp) -> Result<u64> {
        LISTED.count_all(&self.conn, &conditions(&self.conn, query, now)?)
    }

    pub(crate) fn ticket_rows(&self, ids: &[TicketId]) -> Result<Vec<TicketRow>> {
        LISTED.rows(&self.conn, ids, ticket_row)
    }
}

pub(super) fn asked(query: &TicketQuery) -> Asked<'_> {
    Asked {
        key: key(query.sort),
        descending: query.descending,
        after: query.after.as_deref(),
        limit: query.limit,
    }
}

pub(super) fn conditions(
    conn: &Connection,
    query: &TicketQuery,
    now: Timestamp,
) -> Result<Conditions> {
    let mut all = Conditions::default();
    let text = query.text.trim();
    if !text.is_empty() {
        match code_number(text, 'T') {
            Some(number) => all.add("t.number = ?", [Box::new(number) as Bound]),
            None => {
                let devices = devices_matching(conn, text, MOST_MATCHED)?;
                all.add(format!("t.device_id {DEVICES_IN}"), [bound_ids(&devices)]);
            }
        }
    }
    if !query.serials.is_empty() {
        let devices = devices_with_serials(conn, &query.serials)?;
        all.add(format!("t.device_id {DEVICES_IN}"), [bound_ids(&devices)]);
    }
    match open_only(query) {
        Some(true) => all.add("t.closed_at IS NULL", []),
        Some(false) => all.add("t.closed_at IS NOT NULL", []),
        None => {}
    }
    match query.on_hold {
        Some(true) => all.add("t.hold_reason IS NOT NULL", []),
        Some(false) => all.add("t.hold_reason IS NULL", []),
        None => {}
    }
    match query.bounce {
        Some(true) => all.add("t.bounce_of IS NOT NULL", []),
        Some(false) => all.add("t.bounce_of IS NULL", []),
        None => {}
    }
    match query.stages.as_slice() {
        [] => {}
        [stage] => all.equal("t.stage", Some(*stage)),
        stages => {
            let marks = vec!["?"; stages.len()].join(", ");
            all.add(
                format!("t.stage IN ({marks})"),
                stages.iter().map(|&stage| Box::new(stage) as Bound),
            );
        }
    }
    match query.hold_reasons.as_slice() {
        [] => {}
        [reason] => all.equal("t.hold_reason", Some(*reason)),
        reasons => {
            let marks = vec!["?"; reasons.len()].join(", ");
            all.add(
                format!("t.hold_reason IN ({marks})"),
                reasons.iter().map(|&reason| Box::new(reason) as Bound),
            );
        }
    }
    if let Some(holder) = query.holder {
        all.add(
            "t.hold_reason IS NOT NULL AND EXISTS (SELECT 1 FROM hold AS h
             WHERE h.ticket_id = t.id AND h.until_at IS NULL AND h.holder = ?)",
            [Box::new(holder) as Bound],
        );
    }
    all.equal("t.rma_id", query.rma_id);
    if let Some(maker) = &query.maker {
        all.add(
            "t.model_id IN (SELECT id FROM device_model WHERE maker = ?)",
            [Box::new(maker.clone()) as Bound],
        );
    }
    if let Some(region) = query.region {
        all.add(
            "t.center_id IN (SELECT id FROM center WHERE region = ?)",
            [Box::new(region) as Bound],
        );
    }
    all.equal("t.model_id", query.model_id);
    all.equal("t.customer_id", query.customer_id);
    all.equal("t.site_id", query.site_id);
    all.equal("t.center_id", query.center_id);
    all.equal("t.assignee", query.assignee.clone());
    if query.unassigned {
        all.add("t.assignee IS NULL", []);
    }
    all.equal("t.warranty_class", query.warranty_class);
    all.equal("t.symptom_code", query.symptom_code.clone());
    all.equal("t.box", query.box_label.clone());
    let ago = |days: u32| Box::new(now.plus_days(-f64::from(days))) as Bound;
    if let Some(age) = query.age {
        let (from, past) = age.days();
        all.add("t.opened_at <= ?", [ago(from)]);
        if let Some(past) = past {
            all.add("t.opened_at > ?", [ago(past)]);
        }
    }
    if let Some(days) = query.days_in_stage {
        all.add("t.stage_since <= ?", [ago(days)]);
    }
    if let Some(days) = query.untouched_days {
        all.add("t.touched_at <= ?", [ago(days)]);
    }
    let today = now.date();
    if let Some(days) = query.due_within {
        let until = today.checked_add_days(Days::new(days.into()));
        all.add(
            "t.due_on >= ? AND t.due_on <= ?",
            [
                Box::new(today) as Bound,
                Box::new(until.unwrap_or(chrono::NaiveDate::MAX)),
            ],
        );
    }
    if query.overdue {
        all.add("t.due_on < ?", [Box::new(today) as Bound]);
    }
    if query.promise_passed {
        all.add("t.promised_p80_at < ?", [Box::new(now) as Bound]);
    }
    if query.without_serial {
        all.add("t.serial IS NULL", []);
    }
    if query.without_photo {
        all.add(
            "NOT EXISTS (SELECT 1 FROM attachment AS a WHERE a.subject = t.id
             AND a.removed_at IS NULL AND a.media_type GLOB 'image/*')",
            [],
        );
    }
    if query.without_test {
        all.add(
            "NOT EXISTS (SELECT 1 FROM test_run AS r WHERE r.ticket_id = t.id)",
            [],
        );
    }
    Ok(all)
}

/// Whether open or closed ones are asked for, by `open` itself or by a filter that only open
/// tickets can meet.
fn open_only(query: &TicketQuery) -> Option<bool> {
    let of_today = query.age.is_some()
        || query.days_in_stage.is_some()
        || query.untouched_days.is_some()
        || query.due_within.is_some()
        || query.overdue
        || query.promise_passed;
    if of_today && query.open.is_none() {
        Some(true)
    } else {
        query.open
    }
}
