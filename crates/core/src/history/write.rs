//! Cases become tickets.

use std::ops::ControlFlow;

use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashMap;

use super::read::{Case, Log, Stay};
use super::{BroughtIn, Problems, shortened};
use crate::device::take_in::OnProgress;
use crate::device::{
    Claim, DeviceAdded, DeviceEvent, DeviceFacts, DeviceKind, IdentifierKind, IdentifierSource,
};
use crate::error::{Error, Result};
use crate::id::{CenterId, DeviceId, ModelId, PartyId, SiteId, TicketId};
use crate::journal::Writer;
use crate::place::{Center, CenterKind, PlaceEvent, Region};
use crate::serial::normalise;
use crate::ticket::{Disposition, Stage, TicketEvent, TicketFacts, TicketOpened, WarrantyClass};
use crate::time::Timestamp;

pub(super) fn write(
    w: &mut Writer<'_>,
    mut log: Log,
    source: &str,
    progress: OnProgress<'_>,
) -> Result<BroughtIn> {
    // A unit's past before its present, in the order that it happened: it is on one ticket at a
    // time, and numbers follow the years.
    log.cases.sort_by_key(|case| {
        (
            case.closed_at.is_none(),
            case.stays.first().map(|stay| stay.from),
        )
    });
    let (last_device, last_ticket) =
        w.tx.query_row("SELECT last_device, last_ticket FROM desk", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let mut import = Import {
        source,
        last_device,
        last_ticket,
        centers: FxHashMap::default(),
        models: FxHashMap::default(),
        problems: log.problems,
        brought: BroughtIn {
            action: Some(w.action),
            rows: log.rows,
            cases: log.cases.len() as u32,
            notes: log.notes,
            ..BroughtIn::default()
        },
        gaps: 0,
        merged: 0,
    };
    let total = log.cases.len() as u64;
    for (done, case) in log.cases.iter().enumerate() {
        if done % 500 == 0
            && let ControlFlow::Break(()) = progress(total / 2 + done as u64 / 2, total)
        {
            return Err(Error::Cancelled);
        }
        import.case(w, case)?;
    }
    Ok(import.brought())
}

struct Import<'a> {
    source: &'a str,
    last_device: i64,
    last_ticket: i64,
    centers: FxHashMap<String, CenterId>,
    models: FxHashMap<(String, String), Option<ModelId>>,
    problems: Problems,
    brought: BroughtIn,
    gaps: u64,
    merged: u64,
}

