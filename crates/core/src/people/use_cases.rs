//! Use cases on the people of the desk.

use rusqlite::Connection;

use super::event::PersonFacts;
use super::{
    AtTheDesk, LOCK_SETTING, NewPerson, People, PeopleEvent, Person, Right, RightRow, Role,
    SignedIn, Standing, USUAL_LOCK_MINUTES, all, has_people, person, pin, standing,
};
use crate::error::{Error, Result};
use crate::id::PersonId;
use crate::journal::Act;
use crate::reason::Reason;
use crate::store::Store;
use crate::time::Timestamp;

const LONGEST_NAME: usize = 60;

impl Store {
    pub fn people(&self) -> Result<People> {
        Ok(People {
            people: all(&self.conn)?,
            rights: Right::ALL
                .iter()
                .map(|&right| RightRow {
                    right,
                    held_by: right.held_by().to_vec(),
                })
                .collect(),
        })
    }

    /// Who `act` is by, and what they may do.
    pub fn at_the_desk(&self, act: &Act) -> Result<AtTheDesk> {
        let standing = standing(&self.conn, act.person())?;
        let person = match (&standing, act.person()) {
            (Standing::Person { .. }, Some(id)) => Some(person(&self.conn, id)?),
            _ => None,
        };
        let people: u32 = self
            .conn
            .prepare_cached("SELECT count(*) FROM person WHERE retired_at IS NULL")?
            .query_row([], |row| row.get(0))?;
        // Nobody locks themselves out of a desk they have to themselves.
        let lock_after_minutes = match people {
            0 | 1 => None,
            _ => self
                .setting(LOCK_SETTING)?
                .and_then(|minutes| minutes.parse().ok())
                .or(Some(USUAL_LOCK_MINUTES))
                .filter(|&minutes| minutes > 0),
        };
        Ok(AtTheDesk {
            has_people: people > 0,
            person,
            rights: Right::ALL
                .iter()
                .copied()
                .filter(|&right| standing.demand(right).is_ok())
                .collect(),
            lock_after_minutes,
        })
    }

    /// Sign a person in by their PIN; the proof goes into [`Act::by`].
    ///
    /// # Errors
    /// `Refused` for a wrong PIN; after five in a row also for any, until the wait is over.
    pub fn sign_in(&mut self, id: PersonId, typed: &str, now: Timestamp) -> Result<SignedIn> {
        let Person {
            name, retired_at, ..
        } = person(&self.conn, id)?;
        if retired_at.is_some() {
            return Err(Error::Refused(format!("{name} works here no longer")));
        }
        pin::verify(&mut self.conn, id, &name, typed, now)?;
        Ok(SignedIn { person: id, name })
    }

    /// Add a person with their first PIN. The first of all must be an admin.
    pub fn add_person(&mut self, new: &NewPerson, act: &Act) -> Result<Person> {
        let name = named(&self.conn, &new.name, None)?;
        if new.role != Role::Admin && !has_people(&self.conn)? {
            return Err(Error::Because(Reason::FirstMustBeAdmin));
        }
        // Checked again where it is written; asked first so that nobody waits for a refusal.
        standing(&self.conn, act.person())?.demand(Right::People)?;
        let phc = pin::hash(&new.pin, &pin::usual())?;
        let id = self.write(act, |w| {
            let id = PersonId(w.new_id());
            w.append(
                id,
                PeopleEvent::Added {
                    id,
                    facts: PersonFacts {
                        name: name.clone(),
                        role: new.role,
                    },
                },
            )?;
            pin::keep(w.tx, id, &phc)?;
            Ok(id)
        })?;
        person(&self.conn, id)
    }

    /// Rename a person or give them another role.
    pub fn change_person(
        &mut self,
        id: PersonId,
        name: &str,
        role: Role,
        act: &Act,
    ) -> Result<Person> {
        let was = person(&self.conn, id)?;
        let is = PersonFacts {
            name: named(&self.conn, name, Some(id))?,
            role,
        };
        let was = PersonFacts {
            name: was.name,
            role: was.role,
        };
        if is != was {
            self.write(act, |w| w.append(id, PeopleEvent::Changed { id, is, was }))?;
        }
        person(&self.conn, id)
    }

    /// They work here no longer. What they did keeps their name.
    pub fn retire_person(&mut self, id: PersonId, act: &Act) -> Result<Person> {
        let Person {
            name, retired_at, ..
        } = person(&self.conn, id)?;
        if retired_at.is_none() {
            self.write(act, |w| w.append(id, PeopleEvent::Retired { id, name }))?;
        }
        person(&self.conn, id)
    }

    /// Somebody who had retired works here again, with the role and PIN they had.
    pub fn bring_back_person(&mut self, id: PersonId, act: &Act) -> Result<Person> {
        let Person {
            name, retired_at, ..
        } = person(&self.conn, id)?;
        if retired_at.is_some() {
            self.write(act, |w| w.append(id, PeopleEvent::Returned { id, name }))?;
        }
        person(&self.conn, id)
    }

    /// Set one's own PIN, or as an admin somebody else's.
    pub fn set_pin(&mut self, id: PersonId, new: &str, act: &Act) -> Result<Person> {
        let Person { name, .. } = person(&self.conn, id)?;
        let right = match act.person() {
            Some(own) if own == id => Right::OwnPin,
            _ => Right::People,
        };
        standing(&self.conn, act.person())?.demand(right)?;
        let phc = pin::hash(new, &pin::usual())?;
        self.write(act, |w| {
            w.demand(right)?;
            w.append(id, PeopleEvent::PinSet { id, name })?;
            pin::keep(w.tx, id, &phc)
        })?;
        person(&self.conn, id)
    }
}

/// The name as kept, when nobody else has it: upper and lower case make no difference.
fn named(conn: &Connection, name: &str, own: Option<PersonId>) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::invalid(
            "name",
            match length {
                0 => "it is empty".into(),
                1..=LONGEST_NAME => "it holds characters that cannot be seen".into(),
                _ => format!("it has {length} characters"),
            },
            format!("the name of a person, 1 to {LONGEST_NAME} characters"),
        ));
    }
    let lower = name.to_lowercase();
    let taken = all(conn)?
        .into_iter()
        .find(|other| Some(other.id) != own && other.name.to_lowercase() == lower);
    match taken {
        None => Ok(name),
        Some(other) if other.retired_at.is_some() => Err(Error::invalid(
            "name",
            format!(
                "{} worked here before and stands in the journal",
                other.name
            ),
            format!("bring {} back, or add something to the name", other.name),
        )),
        Some(other) => Err(Error::invalid(
            "name",
            format!("{} is here already", other.name),
            "a name that tells the two apart",
        )),
    }
}
