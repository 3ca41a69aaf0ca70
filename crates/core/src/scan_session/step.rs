//! One scan: find the unit, rule, do, and say what came of it.

use rusqlite::OptionalExtension;

use super::find::{as_compared, candidate, units};
use super::kept::Notebook;
use super::{ScanEntry, ScanSetting, ScanVerdict};
use crate::device::{self, DeviceEvent};
use crate::error::Result;
use crate::id::{DeviceId, RmaId, TicketId};
use crate::journal::Writer;
use crate::place;
use crate::reason::{Reason, Why};
use crate::rma;
use crate::ticket::errand::{self, Errand};
use crate::ticket::{Stage, number_text};

/// The open ticket of a scanned unit.
struct Open {
    id: TicketId,
    number: String,
    stage: Stage,
    rma: Option<RmaId>,
}

pub(super) fn scanned(
    w: &mut Writer<'_>,
    notebook: &Notebook<'_>,
    setting: &ScanSetting,
    n: u32,
    text: &str,
) -> Result<ScanEntry> {
    let found = units(w.tx, text, setting.rma_id)?;
    let text = as_compared(text);
    match found[..] {
        [device] => meant(w, notebook, setting, (n, &text), device),
        [] => Ok(blank(w, n, &text, ScanVerdict::Unknown)),
        [..] => {
            let mut entry = blank(w, n, &text, ScanVerdict::Ambiguous);
            for device in found {
                entry.candidates.push(candidate(w.tx, device)?);
            }
            Ok(entry)
        }
    }
}

/// As [`scanned`], with the unit it means.
pub(super) fn meant(
    w: &mut Writer<'_>,
    notebook: &Notebook<'_>,
    setting: &ScanSetting,
    (n, text): (u32, &str),
    device: DeviceId,
) -> Result<ScanEntry> {
    let unit = candidate(w.tx, device)?;
    let open = open_ticket(w, device)?;
    let mut entry = ScanEntry {
        device_id: Some(device),
        device: Some(unit.device),
        model: unit.model,
        ticket_id: open.as_ref().map(|open| open.id),
        ticket: open.as_ref().map(|open| open.number.clone()),
        from: open.as_ref().map(|open| open.stage),
        to: open.as_ref().map(|open| open.stage),
        ..blank(w, n, text, ScanVerdict::Good)
    };
    if let Some(before) = notebook.seen(device)? {
        entry.verdict = ScanVerdict::Duplicate;
        return Ok(because(entry, Reason::ScannedBefore { n: before }));
    }
    if let Some(wanted) = setting.rma_id
        && let Some(why) = elsewhere(w, wanted, open.as_ref())?
    {
        entry.verdict = ScanVerdict::WrongRma;
        return Ok(because(entry, why));
    }
    match done(w, setting, device, open.as_ref())? {
        Ok(changed) => {
            entry.action = changed.then_some(w.action);
            entry.to = open_ticket(w, device)?
                .map(|open| open.stage)
                .or(setting.stage.filter(|_| entry.ticket_id.is_some()));
        }
        Err(why) => {
            entry.verdict = ScanVerdict::Refused;
            return Ok(because(entry, why));
        }
    }
    Ok(entry)
}

fn because(entry: ScanEntry, why: impl Into<Why>) -> ScanEntry {
    let why = why.into();
    ScanEntry {
        why: Some(why.text),
        reason: why.reason,
        ..entry
    }
}

fn blank(w: &Writer<'_>, n: u32, text: &str, verdict: ScanVerdict) -> ScanEntry {
    ScanEntry {
        n,
        at: w.now(),
        text: text.to_owned(),
        verdict,
        why: None,
        reason: None,
        device_id: None,
        device: None,
        model: None,
        ticket_id: None,
        ticket: None,
        from: None,
        to: None,
        action: None,
        undone: false,
        candidates: Vec::new(),
    }
}

fn open_ticket(w: &Writer<'_>, device: DeviceId) -> Result<Option<Open>> {
    Ok(w.tx
        .prepare_cached(
            "SELECT id, number, stage, rma_id FROM ticket WHERE device_id = ?1 AND closed_at IS NULL",
        )?
        .query_row([device], |row| {
            Ok(Open {
                id: row.get(0)?,
                number: number_text(row.get(1)?),
                stage: row.get(2)?,
                rma: row.get(3)?,
            })
        })
        .optional()?)
}

/// Why the unit does not belong to the RMA wanted.
fn elsewhere(w: &Writer<'_>, wanted: RmaId, open: Option<&Open>) -> Result<Option<Reason>> {
    let Some(open) = open else {
        return Ok(Some(Reason::NoOpenTicket));
    };
    if open.rma == Some(wanted) {
        return Ok(None);
    }
    Ok(Some(Reason::InAnotherRma {
        number: open.number.clone(),
        rma: match open.rma {
            Some(other) => Some(rma::number_of(w.tx, other)?),
            None => None,
        },
    }))
}

/// Do to the unit what the session is set to: whether anything changed, or why nothing may.
fn done(
    w: &mut Writer<'_>,
    setting: &ScanSetting,
    device: DeviceId,
    open: Option<&Open>,
) -> Result<Result<bool, Why>> {
    let text = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
    let errand = Errand {
        release: setting.release,
        box_label: text(&setting.box_label),
        to: setting.stage,
        disposition: setting.disposition,
        reason: text(&setting.reason),
        hold: setting
            .hold
            .map(|reason| (reason, setting.hold_note.clone())),
    };
    let was = device::read::facts(w.tx, device)?;
    let mut is = was.clone();
    is.location = text(&setting.location).or(is.location);
    if let Some(id) = setting.site_id {
        let site = place::rows::find_site(w.tx, id)?;
        if let (Some(site), Some(owner)) = (site, was.owner_id)
            && site.party_id != owner
        {
            return Ok(Err(Reason::SiteOfAnotherCustomer { site: site.name }.into()));
        }
        is.site_id = Some(id);
    }
    let mut changed = false;
    if errand != Errand::default() {
        let Some(open) = open else {
            return Ok(Err(Reason::NoOpenTicket.into()));
        };
        match errand::run(w, open.id, &errand)? {
            Ok(moved) => changed |= moved,
            Err(why) => return Ok(Err(why)),
        }
    }
    if is != was {
        changed = true;
        w.append(
            device,
            DeviceEvent::Changed {
                id: device,
                is: Box::new(is),
                was: Box::new(was),
            },
        )?;
    }
    Ok(Ok(changed))
}
