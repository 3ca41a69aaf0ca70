//! A desk of a million units and tickets, made once and kept.
//!
//! A fiftieth of it is the demo, through the journal; the rest are copies of its rows, which the
//! lists, the finds and the learner cannot tell from others and which would take the journal the
//! better part of an hour.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use hashmend_core::desk::DemoSize;
use hashmend_core::{Act, Store, Timestamp};
use rusqlite::Connection;

const COPIES: u32 = 50;

/// When the made-up fleet was taken in.
pub const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

/// The desk of this size in `folder`, made when it is not there yet. Another schema is another
/// desk, so that an old one is never measured.
pub fn desk(folder: &Path, units: u32) -> PathBuf {
    let schema = blake3::hash(include_bytes!("../../schema.sql")).to_hex();
    let folder = folder.join(format!("desk-{units}-{}", &schema[..8]));
    let path = folder.join("desk.hashmend");
    if path.exists() {
        return path;
    }
    std::fs::create_dir_all(&folder).unwrap();
    let part = path.with_extension("making");
    let _ = std::fs::remove_file(&part);
    let begun = Instant::now();
    let act = Act::new("bench", NOW);
    let seed = units / COPIES;
    let size = DemoSize {
        devices: seed,
        tickets: seed,
        seed: 1,
    };
    Store::create(&part, "Bench", &act)
        .unwrap()
        .make_demo(size, &act, &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    let made = begun.elapsed();
    let conn = Connection::open(&part).unwrap();
    conn.execute_batch("PRAGMA cache_size = -400000; PRAGMA synchronous = off; PRAGMA journal_mode = delete; BEGIN;")
        .unwrap();
    copy(&conn, units, seed);
    conn.execute_batch("COMMIT; PRAGMA journal_mode = wal;")
        .unwrap();
    conn.close().unwrap();
    std::fs::rename(&part, &path).unwrap();
    let bytes = std::fs::metadata(&path).unwrap().len();
    println!(
        "made {seed} units and tickets through the journal in {:.0} s, copied to {units} after {:.0} s, {:.1} GB",
        made.as_secs_f64(),
        begun.elapsed().as_secs_f64(),
        bytes as f64 / 1e9
    );
    path
}

/// Copies every unit, filing and ticket, with ids, numbers, serials and times of their own.
fn copy(conn: &Connection, units: u32, seed: u32) {
    let tables = [
        "device",
        "device_identifier",
        "rma",
        "ticket",
        "stage_visit",
    ];
    let mut indexes = Vec::new();
    for table in tables {
        indexes.extend(dropped(conn, "index", table));
    }
    let triggers = dropped(conn, "trigger", "device_identifier");
    conn.execute_batch(&format!(
        "CREATE TEMP TABLE c AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {COPIES} - 1) SELECT n FROM c"
    ))
    .unwrap();
    let id = |column: &str| {
        let new = format!(
            "iif({column} IS NULL, NULL, unhex(substr(hex({column}), 1, 24) || printf('%08X', c.n * 7919)))"
        );
        (column.to_owned(), new)
    };
    let serial = |column: &str| {
        let new = format!(
            "substr({column}, 1, 5) || printf('%04X', c.n * 1299709 % 65521) || substr({column}, 10)"
        );
        (column.to_owned(), new)
    };
    let later = |column: &str, ms: u32| (column.to_owned(), format!("{column} + c.n * {ms}"));
    let number = || ("number".to_owned(), format!("number + {seed} * c.n"));
    insert(
        conn,
        "device",
        &[
            number(),
            id("id"),
            serial("serial"),
            later("added_at", 977),
            later("touched_at", 977),
        ],
        "",
    );
    insert(
        conn,
        "device_identifier",
        &[
            ("rowid".into(), "NULL".into()),
            id("device_id"),
            ("typed".into(), serial("normal").1),
            serial("normal"),
        ],
        "",
    );
    insert(
        conn,
        "rma",
        &[
            ("seq".into(), "NULL".into()),
            id("id"),
            (
                "number".into(),
                "substr(number, 1, 9) || printf('%06d', substr(number, 10) + 10000 * c.n)".into(),
            ),
            later("touched_at", 977),
        ],
        "",
    );
    insert(
        conn,
        "ticket",
        &[
            number(),
            id("id"),
            id("rma_id"),
            id("device_id"),
            id("bounce_of"),
            serial("serial"),
            later("stage_since", 977),
            later("opened_at", 1),
            later("touched_at", 977),
            later("closed_at", 977),
            later("promised_p80_at", 1),
        ],
        "",
    );
    insert(
        conn,
        "stage_visit",
        &[id("ticket_id"), later("entered_at", 1), later("left_at", 1)],
        // The order of its key, so that a page is written once.
        "ORDER BY 1, 2",
    );
    conn.execute_batch("INSERT INTO identifier_search (identifier_search) VALUES ('rebuild')")
        .unwrap();
    for sql in triggers.iter().chain(&indexes) {
        conn.execute_batch(sql).unwrap();
    }
    conn.execute(
        "UPDATE desk SET last_device = ?1, last_ticket = ?1, last_rma = last_rma + 10000 * ?2",
        [units, COPIES],
    )
    .unwrap();
}

/// Every row of `table`, [`COPIES`] times more, with `changed` columns computed anew.
fn insert(conn: &Connection, table: &str, changed: &[(String, String)], order: &str) {
    let columns: Vec<String> = conn
        .prepare("SELECT name FROM pragma_table_info(?1)")
        .unwrap()
        .query_map([table], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let values: Vec<&str> = columns
        .iter()
        .map(|column| {
            let found = changed.iter().find(|(name, _)| name == column);
            found.map_or(column.as_str(), |(_, new)| new)
        })
        .collect();
    conn.execute_batch(&format!(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM temp.c AS c, (SELECT * FROM {table}) AS old {order}",
        columns = columns.join(", "),
        values = values.join(", "),
    ))
    .unwrap();
}

/// Drops what `table` has of this kind, and gives the statements that make it again.
fn dropped(conn: &Connection, kind: &str, table: &str) -> Vec<String> {
    let found: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = ?1 AND tbl_name = ?2 AND sql IS NOT NULL")
        .unwrap()
        .query_map([kind, table], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let mut made_by = Vec::new();
    for (name, sql) in found {
        conn.execute_batch(&format!("DROP {kind} {name}")).unwrap();
        made_by.push(sql);
    }
    made_by
}
