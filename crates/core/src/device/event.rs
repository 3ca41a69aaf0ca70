use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::merge::{self, Moved};
use super::{Claim, DeviceFacts, DeviceKind, IdentifierKind, read};
use crate::error::Result;
use crate::id::DeviceId;
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::people::Right;
use crate::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeviceAdded {
    pub id: DeviceId,
    /// Shown as D-000123.
    pub number: i64,
    pub kind: DeviceKind,
    #[serde(flatten)]
    pub facts: DeviceFacts,
    pub claims: Vec<Claim>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceEvent {
    Added(Box<DeviceAdded>),
    Removed(Box<DeviceAdded>),
    Changed {
        id: DeviceId,
        is: Box<DeviceFacts>,
        was: Box<DeviceFacts>,
    },
    Claimed {
        id: DeviceId,
        claim: Claim,
    },
    /// The claim no longer holds from this instant on.
    ClaimEnded {
        id: DeviceId,
        claim: Claim,
    },
    Installed {
        parent: DeviceId,
        slot: String,
        child: DeviceId,
    },
    Uninstalled {
        parent: DeviceId,
        slot: String,
        child: DeviceId,
    },
    /// It never sat there after all: what takes `Installed` back.
    InstallUndone {
        parent: DeviceId,
        slot: String,
        child: DeviceId,
    },
    /// It never left its slot: what takes `Uninstalled` back.
    UninstallUndone {
        parent: DeviceId,
        slot: String,
        child: DeviceId,
    },
    /// `from` turned out to be the unit `into` already is, and became part of that record.
    Merged {
        into: DeviceId,
        from: DeviceId,
        /// `D-000123`, of the record that is part of the other now.
        code: String,
        moved: Box<Moved>,
    },
    /// It is a record of its own again: what takes `Merged` back.
    Split {
        into: DeviceId,
        from: DeviceId,
        code: String,
        moved: Box<Moved>,
    },
    /// The end of an import: what it read and did.
    Imported {
        file_name: String,
        file_hash: String,
        rows: u32,
        added: u32,
        changed: u32,
        refused: u32,
    },
}

impl DomainEvent for DeviceEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Added(_) => "device.added",
            Self::Removed(_) => "device.removed",
            Self::Changed { .. } => "device.changed",
            Self::Claimed { .. } => "device.claimed",
            Self::ClaimEnded { .. } => "device.claim_ended",
            Self::Installed { .. } => "device.installed",
            Self::Uninstalled { .. } => "device.uninstalled",
            Self::InstallUndone { .. } => "device.install_undone",
            Self::UninstallUndone { .. } => "device.uninstall_undone",
            Self::Merged { .. } => "device.merged",
            Self::Split { .. } => "device.split",
            Self::Imported { .. } => "device.imported",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Added(_) | Self::Removed(_) | Self::Imported { .. } => Right::Fleet,
            Self::Changed { is, was, .. } => {
                let only_at_hand = DeviceFacts {
                    location: was.location.clone(),
                    status: was.status.clone(),
                    note: was.note.clone(),
                    ..(**is).clone()
                };
                if only_at_hand == **was {
                    Right::Details
                } else {
                    Right::Fleet
                }
            }
            Self::Claimed { .. }
            | Self::ClaimEnded { .. }
            | Self::Installed { .. }
            | Self::Uninstalled { .. }
            | Self::InstallUndone { .. }
            | Self::UninstallUndone { .. } => Right::Boards,
            Self::Merged { .. } | Self::Split { .. } => Right::Merge,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Added(added) => {
                add(tx, added, stamp.at)?;
            }
            Self::Removed(added) => {
                for sql in [
                    "DELETE FROM device_identifier WHERE device_id = ?1",
                    "DELETE FROM device WHERE id = ?1",
                ] {
                    tx.prepare_cached(sql)?.execute([added.id])?;
                }
            }
            Self::Changed { id, is, .. } => {
                tx.prepare_cached(
                    "UPDATE device SET model_id = ?2, model_text = ?3, owner_id = ?4, site_id = ?5,
                     location = ?6, status = ?7, warranty_until = ?8, warranty_from = ?9, note = ?10,
                     touched_at = ?11, dispatched_on = ?12 WHERE id = ?1",
                )?
                .execute(params![
                    id,
                    is.model_id,
                    is.model_text,
                    is.owner_id,
                    is.site_id,
                    is.location,
                    is.status,
                    is.warranty_until,
                    is.warranty_from,
                    is.note,
                    stamp.at,
                    is.dispatched_on,
                ])?;
            }
            Self::Claimed { id, claim } => {
                claim_is(tx, *id, claim, stamp.at)?;
                follow_serial(tx, *id, stamp.at)?;
            }
            Self::ClaimEnded { id, claim } => {
                tx.execute(
                    // A clock set back must not end a claim before it began.
                    "UPDATE device_identifier SET until_at = max(?4, from_at)
                     WHERE device_id = ?1 AND kind = ?2 AND normal = ?3 AND until_at IS NULL",
                    params![id, claim.kind, claim.normal, stamp.at],
                )?;
                follow_serial(tx, *id, stamp.at)?;
            }
            Self::Installed {
                parent,
                slot,
                child,
            } => {
                tx.prepare_cached(
                    "INSERT INTO installation (parent_id, slot, child_id, from_at) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![parent, slot, child, stamp.at])?;
            }
            Self::Uninstalled {
                parent,
                slot,
                child,
            } => {
                tx.execute(
                    "UPDATE installation SET until_at = max(?4, from_at)
                     WHERE parent_id = ?1 AND slot = ?2 AND child_id = ?3 AND until_at IS NULL",
                    params![parent, slot, child, stamp.at],
                )?;
            }
            Self::InstallUndone {
                parent,
                slot,
                child,
            } => {
                tx.prepare_cached(
                    "DELETE FROM installation
                     WHERE parent_id = ?1 AND slot = ?2 AND child_id = ?3 AND until_at IS NULL",
                )?
                .execute(params![parent, slot, child])?;
            }
            Self::UninstallUndone {
                parent,
                slot,
                child,
            } => {
                tx.prepare_cached(
                    "UPDATE installation SET until_at = NULL WHERE rowid =
                       (SELECT rowid FROM installation WHERE parent_id = ?1 AND slot = ?2 AND child_id = ?3
                        AND until_at IS NOT NULL ORDER BY until_at DESC, rowid DESC LIMIT 1)",
                )?
                .execute(params![parent, slot, child])?;
            }
            Self::Merged {
                into, from, moved, ..
            } => {
                merge::carry(tx, *from, *into, moved, stamp.at)?;
                tx.prepare_cached("UPDATE device SET merged_into = ?2 WHERE id = ?1")?
                    .execute(params![from, into])?;
            }
            Self::Split {
                into, from, moved, ..
            } => {
                merge::carry(tx, *into, *from, moved, stamp.at)?;
                tx.prepare_cached("UPDATE device SET merged_into = NULL WHERE id = ?1")?
                    .execute([from])?;
            }
            Self::Imported {
                file_name,
                file_hash,
                rows,
                added,
                changed,
                refused,
            } => {
                tx.execute(
                    "INSERT INTO import_batch (action, file_name, file_hash, at, rows, added, changed, refused)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![
                        stamp.action,
                        file_name,
                        file_hash.as_bytes(),
                        stamp.at,
                        rows,
                        added,
                        changed,
                        refused
                    ],
                )?;
            }
        }
        Ok(())
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        for id in self.units() {
            if let Some(into) = read::merged_into(tx, id)? {
                return Ok(Reversal::Kept(format!(
                    "{} was merged into {} since; split them first",
                    read::code(tx, id)?,
                    read::code(tx, into)?
                )));
            }
        }
        Ok(match self {
            Self::Added(added) => {
                if let Some(why) = built_on(tx, added.id)? {
                    return Ok(Reversal::Kept(why.into()));
                }
                Reversal::by(Self::Removed(added.clone()))
            }
            Self::Removed(added) => Reversal::by(Self::Added(added.clone())),
            Self::Changed { id, is, was } => {
                if read::find_facts(tx, *id)?.as_ref() != Some(&**is) {
                    return Ok(Reversal::Kept("the unit was changed since".into()));
                }
                Reversal::by(Self::Changed {
                    id: *id,
                    is: was.clone(),
                    was: is.clone(),
                })
            }
            Self::Claimed { id, claim } => Reversal::by(Self::ClaimEnded {
                id: *id,
                claim: claim.clone(),
            }),
            Self::ClaimEnded { id, claim } => Reversal::by(Self::Claimed {
                id: *id,
                claim: claim.clone(),
            }),
            Self::Installed {
                parent,
                slot,
                child,
            } => {
                if read::sits_in(tx, *parent, slot)? != Some(*child) {
                    return Ok(Reversal::Kept("it was taken out again since".into()));
                }
                Reversal::by(Self::InstallUndone {
                    parent: *parent,
                    slot: slot.clone(),
                    child: *child,
                })
            }
            Self::Uninstalled {
                parent,
                slot,
                child,
            }
            | Self::InstallUndone {
                parent,
                slot,
                child,
            } => {
                if read::sits_in(tx, *parent, slot)?.is_some() || read::home(tx, *child)?.is_some()
                {
                    return Ok(Reversal::Kept(
                        "the slot or the board is in use since".into(),
                    ));
                }
                let (parent, slot, child) = (*parent, slot.clone(), *child);
                Reversal::by(if matches!(self, Self::Uninstalled { .. }) {
                    Self::UninstallUndone {
                        parent,
                        slot,
                        child,
                    }
                } else {
                    Self::Installed {
                        parent,
                        slot,
                        child,
                    }
                })
            }
            Self::UninstallUndone {
                parent,
                slot,
                child,
            } => {
                if read::sits_in(tx, *parent, slot)? != Some(*child) {
                    return Ok(Reversal::Kept("it was taken out again since".into()));
                }
                Reversal::by(Self::Uninstalled {
                    parent: *parent,
                    slot: slot.clone(),
                    child: *child,
                })
            }
            Self::Merged {
                into,
                from,
                code,
                moved,
            } => match merge::cannot_split(tx, *into, *from)? {
                Some(why) => Reversal::Kept(why),
                None => Reversal::by(Self::Split {
                    into: *into,
                    from: *from,
                    code: code.clone(),
                    moved: moved.clone(),
                }),
            },
            Self::Split {
                into, from, code, ..
            } => match merge::cannot_merge(tx, *into, *from)? {
                Some(why) => Reversal::Kept(why),
                None => Reversal::by(Self::Merged {
                    into: *into,
                    from: *from,
                    code: code.clone(),
                    // What it has come by since goes along.
                    moved: Box::new(merge::belongings(tx, *from)?),
                }),
            },
            // The batch stays known, so that the same file is still recognised.
            Self::Imported { .. } => Reversal::Implied,
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Added(added) => Told::DeviceAdded {
                number: format!("D-{:06}", added.number),
                serial: added.claims.first().map(|claim| claim.normal.clone()),
            },
            Self::Removed(added) => Told::DeviceRemoved {
                number: format!("D-{:06}", added.number),
            },
            Self::Changed { .. } => Told::DeviceChanged,
            Self::Claimed { claim, .. } => Told::DeviceClaimed {
                identifier: claim.kind,
                normal: claim.normal.clone(),
            },
            Self::ClaimEnded { claim, .. } => Told::DeviceClaimEnded {
                identifier: claim.kind,
                normal: claim.normal.clone(),
            },
            Self::Installed { slot, .. } => Told::DeviceInstalled { slot: slot.clone() },
            Self::Uninstalled { slot, .. } => Told::DeviceUninstalled { slot: slot.clone() },
            Self::InstallUndone { slot, .. } => Told::DeviceInstallUndone { slot: slot.clone() },
            Self::UninstallUndone { slot, .. } => {
                Told::DeviceUninstallUndone { slot: slot.clone() }
            }
            Self::Merged { code, .. } => Told::DeviceMerged { code: code.clone() },
            Self::Split { code, .. } => Told::DeviceSplit { code: code.clone() },
            Self::Imported {
                file_name,
                added,
                changed,
                ..
            } => Told::DeviceImported {
                file_name: file_name.clone(),
                added: *added,
                changed: *changed,
            },
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Added(added) => match added.claims.first() {
                Some(claim) => format!("Unit {} added as D-{:06}", claim.normal, added.number),
                None => format!("Unit D-{:06} added without a serial", added.number),
            },
            Self::Removed(added) => format!("Unit D-{:06} taken out again", added.number),
            Self::Changed { .. } => "Unit's details changed".into(),
            Self::Claimed { claim, .. } => format!("Known as {} ({})", claim.normal, claim.kind),
            Self::ClaimEnded { claim, .. } => {
                format!("No longer known as {} ({})", claim.normal, claim.kind)
            }
            Self::Installed { slot, .. } => format!("Board put into slot {slot}"),
            Self::Uninstalled { slot, .. } => format!("Board taken out of slot {slot}"),
            Self::InstallUndone { slot, .. } => {
                format!("Board no longer recorded in slot {slot}: that was undone")
            }
            Self::UninstallUndone { slot, .. } => {
                format!("Board recorded in slot {slot} again: its removal was undone")
            }
            Self::Merged { code, .. } => format!("{code} merged into this record"),
            Self::Split { code, .. } => format!("{code} split off again"),
            Self::Imported {
                file_name,
                added,
                changed,
                ..
            } => {
                format!("{file_name} taken in: {added} added, {changed} changed")
            }
        }
    }
}

