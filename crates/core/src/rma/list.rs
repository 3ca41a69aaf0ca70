//! The RMA list: filters and sorts like those of tickets and units.

use chrono::Days;

use super::read::{COLUMNS, JOINS, WIDTH, rma_row};
use super::{RmaQuery, RmaRow, RmaSort, RmaState};
use crate::error::Result;
use crate::id::RmaId;
use crate::search::{Bound, Conditions, Count, Page, Way};
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
        RmaSort::Submitted => Key::Column {
            column: "submitted_at",
            index: "rma_submitted",
        },
        RmaSort::Touched => Key::Filled {
            column: "touched_at",
            index: "rma_touched",
        },
        RmaSort::Customer => Key::Named {
            table: "party",
            foreign: "customer_id",
            index: "rma_customer",
        },
        RmaSort::Site => Key::Named {
            table: "site",
            foreign: "site_id",
            index: "rma_site",
        },
        RmaSort::Center => Key::Named {
            table: "center",
            foreign: "center_id",
            index: "rma_center",
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
        Some(RmaState::Draft) => all.add(Way::one("rma_submitted"), "t.submitted_at IS NULL", []),
        Some(RmaState::Open) => all.ask(format!("t.submitted_at IS NOT NULL AND {HAS_OPEN}"), []),
        Some(RmaState::Closed) => {
            all.ask(format!("t.submitted_at IS NOT NULL AND NOT {HAS_OPEN}"), []);
        }
        None => {}
    }
    all.equal("customer_id", "rma_customer", query.customer_id);
    all.equal("site_id", "rma_site", query.site_id);
    all.equal("center_id", "rma_center", query.center_id);
    let vendor_no = query.vendor_rma_no.as_deref().map(str::trim);
    all.equal(
        "vendor_rma_no",
        "rma_vendor_no",
        vendor_no.filter(|no| !no.is_empty()).map(str::to_owned),
    );
    if let Some(region) = query.region {
        all.add(
            Way::many("rma_center"),
            "t.center_id IN (SELECT id FROM center WHERE region = ?)",
            [Box::new(region) as Bound],
        );
    }
    if let Some(day) = query.submitted_from {
        let from = Timestamp::start_of(day);
        all.add(
            Way::many("rma_submitted"),
            "t.submitted_at >= ?",
            [Box::new(from) as Bound],
        );
    }
    if let Some(past) = query
        .submitted_to
        .and_then(|day| day.checked_add_days(Days::new(1)))
    {
        let past = Timestamp::start_of(past);
        all.add(
            Way::many("rma_submitted"),
            "t.submitted_at < ?",
            [Box::new(past) as Bound],
        );
    }
    if query.overdue {
        all.ask(
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
        all.ask(
            "(t.number LIKE ? ESCAPE '\\' OR t.vendor_rma_no LIKE ? ESCAPE '\\')",
            [Box::new(like.clone()) as Bound, Box::new(like)],
        );
    }
    all
}
