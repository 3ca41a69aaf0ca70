use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::{ChipMark, FaultClass, NewFinding, read};
use crate::error::Result;
use crate::id::{DeviceId, FindingId, ModelId, TicketId};
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::overlaid;
use crate::people::Right;
use crate::ticket;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundFinding {
    pub id: FindingId,
    pub ticket_id: TicketId,
    pub attempt: u16,
    pub device_id: DeviceId,
    pub model_id: Option<ModelId>,
    /// The class as it was called then: the history reads the same when it is renamed.
    pub label: String,
    pub what: NewFinding,
}

/// A chip that was marked or whose mark was taken off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarkedChip {
    pub ticket_id: TicketId,
    pub device_id: DeviceId,
    /// Empty where the board is a unit of its own.
    pub slot: String,
    pub model_id: Option<ModelId>,
    pub chip: u16,
    pub is: Option<ChipMark>,
    pub was: Option<ChipMark>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingEvent {
    Found(Box<FoundFinding>),
    Withdrawn(Box<FoundFinding>),
    ChipMarked(Box<MarkedChip>),
    /// The mark never was: what takes `ChipMarked` back, where a mark taken off is history.
    MarkUndone(Box<MarkedChip>),
    ClassSet {
        code: String,
        is: Option<Box<FaultClass>>,
        was: Option<Box<FaultClass>>,
    },
}

impl DomainEvent for FindingEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Found(_) => "finding.found",
            Self::Withdrawn(_) => "finding.withdrawn",
            Self::ChipMarked(_) => "finding.chip_marked",
            Self::MarkUndone(_) => "finding.mark_undone",
            Self::ClassSet { .. } => "finding.class_set",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Found(_) | Self::Withdrawn(_) | Self::ChipMarked(_) | Self::MarkUndone(_) => {
                Right::Bench
            }
            Self::ClassSet { .. } => Right::Catalog,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Found(found) => {
                let what = &found.what;
                tx.prepare_cached(
                    "INSERT INTO finding (id, ticket_id, attempt, device_id, slot, model_id, component, fault_class,
                     chain, domain, chip, measured, unit, confidence, found_by, person, note, evidence_id, lines, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
                     ON CONFLICT (id) DO UPDATE SET withdrawn_at = NULL",
                )?
                .execute(params![
                    found.id,
                    found.ticket_id,
                    found.attempt,
                    found.device_id,
                    what.slot,
                    found.model_id,
                    what.component,
                    what.fault_class,
                    what.chain,
                    what.domain,
                    what.chip,
                    what.measured,
                    what.unit,
                    what.confidence,
                    what.found_by,
                    stamp.actor,
                    what.note,
                    what.evidence_id,
                    // Plain data into memory cannot fail.
                    serde_json::to_string(&what.lines).unwrap_or_default(),
                    stamp.at,
                ])?;
                ticket::touch(tx, found.ticket_id, stamp.at)
            }
            Self::Withdrawn(found) => {
                tx.prepare_cached("UPDATE finding SET withdrawn_at = ?2 WHERE id = ?1")?
                    .execute(params![found.id, stamp.at])?;
                ticket::touch(tx, found.ticket_id, stamp.at)
            }
            Self::ChipMarked(chip) => {
                mark(tx, chip, stamp)?;
                ticket::touch(tx, chip.ticket_id, stamp.at)
            }
            Self::MarkUndone(chip) => {
                unmark(tx, chip)?;
                ticket::touch(tx, chip.ticket_id, stamp.at)
            }
            Self::ClassSet {
                code,
                is: Some(class),
                ..
            } => {
                tx.prepare_cached(
                    "INSERT INTO fault_class (code, row) VALUES (?1, ?2)
                     ON CONFLICT (code) DO UPDATE SET row = excluded.row",
                )?
                .execute(params![
                    code,
                    serde_json::to_string(class).unwrap_or_default()
                ])?;
                Ok(())
            }
            Self::ClassSet { code, is: None, .. } => {
                tx.prepare_cached("DELETE FROM fault_class WHERE code = ?1")?
                    .execute([code])?;
                Ok(())
            }
        }
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Found(found) => {
                if !read::stands(tx, found.id)? {
                    return Ok(Reversal::Kept("the finding was withdrawn since".into()));
                }
                Reversal::by(Self::Withdrawn(found.clone()))
            }
            Self::Withdrawn(found) => {
                if read::stands(tx, found.id)? {
                    return Ok(Reversal::Kept("the finding stands again".into()));
                }
                Reversal::by(Self::Found(found.clone()))
            }
            Self::ChipMarked(chip) => {
                if read::mark_now(tx, chip.device_id, &chip.slot, chip.chip)? != chip.is {
                    return Ok(Reversal::Kept("the chip was marked anew since".into()));
                }
                Reversal::by(Self::MarkUndone(chip.clone()))
            }
            Self::MarkUndone(chip) => {
                if read::mark_now(tx, chip.device_id, &chip.slot, chip.chip)? != chip.was {
                    return Ok(Reversal::Kept("the chip was marked anew since".into()));
                }
                Reversal::by(Self::ChipMarked(chip.clone()))
            }
            Self::ClassSet { code, is, was } => {
                if &overlaid::own(tx, code)?.map(Box::new) != is {
                    return Ok(Reversal::Kept("the class was changed since".into()));
                }
                Reversal::by(Self::ClassSet {
                    code: code.clone(),
                    is: was.clone(),
                    was: is.clone(),
                })
            }
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Found(found) => Told::FindingFound {
                component: found.what.component,
                place: found.what.place(),
                class: found.label.clone(),
                measured: found.what.measurement(),
                by_log: found.what.found_by == super::FoundBy::Log,
            },
            Self::Withdrawn(found) => Told::FindingWithdrawn {
                component: found.what.component,
                place: found.what.place(),
                class: found.label.clone(),
            },
            Self::ChipMarked(chip) => Told::ChipMarked {
                slot: chip.slot.clone(),
                chip: chip.chip,
                mark: chip.is,
            },
            Self::MarkUndone(chip) => Told::ChipMarkUndone {
                slot: chip.slot.clone(),
                chip: chip.chip,
            },
            Self::ClassSet { .. } => return None,
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Found(found) => {
                let measured = found.what.measurement();
                let measured = if measured.is_empty() {
                    String::new()
                } else {
                    format!(", measured {measured}")
                };
                format!(
                    "Found {} at {}{measured}",
                    found.label,
                    found.what.whole_place()
                )
            }
            Self::Withdrawn(found) => {
                format!(
                    "Finding {} at {} withdrawn",
                    found.label,
                    found.what.whole_place()
                )
            }
            Self::ChipMarked(chip) => match chip.is {
                Some(mark) => format!("Chip {} of {} marked {mark}", chip.chip, chip.board()),
                None => format!("Mark taken off chip {} of {}", chip.chip, chip.board()),
            },
            Self::MarkUndone(chip) => {
                format!("Mark on chip {} of {} taken back", chip.chip, chip.board())
            }
            Self::ClassSet {
                code, is: Some(_), ..
            } => format!("Fault class {code} set"),
            Self::ClassSet { code, is: None, .. } => format!("Fault class {code} taken out"),
        }
    }
}

