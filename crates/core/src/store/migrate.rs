//! Bringing a file up to date, and refusing those that are not ours or too new.

use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::{Error, Result};
use crate::time::Timestamp;

/// Released steps, in order; the position is the schema version. None is ever edited.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_desk.sql"),
    include_str!("../../migrations/0002_window.sql"),
    include_str!("../../migrations/0003_bench.sql"),
];

pub const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// "HMND": how a Hashmend file is told from any other SQLite file.
const APPLICATION_ID: i32 = 0x484d_4e44;

/// Look at a file without touching it.
pub(super) fn examine(path: &Path) -> Result<()> {
    let not_ours = |why: &str| Error::NotOurFile {
        path: path.to_owned(),
        why: why.into(),
    };
    let header = header(path)?;
    if header.is_empty() {
        return Err(not_ours("it is empty"));
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(not_ours("it is not a database"));
    }
    if header.len() < HEADER {
        return Err(not_ours("it is damaged: it ends within its header"));
    }
    let (id, found) = if has_log(path) {
        // The newest header may still be in the log.
        let damaged = |error: rusqlite::Error| match Error::from(error) {
            error @ (Error::Busy { .. } | Error::DiskFull) => error,
            _ => not_ours("it is damaged: its header cannot be read"),
        };
        let conn =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(damaged)?;
        conn.busy_timeout(super::BUSY_TIMEOUT)?;
        (
            conn.pragma_query_value(None, "application_id", |row| row.get(0))
                .map_err(damaged)?,
            conn.pragma_query_value(None, "user_version", |row| row.get(0))
                .map_err(damaged)?,
        )
    } else {
        // Without a log the bytes say it, and nothing is made beside the file.
        // Offsets: <https://www.sqlite.org/fileformat2.html#the_database_header>
        (word(&header, 68) as i32, word(&header, 60))
    };
    if id != APPLICATION_ID {
        return Err(not_ours("it belongs to another program"));
    }
    if found > SCHEMA_VERSION {
        return Err(Error::NewerFile {
            path: path.to_owned(),
            found,
            known: SCHEMA_VERSION,
        });
    }
    Ok(())
}

/// Bytes of SQLite's header.
const HEADER: usize = 100;

/// The first bytes of a file, fewer than [`HEADER`] when it has no more.
fn header(path: &Path) -> Result<Vec<u8>> {
    let mut header = Vec::with_capacity(HEADER);
    std::fs::File::open(path)
        .and_then(|file| file.take(HEADER as u64).read_to_end(&mut header))
        .map_err(|source| Error::file(path, source))?;
    Ok(header)
}

