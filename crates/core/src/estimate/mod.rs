//! Where to send: every center that accepts it, side by side, with ranges and costs.

mod asked;
mod event;
mod frozen;
pub(crate) mod money;
mod outlook;
pub(crate) mod published;
mod said;
pub(crate) mod scenario;
pub(crate) mod score;
mod use_cases;
mod way;
mod weigh;
mod why;

pub use event::{ByHand, EstimateEvent};
pub(crate) use frozen::withdraw_of;
pub use frozen::{FrozenEstimate, FrozenNow};
pub(crate) use money::listed_fee;
pub use outlook::{Learning, LearningState, Outlook};
pub use said::{
    Alike, BreakEven, Came, Caution, Customs, CustomsLane, EstimatedBy, FeeNote, HashpriceBasis,
    Method, Recalibration, Remark, Subject, WhyNot, WouldChange, against_published,
};
pub use scenario::{
    BackBy, CenterWorlds, Change, DaysBack, Fleet, FleetCost, LeftOut, SavedScenario, Scenario,
    TwoWorlds, World,
};
pub use score::{CenterTally, EstimateRecord, KeptBy, Score, Tally};
pub use why::{Mark, NearTicket, StageClock, StageWhy, Why, WideStage};

use std::fmt::{self, Display, Formatter};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::device::DeviceKind;
use crate::id::{CenterId, LaneId, ModelId, RmaId, SiteId, TicketId};
use crate::place::{Mode, Region};
use crate::text_enum::text_enum;
use crate::ticket::{Holder, Stage, WarrantyClass};
use crate::time::Timestamp;

/// What is asked: an RMA, a ticket, a what-if, or what a center usually gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Question {
    Rma {
        id: RmaId,
    },
    Ticket {
        id: TicketId,
    },
    WhatIf {
        what: WhatIf,
    },
    /// One unit as most that went to the center.
    Center {
        id: CenterId,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WhatIf {
    pub model_id: Option<ModelId>,
    pub component: DeviceKind,
    pub warranty_class: WarrantyClass,
    /// 1 swap, 2 board, 3 chip.
    pub level: u8,
    pub from_site: Option<SiteId>,
    pub quantity: u32,
    /// The day it is sent off to be authorised; today when `None`.
    pub on: Option<NaiveDate>,
}

/// Days at nineteen shares, 5 % to 95 %.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Range {
    /// Days from now, door to door.
    pub p50: f64,
    pub p80: f64,
    pub p95: f64,
    /// The center's next working day, rounded up.
    pub p50_on: NaiveDate,
    pub p80_on: NaiveDate,
    pub p95_on: NaiveDate,
    /// p05, p10 … p95.
    pub curve: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StageShare {
    pub stage: Stage,
    pub holder: Holder,
    /// Share of paths that enter it, 0 to 1.
    pub entered: f64,
    /// Elapsed days spent in it, over all visits of a path.
    pub mean: f64,
    pub p50: f64,
    pub p80: f64,
    pub p95: f64,
    /// Where it typically lies: days from now at the median path, for drawing.
    pub from_day: f64,
    pub to_day: f64,
    pub business_days: bool,
    /// S, M or T: how solid the published figure is.
    pub evidence: String,
    pub source: String,
}

/// US dollars per unit, at one point of the range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Cost {
    pub fee: f64,
    pub freight_out: f64,
    pub freight_back: f64,
    pub brokerage: f64,
    pub duty: f64,
    pub lost_hashing: f64,
    pub total: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DutyBasis {
    pub hts: String,
    /// Share of the repair value: 0.026.
    pub rate: f64,
    /// The day of re-import the rate was looked up for.
    pub on: NaiveDate,
    pub note: String,
    pub source: String,
}

/// One center in the comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RouteAnswer {
    pub center_id: CenterId,
    pub lane_id: LaneId,
    pub center: String,
    pub region: Region,
    pub country: String,
    pub city: Option<String>,
    pub starter: bool,
    pub mode_out: Mode,
    pub mode_back: Mode,
    /// The last unit back (all back).
    pub range: Range,
    /// The first unit back; the same as `range` for one unit.
    pub first_back: Range,
    pub stages: Vec<StageShare>,
    /// Chances of how it ends: repaired, ntf, ber, declined; they add up to 1.
    pub p_repaired: f64,
    pub p_ntf: f64,
    pub p_ber: f64,
    pub p_declined: f64,
    pub p_customs_hold: f64,
    pub cost_p50: Cost,
    pub cost_p80: Cost,
    pub cost_mean: Cost,
    pub fee_known: bool,
    pub fee_note: FeeNote,
    pub duty: Option<DutyBasis>,
    /// Chance to be back by the day it is needed, when one was given.
    pub p_on_time: Option<f64>,
    /// When the center is shut, up to the latest day of the range.
    pub rests: Vec<Rest>,
    /// Chance to be the cheapest and the first back of those compared, same luck for all.
    pub p_cheapest: f64,
    pub p_first: f64,
    pub basis: Basis,
    pub why: Why,
    pub warnings: Vec<Remark>,
}

