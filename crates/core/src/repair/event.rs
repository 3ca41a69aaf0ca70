use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::{Moment, NewRepair, RepairCode, SeenSlot, read};
use crate::error::Result;
use crate::id::{DeviceId, PartyId, RepairId, SnapshotId, TicketId};
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::people::Right;
use crate::ticket;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepairDone {
    pub id: RepairId,
    pub ticket_id: TicketId,
    pub attempt: u16,
    /// The board where it is a known unit, else the miner.
    pub device_id: DeviceId,
    /// Of what was done; the parts are in the stock moves beside it.
    pub what: NewRepair,
    pub taken_out: Option<DeviceId>,
    pub lent_by: Option<PartyId>,
    pub lent_to: Option<PartyId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlotsSeen {
    pub id: SnapshotId,
    pub ticket_id: TicketId,
    pub device_id: DeviceId,
    pub moment: Moment,
    pub seen: Vec<SeenSlot>,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairEvent {
    Done(Box<RepairDone>),
    Undone(Box<RepairDone>),
    /// A board that one customer owed another was made good.
    LoanSettled {
        id: RepairId,
        how: String,
    },
    LoanReopened {
        id: RepairId,
        how: String,
    },
    SlotsSeen(Box<SlotsSeen>),
    SlotsUnseen(Box<SlotsSeen>),
}

impl DomainEvent for RepairEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Done(_) => "repair.done",
            Self::Undone(_) => "repair.undone",
            Self::LoanSettled { .. } => "repair.loan_settled",
            Self::LoanReopened { .. } => "repair.loan_reopened",
            Self::SlotsSeen(_) => "repair.slots_seen",
            Self::SlotsUnseen(_) => "repair.slots_unseen",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Done(_) | Self::Undone(_) => Right::Bench,
            Self::LoanSettled { .. } | Self::LoanReopened { .. } => Right::Approve,
            Self::SlotsSeen(_) | Self::SlotsUnseen(_) => Right::Boards,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Done(done) => {
                let what = &done.what;
                tx.prepare_cached(
                    "INSERT INTO repair_action (id, ticket_id, attempt, device_id, slot, component, code, chip,
                     finding_id, taken_out, put_in, lent_by, lent_to, note, person, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                     ON CONFLICT (id) DO UPDATE SET undone_at = NULL",
                )?
                .execute(params![
                    done.id,
                    done.ticket_id,
                    done.attempt,
                    done.device_id,
                    what.slot,
                    what.component,
                    what.code,
                    what.chip,
                    what.finding_id,
                    done.taken_out,
                    what.put_in,
                    done.lent_by,
                    done.lent_to,
                    what.note,
                    stamp.actor,
                    stamp.at
                ])?;
                ticket::touch(tx, done.ticket_id, stamp.at)
            }
            Self::Undone(done) => {
                tx.prepare_cached("UPDATE repair_action SET undone_at = ?2 WHERE id = ?1")?
                    .execute(params![done.id, stamp.at])?;
                ticket::touch(tx, done.ticket_id, stamp.at)
            }
            Self::LoanSettled { id, how } => {
                tx.prepare_cached(
                    "UPDATE repair_action SET settled_at = ?2, settled = ?3 WHERE id = ?1",
                )?
                .execute(params![id, stamp.at, how])?;
                Ok(())
            }
            Self::LoanReopened { id, .. } => {
                tx.prepare_cached(
                    "UPDATE repair_action SET settled_at = NULL, settled = '' WHERE id = ?1",
                )?
                .execute([id])?;
                Ok(())
            }
            Self::SlotsSeen(seen) => {
                tx.prepare_cached(
                    "INSERT INTO slot_snapshot (id, ticket_id, device_id, moment, note, person, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    seen.id,
                    seen.ticket_id,
                    seen.device_id,
                    seen.moment,
                    seen.note,
                    stamp.actor,
                    stamp.at
                ])?;
                let mut insert = tx.prepare_cached(
                    "INSERT INTO slot_seen (snapshot_id, slot, device_id, serial) VALUES (?1, ?2, ?3, ?4)",
                )?;
                for slot in &seen.seen {
                    insert.execute(params![seen.id, slot.slot, slot.device_id, slot.serial])?;
                }
                ticket::touch(tx, seen.ticket_id, stamp.at)
            }
            Self::SlotsUnseen(seen) => {
                tx.execute("DELETE FROM slot_seen WHERE snapshot_id = ?1", [seen.id])?;
                tx.execute("DELETE FROM slot_snapshot WHERE id = ?1", [seen.id])?;
                ticket::touch(tx, seen.ticket_id, stamp.at)
            }
        }
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Done(done) => {
                if !read::stands(tx, done.id)? {
                    return Ok(Reversal::Kept(
                        "the repair action was taken back since".into(),
                    ));
                }
                Reversal::by(Self::Undone(done.clone()))
            }
            Self::Undone(done) => {
                if read::stands(tx, done.id)? {
                    return Ok(Reversal::Kept("the repair action stands again".into()));
                }
                Reversal::by(Self::Done(done.clone()))
            }
            Self::LoanSettled { id, how } => {
                if !read::is_settled(tx, *id)? {
                    return Ok(Reversal::Kept("the board is owed again already".into()));
                }
                Reversal::by(Self::LoanReopened {
                    id: *id,
                    how: how.clone(),
                })
            }
            Self::LoanReopened { id, how } => {
                if read::is_settled(tx, *id)? {
                    return Ok(Reversal::Kept("the board was settled again since".into()));
                }
                Reversal::by(Self::LoanSettled {
                    id: *id,
                    how: how.clone(),
                })
            }
            Self::SlotsSeen(seen) => Reversal::by(Self::SlotsUnseen(seen.clone())),
            Self::SlotsUnseen(seen) => Reversal::by(Self::SlotsSeen(seen.clone())),
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Done(done) => Told::RepairDone {
                code: done.what.code,
                component: done.what.component,
                place: done.what.place(),
                note: done.what.note.clone(),
            },
            Self::Undone(done) => Told::RepairUndone {
                code: done.what.code,
                component: done.what.component,
                place: done.what.place(),
            },
            Self::LoanSettled { how, .. } => Told::LoanSettled { how: how.clone() },
            Self::LoanReopened { .. } => Told::LoanReopened,
            Self::SlotsSeen(seen) => Told::SlotsSeen {
                moment: seen.moment,
                slots: seen.seen.len() as u32,
            },
            Self::SlotsUnseen(seen) => Told::SlotsUnseen {
                moment: seen.moment,
            },
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Done(done) => {
                let note = if done.what.note.is_empty() {
                    String::new()
                } else {
                    format!(": {}", done.what.note)
                };
                format!("{}{note}", done.what.words())
            }
            Self::Undone(done) => format!("{} taken back", done.what.words()),
            Self::LoanSettled { how, .. } => format!("Board owed was made good: {how}"),
            Self::LoanReopened { .. } => "Board is owed again".into(),
            Self::SlotsSeen(seen) => {
                format!("Slots looked at ({}): {}", seen.moment, seen.seen.len())
            }
            Self::SlotsUnseen(seen) => format!("Look at the slots ({}) taken back", seen.moment),
        }
    }
}

