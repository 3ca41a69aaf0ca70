//! Use cases on findings and chip marks.

use rusqlite::Connection;

use super::{
    Board, ChipMark, Component, FaultClass, FindingEvent, FindingRow, FoundBy, FoundFinding,
    Layout, MarkedChip, NewFinding, read,
};
use crate::catalog;
use crate::check;
use crate::diagnose::LogLine;
use crate::error::{Error, Result};
use crate::id::{ActionId, FindingId, ModelId, TicketId};
use crate::journal::Act;
use crate::overlaid;
use crate::reason::Reason;
use crate::store::Store;
use crate::ticket::{Acted, text};

/// Lines of a log that one finding keeps; what proves it is among the first.
const MOST_LINES: usize = 40;
const LONGEST_LINE: usize = 1_000;
/// Findings recorded at once: what a log reader finds in one log.
const MOST_AT_ONCE: usize = 200;

impl Store {
    /// Record what was found on a ticket's unit, as one action.
    ///
    /// # Errors
    /// `Invalid` names the field: a class that is in no taxonomy, a chip that the board has not.
    pub fn record_findings(
        &mut self,
        id: TicketId,
        found: &[NewFinding],
        act: &Act,
    ) -> Result<Acted> {
        if found.is_empty() || found.len() > MOST_AT_ONCE {
            return Err(Error::invalid(
                "findings",
                format!("{} are given", found.len()),
                format!("1 to {MOST_AT_ONCE} at once"),
            ));
        }
        self.on_each(&[id], act, |w, id| {
            let on = crate::ticket::at_bench(w.tx, id)?;
            if let Some(reason) = on.no_work() {
                return Ok(Err(reason.into()));
            }
            for what in found {
                let what = checked(w.tx, what)?;
                let board = read::board_at(w.tx, on.device_id, &what.slot)?;
                let model_id = on.model_id.or(board.model_id);
                fits(w.tx, model_id, what.component, what.chip)?;
                let label = match overlaid::known::<FaultClass>(w.tx, &what.fault_class)? {
                    Some(class) if class.retired && what.found_by == FoundBy::Person => {
                        return Err(Error::invalid(
                            "fault class",
                            format!("{} is retired", class.label),
                            "one that is in use; the settings bring it back",
                        ));
                    }
                    Some(class) => class.label,
                    None => {
                        return Err(Error::invalid(
                            "fault class",
                            format!("there is no class {}", what.fault_class),
                            "a code of the fault classes; add one in the settings if it is missing",
                        ));
                    }
                };
                let found = FoundFinding {
                    id: FindingId(w.new_id()),
                    ticket_id: id,
                    attempt: on.attempt,
                    device_id: board.device_id,
                    model_id,
                    label,
                    what,
                };
                w.append(id, FindingEvent::Found(Box::new(found)))?;
            }
            Ok(Ok(()))
        })
    }

    pub fn withdraw_finding(&mut self, id: FindingId, act: &Act) -> Result<ActionId> {
        self.write(act, |w| {
            let found = read::found(w.tx, id)?.ok_or_else(|| Error::not_found("finding", id))?;
            w.append(found.ticket_id, FindingEvent::Withdrawn(Box::new(found)))?;
            Ok(w.action)
        })
    }

    /// The findings of a ticket, newest first.
    pub fn findings(&self, id: TicketId) -> Result<Vec<FindingRow>> {
        read::of_ticket(&self.conn, id)
    }

    /// Mark chips of the board in a slot (empty: of the unit, where that is a board), or take their
    /// marks off. Chips that are marked so already are left.
    pub fn mark_chips(
        &mut self,
        id: TicketId,
        slot: &str,
        chips: &[u16],
        mark: Option<ChipMark>,
        act: &Act,
    ) -> Result<Acted> {
        if chips.is_empty() || chips.len() > 1_000 {
            return Err(Error::invalid(
                "chips",
                format!("{} are chosen", chips.len()),
                "1 to 1000 at once",
            ));
        }
        let slot = slot_name(slot)?;
        self.on_each(&[id], act, |w, id| {
            let on = crate::ticket::at_bench(w.tx, id)?;
            if let Some(reason) = on.no_work() {
                return Ok(Err(reason.into()));
            }
            let board = read::board_at(w.tx, on.device_id, &slot)?;
            let model_id = on.model_id.or(board.model_id);
            let mut changed = false;
            for &chip in chips {
                fits(w.tx, model_id, Component::Hashboard, Some(chip))?;
                let was = read::mark_now(w.tx, board.device_id, &board.slot, chip)?;
                if was == mark {
                    continue;
                }
                changed = true;
                let marked = MarkedChip {
                    ticket_id: id,
                    device_id: board.device_id,
                    slot: board.slot.clone(),
                    model_id,
                    chip,
                    is: mark,
                    was,
                };
                w.append(id, FindingEvent::ChipMarked(Box::new(marked)))?;
            }
            if changed {
                Ok(Ok(()))
            } else {
                Ok(Err(Reason::NothingChanges.into()))
            }
        })
    }

    /// All fault classes in force.
    pub fn fault_classes(&self) -> Result<Vec<FaultClass>> {
        overlaid::all(&self.conn)
    }

