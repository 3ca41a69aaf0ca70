use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::{MoveReason, Part, StockPlace, read};
use crate::error::Result;
use crate::id::{DeviceId, PartId, PartyId, RepairId, StockPlaceId, TicketId};
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::people::Right;
use crate::place::rows::to_json;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StockMove {
    pub part_id: PartId,
    /// The part and the place as they were called then.
    pub part: String,
    pub place_id: StockPlaceId,
    pub place: String,
    /// `None`: the desk's own.
    pub owner_id: Option<PartyId>,
    /// Into the place, or out of it; never zero.
    pub quantity: i32,
    pub reason: MoveReason,
    pub ticket_id: Option<TicketId>,
    pub repair_id: Option<RepairId>,
    /// The board it was harvested from.
    pub device_id: Option<DeviceId>,
    /// The position of the move that this one takes back.
    pub reverses: Option<i64>,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartEvent {
    Added(Box<Part>),
    Changed {
        is: Box<Part>,
        was: Box<Part>,
    },
    Removed(Box<Part>),
    PlaceAdded(StockPlace),
    PlaceChanged {
        is: StockPlace,
        was: StockPlace,
    },
    PlaceRemoved(StockPlace),
    /// Stock is the sum of these; what takes one back is another.
    Moved(Box<StockMove>),
}

impl DomainEvent for PartEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Added(_) => "part.added",
            Self::Changed { .. } => "part.changed",
            Self::Removed(_) => "part.removed",
            Self::PlaceAdded(_) => "part.place_added",
            Self::PlaceChanged { .. } => "part.place_changed",
            Self::PlaceRemoved(_) => "part.place_removed",
            Self::Moved(_) => "part.moved",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Added(_)
            | Self::Changed { .. }
            | Self::Removed(_)
            | Self::PlaceAdded(_)
            | Self::PlaceChanged { .. }
            | Self::PlaceRemoved(_) => Right::Parts,
            Self::Moved(moved) => match moved.reason {
                MoveReason::Used | MoveReason::Harvested => Right::Bench,
                MoveReason::Received
                | MoveReason::Counted
                | MoveReason::Transferred
                | MoveReason::Scrapped
                | MoveReason::Returned => Right::Parts,
            },
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Added(part) => {
                tx.prepare_cached(
                    "INSERT INTO part (id, number, name, kind, row, reorder_at, lead_days, retired_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    part.id,
                    part.number,
                    part.name,
                    part.kind,
                    to_json(part)?,
                    part.reorder_at,
                    part.lead_days,
                    part.retired.then_some(stamp.at)
                ])?;
            }
            Self::Changed { is: part, .. } => {
                tx.prepare_cached(
                    "UPDATE part SET number = ?2, name = ?3, kind = ?4, row = ?5, reorder_at = ?6, lead_days = ?7,
                     retired_at = CASE WHEN ?8 THEN coalesce(retired_at, ?9) END WHERE id = ?1",
                )?
                .execute(params![
                    part.id,
                    part.number,
                    part.name,
                    part.kind,
                    to_json(part)?,
                    part.reorder_at,
                    part.lead_days,
                    part.retired,
                    stamp.at
                ])?;
            }
            Self::Removed(part) => {
                tx.execute("DELETE FROM part WHERE id = ?1", [part.id])?;
            }
            Self::PlaceAdded(place) => {
                tx.execute(
                    "INSERT INTO stock_place (id, name, note, retired_at) VALUES (?1, ?2, ?3, ?4)",
                    params![
                        place.id,
                        place.name,
                        place.note,
                        place.retired.then_some(stamp.at)
                    ],
                )?;
            }
            Self::PlaceChanged { is: place, .. } => {
                tx.execute(
                    "UPDATE stock_place SET name = ?2, note = ?3,
                     retired_at = CASE WHEN ?4 THEN coalesce(retired_at, ?5) END WHERE id = ?1",
                    params![place.id, place.name, place.note, place.retired, stamp.at],
                )?;
            }
            Self::PlaceRemoved(place) => {
                tx.execute("DELETE FROM stock_place WHERE id = ?1", [place.id])?;
            }
            Self::Moved(moved) => {
                tx.prepare_cached(
                    "INSERT INTO stock_move (event, part_id, place_id, owner_id, quantity, reason, ticket_id,
                     repair_id, device_id, reverses, note, person, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                )?
                .execute(params![
                    stamp.position,
                    moved.part_id,
                    moved.place_id,
                    moved.owner_id,
                    moved.quantity,
                    moved.reason,
                    moved.ticket_id,
                    moved.repair_id,
                    moved.device_id,
                    moved.reverses,
                    moved.note,
                    stamp.actor,
                    stamp.at
                ])?;
            }
        }
        Ok(())
    }

    fn reversal(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Added(part) => {
                if tx
                    .prepare_cached("SELECT 1 FROM stock_move WHERE part_id = ?1")?
                    .exists([part.id])?
                    || tx
                        .prepare_cached("SELECT 1 FROM quote_line WHERE part_id = ?1")?
                        .exists([part.id])?
                {
                    return Ok(Reversal::Kept(
                        "the part was used since; retire it instead".into(),
                    ));
                }
                if read::find(tx, part.id)?.as_ref() != Some(&**part) {
                    return Ok(Reversal::Kept("the part was changed since".into()));
                }
                Reversal::by(Self::Removed(part.clone()))
            }
            Self::Removed(part) => {
                if read::numbered(tx, &part.number)?.is_some() {
                    return Ok(Reversal::Kept("another part has its number now".into()));
                }
                Reversal::by(Self::Added(part.clone()))
            }
            Self::Changed { is, was } => {
                if read::find(tx, is.id)?.as_ref() != Some(&**is) {
                    return Ok(Reversal::Kept("the part was changed since".into()));
                }
                if read::numbered(tx, &was.number)?.is_some_and(|other| other != was.id) {
                    return Ok(Reversal::Kept("another part has its number now".into()));
                }
                Reversal::by(Self::Changed {
                    is: was.clone(),
                    was: is.clone(),
                })
            }
            Self::PlaceAdded(place) => {
                if tx
                    .prepare_cached("SELECT 1 FROM stock_move WHERE place_id = ?1")?
                    .exists([place.id])?
                {
                    return Ok(Reversal::Kept(
                        "stock was put there since; retire it instead".into(),
                    ));
                }
                if read::find_place(tx, place.id)?.as_ref() != Some(place) {
                    return Ok(Reversal::Kept("the place was changed since".into()));
                }
                Reversal::by(Self::PlaceRemoved(place.clone()))
            }
            Self::PlaceRemoved(place) => {
                if read::place_named(tx, &place.name)?.is_some() {
                    return Ok(Reversal::Kept("another place has its name now".into()));
                }
                Reversal::by(Self::PlaceAdded(place.clone()))
            }
            Self::PlaceChanged { is, was } => {
                if read::find_place(tx, is.id)?.as_ref() != Some(is) {
                    return Ok(Reversal::Kept("the place was changed since".into()));
                }
                if read::place_named(tx, &was.name)?.is_some_and(|other| other != was.id) {
                    return Ok(Reversal::Kept("another place has its name now".into()));
                }
                Reversal::by(Self::PlaceChanged {
                    is: was.clone(),
                    was: is.clone(),
                })
            }
            Self::Moved(moved) => {
                if tx
                    .prepare_cached("SELECT 1 FROM stock_move WHERE reverses = ?1")?
                    .exists([stamp.position])?
                {
                    return Ok(Reversal::Kept("this stock was moved back already".into()));
                }
                let level = read::level(tx, moved.part_id, moved.place_id, moved.owner_id)?;
                if level - i64::from(moved.quantity) < 0 {
                    return Ok(Reversal::Kept(format!(
                        "of {} at {} only {level} are left",
                        moved.part, moved.place
                    )));
                }
                Reversal::by(Self::Moved(Box::new(StockMove {
                    quantity: -moved.quantity,
                    reverses: Some(stamp.position),
                    note: String::new(),
                    ..(**moved).clone()
                })))
            }
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Moved(moved) => Told::StockMoved {
                part: moved.part.clone(),
                place: moved.place.clone(),
                quantity: moved.quantity,
                reason: moved.reason,
                takes_back: moved.reverses.is_some(),
            },
            Self::Added(part) => Told::PartAdded {
                number: part.number.clone(),
            },
            Self::Changed { is, .. } => Told::PartChanged {
                number: is.number.clone(),
            },
            Self::Removed(part) => Told::PartRemoved {
                number: part.number.clone(),
            },
            // Places have no history of their own.
            Self::PlaceAdded(_) | Self::PlaceChanged { .. } | Self::PlaceRemoved(_) => return None,
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Added(part) => format!("Part {} added", part.number),
            Self::Changed { is, .. } => format!("Part {} changed", is.number),
            Self::Removed(part) => format!("Part {} taken out again", part.number),
            Self::PlaceAdded(place) => format!("Stock place {} added", place.name),
            Self::PlaceChanged { is, .. } => format!("Stock place {} changed", is.name),
            Self::PlaceRemoved(place) => format!("Stock place {} taken out again", place.name),
            Self::Moved(moved) => {
                let way = if moved.quantity > 0 { "into" } else { "out of" };
                let back = if moved.reverses.is_some() {
                    ", taken back"
                } else {
                    ""
                };
                format!(
                    "{} {} {way} {}: {}{back}",
                    moved.quantity.unsigned_abs(),
                    moved.part,
                    moved.place,
                    moved.reason
                )
            }
        }
    }
}
