//! What if: the open tickets, or an RMA being planned, with the world otherwise, beside today.
//!
//! Alike tickets are drawn once. Both worlds have the same luck, so what differs between them is
//! the scenario's doing and not chance's.

mod cells;
mod draw;
mod plan;
mod run;
mod shipped;
mod sum;
#[cfg(test)]
mod tests;
mod use_cases;

pub(super) use use_cases::saved;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{WhatIf, WhyNot};
use crate::error::{Error, Result};
use crate::id::{ActionId, CenterId, LaneId, ScenarioId};
use crate::place::Region;
use crate::time::Timestamp;
use crate::{check, ticket};

/// A world that is otherwise, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Scenario {
    /// Nil: a new one.
    pub id: ScenarioId,
    pub name: String,
    /// What it is after, and what of it is assumed.
    pub note: String,
    pub changes: Vec<Change>,
    /// Came with the program; saving one makes it the desk's own.
    #[serde(default)]
    pub shipped: bool,
}

/// A scenario as it was saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SavedScenario {
    pub scenario: Scenario,
    /// Undo takes it back by this.
    pub action: ActionId,
}

/// One thing that is otherwise. They are applied in the order given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// With a chance, goods that reach US customs from today on wait for the day of release.
    CustomsHold {
        /// Empty: every lane that crosses the border.
        lanes: Vec<LaneId>,
        /// Until so many days from today.
        days: u16,
        /// 0 to 1.
        chance: f64,
        source: String,
    },
    /// Another duty on the value of repairs that come back from that day on.
    Tariff {
        /// Country of repair, ISO 3166 alpha-2; `None`: any.
        country: Option<String>,
        from: NaiveDate,
        /// Parts per million of the repair value.
        rate_ppm: u32,
        source: String,
    },
    /// A US center opens and takes what has not left yet for an overseas one, as far as it can.
    NewCenter {
        name: String,
        /// Makers it repairs; empty: any.
        makers: Vec<String>,
        from: NaiveDate,
        /// Units a week on its first day, and from `full_on` on; in between it grows evenly.
        per_week_at_first: f64,
        per_week_when_full: f64,
        full_on: NaiveDate,
        /// US dollars per unit out of warranty; `None`: as where they would have gone.
        fee_usd: Option<f64>,
        /// US dollars per unit and way.
        freight_usd: f64,
        source: String,
    },
    /// Queues so many times as long as they were.
    Queue {
        /// Empty: every center.
        center_ids: Vec<CenterId>,
        times: f64,
    },
    /// Centers do not work on these days.
    Closure {
        /// Empty: every center.
        center_ids: Vec<CenterId>,
        from_on: NaiveDate,
        to_on: NaiveDate,
    },
    /// A share of what has not left yet for one center goes to another that takes it.
    Shift {
        from: CenterId,
        to: CenterId,
        /// 0 to 1.
        share: f64,
    },
}

/// Which units are asked about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Fleet {
    /// All that were filed and are not back.
    Open,
    /// Units still to be sent.
    Planned { what: WhatIf, center_id: CenterId },
}

/// Today's world and the other one, side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TwoWorlds {
    pub asked_at: Timestamp,
    pub units: u32,
    /// Units without an estimate, by why.
    pub left_out: Vec<LeftOut>,
    /// Groups of alike units that were drawn, and how many paths each.
    pub cells: u32,
    pub paths: u32,
    pub hashprice_usd_per_ph_day: f64,
    pub today: World,
    pub then: World,
    /// By where the units are or would go, the most units first.
    pub centers: Vec<CenterWorlds>,
    /// Hashing back by day.
    pub back: Vec<BackBy>,
    /// Units whose way is another: moved, held or delayed.
    pub touched: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LeftOut {
    pub units: u32,
    pub why: WhyNot,
}

/// What becomes of the units. Days count from today, over the units that come back; a cost is the
/// expected one of all units, what is spent already left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct World {
    pub days: Option<DaysBack>,
    pub cost: FleetCost,
    /// PH/s expected back within 30, 60 and 90 days.
    pub phs_30: f64,
    pub phs_60: f64,
    pub phs_90: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DaysBack {
    pub p50: f64,
    pub p80: f64,
    pub p95: f64,
    pub mean: f64,
}

/// US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FleetCost {
    pub lost_hashing: f64,
    pub fee: f64,
    pub freight: f64,
    pub duty: f64,
    pub total: f64,
    /// Units whose fee nobody knows; they count nothing.
    pub without_fee: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CenterWorlds {
    /// `None`: a center of the scenario.
    pub center_id: Option<CenterId>,
    pub center: String,
    pub region: Region,
    pub units_today: f64,
    pub units_then: f64,
    pub today: Option<DaysBack>,
    pub then: Option<DaysBack>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BackBy {
    /// Days from today.
    pub day: u16,
    /// PH/s.
    pub today: f64,
    pub then: f64,
}

impl Scenario {
    pub(super) fn check(&self) -> Result<()> {
        check::filled("name", &self.name)?;
        ticket::text("name", &self.name)?;
        ticket::text("note", &self.note)?;
        if self.changes.len() > 20 {
            return Err(Error::invalid(
                "changes",
                self.changes.len().to_string(),
                "at most 20",
            ));
        }
        self.changes.iter().try_for_each(Change::check)
    }
}

impl Change {
    fn check(&self) -> Result<()> {
        match self {
            Self::CustomsHold { days, chance, .. } => {
                check::number("chance", *chance, 0.0, 1.0)?;
                check::number("days", f64::from(*days), 1.0, 730.0)
            }
            Self::Tariff {
                country,
                from,
                rate_ppm,
                ..
            } => {
                if let Some(country) = country {
                    check::country("country", country)?;
                }
                check::number("rate_ppm", f64::from(*rate_ppm), 0.0, 20_000_000.0)?;
                check::day("from", *from)
            }
            Self::NewCenter {
                name,
                from,
                per_week_at_first,
                per_week_when_full,
                full_on,
                fee_usd,
                freight_usd,
                ..
            } => {
                check::filled("name", name)?;
                check::day("from", *from)?;
                check::span("full_on", *from, Some(*full_on))?;
                check::number("per_week_at_first", *per_week_at_first, 0.0, 1_000_000.0)?;
                check::number("per_week_when_full", *per_week_when_full, 0.0, 1_000_000.0)?;
                check::number("fee_usd", fee_usd.unwrap_or(0.0), 0.0, 1_000_000.0)?;
                check::number("freight_usd", *freight_usd, 0.0, 1_000_000.0)
            }
            Self::Queue { times, .. } => check::number("times", *times, 0.1, 20.0),
            Self::Closure { from_on, to_on, .. } => {
                check::day("from_on", *from_on)?;
                check::span("to_on", *from_on, Some(*to_on))
            }
            Self::Shift { from, to, share } => {
                if from == to {
                    return Err(Error::invalid(
                        "to",
                        "the center that they come from",
                        "another center",
                    ));
                }
                check::number("share", *share, 0.0, 1.0)
            }
        }
    }
}