impl NewFinding {
    /// Where on the unit, in what labels and logs call it: `HB1 domain 3 chip 14`.
    pub(super) fn place(&self) -> String {
        let mut parts = Vec::new();
        if !self.slot.is_empty() {
            parts.push(self.slot.clone());
        } else if let Some(chain) = self.chain {
            parts.push(format!("chain {chain}"));
        }
        parts.extend(self.domain.map(|domain| format!("domain {domain}")));
        parts.extend(self.chip.map(|chip| format!("chip {chip}")));
        parts.join(" ")
    }

    fn whole_place(&self) -> String {
        match self.place() {
            place if place.is_empty() => self.component.to_string(),
            place => format!("{} {place}", self.component),
        }
    }

    pub(super) fn measurement(&self) -> String {
        self.measured
            .map_or_else(String::new, |value| format!("{value} {}", self.unit))
    }
}

impl MarkedChip {
    fn board(&self) -> &str {
        if self.slot.is_empty() {
            "the board"
        } else {
            &self.slot
        }
    }
}

fn mark(tx: &Transaction<'_>, chip: &MarkedChip, stamp: &Stamp) -> Result<()> {
    tx.prepare_cached(
        "UPDATE chip_mark SET until_at = max(?4, from_at)
         WHERE device_id = ?1 AND slot = ?2 AND chip = ?3 AND until_at IS NULL",
    )?
    .execute(params![chip.device_id, chip.slot, chip.chip, stamp.at])?;
    if let Some(is) = chip.is {
        tx.prepare_cached(
            "INSERT INTO chip_mark (device_id, slot, chip, mark, model_id, ticket_id, person, from_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            chip.device_id,
            chip.slot,
            chip.chip,
            is,
            chip.model_id,
            chip.ticket_id,
            stamp.actor,
            stamp.at
        ])?;
    }
    Ok(())
}

fn unmark(tx: &Transaction<'_>, chip: &MarkedChip) -> Result<()> {
    if chip.is.is_some() {
        tx.prepare_cached(
            "DELETE FROM chip_mark WHERE device_id = ?1 AND slot = ?2 AND chip = ?3 AND until_at IS NULL",
        )?
        .execute(params![chip.device_id, chip.slot, chip.chip])?;
    }
    if chip.was.is_some() {
        tx.prepare_cached(
            "UPDATE chip_mark SET until_at = NULL WHERE rowid =
               (SELECT rowid FROM chip_mark WHERE device_id = ?1 AND slot = ?2 AND chip = ?3
                AND until_at IS NOT NULL ORDER BY until_at DESC, rowid DESC LIMIT 1)",
        )?
        .execute(params![chip.device_id, chip.slot, chip.chip])?;
    }
    Ok(())
}
