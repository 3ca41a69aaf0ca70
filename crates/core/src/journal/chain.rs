//! The hash chain: a line changed, dropped or moved shows.

use rusqlite::{Connection, OptionalExtension};

use super::Stamp;
use crate::error::Result;

/// Where the chain first fails, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    pub position: i64,
    pub why: &'static str,
}

/// The last position and its hash; position 0 and zeros in an empty journal.
pub(super) fn head(conn: &Connection) -> Result<(i64, [u8; 32])> {
    let last = conn
        .prepare_cached("SELECT position, hash FROM event ORDER BY position DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(last.unwrap_or((0, [0; 32])))
}

/// BLAKE3 over the previous hash and every field, each preceded by its length so that no two
/// different events share an encoding.
pub(super) fn link(prev: &[u8; 32], stamp: &Stamp, kind: &str, payload: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(prev);
    let position = stamp.position.to_le_bytes();
    let at = stamp.at.millis().to_le_bytes();
    for field in [
        &position[..],
        stamp.id.0.as_bytes(),
        stamp.desk.0.as_bytes(),
        stamp.action.0.as_bytes(),
        stamp.actor.as_bytes(),
        &at,
        stamp.subject.0.as_bytes(),
        kind.as_bytes(),
        payload.as_bytes(),
    ] {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field);
    }
    *hasher.finalize().as_bytes()
}

/// Walks the whole journal. `Ok(None)` when every link holds.
pub fn verify(conn: &Connection) -> Result<Option<Break>> {
    let mut statement = conn.prepare(
        "SELECT position, id, desk, action, actor, at, subject, kind, payload, prev_hash, hash
         FROM event ORDER BY position",
    )?;
    let mut rows = statement.query([])?;
    let mut prev = [0u8; 32];
    let mut expected = 1;
    while let Some(row) = rows.next()? {
        let stamp = Stamp::from_row(row)?;
        let broken = |why| {
            Ok(Some(Break {
                position: stamp.position,
                why,
            }))
        };
        if stamp.position != expected {
            return broken("an event before this one is missing");
        }
        if row.get::<_, [u8; 32]>(9)? != prev {
            return broken("it does not follow the event before it");
        }
        let kind: String = row.get(7)?;
        let payload: String = row.get(8)?;
        let hash: [u8; 32] = row.get(10)?;
        if link(&prev, &stamp, &kind, &payload) != hash {
            return broken("it was changed after it was written");
        }
        prev = hash;
        expected += 1;
    }
    Ok(None)
}
