//! A scan session: set a stage, a hold, a place or a box once, then scan unit after unit.
//!
//! Each scan is an action of its own, on the record before it is answered, so a crash loses
//! nothing that was acknowledged and any one scan can be taken back. The list of scans is kept
//! as scratch, in the same transaction as what the scan did: it is not part of the record, which
//! has the events, but it comes back after a restart and cannot disagree with them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::device::DeviceKind;
use crate::error::{Error, Result};
use crate::id::{ActionId, DeviceId, RmaId, SiteId, TicketId};
use crate::journal::{Act, Kept, Writer, take_back};
use crate::reason::Reason;
use crate::store::{Store, write_file};
use crate::text_enum::text_enum;
use crate::ticket::{self, Disposition, HoldReason, Stage, TicketRow};
use crate::time::Timestamp;
use crate::{place, rma};

mod find;
mod kept;
mod step;
#[cfg(test)]
mod tests;

use kept::Notebook;

text_enum! {
    ScanVerdict {
        /// Found and as wanted now.
        Good = "good",
        /// Scanned in this session before.
        Duplicate = "duplicate",
        /// Nobody in the fleet is called so.
        Unknown = "unknown",
        /// Not on an open ticket of the session's RMA.
        WrongRma = "wrong_rma",
        /// Found, but a rule stands in the way.
        Refused = "refused",
        /// Several units are called so; one is to be chosen.
        Ambiguous = "ambiguous",
    }
}

/// What is done to each unit scanned. All empty: it is only counted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ScanSetting {
    /// Only units of this RMA; its units are what is expected.
    pub rma_id: Option<RmaId>,
    pub stage: Option<Stage>,
    /// For a stage that needs them: why back, and what came of the repair.
    pub reason: String,
    pub disposition: Option<Disposition>,
    pub release: bool,
    pub hold: Option<HoldReason>,
    pub hold_note: String,
    pub location: String,
    pub site_id: Option<SiteId>,
    /// As written on the box or pallet.
    pub box_label: String,
}

/// One of several units that a text may mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScanCandidate {
    pub device_id: DeviceId,
    /// `D-000123`.
    pub device: String,
    pub kind: DeviceKind,
    pub model: Option<String>,
    pub site: Option<String>,
    pub location: Option<String>,
    /// Its open ticket, `T-000456`.
    pub ticket: Option<String>,
}

/// One line of the running list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScanEntry {
    /// Counted from 1 in this session.
    pub n: u32,
    pub at: Timestamp,
    /// As compared.
    pub text: String,
    pub verdict: ScanVerdict,
    /// What stands in the way, or was found instead; in words.
    pub why: Option<String>,
    /// The same as data, where it is known.
    pub reason: Option<Reason>,
    pub device_id: Option<DeviceId>,
    pub device: Option<String>,
    pub model: Option<String>,
    pub ticket_id: Option<TicketId>,
    pub ticket: Option<String>,
    /// Where its ticket stood before and stands now.
    pub from: Option<Stage>,
    pub to: Option<Stage>,
    /// What undo takes back; `None` when nothing had to change.
    pub action: Option<ActionId>,
    pub undone: bool,
    pub candidates: Vec<ScanCandidate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScanCounts {
    pub good: u32,
    pub duplicate: u32,
    pub unknown: u32,
    pub wrong_rma: u32,
    pub refused: u32,
    pub ambiguous: u32,
}

/// The session as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScanSession {
    pub setting: ScanSetting,
    pub started_at: Timestamp,
    /// `RMA-2026-000123`, the site's name.
    pub rma: Option<String>,
    pub site: Option<String>,
    pub counts: ScanCounts,
    /// Units of the RMA not scanned yet.
    pub missing: Option<u32>,
    /// The newest first, at most 200.
    pub entries: Vec<ScanEntry>,
}

/// What one scan came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScanStep {
    pub entry: ScanEntry,
    pub counts: ScanCounts,
    pub missing: Option<u32>,
}

