//! What a model has: boards, and chips on each.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::intake::ModelIndex;

const MODELS: &str = include_str!("../../../../data/models.csv");

#[derive(Debug, Deserialize)]
struct Row {
    make: String,
    model: String,
    hashboards: Option<u8>,
    chips_per_board: Option<u16>,
}

/// A model as far as the catalog knows it. What its rows do not agree on is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownModel {
    pub make: String,
    pub name: String,
    pub boards: Option<u8>,
    pub chips: Option<u16>,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        csv::Reader::from_reader(MODELS.as_bytes())
            .deserialize()
            .flatten()
            .collect()
    })
}

/// The model that `text` names, if the catalog has it.
pub(super) fn find(text: &str) -> Option<KnownModel> {
    use crate::intake::ModelMatch as M;
    let written = text.replace('_', " ");
    let found = match ModelIndex::shipped().find(&written, None) {
        M::Exact { model } | M::Normalised { model } => vec![model],
        M::Ambiguous { candidates } => candidates,
        M::Unknown { .. } => return None,
    };
    let found: Vec<&Row> = found
        .iter()
        .filter_map(|at| rows().get(usize::try_from(*at).ok()?))
        .collect();
    let first = found.first()?;
    let agreed = |ask: fn(&Row) -> Option<u16>| {
        ask(first).filter(|known| found.iter().all(|row| ask(row) == Some(*known)))
    };
    Some(KnownModel {
        make: first.make.clone(),
        name: if found.len() == 1 {
            first.model.clone()
        } else {
            text.trim().to_owned()
        },
        boards: agreed(|row| row.hashboards.map(u16::from)).and_then(|n| u8::try_from(n).ok()),
        chips: agreed(|row| row.chips_per_board),
    })
}

/// Whether some board of an Antminer has just so many chips.
pub(super) fn is_a_full_board(chips: u16) -> bool {
    static COUNTS: OnceLock<FxHashSet<u16>> = OnceLock::new();
    COUNTS
        .get_or_init(|| {
            rows()
                .iter()
                .filter(|row| row.make == "AntMiner")
                .filter_map(|row| row.chips_per_board)
                .collect()
        })
        .contains(&chips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalog_says_what_a_model_has_and_nothing_it_does_not_know() {
        let s19 = find("Antminer S19 Pro").unwrap();
        assert_eq!((s19.boards, s19.chips), (Some(3), Some(114)));
        assert_eq!(find("S9").unwrap().chips, Some(63));
        assert_eq!(find("Antminer Z99"), None);
        assert_eq!(find(""), None);
        assert!(is_a_full_board(126) && !is_a_full_board(113));
    }

    #[test]
    fn the_rows_stand_where_the_index_says() {
        for (at, row) in rows().iter().enumerate() {
            let named = ModelIndex::shipped()
                .model(u32::try_from(at).unwrap())
                .unwrap();
            assert_eq!(
                (&named.make, &named.model),
                (&row.make, &row.model),
                "row {at}"
            );
        }
    }
}
