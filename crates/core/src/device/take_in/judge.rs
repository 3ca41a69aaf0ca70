//! The verdicts of one row: what is wrong with it, and what the desk knows of its unit.

use rusqlite::{Connection, OptionalExtension};

use super::VerdictKind;
use super::setting::Setting;
use super::stated::{Doubt, Stated, merged};
use crate::catalog::{self, ClaimDates, WarrantyWhy};
use crate::device::{DeviceFacts, DeviceKind, IdentifierKind, read};
use crate::error::Result;
use crate::id::{DeviceId, TicketId};
use crate::intake::{Record, SerialCell};
use crate::rma;
use crate::serial::Lookalike;
use crate::ticket::{Stage, WarrantyClass};
use crate::time::Timestamp;

/// One thing to say of a row. What is said in full is made when it is shown, from the row itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Finding {
    Unreadable,
    NoSerial,
    AlreadyOpen {
        ticket: TicketId,
        number: i64,
        stage: Stage,
    },
    /// The row it repeats, as a person counts.
    Duplicate {
        of: u32,
    },
    LookAlike {
        near: Box<Lookalike>,
        /// The row of the other, when it is in the list.
        row: Option<u32>,
        unit: Option<DeviceId>,
    },
    SecondReturn {
        ticket: TicketId,
        number: i64,
        why: Box<WarrantyWhy>,
    },
    Unknown(Doubt),
    /// A cell beside the serial that cannot be read: its place among the record's problems.
    Cell(u32),
    Known {
        unit: DeviceId,
        number: i64,
        changes: bool,
    },
    New,
}

impl Finding {
    /// The lower, the worse.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Unreadable => 0,
            Self::NoSerial => 1,
            Self::AlreadyOpen { .. } => 2,
            Self::Duplicate { .. } => 3,
            Self::LookAlike { .. } => 4,
            Self::SecondReturn { .. } => 5,
            Self::Unknown(Doubt::Model) => 6,
            Self::Cell(_) => 7,
            Self::Known { .. } | Self::New => 8,
            Self::Unknown(_) => 9,
        }
    }

    /// `is_new` names the doubts that have no verdict of their own.
    pub fn kind(&self, is_new: bool) -> VerdictKind {
        match self {
            Self::Unreadable | Self::Cell(_) => VerdictKind::Unreadable,
            Self::NoSerial => VerdictKind::MissingSerial,
            Self::AlreadyOpen { .. } => VerdictKind::AlreadyOpen,
            Self::Duplicate { .. } => VerdictKind::DuplicateInList,
            Self::LookAlike { .. } => VerdictKind::LookAlike,
            Self::SecondReturn { .. } => VerdictKind::SecondReturn,
            Self::Unknown(Doubt::Model) => VerdictKind::UnknownModel,
            Self::Known { .. } => VerdictKind::Known,
            Self::New => VerdictKind::New,
            Self::Unknown(_) if is_new => VerdictKind::New,
            Self::Unknown(_) => VerdictKind::Known,
        }
    }
}

/// What is asked of the desk about each row.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    pub conn: &'a Connection,
    pub setting: &'a Setting,
    pub now: Timestamp,
    /// No unit to be known by any name: nothing need be looked up.
    pub fleet_is_empty: bool,
}

/// A unit of the fleet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub id: DeviceId,
    pub kind: DeviceKind,
    pub number: i64,
}

