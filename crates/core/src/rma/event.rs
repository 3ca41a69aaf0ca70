use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use super::RmaStep;
use crate::error::Result;
use crate::id::{CenterId, EstimateId, LaneId, PartyId, RmaId, SiteId};
use crate::journal::{DomainEvent, Reversal, Stamp};

/// All that may be edited about an RMA, whole: an event holds both what is and what was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RmaFacts {
    pub customer_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    pub center_id: Option<CenterId>,
    pub lane_id: Option<LaneId>,
    pub vendor_rma_no: Option<String>,
    pub spend_limit_cents: Option<i32>,
    pub services: Vec<String>,
    pub note: String,
    pub step: RmaStep,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RmaDrafted {
    pub id: RmaId,
    pub seq: i64,
    /// `RMA-2026-000123`.
    pub number: String,
    #[serde(flatten)]
    pub facts: RmaFacts,
}

/// An estimate as it was shown when it was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    pub id: EstimateId,
    pub center_id: CenterId,
    pub p50_days: f64,
    pub p80_days: f64,
    pub p95_days: f64,
    /// JSON of the forecast.
    pub basis: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RmaEvent {
    Drafted(Box<RmaDrafted>),
    Changed {
        id: RmaId,
        is: Box<RmaFacts>,
        was: Box<RmaFacts>,
    },
    Submitted {
        id: RmaId,
        estimate: Option<Box<Frozen>>,
    },
    SubmissionUndone {
        id: RmaId,
        estimate: Option<Box<Frozen>>,
    },
    Discarded(Box<RmaDrafted>),
}

impl DomainEvent for RmaEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Drafted(_) => "rma.drafted",
            Self::Changed { .. } => "rma.changed",
            Self::Submitted { .. } => "rma.submitted",
            Self::SubmissionUndone { .. } => "rma.submission_undone",
            Self::Discarded(_) => "rma.discarded",
        }
    }

    fn apply(&self, _tx: &Transaction<'_>, _stamp: &Stamp) -> Result<()> {
        Ok(())
    }

    fn reversal(&self, _tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(Reversal::Implied)
    }

    fn sentence(&self) -> String {
        String::new()
    }
}