impl NewRepair {
    pub(super) fn place(&self) -> String {
        match (self.slot.as_str(), self.chip) {
            ("", None) => String::new(),
            ("", Some(chip)) => format!("chip {chip}"),
            (slot, None) => slot.to_owned(),
            (slot, Some(chip)) => format!("{slot} chip {chip}"),
        }
    }

    fn words(&self) -> String {
        let done = match self.code {
            RepairCode::Reseat => "Reseated",
            RepairCode::Clean => "Cleaned",
            RepairCode::Reflow => "Reflowed",
            RepairCode::ReplaceChip => "Chip replaced",
            RepairCode::ReplaceSensor => "Sensor replaced",
            RepairCode::ReplaceLdo => "LDO replaced",
            RepairCode::ReplacePic => "PIC replaced",
            RepairCode::ReplaceEeprom => "EEPROM replaced",
            RepairCode::ReplaceConnector => "Connector replaced",
            RepairCode::ReplaceFan => "Fan replaced",
            RepairCode::ReplacePsu => "PSU replaced",
            RepairCode::ReplaceBoard => "Board replaced",
            RepairCode::Flash => "Flashed",
            RepairCode::SwapBoard => "Board swapped",
            RepairCode::Other => "Worked on",
        };
        let place = self.place();
        if place.is_empty() {
            format!("{done} ({})", self.component)
        } else {
            format!("{done} ({} {place})", self.component)
        }
    }
}
