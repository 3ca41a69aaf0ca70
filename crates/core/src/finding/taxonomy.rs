//! The classes that faults are put into: those a log can show (`data/fault_classes.csv`), those only a
//! person can see (`data/bench_fault_classes.csv`), and the desk's own.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::overlaid::Overlaid;

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
