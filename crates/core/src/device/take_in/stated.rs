//! What a row says of its unit, put in the desk's terms.

use super::ListPurpose;
use super::setting::Setting;
use crate::device::{Claim, DeviceFacts, DeviceKind, IdentifierKind, IdentifierSource};
use crate::id::ModelId;
use crate::intake::{ModelMatch, NamedModel, Record, SerialCell};
use crate::serial::Normalised;

/// The unit of one row.
#[derive(Debug)]
pub(super) struct Stated {
    pub kind: DeviceKind,
    /// `Some` where the row says something.
    pub facts: DeviceFacts,
    pub claims: Vec<Claim>,
    /// Components in it, by slot; `None`: the list does not say which.
    pub boards: Vec<Board>,
    /// The miner it sits in itself, and where.
    pub parent: Option<(String, Option<String>)>,
    pub doubts: Vec<Doubt>,
}

#[derive(Debug)]
pub(super) struct Board {
    pub kind: DeviceKind,
    pub slot: String,
    pub serial: Normalised,
}

/// A name in the row that the desk does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    Model,
    Customer,
    Site,
    /// A component whose row does not say where in its miner it sits.
    Slot,
}

pub(super) fn stated(
    record: &Record,
    setting: &Setting,
    source: IdentifierSource,
    purpose: ListPurpose,
) -> Stated {
    let defaults = &setting.defaults;
    let kind = record.kind.or(defaults.kind).unwrap_or(DeviceKind::Miner);
    let mut doubts = Vec::new();
    let (model_id, model_text) = model(record, setting, &mut doubts);

    let mut owner_id = None;
    if let Some(name) = &record.customer {
        owner_id = setting.places.party(name);
        if owner_id.or(defaults.owner_id).is_none() {
            doubts.push(Doubt::Customer);
        }
    }
    let mut site_id = None;
    if let Some(name) = &record.site {
        match setting.places.site(name, owner_id.or(defaults.owner_id)) {
            Some((site, party)) => (site_id, owner_id) = (Some(site), Some(party)),
            None if defaults.site_id.is_none() => doubts.push(Doubt::Site),
            None => {}
        }
    }

    let slot = record
        .slot
        .as_deref()
        .and_then(|slot| slot_name(slot, kind));
    let slot = match kind {
        DeviceKind::Psu | DeviceKind::ControlBoard => {
            Some(crate::device::use_cases::slot_of(kind).to_owned())
        }
        DeviceKind::Hashboard => slot,
        DeviceKind::Miner => None,
    };
    let parent = record
        .parent_serial
        .as_ref()
        .filter(|_| kind != DeviceKind::Miner)
        .map(|serial| (serial.normal.clone(), slot));
    if parent.as_ref().is_some_and(|(_, slot)| slot.is_none()) {
        doubts.push(Doubt::Slot);
    }

    let mut note = record.note.clone();
    // A ticket has a place for the symptom; a unit keeps it as a note.
    if let (ListPurpose::Fleet, Some(symptom)) = (purpose, &record.symptom) {
        note = Some(note.map_or(symptom.clone(), |note| format!("{note}; {symptom}")));
    }
    let warranty_from = match (record.warranty_until, record.purchased_on) {
        (_, Some(day)) => Some(format!("purchased {day}")),
        (Some(_), None) => Some("the list".to_owned()),
        (None, None) => None,
    };
    Stated {
        kind,
        facts: DeviceFacts {
            model_id,
            model_text,
            owner_id,
            site_id,
            location: record.location.clone(),
            status: record.status.clone(),
            warranty_until: record.warranty_until,
            warranty_from,
            dispatched_on: record.dispatched_on,
            note,
        },
        claims: claims(record, source),
        boards: if kind == DeviceKind::Miner {
            boards(record)
        } else {
            Vec::new()
        },
        parent,
        doubts,
    }
}

/// The row's model, for a part also its miner's; `None` where neither is in the catalog.
fn model(
    record: &Record,
    setting: &Setting,
    doubts: &mut Vec<Doubt>,
) -> (Option<ModelId>, Option<String>) {
    let models = &setting.models;
    let own = record.model.as_ref();
    let found = models
        .matched(own)
        .or_else(|| models.matched(record.miner_model.as_ref()));
    let written = own
        .filter(|named| named.found.model().is_none())
        .or(record.miner_model.as_ref().filter(|_| found.is_none()))
        .map(|named| named.written.clone());
    match (found, &written) {
        (Some(_), _) => (found, written),
        (None, Some(_)) => {
            doubts.push(Doubt::Model);
            (None, written)
        }
        (None, None) => (None, None),
    }
}

