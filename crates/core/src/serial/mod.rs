//! What a serial is, what was done to it on the way here, and who made it.
//!
//! Three questions, each pure: [`normalise`] undoes what scanners and spreadsheets do and
//! says when a serial is past saving; [`Patterns::recognise`] names the maker's format or
//! says it is unknown; [`LookalikeIndex`] finds serials that differ from another by what an
//! eye or a finger gets wrong.

mod lookalike;
mod normalise;
mod pattern;

pub use lookalike::{Difference, Lookalike, LookalikeIndex, Whereabouts};
pub use normalise::{
    Change, MAX_SERIAL_LENGTH, Mac, MacProblem, Normalised, SerialProblem, normalise,
    normalise_mac, normalise_tag,
};
pub use pattern::{PatternProblem, PatternRow, Patterns, Recognised, parse_patterns};

use serde::{Deserialize, Serialize};

/// What carries a serial of its own: a whole miner or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum UnitKind {
    Miner,
    Hashboard,
    ControlBoard,
    Psu,
}

impl UnitKind {
    pub const ALL: [Self; 4] = [Self::Miner, Self::Hashboard, Self::ControlBoard, Self::Psu];

    /// The word used in files and in `data/serial_patterns.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Miner => "miner",
            Self::Hashboard => "hashboard",
            Self::ControlBoard => "control_board",
            Self::Psu => "psu",
        }
    }

    /// Reads a `part` or `type` cell as people and other tools write it; `None` if unclear.
    ///
    /// The two-letter codes are those of MiningOS part numbers (`CB`, `PS`, `HB`):
    /// <https://github.com/tetherto/miningos-wrk-inventory>
    pub fn from_words(text: &str) -> Option<Self> {
        let key: String = text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>();
        Some(match key.to_lowercase().as_str() {
            "miner" | "machine" | "asic" | "asicminer" | "unit" | "device" | "矿机" | "整机"
            | "майнер" | "асик" | "minero" => Self::Miner,
            "hashboard" | "hashboards" | "hb" | "board" | "hashingboard" | "chain" | "算力板"
            | "运算板" | "хешплата" | "хэшплата" | "placahash" | "placa" => {
                Self::Hashboard
            }
            "controlboard"
            | "controller"
            | "cb"
            | "ctrlboard"
            | "control"
            | "控制板"
            | "платауправления"
            | "контрольнаяплата"
            | "контроллер"
            | "placadecontrol"
            | "tarjetadecontrol" => Self::ControlBoard,
            "psu"
            | "ps"
            | "powersupply"
            | "powersupplyunit"
            | "power"
            | "apw"
            | "电源"
            | "блокпитания"
            | "бп"
            | "fuente"
            | "fuentedepoder" => Self::Psu,
            _ => return None,
        })
    }
}