impl Import<'_> {
    fn brought(mut self) -> BroughtIn {
        if self.gaps > 0 {
            self.brought.notes.push(format!(
                "{} stays began later than the one before ended; the time between counts to the one before",
                self.gaps
            ));
        }
        if self.merged > 0 {
            self.brought.notes.push(format!(
                "{} stays followed one in the same stage and were joined to it",
                self.merged
            ));
        }
        self.brought.problem_count = self.problems.count;
        self.brought.problems = self.problems.kept;
        self.brought
    }

    fn case(&mut self, w: &mut Writer<'_>, case: &Case) -> Result<()> {
        let Some(first) = case.stays.first() else {
            self.brought.left_out += 1;
            return Ok(());
        };
        let id = ticket_of(&case.id);
        if is_known(w, id, case)? {
            self.brought.known += 1;
            return Ok(());
        }
        if let Some(why) = contradiction(case) {
            self.problems
                .add(case.line, &case.id, "case_closed_at", why);
            self.brought.left_out += 1;
            return Ok(());
        }
        // A case known to have been open before its first stay waited all the while for it.
        let opened_at = match case.opened_at {
            Some(opened) if opened < first.from => {
                self.gaps += 1;
                opened
            }
            _ => first.from,
        };
        let Some((device_id, serial)) = self.device(w, case, opened_at)? else {
            self.brought.left_out += 1;
            return Ok(());
        };
        let center_id = self.center(w, case)?;
        let opened = self.opened(w, case, id, device_id, serial, center_id)?;
        w.append_at(id, TicketEvent::Opened(Box::new(opened)), opened_at)?;
        if let Some(promised) = case.promised_at {
            let is = Some((promised, promised));
            w.append_at(id, TicketEvent::Promised { id, is, was: None }, opened_at)?;
        }
        self.stays(w, id, case)?;
        self.brought.added += 1;
        Ok(())
    }

    fn stays(&mut self, w: &mut Writer<'_>, id: TicketId, case: &Case) -> Result<()> {
        let mut here: Option<&Stay> = None;
        let mut attempt = 1_u16;
        for stay in &case.stays {
            let Some(before) = here.replace(stay) else {
                continue;
            };
            if before.until.is_some_and(|until| until < stay.from) {
                self.gaps += 1;
            }
            if before.stage == stay.stage {
                self.merged += 1;
                continue;
            }
            let back = place(stay.stage) < place(before.stage);
            if back && place(stay.stage) <= place(Stage::Diagnosing) {
                attempt = attempt.saturating_add(1);
            }
            let moved = TicketEvent::Moved {
                id,
                from: before.stage,
                to: stay.stage,
                attempt,
                reason: back.then(|| "as the imported log has it".to_owned()),
            };
            w.append_at(id, moved, stay.from)?;
        }
        let (Some(last), Some(closed_at)) = (here, case.closed_at) else {
            return Ok(());
        };
        if let Ok(disposition) = word(&case.attributes.disposition).parse::<Disposition>() {
            let is = Some(disposition);
            w.append_at(id, TicketEvent::Disposed { id, is, was: None }, closed_at)?;
        }
        for (from, to) in [
            (last.stage, Stage::Delivered),
            (Stage::Delivered, Stage::Closed),
        ] {
            let moved = TicketEvent::Moved {
                id,
                from,
                to,
                attempt,
                reason: None,
            };
            w.append_at(id, moved, closed_at)?;
        }
        Ok(())
    }

    fn opened(
        &mut self,
        w: &Writer<'_>,
        case: &Case,
        id: TicketId,
        device_id: DeviceId,
        serial: Option<String>,
        center_id: Option<CenterId>,
    ) -> Result<TicketOpened> {
        let attributes = &case.attributes;
        let (device_model, owner, stands): (Option<ModelId>, Option<PartyId>, Option<SiteId>) =
            w.tx.prepare_cached("SELECT model_id, owner_id, site_id FROM device WHERE id = ?1")?
                .query_row([device_id], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })?;
        let model_id = match self.model(w, case)? {
            Some(model) => Some(model),
            None => device_model,
        };
        let site_id: Option<SiteId> =
            w.tx.prepare_cached("SELECT id FROM site WHERE name = ?1 COLLATE NOCASE")?
                .query_row([&attributes.site], |row| row.get(0))
                .optional()?;
        let symptom_code: Option<String> =
            w.tx.prepare_cached("SELECT code FROM symptom WHERE code = ?1")?
                .query_row([word(&attributes.symptom)], |row| row.get(0))
                .optional()?;
        self.last_ticket += 1;
        Ok(TicketOpened {
            id,
            number: self.last_ticket,
            rma_id: None,
            device_id,
            serial,
            model_id,
            customer_id: owner,
            site_id: site_id.or(stands),
            stage: case.stays[0].stage,
            bounce_of: None,
            facts: TicketFacts {
                symptom_text: match symptom_code {
                    Some(_) => String::new(),
                    None => shortened(&attributes.symptom),
                },
                symptom_code,
                warranty_class: warranty(&attributes.warranty),
                warranty_reason: format!(
                    "from the log {}, case {}",
                    shortened(self.source),
                    shortened(&case.id)
                ),
                level: level(&attributes.level),
                assignee: None,
                due_on: None,
                center_id,
                lane_id: None,
                quoted_cents: None,
            },
        })
    }

    /// The unit of a case, added when it is not known. `None`: it cannot be on this ticket, and
    /// the problem is noted.
    fn device(
        &mut self,
        w: &mut Writer<'_>,
        case: &Case,
        at: Timestamp,
    ) -> Result<Option<(DeviceId, Option<String>)>> {
        let typed = &case.attributes.serial;
        let serial = match normalise(typed) {
            Ok(serial) => Some(serial.normal),
            Err(problem) if problem.is_missing() => None,
            Err(problem) => {
                let why = format!("{problem}; the case is left out");
                self.problems.add(case.line, &case.id, "attr_serial", why);
                return Ok(None);
            }
        };
        if let Some(serial) = &serial {
            let known: Option<(DeviceId, Option<i64>)> =
                w.tx.prepare_cached(
                    "SELECT d.id, t.number FROM device AS d
                     LEFT JOIN ticket AS t ON t.device_id = d.id AND t.closed_at IS NULL
                     WHERE d.serial = ?1 ORDER BY t.number IS NULL LIMIT 1",
                )?
                .query_row([serial], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            match known {
                Some((_, Some(open))) if case.closed_at.is_none() => {
                    let why = format!(
                        "{serial} is on open ticket T-{open:06}; a unit is on one at a time, so the \
                         case is left out"
                    );
                    self.problems.add(case.line, &case.id, "attr_serial", why);
                    return Ok(None);
                }
                Some((id, None)) => return Ok(Some((id, Some(serial.clone())))),
                // The past may be added while the unit is out again, but not all at once: the
                // ticket is open for an instant between its first event and its last.
                Some((_, Some(open))) => {
                    let why = format!(
                        "{serial} is on open ticket T-{open:06}; close that one, then import again"
                    );
                    self.problems.add(case.line, &case.id, "attr_serial", why);
                    return Ok(None);
                }
                None => {}
            }
        }
        let model_id = self.model(w, case)?;
        let model = &case.attributes.model;
        self.last_device += 1;
        let id = DeviceId(w.new_id());
        let added = DeviceAdded {
            id,
            number: self.last_device,
            kind: word(&case.attributes.component)
                .parse()
                .unwrap_or(DeviceKind::Miner),
            facts: DeviceFacts {
                model_id,
                model_text: (model_id.is_none() && !model.is_empty()).then(|| shortened(model)),
                ..DeviceFacts::default()
            },
            claims: serial
                .iter()
                .map(|serial| Claim {
                    kind: IdentifierKind::Serial,
                    typed: typed.clone(),
                    normal: serial.clone(),
                    source: IdentifierSource::File,
                })
                .collect(),
        };
        w.append_at(id, DeviceEvent::Added(Box::new(added)), at)?;
        self.brought.devices_added += 1;
        Ok(Some((id, serial)))
    }

    fn model(&mut self, w: &Writer<'_>, case: &Case) -> Result<Option<ModelId>> {
        let key = (
            case.attributes.maker.to_lowercase(),
            case.attributes.model.to_lowercase(),
        );
        if key.1.is_empty() {
            return Ok(None);
        }
        if let Some(model) = self.models.get(&key) {
            return Ok(*model);
        }
        let found: Vec<ModelId> =
            w.tx.prepare_cached(
                "SELECT id FROM device_model
                 WHERE lower(name) = ?2 AND (?1 = '' OR lower(maker) = ?1) LIMIT 2",
            )?
            .query_map(params![key.0, key.1], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        // Two makers with one model name: not for us to choose.
        let model = match found[..] {
            [one] => Some(one),
            _ => None,
        };
        self.models.insert(key, model);
        Ok(model)
    }

    /// The center by its name, added when it is not known.
    fn center(&mut self, w: &mut Writer<'_>, case: &Case) -> Result<Option<CenterId>> {
        let name = case.center.trim();
        if name.is_empty() {
            return Ok(None);
        }
        let key = name.to_lowercase();
        if let Some(center) = self.centers.get(&key) {
            return Ok(Some(*center));
        }
        let known: Option<CenterId> =
            w.tx.prepare_cached("SELECT id FROM center WHERE name = ?1 COLLATE NOCASE")?
                .query_row([name], |row| row.get(0))
                .optional()?;
        let id = match known {
            Some(id) => id,
            None => self.add_center(w, case, name)?,
        };
        self.centers.insert(key, id);
        Ok(Some(id))
    }

    fn add_center(&mut self, w: &mut Writer<'_>, case: &Case, name: &str) -> Result<CenterId> {
        let id = CenterId(w.new_id());
        let (region, told) = match word(&case.attributes.region).as_str() {
            "overseas" => (Region::Overseas, true),
            "us" => (Region::Us, true),
            // Both kinds of customs stage are only passed on the way abroad.
            _ => {
                let abroad = case
                    .stays
                    .iter()
                    .any(|stay| matches!(stay.stage, Stage::CustomsOut | Stage::CustomsBack));
                (if abroad { Region::Overseas } else { Region::Us }, false)
            }
        };
        let country = match region {
            Region::Us => "US",
            Region::Overseas => "CN",
        };
        let center = Center {
            id,
            name: shortened(name),
            kind: CenterKind::Independent,
            region,
            country: country.into(),
            city: None,
            zone: match region {
                Region::Us => "America/Chicago".into(),
                Region::Overseas => "Asia/Shanghai".into(),
            },
            makers: Vec::new(),
            levels: vec![1, 2, 3],
            accepts: DeviceKind::ALL.to_vec(),
            maker_warranty: false,
            repair_warranty_days: None,
            quoted_days: None,
            starter: false,
            source: format!("the log {}", shortened(self.source)),
            note: "added by an import of history: check its region, country and time zone".into(),
            retired_on: None,
        };
        w.append(id, PlaceEvent::CenterAdded(Box::new(center)))?;
        self.brought.centers_added += 1;
        self.brought.notes.push(format!(
            "the center {} was not known and is added as {}; check its country and time zone",
            shortened(name),
            match (region, told) {
                (Region::Us, true) => "a US one",
                (Region::Overseas, true) => "an overseas one",
                (Region::Us, false) => "a US one, since no case of it passed customs first",
                (Region::Overseas, false) => "an overseas one, since a case of it passed customs",
            }
        ));
        Ok(id)
    }
}

/// The ticket that a case becomes. Its id follows from the case's, so that a second import of
/// the same case finds the ticket of the first.
fn ticket_of(case: &str) -> TicketId {
    let mut hasher = blake3::Hasher::new_derive_key("hashmend 2026 ticket of an imported case");
    hasher.update(case.as_bytes());
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    TicketId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Whether the case was brought in before, or left this very desk as an export.
fn is_known(w: &Writer<'_>, id: TicketId, case: &Case) -> Result<bool> {
    let imported =
        w.tx.prepare_cached("SELECT 1 FROM ticket WHERE id = ?1")?
            .exists([id])?;
    if imported {
        return Ok(true);
    }
    let Some(number) = case
        .id
        .strip_prefix("T-")
        .and_then(|number| number.parse::<i64>().ok())
    else {
        return Ok(false);
    };
    let serial = normalise(&case.attributes.serial)
        .ok()
        .map(|serial| serial.normal);
    Ok(w.tx
        .prepare_cached(
            "SELECT 1 FROM ticket AS t JOIN stage_visit AS v ON v.ticket_id = t.id
             WHERE t.number = ?1 AND t.serial IS ?2 AND v.entered_at = ?3",
        )?
        .exists(params![number, serial, case.stays[0].from])?)
}

/// Why the case cannot have been so.
fn contradiction(case: &Case) -> Option<String> {
    let (closed, last) = (case.closed_at?, case.stays.last()?);
    (closed < last.from).then(|| {
        format!(
            "{closed} is before the last stay began, {} on line {}; the case is left out",
            last.from, last.line
        )
    })
}

fn place(stage: Stage) -> Option<usize> {
    Stage::WAY.iter().position(|&other| other == stage)
}

/// A log's value as one of our words: `In warranty` is `in_warranty`.
fn word(text: &str) -> String {
    text.trim().to_lowercase().replace([' ', '-'], "_")
}

fn warranty(text: &str) -> WarrantyClass {
    match word(text).as_str() {
        "in" | "in_warranty" | "warranty" | "true" | "1" | "yes" => WarrantyClass::InWarranty,
        "doa" => WarrantyClass::Doa,
        "second_return" => WarrantyClass::SecondReturn,
        _ => WarrantyClass::OutOfWarranty,
    }
}

fn level(text: &str) -> u8 {
    match word(text).trim_start_matches('l') {
        "1" => 1,
        "3" => 3,
        _ => 2,
    }
}
