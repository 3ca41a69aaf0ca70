//! Reading all of it, in one state of the desk.

use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;

use rusqlite::{Connection, MAIN_DB, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::{
    Custody, CustodyOf, Dispute, DisputeOf, DisputedTicket, JournalHead, Original, SealedEvent,
    Soundness,
};
use crate::attachment::{self, AttachedTo, Attachment};
use crate::device::take_in::OnProgress;
use crate::device::{self, DevicePage, read as devices};
use crate::error::{Error, Result};
use crate::id::{AttachmentId, SubjectId, TicketId};
use crate::journal::{self, Act, Event};
use crate::store::Store;
use crate::ticket::{self, TicketRow};
use crate::time::Timestamp;
use crate::{finding, quote, repair};

/// So many events are told one by one; the ZIP holds all.
const MOST_EVENTS: usize = 1_000;

impl Store {
    /// Gather what is known of a unit, and look whether its originals are what was attached.
    ///
    /// # Errors
    /// `NotFound`; `Cancelled`.
    pub fn dispute(&self, of: DisputeOf, act: &Act, progress: OnProgress<'_>) -> Result<Dispute> {
        let tx = self.conn.unchecked_transaction()?;
        let (device, only) = match of {
            DisputeOf::Device(id) => (devices::survivor(&tx, id)?, None),
            DisputeOf::Ticket(id) => {
                let row = ticket::row_of(&tx, id)?;
                (devices::survivor(&tx, row.device_id)?, Some(row))
            }
        };
        let mut page = devices::page(&tx, device)?;
        if let Some(only) = &only {
            page.tickets.retain(|row| row.id == only.id);
        }
        page.tickets.sort_by_key(|row| row.opened_at);
        let files = files(&tx, &page, only.as_ref())?;
        let total = files.len() as u64;
        let mut originals = Vec::with_capacity(files.len());
        let mut taken = std::collections::HashSet::new();
        for (done, file) in (0..).zip(files) {
            if progress(done, total) == ControlFlow::Break(()) {
                return Err(Error::Cancelled);
            }
            originals.push(original(&tx, file, &mut taken)?);
        }
        let positions = positions(&tx, &page)?;
        let (position, hash) = journal::head(&tx)?;
        Ok(Dispute {
            desk: tx.query_row("SELECT name FROM desk", [], |row| row.get(0))?,
            only: only.map(|row| row.number),
            windows: device::windows(&tx, &page, act.now.date())?,
            tickets: page
                .tickets
                .iter()
                .map(|row| disputed(&tx, row, act.now))
                .collect::<Result<_>>()?,
            originals,
            events: positions
                .iter()
                .take(MOST_EVENTS)
                .map(|at| told(&tx, *at))
                .collect::<Result<_>>()?,
            more_events: positions.len().saturating_sub(MOST_EVENTS) as u32,
            head: JournalHead {
                position,
                hash: hex(&hash),
            },
            made_by: act.actor.clone(),
            made_at: act.now,
            page,
        })
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn disputed(conn: &Connection, row: &TicketRow, now: Timestamp) -> Result<DisputedTicket> {
    let id = row.id;
    Ok(DisputedTicket {
        custody: custody(conn, id, now)?,
        findings: finding::of_ticket(conn, id)?,
        repairs: repair::of_ticket(conn, id)?,
        tests: ticket::tests(conn, id)?,
        quotes: quote::of_ticket(conn, id, now.date())?,
        row: row.clone(),
    })
}

/// Stages, holds and parcels of a ticket in the order in which they began.
fn custody(conn: &Connection, id: TicketId, now: Timestamp) -> Result<Vec<Custody>> {
    let in_house = ticket::standing(conn, id)?.is_in_house;
    let holds = ticket::holds(conn, id)?;
    let (visits, _) = ticket::stays(conn, id, &holds, in_house, now)?;
    let people = people(conn, id)?;
    let who = |at: Timestamp, kinds: &[&str]| -> String {
        kinds
            .iter()
            .find_map(|kind| people.get(&(at.millis(), (*kind).to_owned())))
            .cloned()
            .unwrap_or_default()
    };
    let mut all: Vec<Custody> = visits
        .into_iter()
        .map(|visit| Custody {
            from: visit.entered_at,
            until: visit.left_at,
            holder: (!visit.stage.is_end()).then(|| ticket::holder_of(visit.stage, in_house)),
            person: who(
                visit.entered_at,
                &["ticket.moved", "ticket.opened", "ticket.move_undone"],
            ),
            what: CustodyOf::Stage {
                stage: visit.stage,
                reason: visit.reason,
            },
        })
        .collect();
    all.extend(holds.into_iter().map(|hold| Custody {
        from: hold.from_at,
        until: hold.until_at,
        holder: Some(hold.holder),
        person: who(hold.from_at, &["ticket.held"]),
        what: CustodyOf::Hold {
            reason: hold.reason,
            note: hold.note,
        },
    }));
    all.extend(
        ticket::packages(conn, id)?
            .into_iter()
            .map(|package| Custody {
                from: package.at,
                until: None,
                holder: None,
                person: who(package.at, &["ticket.packed"]),
                what: CustodyOf::Package {
                    carrier: package.carrier,
                    tracking: package.tracking,
                    to_center: package.to_center,
                },
            }),
    );
    all.sort_by_key(|each| each.from);
    Ok(all)
}

/// Who recorded what on a ticket, by instant and kind of event.
fn people(conn: &Connection, id: TicketId) -> Result<HashMap<(i64, String), String>> {
    let mut statement = conn
        .prepare_cached("SELECT at, kind, actor FROM event WHERE subject = ?1 ORDER BY position")?;
    let rows = statement.query_map([SubjectId::from(id)], |row| {
        Ok((
            (row.get::<_, Timestamp>(0)?.millis(), row.get(1)?),
            row.get(2)?,
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn files(
    conn: &Connection,
    page: &DevicePage,
    only: Option<&TicketRow>,
) -> Result<Vec<Attachment>> {
    let unit = AttachedTo::Device(page.row.id);
    let mut files = attachment::own(conn, unit)?;
    match only {
        Some(row) => files.extend(attachment::own(conn, AttachedTo::Ticket(row.id))?),
        None => files.extend(attachment::of_tickets(conn, unit, u32::MAX)?),
    }
    files.sort_by_key(|file| file.added_at);
    Ok(files)
}

fn original(
    conn: &Connection,
    file: Attachment,
    taken: &mut std::collections::HashSet<String>,
) -> Result<Original> {
    let (named, content) = content_of(conn, file.id)?;
    let (soundness, sha256) = match content {
        None => (Soundness::Missing, String::new()),
        Some(row) => {
            let mut hashes = Hashes::default();
            let mut blob = conn.blob_open(MAIN_DB, "content", "bytes", row, true)?;
            each_piece(&mut blob, |piece| {
                hashes.take(piece);
                Ok(())
            })?;
            let (blake3, sha256) = hashes.done();
            if blake3 == named {
                (Soundness::Sound, sha256)
            } else {
                (Soundness::Damaged, String::new())
            }
        }
    };
    let clean = attachment::clean_name(&file.name);
    let path = (1..)
        .map(|n| {
            format!(
                "originals/{}",
                attachment::place(Some(&file.label), &clean, n)
            )
        })
        .find(|path| taken.insert(path.to_lowercase()))
        .unwrap_or_default();
    Ok(Original {
        file,
        soundness,
        blake3: named,
        sha256,
        path,
    })
}

/// What an attachment was attached as, and the row that holds its bytes.
pub(super) fn content_of(conn: &Connection, id: AttachmentId) -> Result<(String, Option<i64>)> {
    let (hash, row): ([u8; 32], Option<i64>) = conn
        .prepare_cached(
            "SELECT a.hash, c.rowid FROM attachment AS a LEFT JOIN content AS c ON c.hash = a.hash WHERE a.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or_else(|| Error::not_found("attachment", id))?;
    Ok((hex(&hash), row))
}

/// Both hashes of what goes through.
#[derive(Debug, Default)]
pub(super) struct Hashes {
    blake3: blake3::Hasher,
    sha256: Sha256,
    pub bytes: u64,
}

impl Hashes {
    pub(super) fn take(&mut self, piece: &[u8]) {
        self.blake3.update(piece);
        self.sha256.update(piece);
        self.bytes += piece.len() as u64;
    }

    /// BLAKE3 and SHA-256, in hex.
    pub(super) fn done(self) -> (String, String) {
        (
            self.blake3.finalize().to_hex().to_string(),
            hex(&self.sha256.finalize()),
        )
    }
}

/// Reads to the end without ever holding all of it.
pub(super) fn each_piece(
    from: &mut impl Read,
    mut work: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(read) => work(&piece[..read])?,
            Err(error) => return Err(Error::Unreadable(format!("an original: {error}"))),
        }
    }
}

/// Where the journal speaks of the unit, its merged records and its tickets.
pub(super) fn positions(conn: &Connection, page: &DevicePage) -> Result<Vec<i64>> {
    let mut subjects: Vec<SubjectId> = vec![page.row.id.into()];
    for record in device::merged_records(conn, page.row.id)? {
        subjects.push(record.id.into());
    }
    subjects.extend(page.tickets.iter().map(|row| SubjectId::from(row.id)));
    let mut all = Vec::new();
    let mut statement = conn.prepare_cached("SELECT position FROM event WHERE subject = ?1")?;
    for subject in subjects {
        for position in statement.query_map(params![subject], |row| row.get(0))? {
            all.push(position?);
        }
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

fn told(conn: &Connection, position: i64) -> Result<SealedEvent> {
    let (at, actor, kind, payload, hash): (Timestamp, String, String, String, [u8; 32]) = conn
        .prepare_cached("SELECT at, actor, kind, payload, hash FROM event WHERE position = ?1")?
        .query_row([position], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?;
    Ok(SealedEvent {
        position,
        at,
        actor,
        text: Event::read(position, &kind, &payload)?.sentence(),
        kind,
        hash: hex(&hash),
    })
}
