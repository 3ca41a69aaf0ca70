//! Use cases on single units.

use super::{
    Claim, DeviceAdded, DeviceEvent, DeviceFacts, DeviceKind, DevicePage, IdentifierKind,
    IdentifierSource, read,
};
use crate::catalog;
use crate::check;
use crate::error::{Error, Result};
use crate::id::{ActionId, DeviceId};
use crate::journal::{Act, Writer};
use crate::place;
use crate::serial::{normalise, normalise_mac, normalise_tag};
use crate::store::Store;

impl Store {
    pub fn device(&self, id: DeviceId) -> Result<DevicePage> {
        let tx = self.conn.unchecked_transaction()?;
        let stands = read::survivor(&tx, id)?;
        read::page(&tx, stands)
    }

    /// Add one unit by hand. Without a serial it can be, never with an invented one.
    ///
    /// # Errors
    /// `Invalid` for a serial that cannot be one, `Refused` when the fleet has it.
    pub fn add_device(
        &mut self,
        kind: DeviceKind,
        serial: &str,
        facts: &DeviceFacts,
        act: &Act,
    ) -> Result<DevicePage> {
        let claims = match normalise(serial) {
            Ok(read) => vec![Claim {
                kind: IdentifierKind::Serial,
                typed: read.typed,
                normal: read.normal,
                source: IdentifierSource::Typed,
            }],
            Err(problem) if problem.is_missing() => Vec::new(),
            Err(problem) => {
                return Err(Error::invalid(
                    "serial",
                    problem.to_string(),
                    "the serial as it is on the label",
                ));
            }
        };
        self.write(act, |w| {
            if let Some(claim) = claims.first()
                && let Some((_, _, number)) =
                    read::called(w.tx, IdentifierKind::Serial, &claim.normal)?
                        .into_iter()
                        .find(|(_, known, _)| *known == kind)
            {
                return Err(Error::Refused(format!(
                    "{} is in the fleet already, as {}",
                    claim.normal,
                    read::code_text(number)
                )));
            }
            let facts = checked(w, facts)?;
            let id = DeviceId(w.new_id());
            let added = DeviceAdded {
                id,
                number: next_number(w)?,
                kind,
                facts,
                claims,
            };
            w.append(id, DeviceEvent::Added(Box::new(added)))?;
            read::page(w.tx, id)
        })
    }

    /// Set all editable facts of a unit.
    pub fn change_device(
        &mut self,
        id: DeviceId,
        facts: &DeviceFacts,
        act: &Act,
    ) -> Result<DevicePage> {
        self.write(act, |w| {
            read::must_stand(w.tx, id)?;
            let was = read::facts(w.tx, id)?;
            let is = checked(w, facts)?;
            if is != was {
                w.append(
                    id,
                    DeviceEvent::Changed {
                        id,
                        is: Box::new(is),
                        was: Box::new(was),
                    },
                )?;
            }
            read::page(w.tx, id)
        })
    }

    /// Say that a unit is called something more.
    ///
    /// # Errors
    /// `Invalid` for what cannot be one, `Refused` when it is called so already.
    pub fn add_identifier(
        &mut self,
        id: DeviceId,
        kind: IdentifierKind,
        typed: &str,
        act: &Act,
    ) -> Result<ActionId> {
        let claim = claimed(kind, typed)?;
        self.write(act, |w| {
            read::must_stand(w.tx, id)?;
            if read::is_called(w.tx, id, &claim)? {
                return Err(Error::Refused(format!(
                    "it is called {} already",
                    claim.normal
                )));
            }
            w.append(id, DeviceEvent::Claimed { id, claim })?;
            Ok(w.action)
        })
    }

    /// Say that a unit is no longer called something; that it was stays known.
    pub fn end_identifier(
        &mut self,
        id: DeviceId,
        kind: IdentifierKind,
        normal: &str,
        act: &Act,
    ) -> Result<ActionId> {
        self.write(act, |w| {
            read::must_stand(w.tx, id)?;
            let claim = read::claim(w.tx, id, kind, normal)?;
            w.append(id, DeviceEvent::ClaimEnded { id, claim })?;
            Ok(w.action)
        })
    }

