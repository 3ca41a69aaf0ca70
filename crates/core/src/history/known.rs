//! Whether a case is on the desk already, and what of it is new.

use rusqlite::{Connection, params};

use super::case::{Case, Stay};
use crate::error::Result;
use crate::id::TicketId;
use crate::serial::normalise;
use crate::ticket::Stage;
use crate::time::Timestamp;

/// How a case stands to the desk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    New,
    /// Brought in before, or left this very desk as an export; nothing of it is new.
    Known,
    /// Brought in before and open since; its stays from `from` on are new, and perhaps its end.
    Grown {
        /// The first new stay of the case.
        from: usize,
        /// The stage that the ticket is in, and the attempt it counts.
        stage: Stage,
        attempt: u16,
    },
    /// Brought in before, and gone on otherwise on the desk.
    Apart(String),
}

/// The ticket that a case becomes. Its id follows from the case's, so that a second import of
/// the same case finds the ticket of the first.
pub(super) fn ticket_of(case: &str) -> TicketId {
    let mut hasher = blake3::Hasher::new_derive_key("hashmend 2026 ticket of an imported case");
    hasher.update(case.as_bytes());
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    TicketId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// `case` has stays.
pub(super) fn standing(conn: &Connection, id: TicketId, case: &Case) -> Result<Standing> {
    let visits: Vec<(Stage, Timestamp, u16)> = conn
        .prepare_cached(
            "SELECT stage, entered_at, attempt FROM stage_visit WHERE ticket_id = ?1 ORDER BY seq",
        )?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if visits.is_empty() {
        return Ok(match left_this_desk(conn, case)? {
            true => Standing::Known,
            false => Standing::New,
        });
    }
    Ok(compared(&visits, case))
}

/// A ticket's visits held against the stays of its log.
fn compared(visits: &[(Stage, Timestamp, u16)], case: &Case) -> Standing {
    let Some(&(stage, entered_at, attempt)) = visits.last() else {
        return Standing::New;
    };
    if stage.is_end() {
        return Standing::Known;
    }
    // The ticket has no two visits in a row to one stage: such stays were joined.
    let mut here = 0;
    let mut at = 0;
    while at < case.stays.len() && here < visits.len() {
        let stay = &case.stays[at];
        let joined = at > 0 && case.stays[at - 1].stage == stay.stage;
        if !joined {
            let (stage, entered_at, _) = visits[here];
            // A case known to have been open before its first stay began with the case.
            let same = stage == stay.stage && (entered_at == stay.from || here == 0);
            if !same {
                break;
            }
            here += 1;
        }
        at += 1;
    }
    if here < visits.len() {
        return Standing::Apart(format!(
            "the ticket went on by hand to {stage} on {}; its log is left as it is",
            entered_at.date()
        ));
    }
    // What was joined to the last visit brings nothing new.
    while at < case.stays.len() && case.stays[at].stage == stage {
        at += 1;
    }
    if at == case.stays.len() && case.closed_at.is_none() {
        return Standing::Known;
    }
    Standing::Grown {
        from: at,
        stage,
        attempt,
    }
}

/// Whether the case is a ticket of this desk that was written out and now comes back.
fn left_this_desk(conn: &Connection, case: &Case) -> Result<bool> {
    let number = case.id.strip_prefix("T-").map(str::parse::<i64>);
    let (Some(Ok(number)), Some(Stay { from, .. })) = (number, case.stays.first()) else {
        return Ok(false);
    };
    let serial = normalise(&case.attributes.serial)
        .ok()
        .map(|serial| serial.normal);
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM ticket AS t JOIN stage_visit AS v ON v.ticket_id = t.id
             WHERE t.number = ?1 AND t.serial IS ?2 AND v.entered_at = ?3",
        )?
        .exists(params![number, serial, from])?)
}
