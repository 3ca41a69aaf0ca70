//! An RMA is a batch that a customer files; its tickets are the units.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::device::DeviceKind;
use crate::id::{ActionId, CenterId, LaneId, PartyId, RmaId, SiteId, TicketId};
use crate::place::Region;
use crate::text_enum::text_enum;
use crate::ticket::{Stage, TicketRow};
use crate::time::Timestamp;

mod event;
mod list;
#[cfg(test)]
mod list_tests;
mod read;
mod use_cases;
pub use event::{Frozen, RmaDrafted, RmaEvent, RmaFacts};
pub(crate) use read::{drafts_untouched_since, number_of};
pub(crate) use use_cases::{add_units, earlier_repair, open_at_bench, would_bounce};

text_enum! {
    /// The steps of a filing, in order.
    RmaStep { Units = "units", Details = "details", Center = "center", Review = "review" }
}

text_enum! {
    /// Derived from the tickets.
    RmaState { Draft = "draft", Open = "open", Closed = "closed" }
}

text_enum! {
    SplitBy { Maker = "maker", Center = "center" }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RmaRow {
    pub id: RmaId,
    /// `RMA-2026-000123`.
    pub number: String,
    pub state: RmaState,
    pub customer: Option<String>,
    pub customer_id: Option<PartyId>,
    pub site: Option<String>,
    pub site_id: Option<SiteId>,
    pub center: Option<String>,
    pub center_id: Option<CenterId>,
    pub region: Option<Region>,
    pub vendor_rma_no: Option<String>,
    pub units: u32,
    pub open_units: u32,
    /// Where the open unit is that has come least far.
    pub slowest: Option<Stage>,
    pub drafted_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    pub touched_at: Timestamp,
    pub promised_p50_at: Option<Timestamp>,
    pub promised_p80_at: Option<Timestamp>,
}

text_enum! {
    RmaSort {
        Number = "number",
        Submitted = "submitted",
        Touched = "touched",
        Customer = "customer",
        Site = "site",
        Center = "center",
    }
}

/// Which RMAs, in which order. Every field narrows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct RmaQuery {
    /// Part of its number or of the vendor's.
    pub text: String,
    pub state: Option<RmaState>,
    pub customer_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    pub center_id: Option<CenterId>,
    pub region: Option<Region>,
    /// Filed on this day or later.
    pub submitted_from: Option<NaiveDate>,
    /// Filed on this day or earlier.
    pub submitted_to: Option<NaiveDate>,
    /// An open unit is past its due day, or past the day by which four of five should be back.
    pub overdue: bool,
    /// The vendor's RMA number, whole.
    pub vendor_rma_no: Option<String>,
    pub sort: RmaSort,
    pub descending: bool,
    pub after: Option<String>,
    pub limit: u32,
}

impl Default for RmaQuery {
    fn default() -> Self {
        Self {
            text: String::new(),
            state: None,
            customer_id: None,
            site_id: None,
            center_id: None,
            region: None,
            submitted_from: None,
            submitted_to: None,
            overdue: false,
            vendor_rma_no: None,
            sort: RmaSort::Number,
            descending: true,
            after: None,
            limit: 100,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StageCount {
    pub stage: Stage,
    pub units: u32,
}

/// An RMA with its units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RmaPage {
    pub row: RmaRow,
    pub lane_id: Option<LaneId>,
    pub spend_limit_cents: Option<i32>,
    pub services: Vec<String>,
    pub note: String,
    pub step: RmaStep,
    /// The first 1,000; the tickets list has the rest.
    pub tickets: Vec<TicketRow>,
    pub stages: Vec<StageCount>,
    pub makers: Vec<MakerCount>,
    /// What must be filled in before it can be submitted, in words.
    pub missing: Vec<Missing>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MakerCount {
    pub maker: Option<String>,
    pub component: DeviceKind,
    pub units: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Missing {
    pub step: RmaStep,
    pub text: String,
}

/// Edits to a draft. `Some` sets, `None` leaves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct RmaChanges {
    pub customer_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    pub center_id: Option<CenterId>,
    pub lane_id: Option<LaneId>,
    pub vendor_rma_no: Option<String>,
    /// `Some(None)`: no limit any more.
    #[serde(with = "serde_with_null")]
    #[cfg_attr(feature = "specta", specta(type = Option<i32>, optional))]
    pub spend_limit_cents: Option<Option<i32>>,
    pub services: Option<Vec<String>>,
    pub note: Option<String>,
    pub step: Option<RmaStep>,
}

/// Tells a field that is `null` (clear it) from one that is absent (leave it).
mod serde_with_null {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(
        value: &Option<Option<i32>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.flatten().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<i32>>, D::Error> {
        Option::deserialize(deserializer).map(Some)
    }
}

/// What filing did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Submitted {
    pub action: ActionId,
    pub rma: RmaRow,
    pub tickets: Vec<TicketId>,
}
