//! Undo: the events of one action taken back, newest first, as a new action.

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::event::Reversal;
use super::{Act, Event, Stamp, Writer};
use crate::desk::DeskEvent;
use crate::error::{Error, Result};
use crate::id::ActionId;
use crate::reason::Reason;
use crate::store::Store;

/// What an undo took back, and what it had to leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Undone {
    /// The undo is itself an action, and can be undone where its events can.
    pub action: ActionId,
    pub taken_back: u32,
    /// What had to be left, in all and the first 200.
    pub kept_in_all: u32,
    pub kept: Vec<Kept>,
}

/// An event that could not be taken back because something was built on it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Kept {
    pub what: String,
    pub why: String,
}

/// The most that is listed of what had to be left.
const MOST_KEPT: usize = 200;

impl Store {
    /// Take back everything one action did, in reverse order.
    ///
    /// What later events were built on stays and is reported; when nothing at all can be taken
    /// back, the undo is refused with the first reason.
    pub fn undo(&mut self, action: ActionId, act: &Act) -> Result<Undone> {
        self.write(act, |w| take_back(w, action))
    }
}

/// As [`Store::undo`], inside a write that does more. Appends nothing when it is refused.
pub(crate) fn take_back(w: &mut Writer<'_>, action: ActionId) -> Result<Undone> {
    let done: Option<ActionId> =
        w.tx.query_row(
            "SELECT by_action FROM undone WHERE action = ?1",
            [action],
            |row| row.get(0),
        )
        .optional()?;
    if done.is_some() {
        return Err(Error::Because(Reason::UndoneAlready));
    }
    let events = events_of(w.tx, action)?;
    if events.is_empty() {
        return Err(Error::not_found("action", action));
    }
    let mut taken_back = 0;
    let mut kept = Vec::new();
    let mut kept_in_all = 0;
    for (stamp, event) in events.iter().rev() {
        match event.reversal(w.tx, stamp)? {
            Reversal::By(reversal) => {
                w.append(stamp.subject, *reversal)?;
                taken_back += 1;
            }
            Reversal::Implied => {}
            Reversal::Kept(why) => {
                kept_in_all += 1;
                if kept.len() < MOST_KEPT {
                    kept.push(Kept {
                        what: event.sentence(),
                        why,
                    });
                }
            }
        }
    }
    if taken_back == 0 {
        let why = kept
            .first()
            .map_or("there is nothing to take back", |kept| &kept.why);
        return Err(Error::Refused(format!("this cannot be undone: {why}")));
    }
    w.append(action, DeskEvent::Undone { action })?;
    Ok(Undone {
        action: w.action,
        taken_back,
        kept_in_all,
        kept,
    })
}

fn events_of(tx: &rusqlite::Transaction<'_>, action: ActionId) -> Result<Vec<(Stamp, Event)>> {
    let mut statement = tx.prepare_cached(
        "SELECT position, id, desk, action, actor, at, subject, kind, payload
         FROM event WHERE action = ?1 ORDER BY position",
    )?;
    let mut rows = statement.query([action])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let stamp = Stamp::from_row(row)?;
        let kind: String = row.get(7)?;
        let payload: String = row.get(8)?;
        let event = Event::read(stamp.position, &kind, &payload)?;
        events.push((stamp, event));
    }
    Ok(events)
}