text_enum! {
    RestKind { Weekend = "weekend", Holiday = "holiday", Closure = "closure" }
}

/// Days on which a center does not work, run together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Rest {
    pub kind: RestKind,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    /// Of the holiday or the closure; empty for a weekend.
    pub name: String,
    /// The stages whose clock is expected to stand still then.
    pub crossed_by: Vec<Stage>,
}

/// What a range rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Basis {
    pub published_priors: u32,
    pub finished_tickets: u32,
    pub open_tickets: u32,
    /// Tickets of the desk are in it, be they of this center or of others.
    pub blended: bool,
    /// Published figures that were replaced by the user's own.
    pub edited: u32,
    /// The tickets are made up.
    pub from_demo: bool,
}

/// "published priors, 0 own tickets".
impl Display for Basis {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (finished, open) = (self.finished_tickets, self.open_tickets);
        let edited = match self.edited {
            0 => String::new(),
            n => format!(" ({n} set by you)"),
        };
        let (yours, of_yours) = if self.from_demo {
            ("made-up tickets", "made-up tickets")
        } else {
            ("your tickets", "tickets of yours")
        };
        match (self.blended, finished + open) {
            (false, own) => write!(f, "published priors{edited}, {own} own tickets"),
            (true, 0) => write!(
                f,
                "{yours} at other centers and published priors{edited}, 0 own tickets there"
            ),
            (true, _) => write!(
                f,
                "{finished} finished and {open} open {of_yours} there, and published priors{edited}"
            ),
        }
    }
}

/// A center that does not come into question, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NotAsked {
    pub center_id: CenterId,
    pub center: String,
    pub why: WhyNot,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Comparison {
    pub asked_at: Timestamp,
    pub subject: Subject,
    pub quantity: u32,
    /// PH/s of one unit; `None` when no source gives its hashrate.
    pub phs_per_unit: Option<f64>,
    pub hashprice_usd_per_ph_day: f64,
    pub hashprice_basis: HashpriceBasis,
    /// First back first, by P80.
    pub routes: Vec<RouteAnswer>,
    pub not_asked: Vec<NotAsked>,
    pub break_even: BreakEven,
    pub notes: Vec<Remark>,
    pub learning: Learning,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Holiday {
    pub country: String,
    pub on: NaiveDate,
    pub name: String,
}

/// What the person knows better, per center.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Assumptions {
    /// A quote in US dollars per unit for a center.
    pub quotes: Vec<Quoted>,
    pub hashprice_usd_per_ph_day: Option<f64>,
    /// Assume a customs hold until this day on overseas lanes.
    pub hold_until: Option<NaiveDate>,
    /// Leave the chance of a customs hold out.
    pub ignore_holds: bool,
    pub deadline: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Quoted {
    pub center_id: CenterId,
    pub usd_per_unit: f64,
}
