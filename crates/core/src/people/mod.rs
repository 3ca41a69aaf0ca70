//! Who works at the desk, and what each of them may do.
//!
//! A desk without people is a desk for one: whoever sits at it may do everything. From the first
//! person on, every event needs a [`Right`], and the journal refuses those of whoever has not got
//! it; see [`crate::journal::Writer::append`].

mod event;
mod pin;
mod right;
#[cfg(test)]
mod tests;
mod use_cases;

pub use event::PeopleEvent;
pub(crate) use right::{AnyOf, Standing};
pub use right::{Right, Role};

use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::id::PersonId;
use crate::reason::Reason;
use crate::time::Timestamp;

/// Somebody who works at the desk, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
    pub added_at: Timestamp,
    pub retired_at: Option<Timestamp>,
    /// Without one nobody can sign in as them.
    pub has_pin: bool,
}

/// A person as entered.
///
/// The PIN shows in no debug print.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NewPerson {
    pub name: String,
    pub role: Role,
    pub pin: String,
}

impl std::fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewPerson")
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// Proof that a person gave their PIN: only [`crate::Store::sign_in`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub(crate) person: PersonId,
    pub(crate) name: String,
}

impl SignedIn {
    pub fn person(&self) -> PersonId {
        self.person
    }
}

/// What a right is, and who has it: a row of the table that the screen shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RightRow {
    pub right: Right,
    pub held_by: Vec<Role>,
}

/// The people of the desk and the table of what each role may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct People {
    /// Those who work here first, each by name.
    pub people: Vec<Person>,
    pub rights: Vec<RightRow>,
}

/// Who is at the desk and what they may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AtTheDesk {
    /// The desk has people: somebody must sign in before anything changes.
    pub has_people: bool,
    pub person: Option<Person>,
    /// All of them on a desk without people.
    pub rights: Vec<Right>,
    /// Minutes without a key or a click after which the desk locks; `None`: never.
    pub lock_after_minutes: Option<u32>,
}

/// The setting that says after how many idle minutes the desk locks; 0 for never.
pub const LOCK_SETTING: &str = "lock_after_minutes";
const USUAL_LOCK_MINUTES: u32 = 15;

/// Who acts: looked up anew for every act, so that a changed role counts from then on.
pub(crate) fn standing(conn: &Connection, person: Option<PersonId>) -> Result<Standing> {
    if let Some(id) = person {
        let found = conn
            .prepare_cached("SELECT name, role FROM person WHERE id = ?1 AND retired_at IS NULL")?
            .query_row([id], |row| {
                Ok(Standing::Person {
                    name: row.get(0)?,
                    role: row.get(1)?,
                })
            })
            .optional()?;
        if let Some(found) = found {
            return Ok(found);
        }
    }
    Ok(if has_people(conn)? {
        Standing::Nobody
    } else {
        Standing::Alone
    })
}

pub(crate) fn has_people(conn: &Connection) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM person WHERE retired_at IS NULL")?
        .exists([])?)
}

/// What must be so after any event about people, an undone one included.
pub(crate) fn keep_an_admin(conn: &Connection) -> Result<()> {
    let admin = conn
        .prepare_cached("SELECT 1 FROM person WHERE retired_at IS NULL AND role = 'admin'")?
        .exists([])?;
    if admin {
        return Ok(());
    }
    Err(Error::Because(Reason::LastAdmin))
}

const COLUMNS: &str =
    "SELECT p.id, p.name, p.role, p.added_at, p.retired_at, pin.person_id IS NOT NULL
     FROM person AS p LEFT JOIN person_pin AS pin ON pin.person_id = p.id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        role: row.get(2)?,
        added_at: row.get(3)?,
        retired_at: row.get(4)?,
        has_pin: row.get(5)?,
    })
}

fn all(conn: &Connection) -> Result<Vec<Person>> {
    let mut statement = conn.prepare_cached(&format!(
        "{COLUMNS} ORDER BY p.retired_at IS NOT NULL, p.name"
    ))?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn person(conn: &Connection, id: PersonId) -> Result<Person> {
    conn.prepare_cached(&format!("{COLUMNS} WHERE p.id = ?1"))?
        .query_row([id], from_row)
        .optional()?
        .ok_or_else(|| Error::not_found("person", id))
}
