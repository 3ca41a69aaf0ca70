//! How the chips of a hashboard lie in voltage domains, where a source says so.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::catalog::Model;

/// The chips of one hashboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Layout {
    pub chips: u16,
    /// `None`: nobody published it, and it is not guessed.
    pub domains: Option<u16>,
    pub source: String,
}

#[derive(Debug, Deserialize)]
struct Row {
    maker: String,
    model: String,
    chips: u16,
    domains: u16,
    source: String,
}

static DOMAINS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../../../../data/board_domains.csv").as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .collect()
});

impl Layout {
    /// `None` where the model's chips are not known.
    pub fn of(model: &Model) -> Option<Self> {
        let chips = model.chips_per_board?;
        let known = DOMAINS.iter().find(|row| {
            row.maker == model.maker
                && row.model == model.name
                // Of a variant with other boards the row says nothing.
                && row.chips == chips
        });
        Some(match known {
            Some(row) => Self {
                chips,
                domains: Some(row.domains),
                source: row.source.clone(),
            },
            None => Self {
                chips,
                domains: None,
                source: model.source.clone(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_board_domains_can_be_read_and_divides_its_chips() {
        let rows: Vec<Row> =
            csv::Reader::from_reader(include_str!("../../../../data/board_domains.csv").as_bytes())
                .deserialize()
                .collect::<Result<_, _>>()
                .unwrap();

        assert!(!rows.is_empty());
        for row in rows {
            assert_eq!(row.chips % row.domains, 0, "{}", row.model);
            assert!(!row.source.is_empty(), "{}", row.model);
        }
    }
}
