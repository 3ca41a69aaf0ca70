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

use crate::device::DeviceKind;

/// Reads a `part` or `type` cell as people and other tools write it; `None` if unclear.
///
/// The two-letter codes are those of MiningOS part numbers (`CB`, `PS`, `HB`):
/// <https://github.com/tetherto/miningos-wrk-inventory>
pub fn kind_from_words(text: &str) -> Option<DeviceKind> {
    let key: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    Some(match key.to_lowercase().as_str() {
        "miner" | "machine" | "asic" | "asicminer" | "unit" | "device" | "矿机" | "整机"
        | "майнер" | "асик" | "minero" => DeviceKind::Miner,
        "hashboard" | "hashboards" | "hb" | "board" | "hashingboard" | "chain" | "算力板"
        | "运算板" | "хешплата" | "хэшплата" | "placahash" | "placa" => {
            DeviceKind::Hashboard
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
        | "tarjetadecontrol" => DeviceKind::ControlBoard,
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
        | "fuentedepoder" => DeviceKind::Psu,
        _ => return None,
    })
}
