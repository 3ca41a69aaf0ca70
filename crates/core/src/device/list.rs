//! The fleet list: any single filter or sort out of an index, page after page.

use chrono::{Days, NaiveDate};
use rusqlite::Connection;

use super::read::{COLUMNS, JOINS, WIDTH, device_row};
use super::{DeviceQuery, DeviceRow, DeviceSort};
use crate::error::Result;
use crate::id::DeviceId;
use crate::search::{
    Bound, Conditions, Count, DEVICES_IN, Lead, MOST_MATCHED, Page, Way, bound_ids, code_number,
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

fn key(sort: DeviceSort) -> Key {
    match sort {
        DeviceSort::Added => Key::Number,
        DeviceSort::Serial => Key::Column {
            column: "serial",
            index: "device_serial",
        },
        DeviceSort::Location => Key::Column {
            column: "location",
            index: "device_location",
        },
        DeviceSort::Status => Key::Column {
            column: "status",
            index: "device_status",
        },
        DeviceSort::Warranty => Key::Column {
            column: "warranty_until",
            index: "device_warranty",
        },
        DeviceSort::Touched => Key::Filled {
            column: "touched_at",
            index: "device_touched",
        },
        DeviceSort::Model => Key::Named {
            table: "device_model",
            foreign: "model_id",
            index: "device_model_of",
        },
        DeviceSort::Owner => Key::Named {
            table: "party",
            foreign: "owner_id",
            index: "device_owner",
        },
        DeviceSort::Site => Key::Named {
            table: "site",
            foreign: "site_id",
            index: "device_site",
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
        LISTED.count(&self.conn, &conditions(&self.conn, query, now)?)
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

/// The index under `id UNIQUE`.
const BY_ID: &str = "sqlite_autoindex_device_1";

pub(super) fn conditions(
    conn: &Connection,
    query: &DeviceQuery,
    now: Timestamp,
) -> Result<Conditions> {
    let mut all = Conditions::default();
    // The merged are few, and known without a look at the unit itself.
    all.ask(
        "t.number NOT IN (SELECT number FROM device WHERE merged_into IS NOT NULL)",
        [],
    );
    let text = query.text.trim();
    if !text.is_empty() {
        match code_number(text, 'D') {
            Some(number) => all.add(Way::One, "t.number = ?", [Box::new(number) as Bound]),
            None => {
                let devices = devices_matching(conn, text, MOST_MATCHED)?;
                all.add(
                    Way::many(BY_ID),
                    format!("t.id {DEVICES_IN}"),
                    [bound_ids(&devices)],
                );
            }
        }
    }
    if !query.serials.is_empty() {
        let devices = devices_with_serials(conn, &query.serials)?;
        all.add(
            Way::many(BY_ID),
            format!("t.id {DEVICES_IN}"),
            [bound_ids(&devices)],
        );
    }
    all.equal("kind", "device_kind", query.kind);
    all.equal("model_id", "device_model_of", query.model_id);
    all.equal("owner_id", "device_owner", query.owner_id);
    all.equal("site_id", "device_site", query.site_id);
    all.equal("status", "device_status", query.status.clone());
    all.equal("location", "device_location", query.location.clone());
    if let Some(maker) = &query.maker {
        all.add(
            Way::many("device_model_of"),
            "t.model_id IN (SELECT id FROM device_model WHERE maker = ?)",
            [Box::new(maker.clone()) as Bound],
        );
    }
    let today = now.date();
    if query.warranty_ended {
        all.add(
            Way::many("device_warranty"),
            "t.warranty_until < ?",
            [Box::new(today) as Bound],
        );
    }
    if let Some(days) = query.warranty_within {
        let until = today.checked_add_days(Days::new(days.into()));
        all.add(
            Way::many("device_warranty"),
            "t.warranty_until >= ? AND t.warranty_until <= ?",
            [
                Box::new(today) as Bound,
                Box::new(until.unwrap_or(NaiveDate::MAX)),
            ],
        );
    }
    let has_open =
        "EXISTS (SELECT 1 FROM ticket AS o WHERE o.device_id = t.id AND o.closed_at IS NULL)";
    match query.with_open_ticket {
        Some(true) => all.add(
            Way::Index(Lead {
                index: BY_ID,
                in_order: false,
                is_wide: false,
                sql: Some("t.id IN (SELECT device_id FROM ticket WHERE closed_at IS NULL)"),
                counted: Some("SELECT 1 FROM ticket WHERE closed_at IS NULL"),
            }),
            has_open,
            [],
        ),
        Some(false) => all.ask(format!("NOT {has_open}"), []),
        None => {}
    }
    if query.bounced {
        all.add(
            Way::Index(Lead {
                index: BY_ID,
                in_order: false,
                is_wide: false,
                sql: Some("t.id IN (SELECT device_id FROM ticket WHERE bounce_of IS NOT NULL)"),
                counted: Some("SELECT 1 FROM ticket WHERE bounce_of IS NOT NULL"),
            }),
            "EXISTS (SELECT 1 FROM ticket AS b WHERE b.device_id = t.id AND b.bounce_of IS NOT NULL)",
            [],
        );
    }
    if query.without_serial {
        all.add(Way::one("device_serial"), "t.serial IS NULL", []);
    }
    if query.without_photo {
        all.ask(
            "NOT EXISTS (SELECT 1 FROM attachment AS a WHERE a.subject = t.id
             AND a.removed_at IS NULL AND a.media_type GLOB 'image/*')",
            [],
        );
    }
    Ok(all)
}
