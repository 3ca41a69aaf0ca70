//! The tickets list: any single filter or sort out of an index, page after page.

use chrono::Days;
use rusqlite::Connection;

use super::read::{COLUMNS, JOINS, WIDTH, ticket_row};
use super::{HoldReason, Stage, TicketQuery, TicketRow, TicketSort};
use crate::error::Result;
use crate::id::TicketId;
use crate::search::{
    Bound, Conditions, Count, DEVICES_IN, Lead, MOST_MATCHED, Page, Way, bound_ids, code_number,
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

fn key(query: &TicketQuery) -> Key {
    match query.sort {
        TicketSort::Number => Key::Number,
        TicketSort::Stage => Key::Word {
            column: "stage",
            index: "ticket_stage",
            words: Stage::ALL
                .iter()
                .filter(|stage| open_only(query).is_none_or(|open| stage.is_end() != open))
                .filter(|stage| query.stages.is_empty() || query.stages.contains(stage))
                .map(|stage| stage.as_str())
                .collect(),
            may_be_absent: false,
        },
        TicketSort::Hold => Key::Word {
            column: "hold_reason",
            index: "ticket_hold",
            words: HoldReason::ALL.iter().map(|hold| hold.as_str()).collect(),
            may_be_absent: true,
        },
        TicketSort::StageSince => Key::Filled {
            column: "stage_since",
            index: "ticket_stage_since",
        },
        TicketSort::Touched => Key::Filled {
            column: "touched_at",
            index: "ticket_touched",
        },
        TicketSort::Opened => Key::Filled {
            column: "opened_at",
            index: "ticket_opened",
        },
        TicketSort::Serial => Key::Column {
            column: "serial",
            index: "ticket_serial",
        },
        TicketSort::Assignee => Key::Column {
            column: "assignee",
            index: "ticket_assignee",
        },
        TicketSort::Due => Key::Column {
            column: "due_on",
            index: "ticket_due",
        },
        TicketSort::Promise => Key::Column {
            column: "promised_p80_at",
            index: "ticket_promise",
        },
        TicketSort::Box => Key::Column {
            column: "box",
            index: "ticket_box",
        },
        TicketSort::Model => Key::Named {
            table: "device_model",
            foreign: "model_id",
            index: "ticket_model",
        },
        TicketSort::Customer => Key::Named {
            table: "party",
            foreign: "customer_id",
            index: "ticket_customer",
        },
        TicketSort::Center => Key::Named {
            table: "center",
            foreign: "center_id",
            index: "ticket_center",
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
        key: key(query),
        descending: query.descending,
        after: query.after.as_deref(),
        limit: query.limit,
    }
}

/// The open tickets by number, with all that lists ask of a ticket beside.
const OPEN: Way = Way::Index(Lead {
    index: "ticket_open_work",
    in_order: true,
    is_wide: true,
    sql: None,
    counted: Some("SELECT 1 FROM ticket INDEXED BY ticket_open WHERE closed_at IS NULL"),
});

pub(super) fn conditions(
    conn: &Connection,
    query: &TicketQuery,
    now: Timestamp,
) -> Result<Conditions> {
    let mut all = Conditions::default();
    named(conn, query, &mut all)?;
    match open_only(query) {
        Some(true) => all.add(OPEN, "t.closed_at IS NULL", []),
        Some(false) => all.ask("t.closed_at IS NOT NULL", []),
        None => {}
    }
    match query.on_hold {
        Some(true) => all.add(Way::one("ticket_held"), "t.hold_reason IS NOT NULL", []),
        Some(false) => all.ask("t.hold_reason IS NULL", []),
        None => {}
    }
    match query.bounce {
        Some(true) => all.add(Way::one("ticket_bounced"), "t.bounce_of IS NOT NULL", []),
        Some(false) => all.ask("t.bounce_of IS NULL", []),
        None => {}
    }
    all.among("stage", "ticket_stage", &query.stages);
    all.among("hold_reason", "ticket_hold", &query.hold_reasons);
    if let Some(holder) = query.holder {
        if query.on_hold != Some(true) {
            all.add(Way::one("ticket_held"), "t.hold_reason IS NOT NULL", []);
        }
        all.ask(
            "EXISTS (SELECT 1 FROM hold AS h
             WHERE h.ticket_id = t.id AND h.until_at IS NULL AND h.holder = ?)",
            [Box::new(holder) as Bound],
        );
    }
    of_whom(query, &mut all);
    behind_figures(query, &mut all);
    of_today(query, now, &mut all);
    if query.without_serial {
        all.add(Way::one("ticket_serial"), "t.serial IS NULL", []);
    }
    if query.without_photo {
        all.ask(
            "NOT EXISTS (SELECT 1 FROM attachment AS a WHERE a.subject = t.id
             AND a.removed_at IS NULL AND a.media_type GLOB 'image/*')",
            [],
        );
    }
    if query.without_test {
        all.ask(
            "NOT EXISTS (SELECT 1 FROM test_run AS r WHERE r.ticket_id = t.id)",
            [],
        );
    }
    Ok(all)
}

