//! Taking a judged list over: one action, one transaction.

use rustc_hash::FxHashMap;

use super::judge::{Judge, Known, known_as};
use super::read::{is_empty, tell};
use super::stated::{Board, Stated, merged, stated};
use super::{OnProgress, TakeIn, Taken};
use crate::catalog::CatalogEvent;
use crate::device::use_cases::{next_number, put_in};
use crate::device::{
    Claim, DeviceAdded, DeviceEvent, DeviceFacts, DeviceKind, IdentifierKind, read,
};
use crate::error::{Error, Result};
use crate::id::{DeviceId, RmaId};
use crate::intake::Record;
use crate::journal::{Act, Writer};
use crate::rma;
use crate::store::Store;
use crate::store::bulk::{FoundLater, TakenDown};
use crate::ticket::{TicketEvent, TicketFacts};

const TOLD_EVERY: usize = 512;

impl Store {
    /// Take the chosen rows over as one action; into the draft `rma` when given.
    ///
    /// The same list twice changes nothing the second time: without a change there is no event.
    ///
    /// # Errors
    /// `Cancelled`, and any other, leave the desk as it was.
    pub fn take_over(
        &mut self,
        list: &TakeIn,
        rma: Option<RmaId>,
        act: &Act,
        progress: OnProgress<'_>,
    ) -> Result<Taken> {
        self.write_long("import", act, |w| {
            let fleet_was_empty = is_empty(w.tx)?;
            let down = indexes_in_the_way(list, w, fleet_was_empty)?;
            let mut taking = Taking {
                list,
                number: next_number(w)?,
                fleet_was_empty,
                added_here: FxHashMap::default(),
                units: Vec::new(),
                inside: Vec::new(),
                added: 0,
                changed: 0,
                unchanged: 0,
                boards: 0,
            };
            let later = FoundLater::of(w.tx)?;
            let taken = taking.run(w, rma, progress)?;
            later.find(w.tx)?;
            if let Some(down) = down {
                down.put_up(w.tx)?;
            }
            Ok(taken)
        })
    }
}

/// A first fleet of this many units is put in before its indexes, which then are made at once.
const MANY: usize = 2_000;

/// Into an empty desk, where nothing is looked up meanwhile, the indexes come after the rows.
fn indexes_in_the_way(
    list: &TakeIn,
    w: &Writer<'_>,
    fleet_is_empty: bool,
) -> Result<Option<TakenDown>> {
    let ready = list.entries.iter().filter(|entry| entry.ready).count();
    if !fleet_is_empty || ready < MANY {
        return Ok(None);
    }
    let events: i64 =
        w.tx.query_row("SELECT coalesce(max(position), 0) FROM event", [], |row| {
            row.get(0)
        })?;
    let mut tables = vec!["device", "device_identifier"];
    if events < ready as i64 {
        tables.push("event");
    }
    TakenDown::of(w.tx, &tables).map(Some)
}

struct Taking<'a> {
    list: &'a TakeIn,
    /// The next unit's.
    number: i64,
    fleet_was_empty: bool,
    /// Units this very list added.
    added_here: FxHashMap<String, Known>,
    units: Vec<Unit>,
    /// What is to be put in where, once every unit is there.
    inside: Vec<Inside>,
    added: u32,
    changed: u32,
    unchanged: u32,
    boards: u32,
}

