//! Bringing a file up to date, and refusing those that are not ours or too new.

use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::{Error, Result};
use crate::time::Timestamp;

/// Released steps, in order; the position is the schema version. None is ever edited.
const MIGRATIONS: &[&str] = &[include_str!("../../migrations/0001_desk.sql")];

pub const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// "HMND": how a Hashmend file is told from any other SQLite file.
const APPLICATION_ID: i32 = 0x484d_4e44;

/// Look at a file without touching it.
pub(super) fn examine(path: &Path) -> Result<()> {
    let mut start = [0u8; 16];
    let mut file = std::fs::File::open(path).map_err(|source| Error::file(path, source))?;
    let mut read = 0;
    while read < start.len() {
        match file
            .read(&mut start[read..])
            .map_err(|source| Error::file(path, source))?
        {
            0 => break,
            n => read += n,
        }
    }
    let not_ours = |why: &str| Error::NotOurFile {
        path: path.to_owned(),
        why: why.into(),
    };
    if read == 0 {
        return Err(not_ours("it is empty"));
    }
    if &start != b"SQLite format 3\0" {
        return Err(not_ours("it is not a database"));
    }
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.busy_timeout(super::BUSY_TIMEOUT)?;
    let damaged = |_| not_ours("it is damaged: its header cannot be read");
    let id: i32 = conn
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(damaged)?;
    if id != APPLICATION_ID {
        return Err(not_ours("it belongs to another program"));
    }
    let found = version(&conn)?;
    if found > SCHEMA_VERSION {
        return Err(Error::NewerFile {
            path: path.to_owned(),
            found,
            known: SCHEMA_VERSION,
        });
    }
    Ok(())
}

fn version(conn: &Connection) -> Result<u32> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

pub(super) fn migrate(conn: &mut Connection, path: &Path, now: Timestamp) -> Result<()> {
    run(conn, path, now, MIGRATIONS)
}

fn run(conn: &mut Connection, path: &Path, now: Timestamp, steps: &[&str]) -> Result<()> {
    let from = version(conn)?;
    if from as usize == steps.len() {
        return Ok(());
    }
    if from > 0 {
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
    let mut name = path.as_os_str().to_owned();
    name.push(format!(
        ".v{from}-{}.bak",
        now.to_datetime().format("%Y%m%dT%H%M%S")
    ));
    let copy = PathBuf::from(name);
    let mut into = Connection::open(&copy)?;
    rusqlite::backup::Backup::new(conn, &mut into)?.run_to_completion(
        1_000,
        std::time::Duration::ZERO,
        None,
    )?;
    Ok(copy)
}
