//! Facts that ship with the program by their code, each of which the desk may put one of its own before.

use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// A fact known by its code. The desk's own stand as JSON in the column `row` of a table of their own.
pub(crate) trait Overlaid: Clone + DeserializeOwned + 'static {
    /// As a sentence names it: `a fault class`.
    const WHAT: &'static str;
    /// The rows of the desk's own, by code.
    const OWN: &'static str;
    /// The one row of a code.
    const OWN_BY_CODE: &'static str;

    fn shipped() -> &'static [Self];
    fn code(&self) -> &str;
    /// Note that one ships under its code, so that an own one has something to go back to.
    fn mark_shipped(&mut self);
}

/// All in force, the desk's own in the place of shipped ones of the same code.
pub(crate) fn all<T: Overlaid>(conn: &Connection) -> Result<Vec<T>> {
    let mut all = T::shipped().to_vec();
    all.iter_mut().for_each(T::mark_shipped);
    let mut statement = conn.prepare_cached(T::OWN)?;
    for row in statement.query_map([], |row| row.get::<_, String>(0))? {
        let own: T = read(&row?)?;
        match all.iter_mut().find(|known| known.code() == own.code()) {
            Some(known) => {
                *known = own;
                known.mark_shipped();
            }
            None => all.push(own),
        }
    }
    Ok(all)
}

/// The one of a code that is in force, if there is one.
pub(crate) fn known<T: Overlaid>(conn: &Connection, code: &str) -> Result<Option<T>> {
    let shipped = || T::shipped().iter().find(|fact| fact.code() == code);
    Ok(own(conn, code)?.or_else(|| shipped().cloned()))
}

/// The desk's own of a code.
pub(crate) fn own<T: Overlaid>(conn: &Connection, code: &str) -> Result<Option<T>> {
    conn.prepare_cached(T::OWN_BY_CODE)?
        .query_row([code], |row| row.get::<_, String>(0))
        .optional()?
        .map(|row| read(&row))
        .transpose()
}

fn read<T: Overlaid>(row: &str) -> Result<T> {
    serde_json::from_str(row)
        .map_err(|error| Error::BrokenJournal(format!("{} cannot be read: {error}", T::WHAT)))
}
