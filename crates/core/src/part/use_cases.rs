//! Use cases on parts and stock.

use super::{
    Behind, MoveReason, Part, PartEvent, PartPage, PartQuery, PartRow, PartUse, StockLine,
    StockMove, StockPlace, read,
};
use crate::check;
use crate::device::read as devices;
use crate::error::{Error, Result};
use crate::id::{ActionId, DeviceId, PartId, PartyId, StockPlaceId, TicketId};
use crate::journal::{Act, Writer};
use crate::place;
use crate::store::Store;
use crate::ticket::{not_negative, text};
use crate::time::Timestamp;

/// More of one part than any bench holds; a typed serial instead of a number is more.
const MOST: u32 = 1_000_000;

impl Store {
    /// At most a thousand parts, in the order asked for.
    pub fn parts(&self, query: &PartQuery, now: Timestamp) -> Result<Vec<PartRow>> {
        let tx = self.conn.unchecked_transaction()?;
        read::list(&tx, query, now)
    }

    pub fn part(&self, id: PartId, now: Timestamp) -> Result<PartPage> {
        let tx = self.conn.unchecked_transaction()?;
        Ok(PartPage {
            row: read::row_of(&tx, id, now)?,
            lines: read::lines(&tx, id, None)?,
        })
    }

    /// The lines of a part's ledger before one of them, newest first.
    pub fn stock_lines(&self, id: PartId, before: i32) -> Result<Vec<StockLine>> {
        read::lines(&self.conn, id, Some(before))
    }

    /// The part of a number, as scanned off its bin.
    pub fn part_numbered(&self, number: &str, now: Timestamp) -> Result<Option<PartPage>> {
        match read::numbered(&self.conn, number.trim())? {
            Some(id) => self.part(id, now).map(Some),
            None => Ok(None),
        }
    }

    /// Add or change a part; a nil id is a new one.
    ///
    /// # Errors
    /// `Invalid` for a number that another part has.
    pub fn save_part(&mut self, part: &Part, act: &Act) -> Result<PartRow> {
        let mut is = checked(part)?;
        self.write(act, |w| {
            if let Some(other) = read::numbered(w.tx, &is.number)?
                && other != is.id
            {
                return Err(Error::invalid(
                    "number",
                    format!("there is a part {} already", is.number),
                    "a number of its own, or change the other part",
                ));
            }
            if is.id.0.is_nil() {
                is.id = PartId(w.new_id());
                w.append(is.id, PartEvent::Added(Box::new(is.clone())))?;
            } else {
                let was =
                    read::find(w.tx, is.id)?.ok_or_else(|| Error::not_found("part", is.id))?;
                if was != is {
                    w.append(
                        is.id,
                        PartEvent::Changed {
                            is: Box::new(is.clone()),
                            was: Box::new(was),
                        },
                    )?;
                }
            }
            read::row_of(w.tx, is.id, act.now)
        })
    }

    pub fn stock_places(&self) -> Result<Vec<StockPlace>> {
        read::places(&self.conn)
    }

    /// Add or change a place where stock lies; a nil id is a new one.
    pub fn save_stock_place(&mut self, place: &StockPlace, act: &Act) -> Result<StockPlace> {
        check::filled("name", &place.name)?;
        check::short("note", &place.note)?;
        let mut is = StockPlace {
            name: place.name.trim().to_owned(),
            note: place.note.trim().to_owned(),
            ..place.clone()
        };
        self.write(act, |w| {
            if read::place_named(w.tx, &is.name)?.is_some_and(|other| other != is.id) {
                return Err(Error::invalid(
                    "name",
                    format!("there is a place {} already", is.name),
                    "a name of its own",
                ));
            }
            if is.id.0.is_nil() {
                is.id = StockPlaceId(w.new_id());
                w.append(is.id, PartEvent::PlaceAdded(is.clone()))?;
            } else {
                let was = read::find_place(w.tx, is.id)?
                    .ok_or_else(|| Error::not_found("stock place", is.id))?;
                if was != is {
                    w.append(
                        is.id,
                        PartEvent::PlaceChanged {
                            is: is.clone(),
                            was,
                        },
                    )?;
                }
            }
            Ok(is.clone())
        })
    }

