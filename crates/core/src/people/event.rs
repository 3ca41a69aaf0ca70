use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{Right, Role};
use crate::error::Result;
use crate::id::PersonId;
use crate::journal::{DomainEvent, Reversal, Stamp};

/// What a person is called and may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFacts {
    pub name: String,
    pub role: Role,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleEvent {
    Added {
        id: PersonId,
        #[serde(flatten)]
        facts: PersonFacts,
    },
    Changed {
        id: PersonId,
        is: PersonFacts,
        was: PersonFacts,
    },
    /// They work here no longer; what they did keeps their name.
    Retired {
        id: PersonId,
        name: String,
    },
    Returned {
        id: PersonId,
        name: String,
    },
    /// That it was set, never what it is.
    PinSet {
        id: PersonId,
        name: String,
    },
}

impl DomainEvent for PeopleEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Added { .. } => "people.added",
            Self::Changed { .. } => "people.changed",
            Self::Retired { .. } => "people.retired",
            Self::Returned { .. } => "people.returned",
            Self::PinSet { .. } => "people.pin_set",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Added { .. }
            | Self::Changed { .. }
            | Self::Retired { .. }
            | Self::Returned { .. } => Right::People,
            // Somebody else's needs more, which the use case asks for: it knows whose it is.
            Self::PinSet { .. } => Right::OwnPin,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Added { id, facts } => tx.execute(
                "INSERT INTO person (id, name, role, added_at) VALUES (?1, ?2, ?3, ?4)",
                params![id, facts.name, facts.role, stamp.at],
            )?,
            Self::Changed { id, is, .. } => tx.execute(
                "UPDATE person SET name = ?2, role = ?3 WHERE id = ?1",
                params![id, is.name, is.role],
            )?,
            Self::Retired { id, .. } => tx.execute(
                "UPDATE person SET retired_at = ?2 WHERE id = ?1",
                params![id, stamp.at],
            )?,
            Self::Returned { id, .. } => {
                tx.execute("UPDATE person SET retired_at = NULL WHERE id = ?1", [id])?
            }
            Self::PinSet { .. } => 0,
        };
        Ok(())
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Added { .. } => {
                Reversal::Kept("what a person did keeps their name; retire them instead".into())
            }
            Self::Changed { id, is, was } => {
                let now = tx
                    .query_row("SELECT name, role FROM person WHERE id = ?1", [id], |row| {
                        Ok(PersonFacts {
                            name: row.get(0)?,
                            role: row.get(1)?,
                        })
                    })
                    .optional()?;
                if now.as_ref() == Some(is) {
                    Reversal::by(Self::Changed {
                        id: *id,
                        is: was.clone(),
                        was: is.clone(),
                    })
                } else {
                    Reversal::Kept(format!("{} was changed since", is.name))
                }
            }
            Self::Retired { id, name } => Reversal::by(Self::Returned {
                id: *id,
                name: name.clone(),
            }),
            Self::Returned { id, name } => Reversal::by(Self::Retired {
                id: *id,
                name: name.clone(),
            }),
            Self::PinSet { .. } => Reversal::Kept("the PIN before is not kept; set another".into()),
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Added { facts, .. } => {
                format!("{} added as {}", facts.name, facts.role.with_article())
            }
            Self::Changed { is, was, .. } if is.name == was.name => {
                format!("{} is now {}", is.name, is.role.with_article())
            }
            Self::Changed { is, was, .. } if is.role == was.role => {
                format!("{} is now called {}", was.name, is.name)
            }
            Self::Changed { is, was, .. } => format!(
                "{} is now called {} and is {}",
                was.name,
                is.name,
                is.role.with_article()
            ),
            Self::Retired { name, .. } => format!("{name} retired"),
            Self::Returned { name, .. } => format!("{name} is back"),
            Self::PinSet { name, .. } => format!("PIN of {name} set"),
        }
    }
}
