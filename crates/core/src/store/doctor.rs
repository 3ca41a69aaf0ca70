//! The doctor: whether the file, its references, its journal and its tables hold together.

use rusqlite::{Connection, TransactionBehavior};
use serde::{Deserialize, Serialize};

use super::{Store, migrate};
use crate::attachment::{Swept, content};
use crate::error::{Error, Result};
use crate::journal::{self, Act, replay};
use crate::people::{self, Right};
use crate::time::Timestamp;

/// One thing the doctor looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Check {
    /// `integrity`, `foreign_keys`, `chain`, `replay`, `contents`, `search`.
    pub name: String,
    pub ok: bool,
    pub text: String,
}

impl Check {
    /// A check that could not be carried out has failed, and says why.
    fn of(name: &str, found: Result<std::result::Result<String, String>>) -> Self {
        let (ok, text) = match found {
            Ok(Ok(text)) => (true, text),
            Ok(Err(text)) => (false, text),
            Err(error) => (false, format!("could not be checked: {error}")),
        };
        Self {
            name: name.to_owned(),
            ok,
            text,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Examination {
    pub ok: bool,
    pub events: u32,
    pub checks: Vec<Check>,
    pub rebuilt: bool,
    /// What was taken out, when a sweep was asked for.
    pub swept: Option<Swept>,
}

impl Store {
    /// Verify integrity, references, the hash chain, and that a replay gives the same tables.
    ///
    /// Reads one state of the file while others go on writing; only the check of the search
    /// index, last and short, needs the write lock.
    pub fn examine(&mut self, _act: &Act) -> Result<Examination> {
        self.examination()
    }

    fn examination(&self) -> Result<Examination> {
        let (events, mut checks) = {
            let snapshot = self.conn.unchecked_transaction()?;
            let checks = vec![
                integrity(&snapshot),
                foreign_keys(&snapshot),
                chain(&snapshot),
                replayed(&snapshot),
                contents(&snapshot),
            ];
            (event_count(&snapshot).unwrap_or(0), checks)
        };
        checks.push(search(&self.conn));
        Ok(Examination {
            ok: checks.iter().all(|check| check.ok),
            events,
            checks,
            rebuilt: false,
            swept: None,
        })
    }

    /// Take out contents that no attachment needs, then examine.
    pub fn sweep(&mut self, act: &Act) -> Result<Examination> {
        let swept = self
            .sweep_contents(act.now)
            .map_err(|error| self.located(error, act.now))?;
        Ok(Examination {
            swept: Some(swept),
            ..self.examine(act)?
        })
    }

    /// Fill the tables anew from the journal, then examine.
    ///
    /// # Errors
    /// `BrokenJournal` when the chain does not hold: tables would be made from something that
    /// was tampered with, and the way out is a backup. `NotAllowed` or `NotSignedIn`.
    pub fn rebuild(&mut self, act: &Act) -> Result<Examination> {
        people::standing(&self.conn, act.person())?.demand(Right::Restore)?;
        self.rebuild_anyhow(act.now)
    }

    /// As [`Store::rebuild`], whoever asks: for a copy that is no desk yet.
    pub(super) fn rebuild_anyhow(&mut self, now: Timestamp) -> Result<Examination> {
        // Each of a million rows emptied would be looked up as a parent. Checked as a whole at
        // the end instead. Inside a transaction the pragma is ignored, so it comes first.
        self.conn.pragma_update(None, "foreign_keys", false)?;
        let rebuilt = self.rebuild_unchecked(now);
        self.conn.pragma_update(None, "foreign_keys", true)?;
        rebuilt.map_err(|error| self.located(error, now))?;
        Ok(Examination {
            rebuilt: true,
            ..self.examination()?
        })
    }

    fn rebuild_unchecked(&mut self, now: Timestamp) -> Result<()> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let _note = super::holder::Note::leave(&self.path, "doctor --rebuild", now);
        if let Some(found) = journal::verify(&tx)? {
            return Err(Error::BrokenJournal(format!(
                "at event {}, {}; restore a backup instead",
                found.position, found.why
            )));
        }
        // Filled once at the end, the search index costs a fraction of row by row.
        let triggers = search_triggers(&tx)?;
        for (name, _) in &triggers {
            tx.execute_batch(&format!("DROP TRIGGER {name}"))?;
        }
        replay::rebuild(&tx)?;
        for (_, sql) in &triggers {
            tx.execute_batch(sql)?;
        }
        tx.execute_batch(
            "INSERT INTO identifier_search (identifier_search) VALUES ('rebuild');
             REINDEX event;",
        )?;
        if tx.prepare("PRAGMA foreign_key_check")?.exists([])? {
            return Err(Error::BrokenJournal(
                "its tables would hold references that lead nowhere".into(),
            ));
        }
        tx.commit()?;
        Ok(())
    }
}

pub(super) fn event_count(conn: &Connection) -> Result<u32> {
    Ok(conn.query_row("SELECT count(*) FROM event", [], |row| row.get(0))?)
}

pub(super) fn integrity(conn: &Connection) -> Check {
    Check::of("integrity", {
        lines(conn, "PRAGMA integrity_check(5)", |row| row.get(0)).map(|found| {
            if found == ["ok"] {
                Ok("every page and index of the file is sound".into())
            } else {
                Err(format!("the file is damaged: {}", found.join("; ")))
            }
        })
    })
}

pub(super) fn foreign_keys(conn: &Connection) -> Check {
    Check::of("foreign_keys", {
        lines(conn, "PRAGMA foreign_key_check", |row| {
            Ok(format!(
                "a row of {} refers to a {} that is not there",
                row.get::<_, String>(0)?,
                row.get::<_, String>(2)?
            ))
        })
        .map(|found| match found.first() {
            None => Ok("every reference leads somewhere".into()),
            Some(first) => Err(format!("{} broken references: {first}", found.len())),
        })
    })
}

pub(super) fn chain(conn: &Connection) -> Check {
    Check::of("chain", {
        journal::verify(conn).and_then(|found| {
            Ok(match found {
                None => Ok(format!(
                    "{} events, each on the one before",
                    event_count(conn)?
                )),
                Some(found) => Err(format!("at event {}, {}", found.position, found.why)),
            })
        })
    })
}

/// Replays the journal into a throw-away database and compares: the desk itself is only read.
pub(super) fn replayed(conn: &Connection) -> Check {
    let compare = || {
        let mut fresh = fresh()?;
        let tx = fresh.transaction()?;
        replay::apply_all(conn, &tx)?;
        let differing: Vec<&str> = replay::digests(conn)?
            .into_iter()
            .zip(replay::digests(&tx)?)
            .filter(|(is, should_be)| is != should_be)
            .map(|((table, _), _)| table)
            .collect();
        Ok(if differing.is_empty() {
            Ok("a replay of the journal gives the same tables".into())
        } else {
            Err(format!(
                "a replay of the journal gives other rows in {}; a rebuild puts that right",
                differing.join(", ")
            ))
        })
    };
    Check::of("replay", compare())
}

pub(super) fn contents(conn: &Connection) -> Check {
    Check::of("contents", content::check(conn))
}

/// An empty desk in a file that SQLite removes by itself, kept in memory while it is small.
fn fresh() -> Result<Connection> {
    let mut conn = Connection::open("")?;
    conn.pragma_update(None, "journal_mode", "off")?;
    conn.pragma_update(None, "synchronous", "off")?;
    conn.pragma_update(None, "cache_size", -262_144)?;
    conn.set_prepared_statement_cache_capacity(256);
    migrate::lay(&mut conn)?;
    for (name, _) in search_triggers(&conn)? {
        conn.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    Ok(conn)
}

/// The triggers that keep the search index, by name, with what makes them.
fn search_triggers(conn: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = conn.prepare(
        "SELECT name, sql FROM sqlite_schema
         WHERE type = 'trigger' AND tbl_name = 'device_identifier' ORDER BY name",
    )?;
    let triggers = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(triggers.collect::<rusqlite::Result<_>>()?)
}

fn search(conn: &Connection) -> Check {
    // With rank 1 the index is also held against the rows that it is an index of:
    // <https://www.sqlite.org/fts5.html#the_integrity_check_command>
    let checked = conn.execute_batch(
        "INSERT INTO identifier_search (identifier_search, rank) VALUES ('integrity-check', 1)",
    );
    Check::of("search", {
        match checked {
            Ok(()) => Ok(Ok("the search index holds what the units do".into())),
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) =>
            {
                Ok(Err(
                    "the search index differs from the units; a rebuild puts that right".into(),
                ))
            }
            Err(error) => Err(error.into()),
        }
    })
}

fn lines(
    conn: &Connection,
    sql: &str,
    read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<String>,
) -> Result<Vec<String>> {
    let mut statement = conn.prepare(sql)?;
    let found = statement.query_map([], read)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
