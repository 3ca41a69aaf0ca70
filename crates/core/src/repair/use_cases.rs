//! Use cases on repair actions, loans and looks at slots.

use super::{
    BoardDebt, BoardLoan, LoanQuery, Moment, NewRepair, NewSnapshot, Repair, RepairCode,
    RepairDone, RepairEvent, SeenSlot, SlotsSeen, SnapshotTaken, read,
};
use crate::device::read as devices;
use crate::device::use_cases::{came_in, may_sit, put_in};
use crate::device::{DeviceKind, IdentifierKind};
use crate::error::{Error, Result};
use crate::finding::{self, ChipMark, Component, FindingEvent, MarkedChip};
use crate::id::{ActionId, DeviceId, PartyId, RepairId, SnapshotId, TicketId};
use crate::journal::{Act, Undone, Writer, take_back};
use crate::part::{self, Behind};
use crate::reason::{Reason, Why};
use crate::store::Store;
use crate::ticket::{Acted, Stage, text};

/// Slots one look may name: four hashboards, fans and the rest, twice over.
const MOST_SLOTS: usize = 40;
const MOST_PARTS: usize = 40;

impl Store {
    /// Record what was done to a ticket's unit: the action, the parts it used, the boards that it
    /// moved and the chips that it replaced, as one action.
    ///
    /// # Errors
    /// `Refused` away from the bench, or when stock is short; nothing of it is recorded then.
    pub fn record_repair(&mut self, id: TicketId, what: &NewRepair, act: &Act) -> Result<Acted> {
        let what = checked(what)?;
        self.on_each(&[id], act, |w, id| record(w, id, what.clone()))
    }

    /// Take back a repair action: its parts go back to their shelves and its boards to their slots.
    pub fn take_back_repair(&mut self, id: RepairId, act: &Act) -> Result<Undone> {
        self.write(act, |w| {
            if !read::stands(w.tx, id)? {
                return Err(Error::not_found("repair action", id));
            }
            let action =
                read::action_of(w.tx, id)?.ok_or_else(|| Error::not_found("repair action", id))?;
            take_back(w, action)
        })
    }

    /// What was done on a ticket, newest first.
    pub fn repairs(&self, id: TicketId) -> Result<Vec<Repair>> {
        read::of_ticket(&self.conn, id)
    }

    /// Boards of one customer in another's miner; at most 500.
    pub fn board_loans(&self, query: &LoanQuery) -> Result<Vec<BoardLoan>> {
        let tx = self.conn.unchecked_transaction()?;
        read::asked(&tx, query)
    }

    /// How many boards each customer owes each other, of those that nobody made good yet.
    pub fn board_debts(&self) -> Result<Vec<BoardDebt>> {
        read::debts(&self.conn)
    }

    /// The loans that a unit is part of: as the miner that a board went into, or as that board.
    pub fn loans_of_unit(&self, id: DeviceId) -> Result<Vec<BoardLoan>> {
        let tx = self.conn.unchecked_transaction()?;
        read::loans_of_unit(&tx, id)
    }

    /// Say how a board that was lent was made good.
    pub fn settle_loan(&mut self, id: RepairId, how: &str, act: &Act) -> Result<ActionId> {
        let Some(how) = text("how", how)? else {
            return Err(Error::invalid(
                "how",
                "it is empty",
                "how it was made good: another board, money, an agreement",
            ));
        };
        self.write(act, |w| {
            let repair =
                read::find(w.tx, id)?.ok_or_else(|| Error::not_found("repair action", id))?;
            if read::is_settled(w.tx, id)? {
                return Err(Error::Because(Reason::NothingChanges));
            }
            w.append(repair.ticket_id, RepairEvent::LoanSettled { id, how })?;
            Ok(w.action)
        })
    }