/// The model as written that could not be settled.
pub(super) fn unsettled(record: &Record) -> Option<&NamedModel> {
    let unknown = |named: &&NamedModel| {
        matches!(
            named.found,
            ModelMatch::Ambiguous { .. } | ModelMatch::Unknown { .. }
        )
    };
    record
        .model
        .as_ref()
        .filter(unknown)
        .or(record.miner_model.as_ref().filter(unknown))
}

fn claims(record: &Record, source: IdentifierSource) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut claim = |kind, typed: &str, normal: &str| {
        claims.push(Claim {
            kind,
            typed: typed.to_owned(),
            normal: normal.to_owned(),
            source,
        });
    };
    if let SerialCell::Read { serial } = &record.serial {
        claim(IdentifierKind::Serial, &serial.typed, &serial.normal);
    }
    if let Some(mac) = &record.mac {
        claim(IdentifierKind::Mac, &mac.typed, &mac.normal);
    }
    if let Some(tag) = &record.asset_tag {
        let normal = crate::serial::normalise_tag(tag)
            .map_or_else(|_| tag.to_uppercase(), |read| read.normal);
        claim(IdentifierKind::AssetTag, tag, &normal);
    }
    claims
}

fn boards(record: &Record) -> Vec<Board> {
    // `PCB SN 1` to `PCB SN 3` mean HB0 to HB2, unless the columns count from 0.
    let from_zero = record
        .board_serials
        .iter()
        .any(|board| board.slot == Some(0));
    let mut boards: Vec<Board> = record
        .board_serials
        .iter()
        .zip(0u8..)
        .map(|(board, place)| {
            let slot = board.slot.map_or(place, |slot| {
                if from_zero {
                    slot
                } else {
                    slot.saturating_sub(1)
                }
            });
            Board {
                kind: DeviceKind::Hashboard,
                slot: format!("HB{slot}"),
                serial: board.serial.clone(),
            }
        })
        .collect();
    let mut other = |kind, slot: &str, serial: &Option<Normalised>| {
        if let Some(serial) = serial {
            boards.push(Board {
                kind,
                slot: slot.to_owned(),
                serial: serial.clone(),
            });
        }
    };
    other(DeviceKind::ControlBoard, "CB", &record.control_board_serial);
    other(DeviceKind::Psu, "PSU", &record.psu_serial);
    boards
}

/// `0`, `HB0`, `slot 2`, `chain 2` as the desk names a hashboard's slot. Numbers are taken as
/// they stand: a slot column is the miner's own count, which begins at 0.
fn slot_name(written: &str, kind: DeviceKind) -> Option<String> {
    if kind != DeviceKind::Hashboard {
        return None;
    }
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let number: u8 = digits.parse().ok()?;
    (number < 32).then(|| format!("HB{number}"))
}

/// The facts `is` with what the row says over them, and the list's defaults in the gaps.
pub(super) fn merged(
    is: &DeviceFacts,
    stated: &Stated,
    defaults: &super::ListDefaults,
) -> DeviceFacts {
    let says = &stated.facts;
    let or = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
    let note = match (&is.note, &says.note) {
        (Some(old), Some(new)) if old.contains(new.as_str()) => Some(old.clone()),
        (Some(old), Some(new)) => Some(format!("{old}; {new}")),
        (old, new) => or(new, old),
    };
    let model_text = match (is.model_id.or(says.model_id), &says.model_text) {
        // A model once known is not lost to a word the catalog does not have.
        (Some(_), _) if stated.kind == DeviceKind::Miner => {
            is.model_text.clone().filter(|_| says.model_id.is_none())
        }
        _ => or(&says.model_text, &is.model_text),
    };
    let owner_id = says.owner_id.or(is.owner_id).or(defaults.owner_id);
    // The default site is the default customer's.
    let default_site = defaults
        .site_id
        .filter(|_| defaults.owner_id.is_none() || owner_id == defaults.owner_id);
    let no_model = says.model_text.is_none() && is.model_text.is_none();
    let default_model = defaults.model_id.filter(|_| no_model);
    DeviceFacts {
        model_id: says.model_id.or(is.model_id).or(default_model),
        model_text,
        owner_id,
        site_id: says.site_id.or(is.site_id).or(default_site),
        location: or(&says.location, &is.location),
        status: or(&says.status, &is.status),
        warranty_until: says.warranty_until.or(is.warranty_until),
        warranty_from: or(&says.warranty_from, &is.warranty_from),
        dispatched_on: says.dispatched_on.or(is.dispatched_on),
        note,
    }
}