fn has_log(path: &Path) -> bool {
    std::fs::metadata(super::beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

fn word(header: &[u8], at: usize) -> u32 {
    header[at..at + 4]
        .iter()
        .fold(0, |word, &byte| word << 8 | u32::from(byte))
}

fn version(conn: &Connection) -> Result<u32> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Lay the schema of today into an empty database.
pub(super) fn lay(conn: &mut Connection) -> Result<()> {
    run(conn, Path::new(""), Timestamp::default(), MIGRATIONS)
}

/// As [`migrate`], for a file that is itself a copy: none is made of it.
pub(super) fn migrate_copy(conn: &mut Connection, now: Timestamp) -> Result<()> {
    run(conn, Path::new(""), now, MIGRATIONS)
}

pub(super) fn migrate(conn: &mut Connection, path: &Path, now: Timestamp) -> Result<()> {
    run(conn, path, now, MIGRATIONS)
}

fn run(conn: &mut Connection, path: &Path, now: Timestamp, steps: &[&str]) -> Result<()> {
    let from = version(conn)?;
    if from as usize == steps.len() {
        return Ok(());
    }
    if from > 0 && !path.as_os_str().is_empty() {
        copy_first(conn, path, from, now)?;
    }
    // Rebuilding a table drops the old one, and with enforcement on SQLite would cascade that
    // drop into its children. It must be off before BEGIN; inside a transaction the pragma is
    // silently ignored.
    conn.pragma_update(None, "foreign_keys", false)?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have migrated while this one waited for the lock.
    for step in steps.iter().skip(version(&tx)? as usize) {
        tx.execute_batch(step)?;
    }
    if tx.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(Error::BrokenJournal(
            "the upgrade would leave references that lead nowhere".into(),
        ));
    }
    tx.pragma_update(None, "user_version", steps.len() as u32)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.commit()?;
    conn.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

/// A copy of the file as it was, beside it: `desk.hashmend.v1-20261122T031300.bak`.
fn copy_first(conn: &Connection, path: &Path, from: u32, now: Timestamp) -> Result<PathBuf> {
    let copy = super::beside(
        path,
        &format!(".v{from}-{}.bak", now.to_datetime().format("%Y%m%dT%H%M%S")),
    );
    super::care::copy(conn, &copy)?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_795_348_980_000); // 2026-11-22T12:03Z

    const FIRST: &str = "CREATE TABLE unit (id INTEGER PRIMARY KEY, serial TEXT) STRICT";
    const SECOND: &str = "ALTER TABLE unit ADD COLUMN location TEXT";

    /// A file as the first release left it, with a row.
    fn released(folder: &Path) -> (PathBuf, Connection) {
        let path = folder.join("desk.hashmend");
        let mut conn = Connection::open(&path).unwrap();
        run(&mut conn, &path, NOON, &[FIRST]).unwrap();
        conn.execute("INSERT INTO unit (serial) VALUES ('SMTTATUBDJAAI00A5')", [])
            .unwrap();
        (path, conn)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_copied_before_its_first_new_step() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut conn) = released(folder.path());

        run(&mut conn, &path, NOON, &[FIRST, SECOND]).unwrap();

        assert_eq!(version(&conn).unwrap(), 2);
        let copy = folder.path().join("desk.hashmend.v1-20261122T120300.bak");
        let copy = Connection::open(copy).unwrap();
        assert_eq!(version(&copy).unwrap(), 1);
        let units: u32 = copy
            .query_row("SELECT count(*) FROM unit", [], |row| row.get(0))
            .unwrap();
        assert_eq!(units, 1);
        let serial: String = conn
            .query_row(
                "SELECT serial FROM unit WHERE location IS NULL",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(serial, "SMTTATUBDJAAI00A5");
    }

    #[test]
    fn a_new_file_and_one_that_is_up_to_date_are_not_copied() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut conn) = released(folder.path());

        run(&mut conn, &path, NOON, &[FIRST]).unwrap();

        assert_eq!(names(folder.path()), ["desk.hashmend"]);
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let dangling = "CREATE TABLE board (unit INTEGER REFERENCES unit (id)) STRICT;
                        INSERT INTO board VALUES (99)";
        for broken in ["CREATE TABLE unit (id)", "not SQL", dangling] {
            let folder = tempfile::tempdir().unwrap();
            let (path, mut conn) = released(folder.path());
            let before = std::fs::read(&path).unwrap();

            let failed = run(&mut conn, &path, NOON, &[FIRST, SECOND, broken]);

            assert!(failed.is_err(), "{broken}");
            drop(conn);
            assert!(std::fs::read(&path).unwrap() == before, "{broken}");
        }
    }

    #[test]
    fn the_shipped_steps_lay_a_sound_schema() {
        let mut conn = Connection::open_in_memory().unwrap();

        lay(&mut conn).unwrap();

        assert_eq!(version(&conn).unwrap(), SCHEMA_VERSION);
    }

    /// `schema.sql` is for people: the whole schema as of today, in one place.
    #[test]
    fn the_written_schema_is_the_one_the_steps_lay() {
        let mut conn = Connection::open_in_memory().unwrap();
        lay(&mut conn).unwrap();
        let mut statement = conn
            .prepare(
                "SELECT sql FROM sqlite_schema
                 WHERE sql IS NOT NULL AND name NOT LIKE 'identifier_search\\_%' ESCAPE '\\'
                 ORDER BY tbl_name, type = 'table' DESC, type, name",
            )
            .unwrap();
        let all: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        let laid = format!(
            "-- The whole schema, version {SCHEMA_VERSION}. Written by a test; edit a migration instead.\n\n{};\n",
            all.join(";\n\n")
        );
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.sql");

        let written = std::fs::read_to_string(&path).unwrap_or_default();

        if written != laid {
            std::fs::write(&path, &laid).unwrap();
            panic!("schema.sql was out of date and is now written anew");
        }
    }
}