    /// Record which boards a unit holds at a moment that may be disputed.
    pub fn record_slots(
        &mut self,
        id: TicketId,
        look: &NewSnapshot,
        act: &Act,
    ) -> Result<Vec<SnapshotTaken>> {
        let note = text("note", &look.note)?.unwrap_or_default();
        if look.seen.len() > MOST_SLOTS {
            return Err(Error::invalid(
                "slots",
                format!("{} are given", look.seen.len()),
                format!("at most {MOST_SLOTS}"),
            ));
        }
        self.write(act, |w| {
            let on = crate::ticket::at_bench(w.tx, id)?;
            let seen = if look.seen.is_empty() {
                as_known(w, on.device_id)?
            } else {
                let mut seen = as_read(w, &look.seen)?;
                // Later looks only witness: what sits there by then may be anybody's.
                if matches!(look.moment, Moment::Pack | Moment::Receive) {
                    for seen in seen.iter_mut().filter(|seen| !seen.serial.is_empty()) {
                        let known = seen.device_id;
                        seen.device_id = came_in(w, on.device_id, &seen.slot, &seen.serial, known)?;
                    }
                }
                seen
            };
            if seen.is_empty() {
                return Err(Error::invalid(
                    "slots",
                    "the desk knows of none",
                    "each slot with the serial that stands on its board",
                ));
            }
            let event = SlotsSeen {
                id: SnapshotId(w.new_id()),
                ticket_id: id,
                device_id: on.device_id,
                moment: look.moment,
                seen,
                note,
            };
            w.append(id, RepairEvent::SlotsSeen(Box::new(event)))?;
            read::snapshots(w.tx, id)
        })
    }

    /// The looks at a ticket's slots, oldest first, each with what differs from the one before.
    pub fn slot_snapshots(&self, id: TicketId) -> Result<Vec<SnapshotTaken>> {
        read::snapshots(&self.conn, id)
    }
}

fn record(w: &mut Writer<'_>, id: TicketId, what: NewRepair) -> Result<Result<(), Why>> {
    let on = crate::ticket::at_bench(w.tx, id)?;
    if !matches!(
        on.stage,
        Stage::Diagnosing | Stage::Repairing | Stage::Testing
    ) {
        return Ok(Err(Reason::RepairedAtTheBench { stage: on.stage }.into()));
    }
    if let Some(finding) = what.finding_id
        && !finding::of_ticket(w.tx, id)?
            .iter()
            .any(|known| known.id == finding)
    {
        return Err(Error::not_found("finding of this ticket", finding));
    }
    // As it was before anything is moved: what was done was done to this board.
    let board = finding::board_at(w.tx, on.device_id, &what.slot)?;
    let model_id = on.model_id.or(board.model_id);
    finding::fits(w.tx, model_id, what.component, what.chip)?;
    if let Some(why) = others_stock(w, &what, &on)? {
        return Ok(Err(why.into()));
    }
    let repair_id = RepairId(w.new_id());
    let moves_boards = matches!(
        what.code,
        RepairCode::SwapBoard | RepairCode::ReplaceBoard | RepairCode::ReplacePsu
    );
    let sits = if what.slot.is_empty() {
        None
    } else {
        devices::sits_in(w.tx, on.device_id, &what.slot)?
    };
    if what.code == RepairCode::SwapBoard && what.put_in.is_none() && sits.is_none() {
        return Err(Error::invalid(
            "board",
            "none goes in, and the desk knows of none to come out",
            "the board that goes into the slot",
        ));
    }
    if what.put_in.is_some() && !moves_boards {
        return Err(Error::invalid(
            "board",
            format!("{} puts no other board in", what.code),
            "swap_board, replace_board or replace_psu",
        ));
    }
    if what.put_in.is_some() && what.put_in == sits {
        return Ok(Err(Reason::NothingChanges.into()));
    }
    let taken_out = if what.code == RepairCode::SwapBoard || what.put_in.is_some() {
        sits
    } else {
        None
    };
    let (lent_by, lent_to) = match what.put_in {
        Some(donor) => debt(w, donor, on.device_id)?,
        None => (None, None),
    };
    let done = RepairDone {
        id: repair_id,
        ticket_id: id,
        attempt: on.attempt,
        device_id: board.device_id,
        taken_out,
        lent_by,
        lent_to,
        what,
    };
    w.append(id, RepairEvent::Done(Box::new(done.clone())))?;
    let what = &done.what;
    for used in &what.parts {
        let behind = Behind {
            ticket_id: Some(id),
            repair_id: Some(repair_id),
            device_id: None,
        };
        part::use_stock(w, used, behind, &what.agreed)?;
    }
    if moves_boards {
        forget_marks(w, id, on.device_id, &what.slot)?;
        swap(w, on.device_id, what, taken_out)?;
    }
    if what.code == RepairCode::ReplaceChip
        && let Some(chip) = what.chip
    {
        let was = finding::mark_now(w.tx, board.device_id, &board.slot, chip)?;
        if was != Some(ChipMark::Replaced) {
            let marked = MarkedChip {
                ticket_id: id,
                device_id: board.device_id,
                slot: board.slot,
                model_id,
                chip,
                is: Some(ChipMark::Replaced),
                was,
            };
            w.append(id, FindingEvent::ChipMarked(Box::new(marked)))?;
        }
    }
    Ok(Ok(()))
}