    /// Put the right one in the place of what was read wrongly.
    pub fn correct_identifier(
        &mut self,
        id: DeviceId,
        kind: IdentifierKind,
        normal: &str,
        typed: &str,
        act: &Act,
    ) -> Result<ActionId> {
        let right = claimed(kind, typed)?;
        self.write(act, |w| {
            read::must_stand(w.tx, id)?;
            let wrong = read::claim(w.tx, id, kind, normal)?;
            if wrong.normal == right.normal {
                return Err(Error::Refused(format!(
                    "it is called {} already",
                    right.normal
                )));
            }
            w.append(id, DeviceEvent::ClaimEnded { id, claim: wrong })?;
            if !read::is_called(w.tx, id, &right)? {
                w.append(id, DeviceEvent::Claimed { id, claim: right })?;
            }
            Ok(w.action)
        })
    }

    /// Put a component into a slot; what sits there, and where it sat, ends now.
    pub fn install(
        &mut self,
        parent: DeviceId,
        slot: &str,
        child: DeviceId,
        act: &Act,
    ) -> Result<DevicePage> {
        self.write(act, |w| {
            may_sit(w, parent, slot, child)?;
            put_in(w, parent, slot, child)?;
            read::page(w.tx, parent)
        })
    }

    /// Take a component out of where it sits.
    pub fn uninstall(&mut self, child: DeviceId, act: &Act) -> Result<DevicePage> {
        self.write(act, |w| {
            let Some((parent, slot)) = read::home(w.tx, child)? else {
                let code = read::page(w.tx, child)?.row.code;
                return Err(Error::Refused(format!("{code} sits in no miner")));
            };
            w.append(
                parent,
                DeviceEvent::Uninstalled {
                    parent,
                    slot,
                    child,
                },
            )?;
            read::page(w.tx, parent)
        })
    }
}

/// What somebody typed or scanned as a name of a unit.
fn claimed(kind: IdentifierKind, typed: &str) -> Result<Claim> {
    let (typed, normal) = match kind {
        IdentifierKind::Serial => {
            let read = normalise(typed).map_err(|problem| {
                Error::invalid(
                    "serial",
                    problem.to_string(),
                    "the serial as it is on the label",
                )
            })?;
            (read.typed, read.normal)
        }
        IdentifierKind::Mac => {
            let read = normalise_mac(typed).map_err(|problem| {
                Error::invalid(
                    "MAC",
                    problem.to_string(),
                    "twelve hex digits, as on the label",
                )
            })?;
            (read.typed, read.normal)
        }
        IdentifierKind::AssetTag | IdentifierKind::CustomerRef => {
            let read = normalise_tag(typed).map_err(|problem| {
                Error::invalid("tag", problem.to_string(), "the tag as it is on the unit")
            })?;
            (read.typed, read.normal)
        }
    };
    Ok(Claim {
        kind,
        typed,
        normal,
        source: IdentifierSource::Typed,
    })
}

/// # Errors
/// `Invalid` for a slot that the miner has not, or that is another kind's; `Refused` for a record
/// that is part of another one now.
pub(crate) fn may_sit(w: &Writer<'_>, parent: DeviceId, slot: &str, child: DeviceId) -> Result<()> {
    read::must_stand(w.tx, parent)?;
    read::must_stand(w.tx, child)?;
    let page = read::page(w.tx, parent)?;
    let component = read::page(w.tx, child)?;
    if page.row.kind != DeviceKind::Miner {
        return Err(Error::invalid(
            "miner",
            format!("{} is a {}", page.row.code, page.row.kind),
            "a miner: boards sit in miners",
        ));
    }
    let fits = slot_of(component.row.kind);
    if component.row.kind == DeviceKind::Miner || !slot.starts_with(fits) {
        return Err(Error::invalid(
            "slot",
            format!("a {} does not go into {slot}", component.row.kind),
            format!("one of {}", page.slots.join(", ")),
        ));
    }
    if !has_slot(&page, slot) {
        return Err(Error::invalid(
            "slot",
            format!("{} has no slot {slot}", page.row.code),
            format!("one of {}", page.slots.join(", ")),
        ));
    }
    Ok(())
}

/// Of a unit without a model every slot of a hashboard is thinkable.
fn has_slot(page: &DevicePage, slot: &str) -> bool {
    page.slots.iter().any(|known| known == slot)
        || page.row.model_id.is_none() && is_hashboard_slot(slot)
}

