//! Rebuilding the tables from the journal.

use rusqlite::{Connection, Transaction};

use super::{Event, Stamp};
use crate::error::Result;

/// Every table that events fill, children before parents so that they can be emptied in order.
/// `event` itself, `scratch` (half-typed text, no part of the record), `person_pin` (a secret),
/// `content` (what attachments hold; events name it by hash) and the search index (kept by
/// triggers) are not among them.
pub const TABLES: &[&str] = &[
    "undone",
    "quote_line",
    "quote",
    "labour",
    "test_waiver",
    "test_start",
    "test_template",
    "slot_seen",
    "slot_snapshot",
    "stock_move",
    "stock_place",
    "part",
    "repair_action",
    "chip_mark",
    "finding",
    "fault_class",
    "test_run",
    "attachment",
    "saved_view",
    "person",
    "estimate",
    "package",
    "hold",
    "stage_visit",
    "ticket",
    "rma",
    "import_batch",
    "installation",
    "device_identifier",
    "device",
    "device_model",
    "lane",
    "center_capacity",
    "center_fee",
    "closure",
    "center",
    "site",
    "party",
    "duty_rate",
    "hashprice",
    "fx_rate",
    "prior_edit",
    "window_edit",
    "symptom",
    "serial_pattern",
    "column_mapping",
    "setting",
    "desk",
];

/// Empty the tables and apply the whole journal again.
pub fn rebuild(tx: &Transaction<'_>) -> Result<u64> {
    tx.pragma_update(None, "defer_foreign_keys", true)?;
    for table in TABLES {
        tx.execute(&format!("DELETE FROM {table}"), [])?;
    }
    apply_all(tx, tx)
}

/// Apply the whole journal of `from` to the empty tables of `tx`, which may be another database.
pub fn apply_all(from: &Connection, tx: &Transaction<'_>) -> Result<u64> {
    let mut statement = from.prepare(
        "SELECT position, id, desk, action, actor, at, subject, kind, payload
         FROM event ORDER BY position",
    )?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let stamp = Stamp::from_row(row)?;
        let kind: String = row.get(7)?;
        let event = Event::read(
            stamp.position,
            &kind,
            row.get_ref(8)?.as_str().map_err(rusqlite::Error::from)?,
        )?;
        event.apply(tx, &stamp)?;
        count += 1;
    }
    Ok(count)
}

/// A BLAKE3 digest of each table's rows, in primary-key order.
pub fn digests(conn: &Connection) -> Result<Vec<(&'static str, [u8; 32])>> {
    TABLES
        .iter()
        .map(|table| {
            let mut hasher = blake3::Hasher::new();
            let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for i in 0..columns {
                    hash_value(&mut hasher, row.get_ref(i)?);
                }
            }
            Ok((*table, *hasher.finalize().as_bytes()))
        })
        .collect()
}

fn hash_value(hasher: &mut blake3::Hasher, value: rusqlite::types::ValueRef<'_>) {
    use rusqlite::types::ValueRef;
    let (tag, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(n) => {
            hasher.update(&[1]);
            hasher.update(&n.to_le_bytes());
            return;
        }
        ValueRef::Real(x) => {
            hasher.update(&[2]);
            hasher.update(&x.to_le_bytes());
            return;
        }
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    hasher.update(&[tag]);
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}