    /// Put bought stock on its shelf.
    pub fn receive_stock(
        &mut self,
        part: PartId,
        place: StockPlaceId,
        quantity: u32,
        note: &str,
        act: &Act,
    ) -> Result<ActionId> {
        let quantity = some(quantity)?;
        let note = text("note", note)?.unwrap_or_default();
        self.write(act, |w| {
            let at = Shelf::find(w, part, place, None)?;
            at.moved(w, quantity, MoveReason::Received, Behind::default(), &note)?;
            Ok(w.action)
        })
    }

    /// Set stock to what was counted; the difference is a move like any other.
    pub fn count_stock(
        &mut self,
        part: PartId,
        place: StockPlaceId,
        owner: Option<PartyId>,
        counted: u32,
        note: &str,
        act: &Act,
    ) -> Result<ActionId> {
        if counted > MOST {
            return Err(too_many(counted));
        }
        let note = text("note", note)?.unwrap_or_default();
        self.write(act, |w| {
            let at = Shelf::find(w, part, place, owner)?;
            let difference = i64::from(counted) - at.level(w)?;
            if difference == 0 {
                return Err(Error::Because(crate::reason::Reason::NothingChanges));
            }
            at.moved(
                w,
                difference as i32,
                MoveReason::Counted,
                Behind::default(),
                &note,
            )?;
            Ok(w.action)
        })
    }

    /// Carry stock to another place, or out of the house: scrapped, or given back to whose it is.
    pub fn move_stock(
        &mut self,
        what: &PartUse,
        to: StockAway,
        note: &str,
        act: &Act,
    ) -> Result<ActionId> {
        let quantity = some(what.quantity)?;
        let note = text("note", note)?.unwrap_or_default();
        self.write(act, |w| {
            let from = Shelf::find(w, what.part_id, what.place_id, what.owner_id)?;
            let reason = match to {
                StockAway::To { place_id } if place_id == what.place_id => {
                    return Err(Error::Because(crate::reason::Reason::NothingChanges));
                }
                StockAway::To { .. } => MoveReason::Transferred,
                StockAway::Scrap => MoveReason::Scrapped,
                StockAway::GiveBack => MoveReason::Returned,
            };
            from.taken(w, quantity, reason, Behind::default(), &note)?;
            if let StockAway::To { place_id } = to {
                let there = Shelf::find(w, what.part_id, place_id, what.owner_id)?;
                there.moved(w, quantity, reason, Behind::default(), &note)?;
            }
            Ok(w.action)
        })
    }

    /// Put parts taken off a scrapped board on a shelf. They stay the board's owner's.
    pub fn harvest_parts(
        &mut self,
        ticket: Option<TicketId>,
        board: DeviceId,
        parts: &[PartUse],
        note: &str,
        act: &Act,
    ) -> Result<ActionId> {
        let note = text("note", note)?.unwrap_or_default();
        if parts.is_empty() {
            return Err(Error::invalid(
                "parts",
                "none is given",
                "at least one part",
            ));
        }
        self.write(act, |w| {
            devices::must_stand(w.tx, board)?;
            let owner = devices::facts(w.tx, board)?.owner_id;
            for part in parts {
                let quantity = some(part.quantity)?;
                let at = Shelf::find(w, part.part_id, part.place_id, owner)?;
                let behind = Behind {
                    ticket_id: ticket,
                    device_id: Some(board),
                    repair_id: None,
                };
                at.moved(w, quantity, MoveReason::Harvested, behind, &note)?;
            }
            Ok(w.action)
        })
    }
}

/// Where stock goes that leaves its shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum StockAway {
    To {
        place_id: StockPlaceId,
    },
    Scrap,
    /// To the customer whose it is, or to the supplier.
    GiveBack,
}

