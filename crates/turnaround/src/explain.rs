//! What a forecast rests on, stage by stage, for whoever asks why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::log::Outcome;
use crate::stage::Stage;

/// What a forecast rests on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Explanation {
    pub stages: Vec<StageExplained>,
    /// What picked and mended the total; `None` where only published figures speak.
    pub chosen: Option<Chosen>,
    /// The total's mean against that of the stages chained: stages were scaled by it.
    pub scaled_by: f64,
    /// The chance that the lane is held today, as its shipments tell.
    pub p_hold: Option<f64>,
    /// Closed cases most like this one, most alike first.
    pub nearest: Vec<PastCase>,
}

/// One stage: published, own, and what was made of both. Days of the stage's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StageExplained {
    pub stage: Stage,
    pub published: PublishedDays,
    /// `None` where no ticket of the desk has been in it.
    pub own: Option<OwnDays>,
    pub blended_p50_days: f64,
    pub blended_p80_days: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PublishedDays {
    pub p50_days: f64,
    pub p80_days: f64,
}

/// What the desk's own tickets say of a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OwnDays {
    /// `None` while none has left the stage.
    pub p50_days: Option<f64>,
    pub p80_days: Option<f64>,
    /// Stays at this center that are over, and that last still.
    pub finished: u32,
    pub open: u32,
    pub finished_everywhere: u32,
    pub open_everywhere: u32,
    /// How much the parent's figure counts beside these: c / (n + c).
    pub prior_share: f64,
    /// 1.4: stays of this kind take 1.4 times as long as published.
    pub slower_than_published: f64,
    pub oldest: Option<DateTime<Utc>>,
    pub newest: Option<DateTime<Utc>>,
}

/// Which model the total comes from and how looking back has mended it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Chosen {
    pub model: ModelUsed,
    /// Shift on the normal scale; above 0, past outcomes came sooner than said. `None`: unmended.
    pub later_by: Option<f64>,
    /// Above 1 the ranges were made wider.
    pub wider_by: Option<f64>,
    /// Past forecasts it was judged on, recent ones counting more.
    pub judged_on: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ModelUsed {
    /// Days from here to the close, of tickets like this one.
    Direct,
    /// The stages chained.
    Chain,
    /// The mean of both.
    Pool,
}

/// A closed case like this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PastCase {
    pub case: String,
    pub center: String,
    pub days: f64,
    pub closed_at: DateTime<Utc>,
    pub outcome: Outcome,
    /// The features it shares: maker, level, ...
    pub alike: Vec<String>,
}