/// Move the boards. A board that comes out and goes nowhere sits in no miner from now on.
fn swap(
    w: &mut Writer<'_>,
    unit: DeviceId,
    what: &NewRepair,
    taken_out: Option<DeviceId>,
) -> Result<()> {
    let Some(donor) = what.put_in else {
        if let Some(board) = taken_out {
            take_out(w, board)?;
        }
        return Ok(());
    };
    may_sit(w, unit, &what.slot, donor)?;
    let came_from = devices::home(w.tx, donor)?;
    put_in(w, unit, &what.slot, donor)?;
    if let (true, Some(board), Some((home, slot))) = (what.exchange, taken_out, came_from) {
        may_sit(w, home, &slot, board)?;
        put_in(w, home, &slot, board)?;
    }
    Ok(())
}

fn take_out(w: &mut Writer<'_>, board: DeviceId) -> Result<()> {
    if let Some((parent, slot)) = devices::home(w.tx, board)? {
        w.append(
            parent,
            crate::device::DeviceEvent::Uninstalled {
                parent,
                slot,
                child: board,
            },
        )?;
    }
    Ok(())
}

/// Marks on a board that is no unit of its own leave with the board.
fn forget_marks(w: &mut Writer<'_>, ticket_id: TicketId, unit: DeviceId, slot: &str) -> Result<()> {
    let unnamed = finding::Board {
        device_id: unit,
        slot: slot.to_owned(),
        model_id: None,
    };
    if slot.is_empty() {
        return Ok(());
    }
    for mark in finding::marks_of(w.tx, &unnamed)? {
        let marked = MarkedChip {
            ticket_id,
            device_id: unit,
            slot: slot.to_owned(),
            model_id: None,
            chip: mark.chip,
            is: None,
            was: Some(mark.mark),
        };
        w.append(ticket_id, FindingEvent::ChipMarked(Box::new(marked)))?;
    }
    Ok(())
}

/// A customer's parts go into another's unit only when somebody agreed to it.
fn others_stock(
    w: &Writer<'_>,
    what: &NewRepair,
    on: &crate::ticket::AtBench,
) -> Result<Option<Reason>> {
    if !what.agreed.is_empty() {
        return Ok(None);
    }
    let unit_of = devices::facts(w.tx, on.device_id)?.owner_id;
    for used in &what.parts {
        let Some(owner) = used.owner_id else { continue };
        if Some(owner) == unit_of || Some(owner) == on.customer_id {
            continue;
        }
        let part = part::find_part(w.tx, used.part_id)?
            .ok_or_else(|| Error::not_found("part", used.part_id))?;
        let owner = crate::place::rows::find_party(w.tx, owner)?
            .ok_or_else(|| Error::not_found("customer", owner))?;
        return Ok(Some(Reason::OthersStock {
            part: part.number,
            owner: owner.name,
        }));
    }
    Ok(None)
}