impl Judge<'_> {
    /// What is to be said of the row by itself, worst first.
    pub fn row(&self, record: &Record, stated: &Stated) -> Result<Vec<Finding>> {
        let mut findings = Vec::with_capacity(1);
        match &record.serial {
            SerialCell::Spoilt { why } if why.is_missing() => findings.push(Finding::NoSerial),
            SerialCell::Spoilt { .. } => findings.push(Finding::Unreadable),
            SerialCell::Read { .. } => {}
        }
        findings.extend(stated.doubts.iter().copied().map(Finding::Unknown));
        findings.extend((0..record.problems.len() as u32).map(Finding::Cell));
        match self.known(record, stated)? {
            Some(known) => self.of_known(known, stated, &mut findings)?,
            None => findings.push(Finding::New),
        }
        findings.sort_by_key(Finding::rank);
        Ok(findings)
    }

    pub fn known(&self, record: &Record, stated: &Stated) -> Result<Option<Known>> {
        if self.fleet_is_empty {
            return Ok(None);
        }
        if let Some(serial) = record.normal_serial() {
            return known_as(self.conn, IdentifierKind::Serial, serial, stated.kind);
        }
        match (&record.serial, &record.mac) {
            (SerialCell::Spoilt { why }, Some(mac)) if why.is_missing() => {
                known_as(self.conn, IdentifierKind::Mac, &mac.normal, stated.kind)
            }
            _ => Ok(None),
        }
    }

    fn of_known(&self, known: Known, stated: &Stated, findings: &mut Vec<Finding>) -> Result<()> {
        let facts = read::facts(self.conn, known.id)?;
        findings.push(Finding::Known {
            unit: known.id,
            number: known.number,
            changes: self.changes(known, &facts, stated)?,
        });
        let open = self
            .conn
            .prepare_cached(
                "SELECT id, number, stage FROM ticket WHERE device_id = ?1 AND closed_at IS NULL",
            )?
            .query_row([known.id], |row| {
                Ok(Finding::AlreadyOpen {
                    ticket: row.get(0)?,
                    number: row.get(1)?,
                    stage: row.get(2)?,
                })
            })
            .optional()?;
        match open {
            Some(open) => findings.push(open),
            None => findings.extend(self.second_return(known, &facts)?),
        }
        Ok(())
    }

    fn second_return(&self, known: Known, facts: &DeviceFacts) -> Result<Option<Finding>> {
        let Some(earlier) = rma::earlier_repair(self.conn, known.id)? else {
            return Ok(None);
        };
        let maker = facts
            .model_id
            .and_then(|model| self.setting.models.of(model))
            .map(|model| model.maker.as_str());
        let dates = ClaimDates {
            warranty_until: None,
            dispatched_on: None,
            repair_shipped_on: Some(earlier.shipped_at.date()),
            repair_days: earlier.center_days,
        };
        let (class, why) = catalog::warranty_default(
            &self.setting.windows,
            maker,
            known.kind,
            &dates,
            self.now.date(),
        );
        Ok(
            (class == WarrantyClass::SecondReturn).then(|| Finding::SecondReturn {
                ticket: earlier.ticket,
                number: earlier.number,
                why: why.into(),
            }),
        )
    }

    /// Whether the row says anything of the unit that the desk does not have.
    fn changes(&self, known: Known, facts: &DeviceFacts, stated: &Stated) -> Result<bool> {
        if merged(facts, stated, &self.setting.defaults) != *facts {
            return Ok(true);
        }
        for claim in &stated.claims {
            if !read::is_called(self.conn, known.id, claim)? {
                return Ok(true);
            }
        }
        for board in &stated.boards {
            let there = read::sits_in(self.conn, known.id, &board.slot)?;
            let named = known_as(
                self.conn,
                IdentifierKind::Serial,
                &board.serial.normal,
                board.kind,
            )?;
            if there.is_none() || there != named.map(|board| board.id) {
                return Ok(true);
            }
        }
        if let Some((parent, Some(slot))) = &stated.parent
            && let Some(parent) =
                known_as(self.conn, IdentifierKind::Serial, parent, DeviceKind::Miner)?
            && read::sits_in(self.conn, parent.id, slot)? != Some(known.id)
        {
            return Ok(true);
        }
        Ok(false)
    }
}

/// The unit called so now; of several the first of the expected kind, else the first.
pub(super) fn known_as(
    conn: &Connection,
    kind: IdentifierKind,
    normal: &str,
    expected: DeviceKind,
) -> Result<Option<Known>> {
    let called = read::called(conn, kind, normal)?;
    let first = called
        .iter()
        .find(|(_, kind, _)| *kind == expected)
        .or(called.first());
    Ok(first.map(|&(id, kind, number)| Known { id, kind, number }))
}
