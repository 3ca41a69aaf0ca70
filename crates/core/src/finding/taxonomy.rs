//! The classes that faults are put into: those a log can show (`data/fault_classes.csv`), those only a
//! person can see (`data/bench_fault_classes.csv`), and the desk's own.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::overlaid::Overlaid;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FaultClass {
    /// `hb_zero_asic`; what findings hold.
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
    /// No more to be chosen; what was found stays as it was called.
    #[serde(default)]
    pub retired: bool,
    /// Whether the desk added or changed it.
    #[serde(default)]
    pub is_own: bool,
    /// Whether one ships under its code: then the desk's own can be taken out for it.
    #[serde(default)]
    pub is_shipped: bool,
}

const FILES: [&str; 2] = [
    include_str!("../../../../data/fault_classes.csv"),
    include_str!("../../../../data/bench_fault_classes.csv"),
];

static SHIPPED: LazyLock<Vec<FaultClass>> = LazyLock::new(|| {
    FILES
        .iter()
        .flat_map(|file| csv::Reader::from_reader(file.as_bytes()).into_deserialize())
        .filter_map(|row: Result<Row, _>| row.ok())
        .map(fault_class)
        .collect()
});

#[derive(Deserialize)]
struct Row {
    class: String,
    component: String,
    level: Option<u8>,
    label: String,
    action: String,
}

fn fault_class(row: Row) -> FaultClass {
    FaultClass {
        source: sources(&row.class),
        code: row.class,
        component: row.component,
        label: row.label,
        level: row.level,
        action: row.action,
        retired: false,
        is_own: false,
        is_shipped: false,
    }
}

/// Who published the signs by which a log shows a class; a few are enough to look it up.
fn sources(code: &str) -> String {
    const SHOWN: usize = 3;
    let mut found: Vec<&str> = SIGNS
        .iter()
        .filter(|sign| sign.fault_class == code && !sign.source.is_empty())
        .map(|sign| sign.source.as_str())
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(SHOWN);
    found.join("; ")
}

#[derive(Deserialize)]
struct Sign {
    fault_class: String,
    source: String,
}

static SIGNS: LazyLock<Vec<Sign>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../../../../data/fault_signatures.csv").as_bytes())
        .into_deserialize()
        .filter_map(Result::ok)
        .collect()
});

impl Overlaid for FaultClass {
    const WHAT: &'static str = "a fault class";
    const OWN: &'static str = "SELECT row FROM fault_class ORDER BY code";
    const OWN_BY_CODE: &'static str = "SELECT row FROM fault_class WHERE code = ?1";

    fn shipped() -> &'static [Self] {
        &SHIPPED
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn mark_shipped(&mut self) {
        self.is_shipped = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_fault_class_can_be_read() {
        let rows: Vec<Row> = FILES
            .iter()
            .flat_map(|file| csv::Reader::from_reader(file.as_bytes()).into_deserialize())
            .collect::<Result<_, _>>()
            .unwrap();

        assert!(rows.len() > 20, "{}", rows.len());
        let mut codes: Vec<&str> = rows.iter().map(|row| row.class.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), rows.len(), "each code once");
    }

    #[test]
    fn a_class_that_a_log_shows_says_who_published_its_signs() {
        let fan = SHIPPED
            .iter()
            .find(|class| class.code == "fan_speed")
            .unwrap();

        assert!(fan.source.contains("https://"), "{}", fan.source);
    }
}
