//! Many rows at once: the indexes are made after them, in one sorted pass.

use rusqlite::{OptionalExtension, Transaction};

use crate::error::Result;

/// The indexes of one table, taken down inside a transaction and to be put up again in it; a
/// transaction that fails in between never took them down.
#[derive(Debug)]
#[must_use]
pub(crate) struct TakenDown(Vec<String>);

impl TakenDown {
    /// Takes down all but unique ones, which are rules and not only ways.
    pub fn of(tx: &Transaction<'_>, tables: &[&str]) -> Result<Self> {
        let mut made = Vec::new();
        for table in tables {
            let found: Vec<(String, String)> = tx
                .prepare(
                    "SELECT name, sql FROM sqlite_schema
                     WHERE type = 'index' AND tbl_name = ?1 AND sql LIKE 'CREATE INDEX%' ORDER BY name",
                )?
                .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            for (name, sql) in found {
                tx.execute_batch(&format!("DROP INDEX {name}"))?;
                made.push(sql);
            }
        }
        Ok(Self(made))
    }

    pub fn put_up(self, tx: &Transaction<'_>) -> Result<()> {
        for sql in self.0 {
            tx.execute_batch(&sql)?;
        }
        Ok(())
    }
}

/// Identifiers that are made findable in one go.
///
/// The trigger that does it one by one makes the index write what it has gathered to disk for
/// every row: each statement with a trigger opens a savepoint, and full-text search must be able
/// to come back to it.
#[derive(Debug)]
#[must_use]
pub(crate) struct FoundLater {
    trigger: Option<String>,
    /// The last row that is findable already.
    after: i64,
}

impl FoundLater {
    pub fn of(tx: &Transaction<'_>) -> Result<Self> {
        let trigger: Option<String> = tx
            .query_row(
                "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'device_identifier_found'",
                [],
                |row| row.get(0),
            )
            .optional()?;
        if trigger.is_some() {
            tx.execute_batch("DROP TRIGGER device_identifier_found")?;
        }
        let after = tx.query_row(
            "SELECT coalesce(max(rowid), 0) FROM device_identifier",
            [],
            |row| row.get(0),
        )?;
        Ok(Self { trigger, after })
    }

    pub fn find(self, tx: &Transaction<'_>) -> Result<()> {
        let Some(trigger) = self.trigger else {
            return Ok(());
        };
        tx.execute(
            "INSERT INTO identifier_search (rowid, normal)
             SELECT rowid, normal FROM device_identifier WHERE rowid > ?1 ORDER BY rowid",
            [self.after],
        )?;
        tx.execute_batch(&trigger)?;
        Ok(())
    }
}