/// Whose board goes into whose miner, where that is known and they differ.
fn debt(
    w: &Writer<'_>,
    donor: DeviceId,
    unit: DeviceId,
) -> Result<(Option<PartyId>, Option<PartyId>)> {
    let by = devices::facts(w.tx, donor)?.owner_id;
    let to = devices::facts(w.tx, unit)?.owner_id;
    Ok(match (by, to) {
        (Some(by), Some(to)) if by != to => (Some(by), Some(to)),
        _ => (None, None),
    })
}

/// The slots as the desk has them.
fn as_known(w: &Writer<'_>, unit: DeviceId) -> Result<Vec<SeenSlot>> {
    let page = devices::page(w.tx, unit)?;
    Ok(page
        .slots
        .iter()
        .map(|slot| {
            let board = page
                .boards
                .iter()
                .find(|stay| stay.until.is_none() && &stay.slot == slot);
            SeenSlot {
                slot: slot.clone(),
                serial: board
                    .and_then(|stay| stay.board.serial.clone())
                    .unwrap_or_default(),
                device_id: board.map(|stay| stay.board.id),
            }
        })
        .collect())
}

fn as_read(w: &Writer<'_>, seen: &[SeenSlot]) -> Result<Vec<SeenSlot>> {
    let mut read: Vec<SeenSlot> = Vec::new();
    for seen in seen {
        let slot = finding::slot_name(&seen.slot)?;
        if slot.is_empty() || read.iter().any(|other| other.slot == slot) {
            return Err(Error::invalid(
                "slot",
                if slot.is_empty() {
                    "it is empty".to_owned()
                } else {
                    format!("{slot} is given twice")
                },
                "each slot once, such as HB0, CB or PSU",
            ));
        }
        let (serial, device_id) = match crate::serial::normalise(&seen.serial) {
            Ok(label) => {
                let called = devices::called(w.tx, IdentifierKind::Serial, &label.normal)?;
                let board = called
                    .iter()
                    .find(|(_, kind, _)| *kind != DeviceKind::Miner)
                    .map(|(id, ..)| *id);
                (label.normal, board)
            }
            Err(problem) if problem.is_missing() => (String::new(), None),
            Err(problem) => {
                return Err(Error::invalid(
                    "serial",
                    format!("{slot}: {problem}"),
                    "the serial as it is on the board's label",
                ));
            }
        };
        read.push(SeenSlot {
            slot,
            serial,
            device_id,
        });
    }
    Ok(read)
}

fn checked(what: &NewRepair) -> Result<NewRepair> {
    if what.parts.len() > MOST_PARTS {
        return Err(Error::invalid(
            "parts",
            format!("{} are given", what.parts.len()),
            format!("at most {MOST_PARTS}"),
        ));
    }
    let slot = finding::slot_name(&what.slot)?;
    if slot.is_empty() && (what.put_in.is_some() || what.code == RepairCode::SwapBoard) {
        return Err(Error::invalid(
            "slot",
            "it is empty",
            "the slot that the board goes into, such as HB1",
        ));
    }
    if what.code == RepairCode::ReplaceChip && what.component != Component::Hashboard {
        return Err(Error::invalid(
            "component",
            format!("a {} has no chips that are counted", what.component),
            "hashboard",
        ));
    }
    let note = text("note", &what.note)?.unwrap_or_default();
    if what.code == RepairCode::Other && note.is_empty() {
        return Err(Error::invalid(
            "note",
            "it is empty",
            "what was done, in a few words",
        ));
    }
    Ok(NewRepair {
        slot,
        note,
        agreed: text("agreed", &what.agreed)?.unwrap_or_default(),
        ..what.clone()
    })
}
