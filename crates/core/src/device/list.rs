//! The fleet list: any single filter or sort out of an index, page after page.

use chrono::{Days, NaiveDate};
use rusqlite::Connection;

use super::read::{COLUMNS, JOINS, WIDTH, device_row};
use super::{DeviceQuery, DeviceRow, DeviceSort};
use crate::error::Result;
use crate::id::DeviceId;
use crate::search::{
    Bound, Conditions, Count, DEVICES_IN, MOST_COUNTED, MOST_MATCHED, Page, bound_ids, code_number,
    devices_matching, devices_with_serials,
};
use crate::store::Store;
use crate::stretch::{Asked, Key, Listed};
use crate::time::Timestamp;

pub(super) const LISTED: Listed = Listed {
    table: "device",
    columns: COLUMNS,
    joins: JOINS,
    width: WIDTH,
    number: "number",
};

/// Up to so many open tickets their units are looked up one by one; with more of them a walk
/// through the units soon fills a page.
const FEW_OPEN: u32 = 5_000;

fn key(sort: DeviceSort) -> Key {
    match sort {
        DeviceSort::Added => Key::Number,
        DeviceSort::Serial => Key::Column("serial"),
        DeviceSort::Location => Key::Column("location"),
        DeviceSort::Status => Key::Column("status"),
        DeviceSort::Touched => Key::Filled("touched_at"),
        DeviceSort::Warranty => Key::Column("warranty_until"),
        DeviceSort::Model => Key::Named {
            table: "device_model",
            foreign: "model_id",
        },
        DeviceSort::Owner => Key::Named {
            table: "party",
            foreign: "owner_id",
        },
        DeviceSort::Site => Key::Named {
            table: "site",
            foreign: "site_id",
        },
    }
}

impl Store {
    /// Units that match, one page of them.
    pub fn devices(&self, query: &DeviceQuery, now: Timestamp) -> Result<Page<DeviceRow>> {
        LISTED.page(
            &self.conn,
            asked(query),
            &conditions(&self.conn, query, now)?,
            device_row,
        )
    }

    /// How many units match, counted to 10,000.
    pub fn count_devices(&self, query: &DeviceQuery, now: Timestamp) -> Result<Count> {
        let Some(open) = query.with_open_ticket else {
            return LISTED.count(&self.conn, &conditions(&self.conn, query, now)?);
        };
        let others = DeviceQuery {
            with_open_ticket: None,
            ..query.clone()
        };
        let mut conditions = conditions(&self.conn, &others, now)?;
        if conditions.sql.len() == 1 {
            return count_by_open(&self.conn, open);
        }
        if !open {
            return LISTED.count(&self.conn, &self::conditions(&self.conn, query, now)?);
        }
        // The open tickets lead straight to their units, one each.
        conditions.add("o.closed_at IS NULL", []);
        LISTED.count_from(
            &self.conn,
            "ticket AS o CROSS JOIN device AS t ON t.id = o.device_id",
            &conditions,
        )
    }

    pub(crate) fn count_all_devices(&self, query: &DeviceQuery, now: Timestamp) -> Result<u64> {
        LISTED.count_all(&self.conn, &conditions(&self.conn, query, now)?)
    }

    pub(crate) fn device_rows(&self, ids: &[DeviceId]) -> Result<Vec<DeviceRow>> {
        LISTED.rows(&self.conn, ids, device_row)
    }
}

pub(super) fn asked(query: &DeviceQuery) -> Asked<'_> {
    Asked {
        key: key(query.sort),
        descending: query.descending,
        after: query.after.as_deref(),
        limit: query.limit,
    }
}

pub(super) fn conditions(
    conn: &Connection,
    query: &DeviceQuery,
    now: Timestamp,
) -> Result<Conditions> {
    let mut all = Conditions::default();
    all.add("t.merged_into IS NULL", []);
    let text = query.text.trim();
    if !text.is_empty() {
        match code_number(text, 'D') {
            Some(number) => all.add("t.number = ?", [Box::new(number) as Bound]),
            None => {
                let devices = devices_matching(conn, text, MOST_MATCHED)?;
                all.add(format!("t.id {DEVICES_IN}"), [bound_ids(&devices)]);
            }
        }
    }
    if !query.serials.is_empty() {
        let devices = devices_with_serials(conn, &query.serials)?;
        all.add(format!("t.id {DEVICES_IN}"), [bound_ids(&devices)]);
    }
    all.equal("t.kind", query.kind);
    all.equal("t.model_id", query.model_id);
    all.equal("t.owner_id", query.owner_id);
    all.equal("t.site_id", query.site_id);
    all.equal("t.status", query.status.clone());
    all.equal("t.location", query.location.clone());
    if let Some(maker) = &query.maker {
        all.add(
            "t.model_id IN (SELECT id FROM device_model WHERE maker = ?)",
            [Box::new(maker.clone()) as Bound],
        );
    }
    let today = now.date();
    if query.warranty_ended {
        all.add("t.warranty_until < ?", [Box::new(today) as Bound]);
    }
    if let Some(days) = query.warranty_within {
        let until = today.checked_add_days(Days::new(days.into()));
        all.add(
            "t.warranty_until >= ? AND t.warranty_until <= ?",
            [
                Box::new(today) as Bound,
                Box::new(until.unwrap_or(NaiveDate::MAX)),
            ],
        );
    }
    if query.bounced {
        all.add(
            "EXISTS (SELECT 1 FROM ticket AS b WHERE b.device_id = t.id AND b.bounce_of IS NOT NULL)",
            [],
        );
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
    match query.with_open_ticket {
        Some(true) if few_are_open(conn)? => all.add(
            "t.id IN (SELECT device_id FROM ticket WHERE closed_at IS NULL)",
            [],
        ),
        Some(true) => all.add(
            "EXISTS (SELECT 1 FROM ticket AS o WHERE o.device_id = t.id AND o.closed_at IS NULL)",
            [],
        ),
        Some(false) => all.add(
            "NOT EXISTS (SELECT 1 FROM ticket AS o WHERE o.device_id = t.id AND o.closed_at IS NULL)",
            [],
        ),
        None => {}
    }
    Ok(all)
}

/// A unit has at most one open ticket: units without one are all but as many.
fn count_by_open(conn: &Connection, open: bool) -> Result<Count> {
    let tickets: u32 = conn
        .prepare_cached("SELECT count(*) FROM ticket WHERE closed_at IS NULL")?
        .query_row([], |row| row.get(0))?;
    let count = if open {
        tickets
    } else {
        let units: u32 = conn
            .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM device LIMIT ?1)")?
            .query_row([tickets.saturating_add(MOST_COUNTED + 1)], |row| row.get(0))?;
        units.saturating_sub(tickets)
    };
    Ok(Count {
        count: count.min(MOST_COUNTED),
        more: count > MOST_COUNTED,
    })
}

fn few_are_open(conn: &Connection) -> Result<bool> {
    let open: u32 = conn
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM ticket WHERE closed_at IS NULL LIMIT ?1)",
        )?
        .query_row([FEW_OPEN + 1], |row| row.get(0))?;
    Ok(open <= FEW_OPEN)
}