impl DeviceEvent {
    /// The units whose own rows it is about; a merge names its records itself.
    fn units(&self) -> Vec<DeviceId> {
        match self {
            Self::Added(added) | Self::Removed(added) => vec![added.id],
            Self::Changed { id, .. } | Self::Claimed { id, .. } | Self::ClaimEnded { id, .. } => {
                vec![*id]
            }
            Self::Installed { parent, child, .. }
            | Self::Uninstalled { parent, child, .. }
            | Self::InstallUndone { parent, child, .. }
            | Self::UninstallUndone { parent, child, .. } => vec![*parent, *child],
            Self::Merged { .. } | Self::Split { .. } | Self::Imported { .. } => Vec::new(),
        }
    }
}

fn add(tx: &Transaction<'_>, added: &DeviceAdded, at: Timestamp) -> Result<()> {
    let facts = &added.facts;
    let serial = added
        .claims
        .iter()
        .find(|claim| claim.kind == IdentifierKind::Serial);
    tx.prepare_cached(
        "INSERT INTO device (number, id, kind, serial, model_id, model_text, owner_id, site_id, location,
         status, warranty_until, warranty_from, note, added_at, touched_at, dispatched_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15)",
    )?
    .execute(params![
        added.number,
        added.id,
        added.kind,
        serial.map(|claim| &claim.normal),
        facts.model_id,
        facts.model_text,
        facts.owner_id,
        facts.site_id,
        facts.location,
        facts.status,
        facts.warranty_until,
        facts.warranty_from,
        facts.note,
        at,
        facts.dispatched_on,
    ])?;
    for claim in &added.claims {
        claim_is(tx, added.id, claim, at)?;
    }
    tx.prepare_cached("UPDATE desk SET last_device = max(last_device, ?1)")?
        .execute([added.number])?;
    Ok(())
}

