//! The journal: every change is one event, appended, hashed onto the one before it.
//!
//! The tables are what the events say. An event reaches the tables in one place only, its
//! domain's `apply`, which [`Writer::append`] calls in the transaction that appends it and
//! [`replay`] calls when the tables are rebuilt; so a rebuild cannot differ from the first time.
//! `apply` may therefore use the event and the tables, and neither clock nor chance.

mod chain;
mod event;
pub mod replay;
mod told;
mod undo;

pub use chain::{Break, verify};
pub use event::{DomainEvent, Event, Reversal, Stamp};
pub use told::{Changed, Told};
pub(crate) use undo::take_back;
pub use undo::{Kept, Undone};

use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::id::{ActionId, DeskId, EventId, IdSource, PersonId, SubjectId};
use crate::people::{self, Right, SignedIn, Standing};
use crate::time::Timestamp;

/// Who acts, and when: given to every use case by the door it came through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub actor: String,
    pub now: Timestamp,
    person: Option<PersonId>,
}

impl Act {
    /// By nobody in particular: an account of this computer. On a desk that has people such an
    /// act may only read.
    pub fn new(actor: impl Into<String>, now: Timestamp) -> Self {
        Self {
            actor: actor.into(),
            now,
            person: None,
        }
    }

    /// By a person who gave their PIN.
    pub fn by(person: &SignedIn, now: Timestamp) -> Self {
        Self {
            actor: person.name.clone(),
            now,
            person: Some(person.person),
        }
    }

    pub fn person(&self) -> Option<PersonId> {
        self.person
    }
}

/// Appends events for one act inside one transaction.
#[derive(Debug)]
pub struct Writer<'a> {
    pub tx: &'a Transaction<'a>,
    pub act: Act,
    /// What undo takes back as a whole.
    pub action: ActionId,
    ids: &'a mut IdSource,
    desk: DeskId,
    began: i64,
    position: i64,
    head: [u8; 32],
    standing: Standing,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        tx: &'a Transaction<'a>,
        ids: &'a mut IdSource,
        desk: DeskId,
        act: &Act,
    ) -> Result<Self> {
        if !act.now.is_plausible() {
            return Err(Error::invalid(
                "now",
                format!("the clock says {}", act.now),
                "set the computer's date, then try again",
            ));
        }
        let (position, head) = chain::head(tx)?;
        let standing = people::standing(tx, act.person)?;
        let mut act = act.clone();
        if let Standing::Person { name, .. } = &standing {
            // As they are called now; the door may have heard an older name.
            act.actor.clone_from(name);
        }
        let action = ActionId(ids.next(act.now));
        Ok(Self {
            tx,
            act,
            action,
            ids,
            desk,
            began: position,
            position,
            head,
            standing,
        })
    }

    /// Whether whoever acts may do `right`.
    ///
    /// Every event is asked for anyway when it is appended; this is for work that would have
    /// done half of it by then, and for what is no event.
    pub(crate) fn demand(&self, right: Right) -> Result<()> {
        self.standing.demand(right)
    }

    /// How many events the journal has, those of this act included.
    pub(crate) fn position(&self) -> i64 {
        self.position
    }

    pub fn now(&self) -> Timestamp {
        self.act.now
    }

    pub(crate) fn has_appended(&self) -> bool {
        self.position > self.began
    }

    /// A fresh id of any kind: `TicketId(w.new_id())`.
    pub fn new_id(&mut self) -> uuid::Uuid {
        self.ids.next(self.act.now)
    }

    /// Append `event` at the act's own instant and let the tables follow.
    ///
    /// # Errors
    /// `NotAllowed` or `NotSignedIn` when whoever acts has not the right that it needs.
    pub fn append(&mut self, subject: impl Into<SubjectId>, event: impl Into<Event>) -> Result<()> {
        let now = self.act.now;
        self.append_at(subject, event, now)
    }

    /// Append something that happened `at` an earlier instant: history brought in, a late entry.
    pub fn append_at(
        &mut self,
        subject: impl Into<SubjectId>,
        event: impl Into<Event>,
        at: Timestamp,
    ) -> Result<()> {
        let event = event.into();
        self.standing.demand(event.needs())?;
        let stamp = Stamp {
            position: self.position + 1,
            id: EventId(self.ids.next(self.act.now)),
            desk: self.desk,
            action: self.action,
            actor: self.act.actor.clone(),
            at,
            subject: subject.into(),
        };
        let kind = event.kind();
        let payload = event.payload();
        let hash = chain::link(&self.head, &stamp, kind, &payload);
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO event (position, id, desk, action, actor, at, subject, kind, payload, prev_hash, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        insert.execute(params![
            stamp.position,
            stamp.id,
            stamp.desk,
            stamp.action,
            stamp.actor,
            stamp.at,
            stamp.subject,
            kind,
            payload,
            self.head,
            hash,
        ])?;
        event.apply(self.tx, &stamp)?;
        self.position += 1;
        self.head = hash;
        if matches!(event, Event::People(_)) {
            people::keep_an_admin(self.tx)?;
            self.standing = people::standing(self.tx, self.act.person)?;
        }
        Ok(())
    }
}

/// The last position and its hash.
pub(crate) fn head(conn: &rusqlite::Connection) -> Result<(i64, [u8; 32])> {
    chain::head(conn)
}

/// One line of a history, as a person reads it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TimelineEntry {
    pub position: i32,
    pub action: ActionId,
    pub at: Timestamp,
    pub actor: String,
    /// `ticket.moved`, `rma.submitted`, …: the screen picks icon and words by it.
    pub kind: String,
    /// One plain sentence in English, complete without the payload.
    pub text: String,
    /// The same as data, for a sentence in another language.
    pub told: Option<Told>,
    /// Whether a later event took this one back.
    pub undone: bool,
}

/// The newest `limit` lines about `subject`, newest first.
pub(crate) fn timeline(
    conn: &rusqlite::Connection,
    subject: SubjectId,
    limit: u32,
) -> Result<Vec<TimelineEntry>> {
    let mut statement = conn.prepare_cached(
        "SELECT e.position, e.action, e.at, e.actor, e.kind, e.payload, u.action IS NOT NULL
         FROM event AS e LEFT JOIN undone AS u ON u.action = e.action
         WHERE e.subject = ?1 ORDER BY e.position DESC LIMIT ?2",
    )?;
    let mut rows = statement.query(params![subject, limit])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let position: i64 = row.get(0)?;
        let kind: String = row.get(4)?;
        let payload: String = row.get(5)?;
        let event = Event::read(position, &kind, &payload)?;
        entries.push(TimelineEntry {
            position: position as i32,
            action: row.get(1)?,
            at: row.get(2)?,
            actor: row.get(3)?,
            text: event.sentence(),
            told: event.told(),
            kind,
            undone: row.get(6)?,
        });
    }
    Ok(entries)
}