/// What taking a whole session back came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScansUndone {
    pub taken_back: u32,
    pub kept: Vec<Kept>,
    pub session: ScanSession,
}

/// Lines shown at once; the rest is kept.
const SHOWN: u32 = 200;
/// The longest text a scanner may send.
const LONGEST: usize = 200;

impl ScanCounts {
    fn of(&mut self, verdict: ScanVerdict) -> &mut u32 {
        match verdict {
            ScanVerdict::Good => &mut self.good,
            ScanVerdict::Duplicate => &mut self.duplicate,
            ScanVerdict::Unknown => &mut self.unknown,
            ScanVerdict::WrongRma => &mut self.wrong_rma,
            ScanVerdict::Refused => &mut self.refused,
            ScanVerdict::Ambiguous => &mut self.ambiguous,
        }
    }
}

impl Store {
    /// The actor's session, if one is going on.
    pub fn scan_session(&self, act: &Act) -> Result<Option<ScanSession>> {
        let tx = self.conn.unchecked_transaction()?;
        Notebook::of(&tx, act).session(SHOWN)
    }

    /// Begin a session, or set the one going on anew: its list stays.
    ///
    /// # Errors
    /// `Invalid` for a setting no unit could ever follow.
    pub fn set_scan_session(&mut self, setting: &ScanSetting, act: &Act) -> Result<ScanSession> {
        let setting = checked(&self.conn, setting)?;
        self.write(act, |w| {
            let notebook = Notebook::of(w.tx, act);
            notebook.set(&setting)?;
            notebook.there(SHOWN)
        })
    }

    /// The list is gone; what the scans did stays.
    pub fn end_scan_session(&mut self, act: &Act) -> Result<()> {
        self.write(act, |w| Notebook::of(w.tx, act).clear())
    }