fn claim_is(tx: &Transaction<'_>, id: DeviceId, claim: &Claim, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO device_identifier (device_id, kind, typed, normal, source, from_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        id,
        claim.kind,
        claim.typed,
        claim.normal,
        claim.source,
        at
    ])?;
    Ok(())
}

/// The serial in the list is the latest claim that still holds.
pub(super) fn follow_serial(tx: &Transaction<'_>, id: DeviceId, at: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE device SET touched_at = ?2, serial =
           (SELECT normal FROM device_identifier
            WHERE device_id = ?1 AND kind = 'serial' AND until_at IS NULL ORDER BY rowid DESC LIMIT 1)
         WHERE id = ?1",
        params![id, at],
    )?;
    Ok(())
}

/// What keeps a unit from being taken out again.
fn built_on(tx: &Transaction<'_>, id: DeviceId) -> Result<Option<&'static str>> {
    let has = |sql: &str| tx.prepare_cached(sql)?.exists([id]);
    Ok(if has("SELECT 1 FROM device WHERE merged_into = ?1")? {
        Some("another record was merged into it")
    } else if has("SELECT 1 FROM ticket WHERE device_id = ?1")? {
        Some("it has a ticket")
    } else if has("SELECT 1 FROM installation WHERE parent_id = ?1 OR child_id = ?1")? {
        Some("boards were put in or taken out since")
    } else if crate::attachment::has_any(tx, id)? {
        Some("files are attached to it")
    } else {
        None
    })
}