struct Unit {
    id: DeviceId,
    symptom: Option<String>,
    was: Was,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Was {
    Added,
    Changed,
    Unchanged,
}

enum Inside {
    Boards {
        unit: usize,
        boards: Vec<Board>,
    },
    Parent {
        unit: usize,
        parent: String,
        slot: String,
    },
}

impl Taking<'_> {
    fn run(
        &mut self,
        w: &mut Writer<'_>,
        rma: Option<RmaId>,
        progress: OnProgress<'_>,
    ) -> Result<Taken> {
        let list = self.list;
        let total = list.entries.len() as u64;
        let mut reader = list.reader();
        for (at, entry) in list.entries.iter().enumerate() {
            if at % TOLD_EVERY == 0 {
                tell(progress, at as u64, total)?;
            }
            if !entry.ready {
                continue;
            }
            let record = list.record(at, &mut reader);
            let says = stated(&record, &list.setting, list.source, list.purpose);
            self.unit(w, record, says)?;
        }
        for inside in std::mem::take(&mut self.inside) {
            self.put_inside(w, inside)?;
        }
        for unit in &self.units {
            match unit.was {
                Was::Added => self.added += 1,
                Was::Changed => self.changed += 1,
                Was::Unchanged => self.unchanged += 1,
            }
        }
        let mut left_out = list.entries.len() as u32 - self.units.len() as u32;
        let mut tickets = 0;
        if let Some(rma) = rma {
            let ids: Vec<DeviceId> = self.units.iter().map(|unit| unit.id).collect();
            let acted = rma::add_units(w, rma, &ids)?;
            tickets = acted.done;
            left_out += acted.refused.len() as u32;
            self.symptoms(w, rma)?;
        }
        if self.added + self.changed + self.boards > 0 {
            let action = w.action;
            w.append(
                action,
                DeviceEvent::Imported {
                    file_name: list.name.clone(),
                    file_hash: list.hash.clone(),
                    rows: list.entries.len() as u32,
                    added: self.added + self.boards,
                    changed: self.changed,
                    refused: left_out,
                },
            )?;
        }
        self.remember_columns(w)?;
        tell(progress, total, total)?;
        Ok(Taken {
            action: w.action,
            added: self.added + self.boards,
            changed: self.changed,
            unchanged: self.unchanged,
            left_out,
            rma_id: rma,
            tickets,
        })
    }

    fn unit(&mut self, w: &mut Writer<'_>, record: Record, says: Stated) -> Result<()> {
        let known = self.known(w, &record, &says)?;
        let (id, was) = match known {
            Some(known) => (known.id, self.change(w, known.id, &says)?),
            None => {
                let facts = merged(&DeviceFacts::default(), &says, &self.list.setting.defaults);
                (self.add(w, says.kind, facts, says.claims)?, Was::Added)
            }
        };
        let unit = self.units.len();
        self.units.push(Unit {
            id,
            symptom: record.symptom,
            was,
        });
        if !says.boards.is_empty() {
            self.inside.push(Inside::Boards {
                unit,
                boards: says.boards,
            });
        }
        if let Some((parent, Some(slot))) = says.parent {
            self.inside.push(Inside::Parent { unit, parent, slot });
        }
        Ok(())
    }

    /// Asked again: the fleet may have grown since the list was judged.
    fn known(&self, w: &Writer<'_>, record: &Record, says: &Stated) -> Result<Option<Known>> {
        let here = record
            .normal_serial()
            .and_then(|serial| self.added_here.get(serial));
        if let Some(here) = here {
            return Ok(Some(*here));
        }
        Judge {
            conn: w.tx,
            setting: &self.list.setting,
            now: w.now(),
            fleet_is_empty: self.fleet_was_empty,
        }
        .known(record, says)
    }

    fn add(
        &mut self,
        w: &mut Writer<'_>,
        kind: DeviceKind,
        facts: DeviceFacts,
        claims: Vec<Claim>,
    ) -> Result<DeviceId> {
        let id = DeviceId(w.new_id());
        let number = self.number;
        self.number += 1;
        let serial = claims
            .iter()
            .find(|claim| claim.kind == IdentifierKind::Serial);
        if let Some(serial) = serial {
            let known = Known { id, kind, number };
            self.added_here.insert(serial.normal.clone(), known);
        }
        let added = DeviceAdded {
            id,
            number,
            kind,
            facts,
            claims,
        };
        w.append(id, DeviceEvent::Added(Box::new(added)))?;
        Ok(id)
    }

    fn change(&mut self, w: &mut Writer<'_>, id: DeviceId, says: &Stated) -> Result<Was> {
        let mut changed = Was::Unchanged;
        let was = read::facts(w.tx, id)?;
        let is = merged(&was, says, &self.list.setting.defaults);
        if is != was {
            w.append(
                id,
                DeviceEvent::Changed {
                    id,
                    is: Box::new(is),
                    was: Box::new(was),
                },
            )?;
            changed = Was::Changed;
        }
        for claim in &says.claims {
            if !read::is_called(w.tx, id, claim)? {
                let claim = claim.clone();
                w.append(id, DeviceEvent::Claimed { id, claim })?;
                changed = Was::Changed;
            }
        }
        Ok(changed)
    }