/// The component that came in with a miner, in a slot of which the desk knew nothing: `known`, unless
/// it sits elsewhere, or a new one of the miner's owner. None where nothing is known to sit there.
///
/// `serial` is normalised.
pub(crate) fn came_in(
    w: &mut Writer<'_>,
    parent: DeviceId,
    slot: &str,
    serial: &str,
    known: Option<DeviceId>,
) -> Result<Option<DeviceId>> {
    let page = read::page(w.tx, parent)?;
    let kinds = [
        DeviceKind::Hashboard,
        DeviceKind::ControlBoard,
        DeviceKind::Psu,
    ];
    let kind = kinds
        .into_iter()
        .find(|kind| slot.starts_with(slot_of(*kind)));
    let (Some(kind), true, None) = (
        kind,
        has_slot(&page, slot),
        read::sits_in(w.tx, parent, slot)?,
    ) else {
        return Ok(known);
    };
    let child = match known {
        Some(known) => {
            let fits = read::page(w.tx, known)?.row.kind == kind;
            if !fits || read::home(w.tx, known)?.is_some() {
                return Ok(Some(known));
            }
            known
        }
        None => {
            let id = DeviceId(w.new_id());
            let added = DeviceAdded {
                id,
                number: next_number(w)?,
                kind,
                facts: DeviceFacts {
                    owner_id: read::facts(w.tx, parent)?.owner_id,
                    ..DeviceFacts::default()
                },
                claims: vec![Claim {
                    kind: IdentifierKind::Serial,
                    typed: serial.to_owned(),
                    normal: serial.to_owned(),
                    source: IdentifierSource::Scan,
                }],
            };
            w.append(id, DeviceEvent::Added(Box::new(added)))?;
            id
        }
    };
    put_in(w, parent, slot, child)?;
    Ok(Some(child))
}

/// How the slots of a kind of component begin.
pub(super) fn slot_of(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Psu => "PSU",
        DeviceKind::ControlBoard => "CB",
        DeviceKind::Hashboard | DeviceKind::Miner => "HB",
    }
}

fn is_hashboard_slot(slot: &str) -> bool {
    slot.strip_prefix("HB").is_some_and(|rest| {
        (1..=2).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Install `child`, ending what sits in the slot and where it sat. Whether anything changed.
pub(crate) fn put_in(
    w: &mut Writer<'_>,
    parent: DeviceId,
    slot: &str,
    child: DeviceId,
) -> Result<bool> {
    let home = read::home(w.tx, child)?;
    if home
        .as_ref()
        .is_some_and(|(home, at)| *home == parent && at == slot)
    {
        return Ok(false);
    }
    if let Some((home, at)) = home {
        w.append(
            home,
            DeviceEvent::Uninstalled {
                parent: home,
                slot: at,
                child,
            },
        )?;
    }
    if let Some(there) = read::sits_in(w.tx, parent, slot)? {
        w.append(
            parent,
            DeviceEvent::Uninstalled {
                parent,
                slot: slot.to_owned(),
                child: there,
            },
        )?;
    }
    w.append(
        parent,
        DeviceEvent::Installed {
            parent,
            slot: slot.to_owned(),
            child,
        },
    )?;
    Ok(true)
}

pub(crate) fn next_number(w: &Writer<'_>) -> Result<i64> {
    Ok(w.tx
        .prepare_cached("SELECT last_device + 1 FROM desk")?
        .query_row([], |row| row.get(0))?)
}

/// The facts with blank texts as none, if all they point to is there.
pub(super) fn checked(w: &Writer<'_>, facts: &DeviceFacts) -> Result<DeviceFacts> {
    let text = |field: &'static str, words: &Option<String>| match words {
        Some(words) => crate::ticket::text(field, words),
        None => Ok(None),
    };
    if let Some(id) = facts.model_id {
        catalog::rows::find_model(w.tx, id)?.ok_or_else(|| Error::not_found("model", id))?;
    }
    if let Some(id) = facts.owner_id {
        place::rows::find_party(w.tx, id)?.ok_or_else(|| Error::not_found("customer", id))?;
    }
    if let Some(id) = facts.site_id {
        let site = place::rows::find_site(w.tx, id)?.ok_or_else(|| Error::not_found("site", id))?;
        if facts.owner_id.is_some_and(|owner| owner != site.party_id) {
            return Err(Error::invalid(
                "site",
                format!("{} belongs to another customer", site.name),
                "a site of the unit's owner, or none",
            ));
        }
    }
    if let Some(day) = facts.warranty_until {
        check::day("warranty until", day)?;
    }
    if let Some(day) = facts.dispatched_on {
        check::day("dispatched on", day)?;
    }
    Ok(DeviceFacts {
        model_text: text("model", &facts.model_text)?,
        location: text("location", &facts.location)?,
        status: text("status", &facts.status)?,
        warranty_from: text("warranty from", &facts.warranty_from)?,
        note: text("note", &facts.note)?,
        ..facts.clone()
    })
}
