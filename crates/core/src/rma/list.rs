//! The RMA list: filters and sorts like those of tickets and units.

use chrono::Days;

use super::read::{COLUMNS, JOINS, WIDTH, rma_row};
use super::{RmaQuery, RmaRow, RmaSort, RmaState};
use crate::error::Result;
use crate::id::RmaId;
use crate::search::{Bound, Conditions, Count, Page};
use crate::store::Store;
use crate::stretch::{Asked, Key, Listed};
use crate::time::Timestamp;

pub(super) const LISTED: Listed = Listed {
    table: "rma",
    columns: COLUMNS,
    joins: JOINS,
    width: WIDTH,
    number: "seq",
};

fn key(sort: RmaSort) -> Key {
    match sort {
        RmaSort::Number => Key::Number,
        RmaSort::Submitted => Key::Column("submitted_at"),
        RmaSort::Touched => Key::Filled("touched_at"),
        RmaSort::Customer => Key::Named {
            table: "party",
            foreign: "customer_id",
        },
        RmaSort::Site => Key::Named {
            table: "site",
            foreign: "site_id",
        },
        RmaSort::Center => Key::Named {
            table: "center",
            foreign: "center_id",
        },
    }
}

impl Store {
    /// RMAs that match, one page of them; overdue is as of `now`.
    pub fn rmas(&self, query: &RmaQuery, now: Timestamp) -> Result<Page<RmaRow>> {
        LISTED.page(&self.conn, asked(query), &conditions(query, now), rma_row)
    }

    /// How many RMAs match, counted to 10,000.
    pub fn count_rmas(&self, query: &RmaQuery, now: Timestamp) -> Result<Count> {
        LISTED.count(&self.conn, &conditions(query, now))
    }

    pub(crate) fn count_all_rmas(&self, query: &RmaQuery, now: Timestamp) -> Result<u64> {
        LISTED.count_all(&self.conn, &conditions(query, now))
    }

    pub(crate) fn rma_rows(&self, ids: &[RmaId]) -> Result<Vec<RmaRow>> {
        LISTED.rows(&self.conn, ids, rma_row)
    }
}

pub(super) fn asked(query: &RmaQuery) -> Asked<'_> {
    Asked {
        key: key(query.sort),
        descending: query.descending,
        after: query.after.as_deref(),
        limit: query.limit,
    }
}

const HAS_OPEN: &str =
    "EXISTS (SELECT 1 FROM ticket AS u WHERE u.rma_id = t.id AND u.closed_at IS NULL)";

pub(super) fn conditions(query: &RmaQuery, now: Timestamp) -> Conditions {
    let mut all = Conditions::default();
    match query.state {
        Some(RmaState::Draft) => all.add("t.submitted_at IS NULL", []),
        Some(RmaState::Open) => {
            all.add(format!("t.submitted_at IS NOT NULL AND {HAS_OPEN}"), []);
        }
        Some(RmaState::Closed) => {
            all.add(format!("t.submitted_at IS NOT NULL AND NOT {HAS_OPEN}"), []);
        }
        None => {}
    }
    all.equal("t.customer_id", query.customer_id);
    all.equal("t.site_id", query.site_id);
    all.equal("t.center_id", query.center_id);
    all.equal("t.vendor_rma_no", query.vendor_rma_no.clone());
    if let Some(region) = query.region {
        all.add(
            "t.center_id IN (SELECT id FROM center WHERE region = ?)",
            [Box::new(region) as Bound],
        );
    }
    if let Some(day) = query.submitted_from {
        let from = Timestamp::start_of(day);
        all.add("t.submitted_at >= ?", [Box::new(from) as Bound]);
    }
    if let Some(past) = query
        .submitted_to
        .and_then(|day| day.checked_add_days(Days::new(1)))
    {
        let past = Timestamp::start_of(past);
        all.add("t.submitted_at < ?", [Box::new(past) as Bound]);
    }
    if query.overdue {
        all.add(
            "EXISTS (SELECT 1 FROM ticket AS u WHERE u.rma_id = t.id AND u.closed_at IS NULL
             AND (u.due_on < ? OR u.promised_p80_at < ?))",
            [Box::new(now.date()) as Bound, Box::new(now)],
        );
    }
    let text = query.text.trim();
    if !text.is_empty() {
        let like = format!(
            "%{}%",
            text.replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_")
        );
        all.add(
            "(t.number LIKE ? ESCAPE '\\' OR t.vendor_rma_no LIKE ? ESCAPE '\\')",
            [Box::new(like.clone()) as Bound, Box::new(like)],
        );
    }
    all
}