    /// Add a fault class, or change one; a shipped one is shadowed, not lost.
    pub fn set_fault_class(&mut self, class: &FaultClass, act: &Act) -> Result<ActionId> {
        let code = class.code.trim().to_owned();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if code.is_empty() || code.len() > 40 || !code.chars().all(plain) {
            return Err(Error::invalid(
                "code",
                format!("`{code}` is not one"),
                "at most 40 small letters, digits and underscores, such as hb_burnt",
            ));
        }
        check::filled("label", &class.label)?;
        check::short("action", &class.action)?;
        check::short("source", &class.source)?;
        if class.component.parse::<Component>().is_err() {
            let all: Vec<&str> = Component::ALL.iter().map(|it| it.as_str()).collect();
            return Err(Error::invalid(
                "component",
                format!("`{}` is none", class.component),
                format!("one of {}", all.join(", ")),
            ));
        }
        if class.level.is_some_and(|level| !(1..=3).contains(&level)) {
            return Err(Error::invalid(
                "repair level",
                format!("{}", class.level.unwrap_or(0)),
                "1 (swap), 2 (board) or 3 (chip)",
            ));
        }
        let is = FaultClass {
            code: code.clone(),
            label: class.label.trim().to_owned(),
            action: class.action.trim().to_owned(),
            source: class.source.trim().to_owned(),
            is_own: true,
            // Read off what ships whenever it is shown.
            is_shipped: false,
            ..class.clone()
        };
        self.set_class(code, Some(is), act)
    }

    /// Take out a class of the desk's own; the shipped one of its code stands again.
    pub fn remove_fault_class(&mut self, code: &str, act: &Act) -> Result<ActionId> {
        if overlaid::own::<FaultClass>(&self.conn, code)?.is_none() {
            return Err(Error::not_found("fault class of your own", code));
        }
        self.set_class(code.to_owned(), None, act)
    }

    fn set_class(&mut self, code: String, is: Option<FaultClass>, act: &Act) -> Result<ActionId> {
        self.write(act, |w| {
            let was: Option<FaultClass> = overlaid::own(w.tx, &code)?;
            if was == is {
                return Err(Error::Because(Reason::NothingChanges));
            }
            w.append(
                w.action,
                FindingEvent::ClassSet {
                    code,
                    is: is.map(Box::new),
                    was: was.map(Box::new),
                },
            )?;
            Ok(w.action)
        })
    }
}

impl Board {
    /// How its chips lie, by its miner's model or its own.
    pub(crate) fn layout(
        &self,
        conn: &Connection,
        model: Option<ModelId>,
    ) -> Result<Option<Layout>> {
        let Some(id) = model.or(self.model_id) else {
            return Ok(None);
        };
        Ok(catalog::rows::find_model(conn, id)?.and_then(|model| Layout::of(&model)))
    }
}

/// `hb1` as `HB1`.
pub(crate) fn slot_name(slot: &str) -> Result<String> {
    let slot = slot.trim().to_ascii_uppercase();
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    if slot.len() > 8 || !slot.chars().all(plain) {
        return Err(Error::invalid(
            "slot",
            format!("`{slot}` is not one"),
            "a slot such as HB0, CB, PSU or FAN2",
        ));
    }
    Ok(slot)
}

fn checked(conn: &Connection, what: &NewFinding) -> Result<NewFinding> {
    let mut is = what.clone();
    is.slot = slot_name(&what.slot)?;
    if is.slot.is_empty()
        && is.component == Component::Hashboard
        && let Some(chain) = is.chain
    {
        is.slot = format!("HB{chain}");
    }
    is.fault_class = what.fault_class.trim().to_owned();
    is.note = text("note", &what.note)?.unwrap_or_default();
    is.unit = what.unit.trim().to_owned();
    match (is.measured, is.unit.is_empty()) {
        (Some(value), _) if !value.is_finite() => {
            return Err(Error::invalid(
                "measured value",
                "it is not a number",
                "a number, such as 0.82",
            ));
        }
        (Some(_), true) => {
            return Err(Error::invalid(
                "unit",
                "it is empty",
                "what was measured in, such as V, ohm or C",
            ));
        }
        (Some(_), false) => check::short("unit", &is.unit)?,
        // A unit of nothing is nobody's mistake worth stopping for.
        (None, _) => is.unit.clear(),
    }
    is.lines = what
        .lines
        .iter()
        .take(MOST_LINES)
        .map(|line| LogLine {
            file: line.file.clone(),
            number: line.number,
            text: line.text.chars().take(LONGEST_LINE).collect(),
        })
        .collect();
    if let Some(evidence) = is.evidence_id
        && !crate::attachment::stands(conn, evidence)?
    {
        return Err(Error::not_found("attachment", evidence));
    }
    Ok(is)
}

/// Whether the model's board has such a chip.
pub(crate) fn fits(
    conn: &Connection,
    model: Option<ModelId>,
    component: Component,
    chip: Option<u16>,
) -> Result<()> {
    let Some(chip) = chip else {
        return Ok(());
    };
    if component != Component::Hashboard {
        return Err(Error::invalid(
            "chip",
            format!("a {component} has no chips that are counted"),
            "a chip of a hashboard",
        ));
    }
    let known = match model {
        Some(id) => catalog::rows::find_model(conn, id)?,
        None => None,
    };
    match known.and_then(|model| Some((model.chips_per_board?, model.name))) {
        Some((chips, name)) if chip >= chips => Err(Error::invalid(
            "chip",
            format!("there is no chip {chip} on a board of the {name}"),
            format!("0 to {}", chips.saturating_sub(1)),
        )),
        _ => Ok(()),
    }
}
