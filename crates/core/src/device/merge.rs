//! Two records that turned out to be of one unit made one, and made two again.
//!
//! The event lists exactly what moved, by row. Splitting gives back what is on that list and no
//! more, so what happened to the unit in between stays with the record that was open then.

use std::collections::HashSet;

use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};

use super::event::follow_serial;
use super::{
    DeviceEvent, DeviceFacts, DeviceKind, DevicePage, DeviceRow, IdentifierKind, read, use_cases,
};
use crate::attachment::{self, AttachedTo};
use crate::error::{Error, Result};
use crate::id::{ActionId, AttachmentId, DeviceId, TicketId};
use crate::journal::{Act, Undone};
use crate::store::Store;
use crate::ticket::number_text;
use crate::time::Timestamp;

/// What of one record came to another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moved {
    pub identifiers: Vec<MovedClaim>,
    pub tickets: Vec<TicketId>,
    pub stays: Vec<MovedStay>,
    pub attachments: Vec<AttachmentId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedClaim {
    /// Its row: two records of one unit often carry the very same claim.
    pub row: i64,
    pub kind: IdentifierKind,
    pub normal: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedStay {
    pub row: i64,
    pub slot: String,
    /// Whether it is the miner that moved, or the board in the slot.
    pub is_miner: bool,
}

/// One of the two, as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MergeSide {
    pub page: DevicePage,
    pub attachments: u32,
}

/// What a merge would do, before it is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MergePreview {
    /// The record that stays.
    pub keep: MergeSide,
    /// The one that becomes part of it.
    pub give: MergeSide,
    /// The facts of the record that stays, its gaps filled from the other.
    pub facts: DeviceFacts,
    /// Why it cannot be done.
    pub refused: Option<String>,
}

/// What a record holds, by name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Belongings {
    pub identifiers: Vec<ClaimName>,
    /// `T-000456`.
    pub tickets: Vec<String>,
    /// `HB0`, and what sits there or where that is.
    pub slots: Vec<SlotName>,
    pub attachments: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ClaimName {
    pub kind: IdentifierKind,
    pub normal: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SlotName {
    pub slot: String,
    pub other: String,
}

/// What a split would do, before it is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SplitPreview {
    pub from: DeviceRow,
    pub into: DeviceRow,
    pub goes_back: Belongings,
    pub stays: Belongings,
    /// Why it cannot be done.
    pub refused: Option<String>,
}

/// A record that became part of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MergedRecord {
    pub id: DeviceId,
    /// `D-000123`.
    pub code: String,
    pub at: Timestamp,
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Merged {
    /// Undo takes it back by this.
    pub action: ActionId,
    pub into: DeviceRow,
}

impl Store {
    pub fn preview_merge(&self, keep: DeviceId, give: DeviceId) -> Result<MergePreview> {
        let tx = self.conn.unchecked_transaction()?;
        let side = |id| -> Result<MergeSide> {
            Ok(MergeSide {
                page: read::page(&tx, id)?,
                attachments: attachment::count(&tx, AttachedTo::Device(id))?,
            })
        };
        let (keep_side, give_side) = (side(keep)?, side(give)?);
        Ok(MergePreview {
            facts: filled(&keep_side.page.facts, &give_side.page.facts),
            refused: cannot_merge(&tx, keep, give)?,
            keep: keep_side,
            give: give_side,
        })
    }

    /// Make the record `give` part of `keep`, whose facts become `facts`.
    ///
    /// # Errors
    /// `Refused` when they cannot be one unit, or not now.
    pub fn merge_devices(
        &mut self,
        keep: DeviceId,
        give: DeviceId,
        facts: &DeviceFacts,
        act: &Act,
    ) -> Result<Merged> {
        self.write(act, |w| {
            if let Some(why) = cannot_merge(w.tx, keep, give)? {
                return Err(Error::Refused(why));
            }
            let was = read::facts(w.tx, keep)?;
            let is = use_cases::checked(w, facts)?;
            if is != was {
                w.append(
                    keep,
                    DeviceEvent::Changed {
                        id: keep,
                        is: Box::new(is),
                        was: Box::new(was),
                    },
                )?;
            }
            let moved = Box::new(belongings(w.tx, give)?);
            let code = read::code(w.tx, give)?;
            w.append(
                keep,
                DeviceEvent::Merged {
                    into: keep,
                    from: give,
                    code,
                    moved,
                },
            )?;
            Ok(Merged {
                action: w.action,
                into: read::row_of(w.tx, keep)?,
            })
        })
    }

