//! The bytes behind attachments: kept once, checked, swept.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::store::Store;
use crate::time::Timestamp;

/// For so long what a removed attachment held is there to be put back.
const DAYS_KEPT_AFTER_REMOVAL: f64 = 30.0;

/// What a sweep took out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Swept {
    pub files: u32,
    pub kib: u32,
}

/// What all contents hash to, and how they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub files: u32,
    /// Those that are not what their hash says.
    pub damaged: u32,
    digest: [u8; 32],
}

/// Reads every content.
pub(crate) fn held(conn: &Connection) -> Result<Held> {
    let mut all = blake3::Hasher::new();
    let (mut files, mut damaged) = (0, 0);
    let mut statement = conn.prepare("SELECT hash, bytes FROM content ORDER BY hash")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let named: [u8; 32] = row.get(0)?;
        let is = blake3::hash(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?);
        files += 1;
        damaged += u32::from(is.as_bytes() != &named);
        all.update(&named);
        all.update(is.as_bytes());
    }
    Ok(Held {
        files,
        damaged,
        digest: *all.finalize().as_bytes(),
    })
}

/// Whether every standing attachment holds what was attached; if not, which does not.
pub(crate) fn check(conn: &Connection) -> Result<std::result::Result<String, String>> {
    let mut statement = conn.prepare(
        "SELECT a.name, CASE WHEN t.id IS NOT NULL THEN printf('T-%06d', t.number)
                     WHEN d.id IS NOT NULL THEN printf('D-%06d', d.number)
                     ELSE coalesce(r.number, 'what is no longer there') END,
                a.hash, c.bytes
         FROM attachment AS a LEFT JOIN content AS c ON c.hash = a.hash
         LEFT JOIN ticket AS t ON t.id = a.subject
         LEFT JOIN device AS d ON d.id = a.subject
         LEFT JOIN rma AS r ON r.id = a.subject
         WHERE a.removed_at IS NULL ORDER BY a.hash, a.added_at",
    )?;
    let mut rows = statement.query([])?;
    let mut whole = 0;
    let mut bad = Vec::new();
    let mut last: Option<([u8; 32], bool)> = None;
    while let Some(row) = rows.next()? {
        let hash: [u8; 32] = row.get(2)?;
        let bytes = row
            .get_ref(3)?
            .as_blob_or_null()
            .map_err(rusqlite::Error::from)?;
        let sound = match last {
            // The same bytes under another name need no second look.
            Some((seen, sound)) if seen == hash => sound,
            _ => bytes.is_some_and(|bytes| blake3::hash(bytes).as_bytes() == &hash),
        };
        last = Some((hash, sound));
        if sound {
            whole += 1;
            continue;
        }
        let (name, label): (String, String) = (row.get(0)?, row.get(1)?);
        let how = if bytes.is_none() {
            "is missing"
        } else {
            "is not what was attached"
        };
        bad.push(format!("{name} of {label} {how}"));
    }
    if let Some(first) = bad.first() {
        return Ok(Err(format!(
            "{} of {} attachments {}: {first}; a backup may still have it",
            bad.len(),
            bad.len() + whole,
            if bad.len() == 1 { "is bad" } else { "are bad" },
        )));
    }
    let (files, bytes): (u32, i64) = conn.query_row(
        "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM content
         WHERE NOT EXISTS (SELECT 1 FROM attachment AS a WHERE a.hash = content.hash)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let beside = if files == 0 {
        String::new()
    } else {
        format!(
            "; {files} more ({} KiB) are attached to nothing, which a sweep takes out",
            bytes.div_euclid(1024) + 1
        )
    };
    Ok(Ok(format!(
        "{whole} attachments, each as it was attached{beside}"
    )))
}

impl Store {
    /// Take out what no attachment holds: files read and never attached, and those of attachments
    /// removed more than thirty days ago. Writes no event: the journal names contents by hash and
    /// stays as it is.
    pub(crate) fn sweep_contents(&mut self, now: Timestamp) -> Result<Swept> {
        let before = now.plus_days(-DAYS_KEPT_AFTER_REMOVAL);
        let tx = self
            .conn
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let needless = "NOT EXISTS (SELECT 1 FROM attachment AS a WHERE a.hash = content.hash
                        AND (a.removed_at IS NULL OR a.removed_at > ?1))";
        let (files, bytes): (u32, i64) = tx.query_row(
            &format!(
                "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM content WHERE {needless}"
            ),
            params![before],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        tx.execute(
            &format!("DELETE FROM content WHERE {needless}"),
            params![before],
        )?;
        tx.commit()?;
        Ok(Swept {
            files,
            kib: u32::try_from(bytes.div_euclid(1024) + i64::from(bytes % 1024 != 0))
                .unwrap_or(u32::MAX),
        })
    }
}
