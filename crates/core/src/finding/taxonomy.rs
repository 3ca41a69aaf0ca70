//! The classes that faults are put into: those a log can show (`data/fault_classes.csv`), those only a
//! person can see (`data/bench_fault_classes.csv`), and the desk's own.

use std::sync::LazyLock;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FaultClass {
    /// `hb_zero_asic`; what findings hold.
    #[serde(alias = "class")]
    pub code: String,
    /// `hashboard`, `psu`, …: where it is usually found.
    pub component: String,
    pub label: String,
    /// The usual repair level: 1 swap, 2 board, 3 chip.
    #[serde(default)]
    pub level: Option<u8>,
    /// What usually helps, tried first.
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub source: String,
    /// Whether the desk added or changed it.
    #[serde(default)]
    pub is_own: bool,
}

const FILES: [&str; 2] = [
    include_str!("../../../../data/fault_classes.csv"),
    include_str!("../../../../data/bench_fault_classes.csv"),
];

static SHIPPED: LazyLock<Vec<FaultClass>> = LazyLock::new(|| {
    FILES
        .iter()
        .flat_map(|file| csv::Reader::from_reader(file.as_bytes()).into_deserialize())
        .filter_map(Result::ok)
        .collect()
});

fn shipped() -> &'static [FaultClass] {
    &SHIPPED
}

/// All classes in force, the desk's own in the place of shipped ones of the same code.
pub(super) fn all(conn: &Connection) -> Result<Vec<FaultClass>> {
    let mut classes = shipped().to_vec();
    let mut statement = conn.prepare_cached("SELECT row FROM fault_class ORDER BY code")?;
    let own = statement.query_map([], |row| row.get::<_, String>(0))?;
    for row in own {
        let class = read(&row?)?;
        match classes.iter_mut().find(|known| known.code == class.code) {
            Some(known) => *known = class,
            None => classes.push(class),
        }
    }
    Ok(classes)
}

/// The class of a code, if there is one.
pub(crate) fn known(conn: &Connection, code: &str) -> Result<Option<FaultClass>> {
    match own(conn, code)? {
        Some(class) => Ok(Some(class)),
        None => Ok(shipped().iter().find(|class| class.code == code).cloned()),
    }
}

pub(super) fn own(conn: &Connection, code: &str) -> Result<Option<FaultClass>> {
    let mut statement = conn.prepare_cached("SELECT row FROM fault_class WHERE code = ?1")?;
    let mut rows = statement.query([code])?;
    match rows.next()? {
        Some(row) => Ok(Some(read(
            row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?,
        )?)),
        None => Ok(None),
    }
}

fn read(row: &str) -> Result<FaultClass> {
    serde_json::from_str(row)
        .map_err(|error| Error::BrokenJournal(format!("a fault class cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_fault_class_can_be_read() {
        let rows: Vec<FaultClass> = FILES
            .iter()
            .flat_map(|file| csv::Reader::from_reader(file.as_bytes()).into_deserialize())
            .collect::<Result<_, _>>()
            .unwrap();

        assert!(rows.len() > 20, "{}", rows.len());
        let mut codes: Vec<&str> = rows.iter().map(|class| class.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), rows.len(), "each code once");
    }
}