    pub fn preview_split(&self, from: DeviceId) -> Result<SplitPreview> {
        let tx = self.conn.unchecked_transaction()?;
        let (into, _, moved) = merge_of(&tx, from)?;
        let (goes_back, stays) = shares(&tx, into, &moved)?;
        Ok(SplitPreview {
            from: read::row_of(&tx, from)?,
            into: read::row_of(&tx, into)?,
            goes_back,
            stays,
            refused: cannot_split(&tx, into, from)?,
        })
    }

    /// Make a merged record one of its own again, with what it brought. What happened since stays
    /// where it is.
    pub fn split_device(&mut self, from: DeviceId, act: &Act) -> Result<Undone> {
        let (into, action, _) = merge_of(&self.conn, from)?;
        if let Some(why) = cannot_split(&self.conn, into, from)? {
            return Err(Error::Refused(why));
        }
        self.undo(action, act)
    }
}

/// The facts of `keep`, and where they say nothing, those of `give`.
fn filled(keep: &DeviceFacts, give: &DeviceFacts) -> DeviceFacts {
    let knows_model = keep.model_id.is_some() || keep.model_text.is_some();
    let knows_owner = keep.owner_id.is_some();
    let knows_place = keep.site_id.is_some();
    let knows_warranty = keep.warranty_until.is_some();
    // Facts that belong together come together: a site is its owner's, a source is its date's.
    DeviceFacts {
        model_id: if knows_model {
            keep.model_id
        } else {
            give.model_id
        },
        model_text: if knows_model {
            &keep.model_text
        } else {
            &give.model_text
        }
        .clone(),
        owner_id: keep.owner_id.or(give.owner_id),
        site_id: if knows_place || knows_owner && keep.owner_id != give.owner_id {
            keep.site_id
        } else {
            give.site_id
        },
        location: if knows_place || keep.location.is_some() {
            &keep.location
        } else {
            &give.location
        }
        .clone(),
        status: keep.status.clone().or_else(|| give.status.clone()),
        warranty_until: keep.warranty_until.or(give.warranty_until),
        warranty_from: if knows_warranty {
            &keep.warranty_from
        } else {
            &give.warranty_from
        }
        .clone(),
        note: keep.note.clone().or_else(|| give.note.clone()),
        dispatched_on: keep.dispatched_on.or(give.dispatched_on),
    }
}

/// Why two records cannot become one; `None` when they can.
pub(super) fn cannot_merge(
    conn: &Connection,
    keep: DeviceId,
    give: DeviceId,
) -> Result<Option<String>> {
    let (one, other) = (read::row_of(conn, keep)?, read::row_of(conn, give)?);
    if keep == give {
        return Ok(Some(format!("{} is one record already", one.code)));
    }
    for (id, row) in [(keep, &one), (give, &other)] {
        if let Some(into) = read::merged_into(conn, id)? {
            return Ok(Some(format!(
                "{} was merged into {} already",
                row.code,
                read::code(conn, into)?
            )));
        }
    }
    if one.kind != other.kind {
        return Ok(Some(format!(
            "{} is a {} and {} a {}: they are not one unit",
            one.code, one.kind, other.code, other.kind
        )));
    }
    if let (Some(first), Some(second)) = (&one.open_ticket, &other.open_ticket) {
        return Ok(Some(format!(
            "both have an open ticket, {} and {}: close or cancel one first",
            first.number, second.number
        )));
    }
    if one.kind != DeviceKind::Miner {
        return Ok(match (read::home(conn, keep)?, read::home(conn, give)?) {
            (Some((first, slot)), Some((second, other_slot))) => Some(format!(
                "both sit in a slot, {slot} of {} and {other_slot} of {}: take one out first",
                read::code(conn, first)?,
                read::code(conn, second)?
            )),
            _ => None,
        });
    }
    let both: Option<String> = conn
        .prepare_cached(
            "SELECT min(a.slot) FROM installation AS a JOIN installation AS b ON b.slot = a.slot
             WHERE a.parent_id = ?1 AND b.parent_id = ?2 AND a.until_at IS NULL AND b.until_at IS NULL",
        )?
        .query_row([keep, give], |row| row.get(0))?;
    Ok(both.map(|slot| format!("both have something in slot {slot}: take it out of one first")))
}

