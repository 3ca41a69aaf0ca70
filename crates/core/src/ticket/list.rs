//! The tickets list: any single filter or sort out of an index, page after page.

use rusqlite::Connection;

use super::read::{COLUMNS, JOINS, ticket_row};
use super::{TicketQuery, TicketRow, TicketSort};
use crate::error::Result;
use crate::search::{
    Bound, Conditions, Count, DEVICES_IN, MOST_MATCHED, Page, bound_ids, code_number,
    devices_matching, devices_with_serials,
};
use crate::store::Store;
use crate::stretch::{Asked, Key, Listed};

pub(super) const LISTED: Listed = Listed {
    table: "ticket",
    columns: COLUMNS,
    joins: JOINS,
    width: 33,
};

fn key(sort: TicketSort) -> Key {
    match sort {
        TicketSort::Number => Key::Number,
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
    /// Tickets that match, one page of them.
    pub fn tickets(&self, query: &TicketQuery) -> Result<Page<TicketRow>> {
        LISTED.page(
            &self.conn,
            asked(query),
            &conditions(&self.conn, query)?,
            ticket_row,
        )
    }

    /// How many tickets match, counted to 10,000.
    pub fn count_tickets(&self, query: &TicketQuery) -> Result<Count> {
        LISTED.count(&self.conn, &conditions(&self.conn, query)?)
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

pub(super) fn conditions(conn: &Connection, query: &TicketQuery) -> Result<Conditions> {
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
    match query.open {
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
    all.equal("t.hold_reason", query.hold_reason);
    all.equal("t.rma_id", query.rma_id);
    all.equal("t.model_id", query.model_id);
    all.equal("t.customer_id", query.customer_id);
    all.equal("t.site_id", query.site_id);
    all.equal("t.center_id", query.center_id);
    all.equal("t.assignee", query.assignee.clone());
    all.equal("t.warranty_class", query.warranty_class);
    Ok(all)
}
