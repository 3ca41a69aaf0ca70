//! Two worlds to begin with. Each assumption is a field that can be changed.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Change, Scenario};
use crate::id::ScenarioId;

/// Their ids are fixed: one that was saved stands before the one that ships.
const LATE_2024_HOLD: u128 = 0x0193_6000_0000_7000_8000_0000_0000_0001;
const US_PLANT_2026: u128 = 0x0193_6000_0000_7000_8000_0000_0000_0002;

pub(super) fn shipped(today: NaiveDate) -> Vec<Scenario> {
    let year_end = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap_or(today);
    vec![
        Scenario {
            id: ScenarioId(Uuid::from_u128(LATE_2024_HOLD)),
            name: "Customs hold as in late 2024".into(),
            note: "US customs held Bitmain goods from late November 2024; they cleared again in March 2025. \
                   The length is the middle of what was reported, the chance an assumption: most \
                   shipments were caught, not all."
                .into(),
            changes: vec![Change::CustomsHold {
                lanes: Vec::new(),
                days: 75,
                chance: 0.85,
                source: "https://cryptopotato.com/bitmains-antminer-imports-in-limbo-speculations-swirl-around-sophgos-huawei-ties/"
                    .into(),
            }],
            shipped: true,
        },
        Scenario {
            id: ScenarioId(Uuid::from_u128(US_PLANT_2026)),
            name: "US plant ramps through 2026".into(),
            note: "Bitmain said in July 2025 that it would open a US assembly plant with first output \
                   early in 2026, to speed up delivery and repairs. It gave no repair capacity: the \
                   units a week, the day it is full and the freight are assumptions to be set."
                .into(),
            changes: vec![Change::NewCenter {
                name: "Bitmain US plant".into(),
                makers: vec!["Bitmain".into()],
                from: NaiveDate::from_ymd_opt(2026, 1, 15).unwrap_or(today),
                per_week_at_first: 50.0,
                per_week_when_full: 500.0,
                full_on: year_end,
                fee_usd: None,
                freight_usd: 35.0,
                source: "announced in July 2025; capacity assumed".into(),
            }],
            shipped: true,
        },
    ]
}
