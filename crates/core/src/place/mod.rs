//! Customers, sites, repair centers, and the lanes between them. All dated where the world is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::device::DeviceKind;
use crate::id::{CenterId, LaneId, PartyId, RowId, SiteId};
use crate::text_enum::text_enum;

mod event;
pub(crate) mod rows;
mod use_cases;
mod wellformed;
pub use event::PlaceEvent;
pub(crate) use use_cases::sheets_without_counts;

text_enum! {
    PartyKind {
        Farm = "farm",
        Host = "host",
        Maker = "maker",
        RepairCenter = "repair_center",
        Carrier = "carrier",
        Supplier = "supplier",
    }
}

text_enum! {
    /// Where a center is as seen from a US farm.
    Region { Us = "us", Overseas = "overseas" }
}

text_enum! {
    /// How a parcel travels.
    Mode { Ground = "ground", Express = "express", AirFreight = "air_freight", Sea = "sea", InHouse = "in_house" }
}

text_enum! {
    /// Which published queue prior fits: a maker's authorised center, an independent shop, or our own bench.
    CenterKind { Authorized = "authorized", Independent = "independent", InHouse = "in_house" }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Party {
    pub id: PartyId,
    pub kind: PartyKind,
    pub name: String,
    pub country: Option<String>,
    pub demo: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Site {
    pub id: SiteId,
    pub party_id: PartyId,
    pub name: String,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// State or province.
    pub region: Option<String>,
    /// IANA time zone.
    pub zone: String,
}

/// A repair center as the desk knows it. Everything here may be edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Center {
    pub id: CenterId,
    pub name: String,
    pub kind: CenterKind,
    pub region: Region,
    /// ISO 3166 alpha-2; picks the public holidays.
    pub country: String,
    pub city: Option<String>,
    /// IANA time zone.
    pub zone: String,
    /// Makers it repairs; empty: any.
    pub makers: Vec<String>,
    /// Repair levels it offers: 1 swap, 2 board, 3 chip.
    pub levels: Vec<u8>,
    /// What may be sent: whole miners, loose boards, …
    pub accepts: Vec<DeviceKind>,
    /// Whether it repairs under the maker's warranty.
    pub maker_warranty: bool,
    /// Its warranty on its own repairs, days.
    pub repair_warranty_days: Option<u16>,
    /// Turnaround as the center itself quotes it, days, low and high.
    pub quoted_days: Option<(f64, f64)>,
    /// Shipped with the app from published facts, not the user's own.
    pub starter: bool,
    pub source: String,
    pub note: String,
    pub retired_on: Option<NaiveDate>,
}

/// A repair fee per unit, from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Fee {
    pub id: RowId,
    pub center_id: CenterId,
    pub component: DeviceKind,
    pub level: u8,
    pub amount_cents: i32,
    /// ISO 4217.
    pub currency: String,
    pub valid_from: NaiveDate,
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Capacity {
    pub id: RowId,
    pub center_id: CenterId,
    pub units_per_week: f64,
    pub valid_from: NaiveDate,
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Closure {
    pub id: RowId,
    pub center_id: CenterId,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub note: String,
}

/// The way from a site to a center and back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Lane {
    pub id: LaneId,
    pub center_id: CenterId,
    /// `None`: from any site in `from_country`.
    pub site_id: Option<SiteId>,
    pub from_country: String,
    pub mode_out: Mode,
    pub mode_back: Mode,
    /// Our own figures for the legs, days (P50, P95), where we know better than the published ones.
    pub transit_out: Option<(f64, f64)>,
    pub transit_back: Option<(f64, f64)>,
    /// Freight per unit in US cents, by what is shipped: a whole miner weighs many boards.
    pub freight_out_cents: i32,
    pub freight_back_cents: i32,
    /// Per shipment, US cents.
    pub brokerage_cents: i32,
    /// Who pays the way back of a warranty repair.
    pub maker_pays_return: bool,
    /// Chance that a shipment meets a customs hold, when the user sets one; else the published regime.
    pub hold_chance: Option<f64>,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub starter: bool,
    pub source: String,
}

/// A center with all that hangs on it: what the centers screen shows and edits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CenterSheet {
    pub center: Center,
    pub fees: Vec<Fee>,
    pub capacities: Vec<Capacity>,
    pub closures: Vec<Closure>,
    pub lanes: Vec<Lane>,
    pub open_tickets: u32,
    pub closed_tickets: u32,
}

/// A customer with its sites.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Customer {
    pub party: Party,
    pub sites: Vec<Site>,
}
