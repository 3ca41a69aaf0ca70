//! Pages of long lists, and the one find box.

use serde::{Deserialize, Serialize};

/// Part of a long list, and how to go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Hand it back as `after` for the next page; `None` at the end.
    pub next: Option<String>,
}

/// How many rows match, counted no further than a bound, so that the answer is always quick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Count {
    pub count: u32,
    /// There are more than `count`.
    pub more: bool,
}

/// One thing the find box found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Hit {
    pub kind: HitKind,
    pub id: String,
    /// `T-000456`, `D-000123`, `RMA-2026-000123`, a name.
    pub label: String,
    /// What tells it from its neighbours: model, customer, stage.
    pub detail: String,
    /// The text that matched, when it is not the label: a serial, a MAC.
    pub matched: Option<String>,
}

crate::text_enum::text_enum! {
    HitKind { Ticket = "ticket", Device = "device", Rma = "rma", Model = "model", Center = "center", Customer = "customer" }
}

impl crate::store::Store {
    /// Anything by a number, a name, or part of a serial, MAC or tag; at most `limit`.
    pub fn find(&self, _text: &str, _limit: u32) -> crate::error::Result<Vec<Hit>> {
        crate::error::unbuilt()
    }
}
