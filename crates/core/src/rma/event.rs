use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::RmaStep;
use crate::error::Result;
use crate::id::{CenterId, EstimateId, LaneId, PartyId, RmaId, SiteId};
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::people::Right;

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

    fn needs(&self) -> Right {
        match self {
            Self::Drafted(_)
            | Self::Changed { .. }
            | Self::Submitted { .. }
            | Self::SubmissionUndone { .. }
            | Self::Discarded(_) => Right::File,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Drafted(drafted) => {
                tx.execute(
                    "INSERT INTO rma (seq, id, number, services, note, step, drafted_at, touched_at)
                     VALUES (?1, ?2, ?3, '[]', '', 'units', ?4, ?4)",
                    params![drafted.seq, drafted.id, drafted.number, stamp.at],
                )?;
                set_facts(tx, drafted.id, &drafted.facts, stamp)?;
                tx.execute(
                    "UPDATE desk SET last_rma = max(last_rma, ?1)",
                    [drafted.seq],
                )?;
            }
            Self::Changed { id, is, .. } => set_facts(tx, *id, is, stamp)?,
            Self::Submitted { id, estimate } => {
                tx.execute(
                    "UPDATE rma SET submitted_at = ?2, touched_at = ?2 WHERE id = ?1",
                    params![id, stamp.at],
                )?;
                if let Some(frozen) = estimate {
                    freeze(tx, *id, frozen, stamp)?;
                }
            }
            Self::SubmissionUndone { id, estimate } => {
                tx.execute(
                    "UPDATE rma SET submitted_at = NULL, touched_at = ?2 WHERE id = ?1",
                    params![id, stamp.at],
                )?;
                if let Some(frozen) = estimate {
                    tx.execute("DELETE FROM estimate WHERE id = ?1", [frozen.id])?;
                }
            }
            Self::Discarded(drafted) => {
                tx.execute("DELETE FROM rma WHERE id = ?1", [drafted.id])?;
            }
        }
        Ok(())
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Drafted(drafted) => {
                let used = tx
                    .prepare_cached("SELECT 1 FROM ticket WHERE rma_id = ?1")?
                    .exists([drafted.id])?;
                if used {
                    return Ok(Reversal::Kept(format!("{} has units", drafted.number)));
                }
                let promised = tx
                    .prepare_cached("SELECT 1 FROM estimate WHERE rma_id = ?1")?
                    .exists([drafted.id])?;
                if promised {
                    return Ok(Reversal::Kept(format!(
                        "an estimate is frozen for {}",
                        drafted.number
                    )));
                }
                Reversal::by(Self::Discarded(drafted.clone()))
            }
            Self::Changed { id, is, was } => Reversal::by(Self::Changed {
                id: *id,
                is: was.clone(),
                was: is.clone(),
            }),
            Self::Submitted { id, estimate } => Reversal::by(Self::SubmissionUndone {
                id: *id,
                estimate: estimate.clone(),
            }),
            Self::SubmissionUndone { id, estimate } => Reversal::by(Self::Submitted {
                id: *id,
                estimate: estimate.clone(),
            }),
            Self::Discarded(drafted) => Reversal::by(Self::Drafted(drafted.clone())),
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Drafted(drafted) => Told::RmaDrafted {
                number: drafted.number.clone(),
            },
            Self::Changed { .. } => Told::RmaChanged,
            Self::Submitted { estimate, .. } => Told::RmaSubmitted {
                days: estimate
                    .as_ref()
                    .map(|frozen| (frozen.p50_days.ceil() as u32, frozen.p80_days.ceil() as u32)),
            },
            Self::SubmissionUndone { .. } => Told::RmaSubmissionUndone,
            Self::Discarded(drafted) => Told::RmaDiscarded {
                number: drafted.number.clone(),
            },
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Drafted(drafted) => format!("{} started", drafted.number),
            Self::Changed { .. } => "Filing changed".into(),
            Self::Submitted {
                estimate: Some(frozen),
                ..
            } => format!(
                "Filed, promised in {:.0} to {:.0} days",
                frozen.p50_days.ceil(),
                frozen.p80_days.ceil()
            ),
            Self::Submitted { estimate: None, .. } => "Filed".into(),
            Self::SubmissionUndone { .. } => "Filing taken back".into(),
            Self::Discarded(drafted) => format!("Draft {} discarded", drafted.number),
        }
    }
}

fn set_facts(tx: &Transaction<'_>, id: RmaId, facts: &RmaFacts, stamp: &Stamp) -> Result<()> {
    let services = serde_json::to_string(&facts.services).unwrap_or_default();
    tx.execute(
        "UPDATE rma SET customer_id = ?2, site_id = ?3, center_id = ?4, lane_id = ?5, vendor_rma_no = ?6,
         spend_limit_cents = ?7, services = ?8, note = ?9, step = ?10, touched_at = ?11 WHERE id = ?1",
        params![
            id,
            facts.customer_id,
            facts.site_id,
            facts.center_id,
            facts.lane_id,
            facts.vendor_rma_no,
            facts.spend_limit_cents,
            services,
            facts.note,
            facts.step,
            stamp.at,
        ],
    )?;
    Ok(())
}

fn freeze(tx: &Transaction<'_>, rma: RmaId, frozen: &Frozen, stamp: &Stamp) -> Result<()> {
    tx.execute(
        "INSERT INTO estimate (id, rma_id, center_id, made_at, p50_days, p80_days, p95_days, basis)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            frozen.id,
            rma,
            frozen.center_id,
            stamp.at,
            frozen.p50_days,
            frozen.p80_days,
            frozen.p95_days,
            frozen.basis,
        ],
    )?;
    Ok(())
}
