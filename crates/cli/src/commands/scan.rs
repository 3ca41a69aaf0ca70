//! A scan session over standard input: a line for each unit, a verdict for each line.

use std::io::BufRead;

use hashmend_core::Store;
use hashmend_core::scan_session::{ScanEntry, ScanSession, ScanSetting};
use serde::Serialize;

use crate::args::Scan;
use crate::desk::{self, Desk};
use crate::out::{Out, remark};
use crate::words::{count, spoken};
use crate::{Done, Stop, refused};

/// What the session came to, for programs.
#[derive(Debug, Serialize)]
struct Scanned {
    session: ScanSession,
    unknown: Vec<String>,
    /// Serials of the RMA's units that were not scanned.
    missing: Vec<String>,
}

pub fn run(desk: &Desk, asked: &Scan, out: &mut Out) -> Done {
    let mut store = desk.open()?;
    // One list for each person: to write into the one at the window would mix the two.
    if let Some(open) = store.scan_session(&desk.act)? {
        return Err(refused(format!(
            "{} has a scan session open since {}; end it in the window first",
            desk.act.actor, open.started_at
        )));
    }
    let setting = ScanSetting {
        rma_id: asked
            .rma
            .as_deref()
            .map(|text| desk::rma(&store, text))
            .transpose()?,
        stage: asked.stage,
        reason: asked.reason.clone(),
        disposition: asked.disposition,
        release: asked.release,
        hold: asked.hold,
        hold_note: String::new(),
        location: asked.location.clone(),
        site_id: asked
            .site
            .as_deref()
            .map(|text| desk::site(&store, text))
            .transpose()?,
        box_label: asked.box_label.clone(),
    };
    store.set_scan_session(&setting, &desk.act)?;
    let read = lines(&mut store, desk, out);
    let told = read.and_then(|()| tell(&store, desk, out));
    // Whatever came in between, the list does not wait for a window that never saw it.
    store.end_scan_session(&desk.act)?;
    told
}

fn lines(store: &mut Store, desk: &Desk, out: &mut Out) -> Done {
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let step = store.scan_step(&line, &desk.act)?;
        if !out.json {
            out.line(said(&step.entry))?;
            // The person holds the scanner and reads each verdict as it comes.
            out.flush()?;
        }
    }
    Ok(())
}

fn said(entry: &ScanEntry) -> String {
    let mut line = format!("{}  {}", spoken(entry.verdict.as_str()), entry.text);
    for part in [&entry.device, &entry.ticket].into_iter().flatten() {
        line.push_str(&format!("  {part}"));
    }
    match (entry.from, entry.to) {
        (Some(from), Some(to)) if from != to => line.push_str(&format!("  {from} to {to}")),
        _ => {}
    }
    if let Some(why) = &entry.why {
        line.push_str(&format!(": {why}"));
    }
    if !entry.candidates.is_empty() {
        let names: Vec<&str> = entry
            .candidates
            .iter()
            .map(|unit| unit.device.as_str())
            .collect();
        line.push_str(&format!(
            ": {} are called so; scan one of these codes instead",
            names.join(", ")
        ));
    }
    if let Some(action) = entry.action {
        line.push_str(&format!("  action {action}"));
    }
    line
}

fn tell(store: &Store, desk: &Desk, out: &mut Out) -> Done {
    let Some(session) = store.scan_session(&desk.act)? else {
        return Ok(());
    };
    let scanned = Scanned {
        unknown: store.unknown_scans(&desk.act)?,
        missing: store
            .missing_scans(&desk.act)?
            .into_iter()
            .map(|row| row.serial.unwrap_or(row.number))
            .collect(),
        session,
    };
    let counts = scanned.session.counts;
    let whole = counts.good
        + counts.duplicate
        + counts.unknown
        + counts.wrong_rma
        + counts.refused
        + counts.ambiguous;
    out.answer(&scanned, |out| {
        out.line(format!(
            "{}: {} good, {} duplicate, {} unknown, {} of another RMA, {} refused, {} ambiguous",
            count(whole.into(), "scan"),
            counts.good,
            counts.duplicate,
            counts.unknown,
            counts.wrong_rma,
            counts.refused,
            counts.ambiguous
        ))
    })?;
    for serial in &scanned.missing {
        remark(format!("hashmend: not scanned: {serial}"));
    }
    let clean = counts.unknown + counts.wrong_rma + counts.refused + counts.ambiguous == 0;
    if clean && scanned.missing.is_empty() {
        Ok(())
    } else {
        Err(Stop::Partly)
    }
}
