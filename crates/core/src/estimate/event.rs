use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::Scenario;
use crate::error::Result;
use crate::id::{EstimateId, RmaId, ScenarioId, TicketId};
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::people::Right;
use crate::place::rows::to_json;
use crate::rma::Frozen;
use crate::time::Timestamp;

/// An estimate a person froze: a promise to be held against what comes, or a what-if to come
/// back to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ByHand {
    #[serde(flatten)]
    pub frozen: Frozen,
    /// Of this RMA or this ticket; of neither: a what-if.
    pub rma_id: Option<RmaId>,
    pub ticket_id: Option<TicketId>,
    pub center: String,
    pub made_at: Timestamp,
    pub made_by: String,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EstimateEvent {
    Frozen(Box<ByHand>),
    Withdrawn(Box<ByHand>),
    Noted {
        id: EstimateId,
        is: String,
        was: String,
    },
    /// `None`: there is none.
    ScenarioSet {
        id: ScenarioId,
        is: Option<Box<Scenario>>,
        was: Option<Box<Scenario>>,
    },
}

impl DomainEvent for EstimateEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Frozen(_) => "estimate.frozen",
            Self::Withdrawn(_) => "estimate.withdrawn",
            Self::Noted { .. } => "estimate.noted",
            Self::ScenarioSet { .. } => "estimate.scenario_set",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Frozen(_)
            | Self::Withdrawn(_)
            | Self::Noted { .. }
            | Self::ScenarioSet { .. } => Right::Work,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<()> {
        match self {
            Self::Frozen(by_hand) => {
                let frozen = &by_hand.frozen;
                tx.execute(
                    "INSERT INTO estimate (id, ticket_id, rma_id, center_id, made_at, p50_days, p80_days,
                         p95_days, basis, made_by, note)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                    params![
                        frozen.id,
                        by_hand.ticket_id,
                        by_hand.rma_id,
                        frozen.center_id,
                        by_hand.made_at,
                        frozen.p50_days,
                        frozen.p80_days,
                        frozen.p95_days,
                        frozen.basis,
                        by_hand.made_by,
                        by_hand.note,
                    ],
                )?;
            }
            Self::Withdrawn(by_hand) => {
                tx.execute("DELETE FROM estimate WHERE id = ?1", [by_hand.frozen.id])?;
            }
            Self::Noted { id, is, .. } => {
                tx.execute(
                    "UPDATE estimate SET note = ?2 WHERE id = ?1",
                    params![id, is],
                )?;
            }
            Self::ScenarioSet {
                id, is: Some(is), ..
            } => {
                tx.execute(
                    "INSERT INTO setting (key, value) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    params![id.key(), to_json(is)?],
                )?;
            }
            Self::ScenarioSet { id, is: None, .. } => {
                tx.execute("DELETE FROM setting WHERE key = ?1", [id.key()])?;
            }
        }
        Ok(())
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        let note = |id: EstimateId| super::frozen::note_of(tx, id);
        Ok(match self {
            Self::Frozen(by_hand) => match note(by_hand.frozen.id)? {
                // The note may have been written since; what comes back later comes with it.
                Some(note) => Reversal::by(Self::Withdrawn(Box::new(ByHand {
                    note,
                    ..(**by_hand).clone()
                }))),
                None => Reversal::Kept("the estimate is withdrawn".into()),
            },
            Self::Withdrawn(by_hand) => {
                let gone = match (by_hand.rma_id, by_hand.ticket_id) {
                    (Some(rma), _) => !tx
                        .prepare_cached("SELECT 1 FROM rma WHERE id = ?1")?
                        .exists([rma])?,
                    (None, Some(ticket)) => !tx
                        .prepare_cached("SELECT 1 FROM ticket WHERE id = ?1")?
                        .exists([ticket])?,
                    (None, None) => false,
                };
                if gone {
                    Reversal::Kept("what it was for is gone".into())
                } else {
                    Reversal::by(Self::Frozen(by_hand.clone()))
                }
            }
            Self::Noted { id, is, was } => match note(*id)? {
                Some(now) if now == *is => Reversal::by(Self::Noted {
                    id: *id,
                    is: was.clone(),
                    was: is.clone(),
                }),
                Some(_) => Reversal::Kept("the note was changed since".into()),
                None => Reversal::Kept("the estimate is withdrawn".into()),
            },
            Self::ScenarioSet { id, is, was } => {
                if super::scenario::saved(tx, *id)?.as_ref() == is.as_deref() {
                    Reversal::by(Self::ScenarioSet {
                        id: *id,
                        is: was.clone(),
                        was: is.clone(),
                    })
                } else {
                    Reversal::Kept("the scenario was changed since".into())
                }
            }
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Frozen(by_hand) => Told::EstimateFrozen {
                center: by_hand.center.clone(),
                days: (
                    by_hand.frozen.p50_days.ceil() as u32,
                    by_hand.frozen.p80_days.ceil() as u32,
                ),
            },
            Self::Withdrawn(by_hand) => Told::EstimateWithdrawn {
                center: by_hand.center.clone(),
            },
            Self::Noted { is, .. } => Told::EstimateNoted { text: is.clone() },
            Self::ScenarioSet { .. } => return None,
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Frozen(by_hand) => format!(
                "Estimate frozen: {} in {:.0} to {:.0} days",
                by_hand.center,
                by_hand.frozen.p50_days.ceil(),
                by_hand.frozen.p80_days.ceil()
            ),
            Self::Withdrawn(by_hand) => {
                format!("Frozen estimate withdrawn: {}", by_hand.center)
            }
            Self::Noted { is, .. } if is.is_empty() => "Note of a frozen estimate removed".into(),
            Self::Noted { is, .. } => format!("Frozen estimate noted: {is}"),
            Self::ScenarioSet { is: Some(is), .. } => format!("Scenario \"{}\" saved", is.name),
            Self::ScenarioSet { was, .. } => format!(
                "Scenario \"{}\" removed",
                was.as_ref().map_or("", |was| was.name.as_str())
            ),
        }
    }
}