    /// Take one scan: find the unit, do to it what the session is set to, note the verdict.
    ///
    /// # Errors
    /// `Refused` when no session is going on; else only what keeps the desk from writing, and
    /// then the scan was not taken.
    pub fn scan_step(&mut self, text: &str, act: &Act) -> Result<ScanStep> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return Err(Error::invalid(
                "scan",
                format!("it is {} characters long", text.chars().count()),
                format!("1 to {LONGEST} characters off a label"),
            ));
        }
        self.write(act, |w| {
            let (heart, notebook) = notebook_of(w, act)?;
            let n = heart.last + 1;
            let entry = step::scanned(w, &notebook, &heart.setting, n, text)?;
            notebook.add(heart, entry)
        })
    }

    /// Say which unit an ambiguous scan meant; the scan is then taken as if it had said so.
    pub fn choose_scan(&mut self, n: u32, device: DeviceId, act: &Act) -> Result<ScanStep> {
        self.write(act, |w| {
            let (heart, notebook) = notebook_of(w, act)?;
            let was = notebook.entry(n)?;
            if was.verdict != ScanVerdict::Ambiguous {
                return Err(Error::Refused("this scan is decided already".into()));
            }
            if !was.candidates.iter().any(|it| it.device_id == device) {
                return Err(Error::not_found("candidate", device));
            }
            let entry = step::meant(w, &notebook, &heart.setting, (n, &was.text), device)?;
            notebook.replace(heart, &was, entry)
        })
    }

    /// Take back one scan, by default the last one that can be.
    pub fn undo_scan(&mut self, n: Option<u32>, act: &Act) -> Result<ScanStep> {
        self.write(act, |w| {
            let (heart, notebook) = notebook_of(w, act)?;
            let entry = match n {
                Some(n) => notebook.entry(n)?,
                None => notebook
                    .last_good()?
                    .ok_or_else(|| Error::Refused("there is no scan left to undo".into()))?,
            };
            if entry.undone || entry.verdict != ScanVerdict::Good {
                return Err(Error::Refused("this scan changed nothing".into()));
            }
            if let Some(action) = entry.action {
                take_back(w, action)?;
            }
            notebook.strike(heart, entry)
        })
    }

    /// Take back all that the session did, the newest first; what was built on since is kept
    /// and named.
    pub fn undo_scan_session(&mut self, act: &Act) -> Result<ScansUndone> {
        self.write(act, |w| {
            let (mut heart, notebook) = notebook_of(w, act)?;
            let mut kept = Vec::new();
            let mut taken_back = 0;
            for entry in notebook.standing()? {
                if let Some(action) = entry.action {
                    match take_back(w, action) {
                        Ok(undone) => kept.extend(undone.kept),
                        Err(refused @ (Error::Refused(_) | Error::Because(_))) => {
                            kept.push(Kept {
                                what: entry.text,
                                why: refused.to_string(),
                            });
                            continue;
                        }
                        Err(other) => return Err(other),
                    }
                }
                notebook.strike(heart, entry)?;
                heart = notebook.heart()?;
                taken_back += 1;
            }
            Ok(ScansUndone {
                taken_back,
                kept,
                session: notebook.there(SHOWN)?,
            })
        })
    }

    /// The units of the session's RMA that were not scanned, the first 1,000.
    pub fn missing_scans(&self, act: &Act) -> Result<Vec<TicketRow>> {
        let tx = self.conn.unchecked_transaction()?;
        Notebook::of(&tx, act).missing_rows()
    }

    /// What was scanned and nobody knows, once each, in the order of scanning.
    pub fn unknown_scans(&self, act: &Act) -> Result<Vec<String>> {
        let tx = self.conn.unchecked_transaction()?;
        Notebook::of(&tx, act).unknown()
    }

    /// Write what nobody knows to a new CSV file, as a list to be taken in; how many.
    pub fn save_unknown_scans(&self, path: &Path, act: &Act) -> Result<u32> {
        let texts = self.unknown_scans(act)?;
        write_file(path, |file| {
            let unreadable = |error: csv::Error| Error::Unreadable(error.to_string());
            let mut sheet = csv::Writer::from_writer(file);
            sheet.write_record(["serial"]).map_err(unreadable)?;
            for text in &texts {
                sheet.write_record([text]).map_err(unreadable)?;
            }
            sheet.flush().map_err(|source| Error::File {
                path: path.to_owned(),
                source,
            })
        })?;
        Ok(texts.len() as u32)
    }
}

/// The session going on, inside a write.
fn notebook_of<'a>(w: &Writer<'a>, act: &Act) -> Result<(kept::Heart, Notebook<'a>)> {
    let notebook = Notebook::of(w.tx, act);
    let heart = notebook
        .find()?
        .ok_or_else(|| Error::Refused("no scan session is going on; set one up first".into()))?;
    Ok((heart, notebook))
}

/// The setting with its texts trimmed, if all it points to is there.
fn checked(conn: &rusqlite::Connection, setting: &ScanSetting) -> Result<ScanSetting> {
    let filled = |field, words: &str| -> Result<String> {
        Ok(ticket::text(field, words)?.unwrap_or_default())
    };
    if let Some(id) = setting.rma_id {
        rma::number_of(conn, id)?;
    }
    if let Some(id) = setting.site_id {
        place::rows::find_site(conn, id)?.ok_or_else(|| Error::not_found("site", id))?;
    }
    if setting.hold.is_some() && setting.release {
        return Err(Error::invalid(
            "hold",
            "the session both holds and releases",
            "one of the two",
        ));
    }
    if matches!(setting.stage, Some(Stage::Draft | Stage::Submitted)) {
        return Err(Error::invalid(
            "stage",
            "a unit is filed with its RMA, not by a scan",
            "a stage from authorized on",
        ));
    }
    Ok(ScanSetting {
        reason: filled("reason", &setting.reason)?,
        hold_note: filled("note", &setting.hold_note)?,
        location: filled("location", &setting.location)?,
        box_label: filled("box", &setting.box_label)?,
        ..setting.clone()
    })
}