    fn put_inside(&mut self, w: &mut Writer<'_>, inside: Inside) -> Result<()> {
        match inside {
            Inside::Boards { unit, boards } => {
                let parent = self.units[unit].id;
                for board in boards {
                    let child = self.board(w, parent, &board)?;
                    // A miner is not its own board, whatever the columns say.
                    if child != parent && put_in(w, parent, &board.slot, child)? {
                        self.touched(unit);
                    }
                }
            }
            Inside::Parent { unit, parent, slot } => {
                let parent = match self.added_here.get(&parent) {
                    Some(here) => Some(*here),
                    None if self.fleet_was_empty => None,
                    None => known_as(w.tx, IdentifierKind::Serial, &parent, DeviceKind::Miner)?,
                };
                let child = self.units[unit].id;
                if let Some(parent) = parent
                    && parent.id != child
                    && parent.kind == DeviceKind::Miner
                    && put_in(w, parent.id, &slot, child)?
                {
                    self.touched(unit);
                }
            }
        }
        Ok(())
    }

    fn touched(&mut self, unit: usize) {
        if self.units[unit].was == Was::Unchanged {
            self.units[unit].was = Was::Changed;
        }
    }

    /// The unit a board serial names, added when the fleet has none.
    fn board(&mut self, w: &mut Writer<'_>, parent: DeviceId, board: &Board) -> Result<DeviceId> {
        let normal = board.serial.normal.as_str();
        let known = match self.added_here.get(normal) {
            Some(here) => Some(*here),
            None if self.fleet_was_empty => None,
            None => known_as(w.tx, IdentifierKind::Serial, normal, board.kind)?,
        };
        if let Some(known) = known {
            return Ok(known.id);
        }
        let of = read::facts(w.tx, parent)?;
        let facts = DeviceFacts {
            model_id: of.model_id,
            owner_id: of.owner_id,
            site_id: of.site_id,
            ..DeviceFacts::default()
        };
        let claim = Claim {
            kind: IdentifierKind::Serial,
            typed: board.serial.typed.clone(),
            normal: normal.to_owned(),
            source: self.list.source,
        };
        self.boards += 1;
        self.add(w, board.kind, facts, vec![claim])
    }

    /// What the list says is wrong with a unit goes onto its new ticket.
    fn symptoms(&self, w: &mut Writer<'_>, rma: RmaId) -> Result<()> {
        for unit in &self.units {
            let Some(symptom) = &unit.symptom else {
                continue;
            };
            let Some(ticket) = crate::ticket::open_in(w.tx, rma, unit.id)? else {
                continue;
            };
            let was = crate::ticket::facts(w.tx, ticket)?;
            let is = TicketFacts {
                symptom_text: symptom.clone(),
                ..was.clone()
            };
            if is != was {
                w.append(
                    ticket,
                    TicketEvent::Changed {
                        id: ticket,
                        is: Box::new(is),
                        was: Box::new(was),
                    },
                )?;
            }
        }
        Ok(())
    }

    /// Columns set by hand are found again in the next list of this shape.
    fn remember_columns(&self, w: &mut Writer<'_>) -> Result<()> {
        if !self.list.by_hand {
            return Ok(());
        }
        let manual = self.list.mapping.to_manual();
        let mapping = serde_json::to_string(&manual).map_err(|error| {
            Error::Refused(format!("the columns cannot be remembered ({error})"))
        })?;
        let was: Option<String> = rusqlite::OptionalExtension::optional(
            w.tx.prepare_cached("SELECT mapping FROM column_mapping WHERE fingerprint = ?1")?
                .query_row([&manual.fingerprint], |row| row.get(0)),
        )?;
        if was.as_ref() == Some(&mapping) {
            return Ok(());
        }
        let action = w.action;
        w.append(
            action,
            CatalogEvent::MappingRemembered {
                fingerprint: manual.fingerprint,
                mapping,
                was,
            },
        )
    }
}
