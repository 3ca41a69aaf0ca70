//! Cases become tickets.

use hashmend_turnaround::Outcome;
use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashMap;

use super::case::{Case, Cases};
use super::known::{Standing, standing, ticket_of};
use super::past::go_on;
use super::{BroughtIn, PastRepairs, Problems, shortened};
use crate::catalog::WarrantyWhy;
use crate::device::take_in::OnProgress;
use crate::device::{
    Claim, DeviceAdded, DeviceEvent, DeviceFacts, DeviceKind, IdentifierKind, IdentifierSource,
};
use crate::error::Result;
use crate::id::{CenterId, DeviceId, ModelId, PartyId, SiteId, TicketId};
use crate::journal::Writer;
use crate::place::{Center, CenterKind, PlaceEvent, Region};
use crate::serial::normalise;
use crate::ticket::{Disposition, Stage, TicketEvent, TicketFacts, TicketOpened, WarrantyClass};
use crate::time::Timestamp;

pub(super) fn write(
    w: &mut Writer<'_>,
    past: &PastRepairs,
    progress: OnProgress<'_>,
) -> Result<BroughtIn> {
    let cases = Cases::new(&past.log);
    let order = cases.in_order();
    let (last_device, last_ticket) =
        w.tx.query_row("SELECT last_device, last_ticket FROM desk", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let counts = past.report.counts.iter();
    let mut import = Import {
        source: &past.name,
        last_device,
        last_ticket,
        centers: FxHashMap::default(),
        models: FxHashMap::default(),
        problems: past.problems(),
        brought: BroughtIn {
            action: Some(w.action),
            rows: past.rows,
            cases: past.report.cases,
            notes: counts
                .map(|found| format!("{} ({})", found.kind.words(), found.count))
                .collect(),
            ..BroughtIn::default()
        },
        gaps: 0,
        merged: 0,
    };
    let total = order.len() as u64;
    for (done, &at) in order.iter().enumerate() {
        if done % 500 == 0 {
            go_on(progress(done as u64, total))?;
        }
        let case = cases.case(at, &mut import.problems);
        import.case(w, &case)?;
    }
    for (stage, stays) in cases.foreign() {
        import.brought.notes.push(format!(
            "{stays} stays in the stage `{}`, which tickets do not have: left out",
            shortened(&stage)
        ));
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
        let problems = self.problems.by_line();
        self.brought.problem_count = problems.count;
        self.brought.problems = problems.kept;
        self.brought
    }

    fn case(&mut self, w: &mut Writer<'_>, case: &Case) -> Result<()> {
        let Some(first) = case.stays.first() else {
            self.brought.left_out += 1;
            return Ok(());
        };
        let id = ticket_of(&case.id);
        match standing(w.tx, id, case)? {
            Standing::New => {}
            Standing::Known => {
                self.brought.known += 1;
                return Ok(());
            }
            Standing::Apart(why) => {
                self.problems.add(case.line, &case.id, "case_id", why);
                self.brought.known += 1;
                return Ok(());
            }
            Standing::Grown {
                from,
                stage,
                attempt,
            } => {
                self.stays(w, id, case, from, stage, attempt)?;
                self.brought.grown += 1;
                return Ok(());
            }
        }
        // A case known to have been open before its first stay waited all the while for it.
        let opened_at = case.opened_at;
        if opened_at < first.from {
            self.gaps += 1;
        }
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
        self.stays(w, id, case, 1, first.stage, 1)?;
        self.brought.added += 1;
        Ok(())
    }

    /// The stays of `case` from the `new`th on, and its end, onto a ticket that is in `stage`.
    fn stays(
        &mut self,
        w: &mut Writer<'_>,
        id: TicketId,
        case: &Case,
        new: usize,
        mut stage: Stage,
        mut attempt: u16,
    ) -> Result<()> {
        for (nth, stay) in case.stays.iter().enumerate().skip(new) {
            let before = case.stays.get(nth.wrapping_sub(1));
            if before
                .and_then(|before| before.until)
                .is_some_and(|until| until < stay.from)
            {
                self.gaps += 1;
            }
            if stage == stay.stage {
                self.merged += 1;
                continue;
            }
            let back = place(stay.stage) < place(stage);
            if back && place(stay.stage) <= place(Stage::Diagnosing) {
                attempt = attempt.saturating_add(1);
            }
            let moved = TicketEvent::Moved {
                id,
                from: stage,
                to: stay.stage,
                attempt,
                reason: back.then(|| "as the imported log has it".to_owned()),
            };
            w.append_at(id, moved, stay.from)?;
            stage = stay.stage;
        }
        let Some(closed_at) = case.closed_at else {
            return Ok(());
        };
        let (disposition, way): (_, &[Stage]) = match Outcome::of_word(&case.outcome) {
            Some(Outcome::Cancelled) => (None, &[Stage::Cancelled]),
            outcome => (
                disposition(&case.outcome, outcome),
                &[Stage::Delivered, Stage::Closed],
            ),
        };
        if disposition.is_some() {
            let disposed = TicketEvent::Disposed {
                id,
                is: disposition,
                was: None,
            };
            w.append_at(id, disposed, closed_at)?;
        }
        for &to in way {
            let moved = TicketEvent::Moved {
                id,
                from: stage,
                to,
                attempt,
                reason: None,
            };
            w.append_at(id, moved, closed_at)?;
            stage = to;
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
                warranty_reason: WarrantyWhy::FromLog {
                    file: shortened(self.source),
                    case: shortened(&case.id),
                }
                .to_string(),
                level: level(&attributes.level),
                assignee: None,
                due_on: None,
                center_id,
                lane_id: None,
                quoted_cents: None,
                box_label: None,
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

fn place(stage: Stage) -> Option<usize> {
    Stage::WAY.iter().position(|&other| other == stage)
}

/// A log's value as one of our words: `In warranty` is `in_warranty`.
fn word(text: &str) -> String {
    text.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The log's own word where a ticket has it, else what it comes to.
fn disposition(text: &str, outcome: Option<Outcome>) -> Option<Disposition> {
    word(text).parse().ok().or(match outcome? {
        Outcome::Repaired => Some(Disposition::Repaired),
        Outcome::NoTroubleFound => Some(Disposition::Ntf),
        Outcome::Declined => Some(Disposition::Declined),
        Outcome::BeyondRepair => Some(Disposition::BerScrapped),
        Outcome::Open | Outcome::Cancelled => None,
    })
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