/// Tickets called by number, or by what their unit is called.
fn named(conn: &Connection, query: &TicketQuery, all: &mut Conditions) -> Result<()> {
    let text = query.text.trim();
    if !text.is_empty() {
        match code_number(text, 'T') {
            Some(number) => all.add(Way::One, "t.number = ?", [Box::new(number) as Bound]),
            None => {
                let devices = devices_matching(conn, text, MOST_MATCHED)?;
                all.add(
                    Way::many("ticket_device"),
                    format!("t.device_id {DEVICES_IN}"),
                    [bound_ids(&devices)],
                );
            }
        }
    }
    if !query.serials.is_empty() {
        let devices = devices_with_serials(conn, &query.serials)?;
        all.add(
            Way::many("ticket_device"),
            format!("t.device_id {DEVICES_IN}"),
            [bound_ids(&devices)],
        );
    }
    Ok(())
}

/// Whose they are, what they are, where they go.
fn of_whom(query: &TicketQuery, all: &mut Conditions) {
    all.equal("rma_id", "ticket_rma", query.rma_id);
    all.equal("model_id", "ticket_model", query.model_id);
    all.equal("customer_id", "ticket_customer", query.customer_id);
    all.equal("site_id", "ticket_site", query.site_id);
    all.equal("center_id", "ticket_center", query.center_id);
    if let Some(maker) = &query.maker {
        all.add(
            Way::many("ticket_model"),
            "t.model_id IN (SELECT id FROM device_model WHERE maker = ?)",
            [Box::new(maker.clone()) as Bound],
        );
    }
    if let Some(region) = query.region {
        all.add(
            Way::many("ticket_center"),
            "t.center_id IN (SELECT id FROM center WHERE region = ?)",
            [Box::new(region) as Bound],
        );
    }
    all.equal("assignee", "ticket_assignee", query.assignee.clone());
    if query.unassigned {
        all.add(Way::one("ticket_assignee"), "t.assignee IS NULL", []);
    }
    all.equal("warranty_class", "ticket_warranty", query.warranty_class);
    all.equal("symptom_code", "ticket_symptom", query.symptom_code.clone());
    all.equal("box", "ticket_box", query.box_label.clone());
}

