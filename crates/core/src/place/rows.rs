//! Reading places out of their tables.

use chrono::NaiveDate;
use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Capacity, Center, Closure, Fee, Lane, Party, Site};
use crate::error::{Error, Result};
use crate::id::{CenterId, LaneId, PartyId, RowId, SiteId};

/// Writes a value that SQL keeps whole, as JSON.
pub(crate) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Error::Unreadable(format!("a row cannot be written: {error}")))
}

fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            Box::new(error),
        )
    })
}

/// A day as the tables keep it, `YYYY-MM-DD`.
pub(crate) struct Day(pub NaiveDate);

impl FromSql for Day {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map(Self)
            .map_err(|error| rusqlite::types::FromSqlError::Other(Box::new(error)))
    }
}

/// All rows of a query, read by `read`.
pub(crate) fn all<T>(
    conn: &Connection,
    query: &str,
    args: &[&dyn ToSql],
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(query)?;
    let rows = statement.query_map(args, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn one<T>(
    conn: &Connection,
    query: &str,
    id: impl ToSql,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    Ok(conn
        .prepare_cached(query)?
        .query_row([id], read)
        .optional()?)
}

pub(super) fn read_party(row: &Row<'_>) -> rusqlite::Result<Party> {
    Ok(Party {
        id: row.get(0)?,
        kind: row.get(1)?,
        name: row.get(2)?,
        country: row.get(3)?,
        demo: row.get(4)?,
    })
}

pub(super) fn read_site(row: &Row<'_>) -> rusqlite::Result<Site> {
    Ok(Site {
        id: row.get(0)?,
        party_id: row.get(1)?,
        name: row.get(2)?,
        country: row.get(3)?,
        region: row.get(4)?,
        zone: row.get(5)?,
    })
}

pub(crate) fn read_center(row: &Row<'_>) -> rusqlite::Result<Center> {
    from_json(row, 0)
}

pub(super) fn read_fee(row: &Row<'_>) -> rusqlite::Result<Fee> {
    Ok(Fee {
        id: row.get(0)?,
        center_id: row.get(1)?,
        component: row.get(2)?,
        level: row.get(3)?,
        amount_cents: row.get(4)?,
        currency: row.get(5)?,
        valid_from: row.get::<_, Day>(6)?.0,
        source: row.get(7)?,
    })
}

/// The whole price list of a center.
pub(crate) fn fees_of(conn: &Connection, center: CenterId) -> Result<Vec<Fee>> {
    all(
        conn,
        &format!("{FEE} WHERE center_id = ?1 ORDER BY component, level, valid_from"),
        &[&center],
        read_fee,
    )
}

pub(super) fn read_capacity(row: &Row<'_>) -> rusqlite::Result<Capacity> {
    Ok(Capacity {
        id: row.get(0)?,
        center_id: row.get(1)?,
        units_per_week: row.get(2)?,
        valid_from: row.get::<_, Day>(3)?.0,
        source: row.get(4)?,
    })
}

pub(crate) fn read_closure(row: &Row<'_>) -> rusqlite::Result<Closure> {
    Ok(Closure {
        id: row.get(0)?,
        center_id: row.get(1)?,
        from_on: row.get::<_, Day>(2)?.0,
        to_on: row.get::<_, Day>(3)?.0,
        note: row.get(4)?,
    })
}

pub(crate) fn read_lane(row: &Row<'_>) -> rusqlite::Result<Lane> {
    from_json(row, 0)
}

pub(super) const PARTY: &str = "SELECT id, kind, name, country, demo FROM party";
pub(super) const SITE: &str = "SELECT id, party_id, name, country, region, zone FROM site";
pub(super) const FEE: &str = "SELECT id, center_id, component, level, amount_cents, currency, valid_from, source FROM center_fee";
pub(super) const CAPACITY: &str =
    "SELECT id, center_id, units_per_week, valid_from, source FROM center_capacity";
pub(super) const CLOSURE: &str = "SELECT id, center_id, from_on, to_on, note FROM closure";

pub(crate) fn find_party(conn: &Connection, id: PartyId) -> Result<Option<Party>> {
    one(conn, &format!("{PARTY} WHERE id = ?1"), id, read_party)
}

pub(crate) fn find_site(conn: &Connection, id: SiteId) -> Result<Option<Site>> {
    one(conn, &format!("{SITE} WHERE id = ?1"), id, read_site)
}

pub(crate) fn find_center(conn: &Connection, id: CenterId) -> Result<Option<Center>> {
    one(
        conn,
        "SELECT row FROM center WHERE id = ?1",
        id,
        read_center,
    )
}

pub(crate) fn find_lane(conn: &Connection, id: LaneId) -> Result<Option<Lane>> {
    one(conn, "SELECT row FROM lane WHERE id = ?1", id, read_lane)
}

pub(super) fn find_fee(conn: &Connection, id: RowId) -> Result<Option<Fee>> {
    one(conn, &format!("{FEE} WHERE id = ?1"), id, read_fee)
}

pub(super) fn find_capacity(conn: &Connection, id: RowId) -> Result<Option<Capacity>> {
    one(
        conn,
        &format!("{CAPACITY} WHERE id = ?1"),
        id,
        read_capacity,
    )
}

pub(super) fn find_closure(conn: &Connection, id: RowId) -> Result<Option<Closure>> {
    one(conn, &format!("{CLOSURE} WHERE id = ?1"), id, read_closure)
}

/// Centers by name, all or one, with nothing on them yet.
pub(super) fn centers(conn: &Connection, only: Option<CenterId>) -> Result<Vec<Center>> {
    match only {
        Some(id) => Ok(find_center(conn, id)?.into_iter().collect()),
        None => all(
            conn,
            "SELECT row FROM center ORDER BY name COLLATE NOCASE, id",
            &[],
            read_center,
        ),
    }
}