pub(super) fn cannot_split(
    conn: &Connection,
    into: DeviceId,
    from: DeviceId,
) -> Result<Option<String>> {
    if read::merged_into(conn, from)? != Some(into) {
        return Ok(Some("they were split already".into()));
    }
    Ok(match read::merged_into(conn, into)? {
        Some(next) => Some(format!(
            "{} was itself merged into {} since: split those first",
            read::code(conn, into)?,
            read::code(conn, next)?
        )),
        None => None,
    })
}

/// All that a record holds now, by row.
pub(super) fn belongings(conn: &Connection, id: DeviceId) -> Result<Moved> {
    let identifiers = conn
        .prepare_cached(
            "SELECT rowid, kind, normal FROM device_identifier WHERE device_id = ?1 ORDER BY rowid",
        )?
        .query_map([id], |row| {
            Ok(MovedClaim {
                row: row.get(0)?,
                kind: row.get(1)?,
                normal: row.get(2)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let tickets = conn
        .prepare_cached("SELECT id FROM ticket WHERE device_id = ?1 ORDER BY number")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let stays = conn
        .prepare_cached(
            "SELECT rowid, slot, parent_id = ?1 FROM installation WHERE parent_id = ?1 OR child_id = ?1 ORDER BY rowid",
        )?
        .query_map([id], |row| {
            Ok(MovedStay {
                row: row.get(0)?,
                slot: row.get(1)?,
                is_miner: row.get(2)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let attachments = conn
        .prepare_cached("SELECT id FROM attachment WHERE subject = ?1 ORDER BY added_at, id")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Moved {
        identifiers,
        tickets,
        stays,
        attachments,
    })
}

/// Move what is listed, and still lies with `from`, to `to`.
pub(super) fn carry(
    tx: &Transaction<'_>,
    from: DeviceId,
    to: DeviceId,
    moved: &Moved,
    at: Timestamp,
) -> Result<()> {
    for claim in &moved.identifiers {
        tx.prepare_cached(
            "UPDATE device_identifier SET device_id = ?3 WHERE rowid = ?1 AND device_id = ?2",
        )?
        .execute(params![claim.row, from, to])?;
    }
    for ticket in &moved.tickets {
        tx.prepare_cached("UPDATE ticket SET device_id = ?3 WHERE id = ?1 AND device_id = ?2")?
            .execute(params![ticket, from, to])?;
    }
    for stay in &moved.stays {
        let sql = if stay.is_miner {
            "UPDATE installation SET parent_id = ?3 WHERE rowid = ?1 AND parent_id = ?2"
        } else {
            "UPDATE installation SET child_id = ?3 WHERE rowid = ?1 AND child_id = ?2"
        };
        tx.prepare_cached(sql)?
            .execute(params![stay.row, from, to])?;
    }
    for attachment in &moved.attachments {
        tx.prepare_cached("UPDATE attachment SET subject = ?3 WHERE id = ?1 AND subject = ?2")?
            .execute(params![attachment, from, to])?;
    }
    for id in [from, to] {
        follow_serial(tx, id, at)?;
    }
    Ok(())
}

/// Where a record went, by which action, with what: its latest merge.
fn merge_of(conn: &Connection, from: DeviceId) -> Result<(DeviceId, ActionId, Moved)> {
    let code = read::code(conn, from)?;
    let Some(into) = read::merged_into(conn, from)? else {
        return Err(Error::Refused(format!("{code} is a record of its own")));
    };
    let mut statement = conn.prepare_cached(
        "SELECT action, payload FROM event WHERE subject = ?1 AND kind = 'device.merged' ORDER BY position DESC",
    )?;
    let mut rows = statement.query([into])?;
    while let Some(row) = rows.next()? {
        let payload: String = row.get(1)?;
        if let Ok(DeviceEvent::Merged {
            from: merged,
            moved,
            ..
        }) = serde_json::from_str(&payload)
            && merged == from
        {
            return Ok((into, row.get(0)?, *moved));
        }
    }
    Err(Error::BrokenJournal(format!(
        "no event says how {code} was merged"
    )))
}

/// The records that are part of this one, themselves or through others.
pub(crate) fn merged_records(conn: &Connection, id: DeviceId) -> Result<Vec<MergedRecord>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE part (id, into_id) AS (
             SELECT id, merged_into FROM device WHERE merged_into = ?1
             UNION SELECT d.id, d.merged_into FROM device AS d JOIN part ON d.merged_into = part.id)
         SELECT d.id, d.number, part.into_id FROM part JOIN device AS d ON d.id = part.id ORDER BY d.number LIMIT 100",
    )?;
    let found = statement.query_map([id], |row| {
        Ok((
            row.get::<_, DeviceId>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, DeviceId>(2)?,
        ))
    })?;
    let mut records = Vec::new();
    for row in found {
        let (from, number, into) = row?;
        let (at, by) = conn
            .prepare_cached(
                "SELECT at, actor FROM event WHERE subject = ?1 AND kind = 'device.merged' AND payload ->> '$.merged.from' = ?2
                 ORDER BY position DESC LIMIT 1",
            )?
            .query_row(params![into, from.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        records.push(MergedRecord {
            id: from,
            code: read::code_text(number),
            at,
            by,
        });
    }
    Ok(records)
}

/// What of `into` came with the merge, and what else it has.
fn shares(conn: &Connection, into: DeviceId, moved: &Moved) -> Result<(Belongings, Belongings)> {
    let came: HashSet<i64> = moved.identifiers.iter().map(|claim| claim.row).collect();
    let came_tickets: HashSet<TicketId> = moved.tickets.iter().copied().collect();
    let came_stays: HashSet<i64> = moved.stays.iter().map(|stay| stay.row).collect();
    let came_files: HashSet<AttachmentId> = moved.attachments.iter().copied().collect();
    let (mut back, mut stays) = (Belongings::default(), Belongings::default());
    let now = belongings(conn, into)?;
    for claim in &now.identifiers {
        let to = if came.contains(&claim.row) {
            &mut back
        } else {
            &mut stays
        };
        to.identifiers.push(ClaimName {
            kind: claim.kind,
            normal: claim.normal.clone(),
        });
    }
    for id in &now.tickets {
        let to = if came_tickets.contains(id) {
            &mut back
        } else {
            &mut stays
        };
        let number = conn
            .prepare_cached("SELECT number FROM ticket WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        to.tickets.push(number_text(number));
    }
    for stay in &now.stays {
        let to = if came_stays.contains(&stay.row) {
            &mut back
        } else {
            &mut stays
        };
        let other = conn
            .prepare_cached(
                "SELECT coalesce(d.serial, printf('D-%06d', d.number)) FROM installation AS i
                 JOIN device AS d ON d.id = iif(?2, i.child_id, i.parent_id) WHERE i.rowid = ?1",
            )?
            .query_row(params![stay.row, stay.is_miner], |row| row.get(0))?;
        to.slots.push(SlotName {
            slot: stay.slot.clone(),
            other,
        });
    }
    for id in &now.attachments {
        let to = if came_files.contains(id) {
            &mut back
        } else {
            &mut stays
        };
        let name: Option<String> = conn
            .prepare_cached(
                "SELECT iif(removed_at IS NULL, name, NULL) FROM attachment WHERE id = ?1",
            )?
            .query_row([id], |row| row.get(0))?;
        to.attachments.extend(name);
    }
    Ok((back, stays))
}