/// What figures over many tickets ask, for the tickets behind them.
fn behind_figures(query: &TicketQuery, all: &mut Conditions) {
    /// The first stay that is no draft.
    const FILED_AT: &str = "(SELECT v.entered_at FROM stage_visit AS v
        WHERE v.ticket_id = t.id AND v.stage <> 'draft' ORDER BY v.seq LIMIT 1)";
    if query.filed {
        all.ask("t.stage <> 'draft'", []);
    }
    if let Some(day) = query.filed_from {
        let from = Timestamp::start_of(day);
        all.ask(format!("{FILED_AT} >= ?"), [Box::new(from) as Bound]);
    }
    if let Some(day) = query
        .filed_to
        .and_then(|day| day.checked_add_days(Days::new(1)))
    {
        let before = Timestamp::start_of(day);
        // Nothing is filed before it is opened: of those opened later none need be asked.
        all.add(
            Way::many("ticket_opened"),
            "t.opened_at < ?",
            [Box::new(before) as Bound],
        );
        all.ask(format!("{FILED_AT} < ?"), [Box::new(before) as Bound]);
    }
    if let Some(component) = query.component {
        all.ask(
            "(SELECT d.kind FROM device AS d WHERE d.id = t.device_id) = ?",
            [Box::new(component) as Bound],
        );
    }
    if let Some(level) = query.level {
        all.ask("t.level = ?", [Box::new(level) as Bound]);
    }
    if let Some(lane) = query.lane_id {
        all.ask("t.lane_id = ?", [Box::new(lane) as Bound]);
    }
    if let Some(class) = &query.fault_class {
        all.ask(
            "(SELECT f.fault_class FROM finding AS f
              WHERE f.ticket_id = t.id AND f.withdrawn_at IS NULL
              ORDER BY CASE f.confidence WHEN 'certain' THEN 0 WHEN 'likely' THEN 1 ELSE 2 END, f.at DESC, f.id DESC
              LIMIT 1) = ?",
            [Box::new(class.clone()) as Bound],
        );
    }
    if !query.numbers.is_empty() {
        let numbers = serde_json::to_string(&query.numbers).unwrap_or_default();
        // As few as they are, they are looked up one by one.
        all.add(
            Way::One,
            "t.number IN (SELECT value FROM json_each(?))",
            [Box::new(numbers) as Bound],
        );
    }
}

/// How they stand today; of open tickets only.
fn of_today(query: &TicketQuery, now: Timestamp, all: &mut Conditions) {
    let ago = |days: u32| Box::new(now.plus_days(-f64::from(days))) as Bound;
    if let Some(age) = query.age {
        let (from, past) = age.days();
        match past {
            Some(past) => all.add(
                Way::many("ticket_open_opened"),
                "t.opened_at <= ? AND t.opened_at > ? AND t.closed_at IS NULL",
                [ago(from), ago(past)],
            ),
            None => all.add(
                Way::many("ticket_open_opened"),
                "t.opened_at <= ? AND t.closed_at IS NULL",
                [ago(from)],
            ),
        }
    }
    if let Some(days) = query.days_in_stage {
        all.add(
            Way::many("ticket_open_since"),
            "t.stage_since <= ? AND t.closed_at IS NULL",
            [ago(days)],
        );
    }
    if let Some(days) = query.untouched_days {
        all.add(
            Way::many("ticket_open_touched"),
            "t.touched_at <= ? AND t.closed_at IS NULL",
            [ago(days)],
        );
    }
    let today = now.date();
    if let Some(days) = query.due_within {
        let until = today.checked_add_days(Days::new(days.into()));
        all.add(
            Way::many("ticket_open_due"),
            "t.due_on >= ? AND t.due_on <= ? AND t.closed_at IS NULL",
            [
                Box::new(today) as Bound,
                Box::new(until.unwrap_or(chrono::NaiveDate::MAX)),
            ],
        );
    }
    if query.overdue {
        all.add(
            Way::many("ticket_open_due"),
            "t.due_on < ? AND t.closed_at IS NULL",
            [Box::new(today) as Bound],
        );
    }
    if query.promise_passed {
        all.add(
            Way::many("ticket_open_promise"),
            "t.promised_p80_at < ? AND t.closed_at IS NULL",
            [Box::new(now) as Bound],
        );
    }
}

/// Whether open or closed ones are asked for, by `open` itself or by what only open tickets, or
/// only closed ones, can meet.
fn open_only(query: &TicketQuery) -> Option<bool> {
    let of_today = query.age.is_some()
        || query.days_in_stage.is_some()
        || query.untouched_days.is_some()
        || query.due_within.is_some()
        || query.overdue
        || query.promise_passed;
    let stages_are_open =
        !query.stages.is_empty() && query.stages.iter().all(|stage| !stage.is_end());
    if query.open.is_none() && (of_today || stages_are_open) {
        Some(true)
    } else {
        query.open
    }
}
