//! Facts the desk starts from: models, symptoms, serial formats, claim windows, duty, hashprice.
//!
//! Shipped rows come from `data/`, each with its source; a user's row stands beside them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::device::DeviceKind;
use crate::id::{ModelId, RowId};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

mod event;
mod maker;
pub(crate) mod rows;
mod shipped;
mod use_cases;
mod warranty;
mod window;
pub use event::CatalogEvent;
pub use maker::{brand_of, maker_of};
pub(crate) use rows::find_model_named;
pub use shipped::ship;
pub(crate) use use_cases::{HTS_PAID, HTS_WARRANTY, PRIORS, claim_windows};
pub use use_cases::{OwnFormat, PriorRow, SerialFormats};
pub use warranty::WarrantyWhy;
pub(crate) use window::{APPROVAL, DOA, PAYMENT, REPAIRED, TRACKING, warranty_items};
pub use window::{ClaimDates, warranty_default};

text_enum! {
    Origin { Shipped = "shipped", User = "user" }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Model {
    pub id: ModelId,
    pub maker: String,
    pub series: String,
    pub name: String,
    pub algorithm: Option<String>,
    /// How many hashboards: slots come from here, never "three".
    pub hashboards: Option<u8>,
    pub chips_per_board: Option<u16>,
    pub fans: Option<u8>,
    /// TH/s.
    pub hashrate_ths: Option<f64>,
    /// J/TH.
    pub efficiency_jth: Option<f64>,
    pub source: String,
    pub origin: Origin,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Symptom {
    pub code: String,
    pub component: DeviceKind,
    pub label: String,
    /// Usual repair level: 1 swap, 2 board, 3 chip.
    pub level: u8,
    pub origin: Origin,
}

/// A dated duty rate on the value of a repair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DutyRate {
    pub id: RowId,
    /// HTSUS heading: `9802.00.40` warranty repair, `9802.00.50` other repair.
    pub hts: String,
    /// Country of repair, ISO 3166 alpha-2, or `*` for any other.
    pub country: String,
    /// Parts per million of the repair value: 2.6 % is 26000.
    pub rate_ppm: u32,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub note: String,
    pub source: String,
    pub origin: Origin,
}

/// What a petahash earns in a day, from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Hashprice {
    pub id: RowId,
    pub valid_from: NaiveDate,
    /// US cents per PH/s per day.
    pub cents_per_ph_day: u32,
    pub source: String,
    pub origin: Origin,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FxRate {
    pub id: RowId,
    /// ISO 4217.
    pub currency: String,
    /// US dollars for one unit, in millionths.
    pub usd_ppm: u32,
    pub valid_from: NaiveDate,
    pub source: String,
    pub origin: Origin,
}

/// A published stage prior as the user sees it otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PriorEdit {
    pub site_type: String,
    pub stage: String,
    pub segment: String,
    /// Days in the prior's own clock.
    pub p50: f64,
    pub p95: f64,
    pub note: String,
    pub edited_by: String,
    pub edited_at: Timestamp,
}

/// How long a maker's warranty or claim window is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ClaimWindow {
    /// Whose rule it is: the maker's, or (`by_center`) a repair center's, by its name.
    pub maker: String,
    /// `new miners`, `DOA window`, `repaired component`, `tracking number`, `quote payment`, …
    pub item: String,
    /// As in force: the user's where set, else the published one.
    pub days: Option<u16>,
    pub published_days: Option<u16>,
    pub basis: String,
    pub note: String,
    pub source: String,
    pub edited: bool,
    pub by_center: bool,
    /// Counted in the center's working days, not in days of the calendar.
    pub business_days: bool,
}