/// Take what a repair uses off its shelf.
///
/// # Errors
/// `Refused` when fewer are there.
pub(crate) fn use_stock(
    w: &mut Writer<'_>,
    what: &PartUse,
    behind: Behind,
    note: &str,
) -> Result<()> {
    let quantity = some(what.quantity)?;
    Shelf::find(w, what.part_id, what.place_id, what.owner_id)?.taken(
        w,
        quantity,
        MoveReason::Used,
        behind,
        note,
    )
}

/// One part of one owner at one place.
struct Shelf {
    part: Part,
    place: StockPlace,
    owner: Option<PartyId>,
}

impl Shelf {
    fn find(
        w: &Writer<'_>,
        part: PartId,
        place: StockPlaceId,
        owner: Option<PartyId>,
    ) -> Result<Self> {
        if let Some(id) = owner {
            place::rows::find_party(w.tx, id)?.ok_or_else(|| Error::not_found("customer", id))?;
        }
        Ok(Self {
            part: read::find(w.tx, part)?.ok_or_else(|| Error::not_found("part", part))?,
            place: read::find_place(w.tx, place)?
                .ok_or_else(|| Error::not_found("stock place", place))?,
            owner,
        })
    }

    fn level(&self, w: &Writer<'_>) -> Result<i64> {
        read::level(w.tx, self.part.id, self.place.id, self.owner)
    }

    fn taken(
        &self,
        w: &mut Writer<'_>,
        quantity: i32,
        reason: MoveReason,
        behind: Behind,
        note: &str,
    ) -> Result<()> {
        let level = self.level(w)?;
        if level < i64::from(quantity) {
            return Err(Error::Because(crate::reason::Reason::NotEnoughStock {
                part: self.part.number.clone(),
                place: self.place.name.clone(),
                there: level as i32,
                wanted: quantity,
            }));
        }
        self.moved(w, -quantity, reason, behind, note)
    }

    fn moved(
        &self,
        w: &mut Writer<'_>,
        quantity: i32,
        reason: MoveReason,
        behind: Behind,
        note: &str,
    ) -> Result<()> {
        let moved = StockMove {
            part_id: self.part.id,
            part: self.part.number.clone(),
            place_id: self.place.id,
            place: self.place.name.clone(),
            owner_id: self.owner,
            quantity,
            reason,
            ticket_id: behind.ticket_id,
            repair_id: behind.repair_id,
            device_id: behind.device_id,
            reverses: None,
            note: note.to_owned(),
        };
        w.append(self.part.id, PartEvent::Moved(Box::new(moved)))
    }
}

fn some(quantity: u32) -> Result<i32> {
    match quantity {
        0 => Err(Error::invalid("quantity", "it is 0", "at least 1")),
        1..=MOST => Ok(quantity as i32),
        _ => Err(too_many(quantity)),
    }
}

fn too_many(quantity: u32) -> Error {
    Error::invalid("quantity", quantity.to_string(), format!("at most {MOST}"))
}

fn checked(part: &Part) -> Result<Part> {
    check::filled("number", &part.number)?;
    check::filled("name", &part.name)?;
    check::short("supplier", &part.supplier)?;
    check::short("note", &part.note)?;
    not_negative("cost", part.cost_cents)?;
    not_negative("price", part.price_cents)?;
    if part.number.trim().chars().count() > 60 {
        return Err(Error::invalid(
            "number",
            "it is over 60 characters long",
            "the number on the bin",
        ));
    }
    if part.reorder_at > MOST {
        return Err(too_many(part.reorder_at));
    }
    if part.fits.len() > 200 {
        return Err(Error::invalid(
            "models",
            format!("{} are named", part.fits.len()),
            "at most 200, or none for a part that fits any",
        ));
    }
    for model in &part.fits {
        check::filled("model", model)?;
    }
    let mut fits: Vec<String> = part
        .fits
        .iter()
        .map(|model| model.trim().to_owned())
        .collect();
    fits.sort_unstable();
    fits.dedup();
    Ok(Part {
        number: part.number.trim().to_owned(),
        name: part.name.trim().to_owned(),
        supplier: part.supplier.trim().to_owned(),
        note: part.note.trim().to_owned(),
        fits,
        ..part.clone()
    })
}
