//! What a verdict says: what is so, and what would be right.

use super::judge::Finding;
use super::setting::Setting;
use super::stated::{Doubt, Stated, unsettled};
use super::{ListPurpose, Verdict};
use crate::device::read;
use crate::intake::{ModelMatch, Record, SerialCell};
use crate::serial::{Difference, Lookalike};
use crate::ticket::number_text;

/// Names listed in one sentence at most.
const NAMED: usize = 6;

pub(super) fn verdict(
    finding: &Finding,
    is_new: bool,
    record: &Record,
    stated: &Stated,
    setting: &Setting,
    purpose: ListPurpose,
) -> Verdict {
    let mut verdict = Verdict {
        kind: finding.kind(is_new),
        field: "serial".into(),
        text: String::new(),
        device_id: None,
        ticket_id: None,
        other: None,
    };
    verdict.text = match finding {
        Finding::Unreadable => spoilt(record),
        Finding::NoSerial if record.mac.is_some() => format!(
            "{}; its MAC alone names it, take it so only if the label is lost",
            spoilt(record)
        ),
        Finding::NoSerial => spoilt(record),
        Finding::AlreadyOpen {
            ticket,
            number,
            stage,
        } => {
            verdict.ticket_id = Some(*ticket);
            let number = number_text(*number);
            verdict.other = Some(number.clone());
            match purpose {
                ListPurpose::Fleet => format!("on the open ticket {number} ({stage})"),
                ListPurpose::Rma => format!(
                    "already on the open ticket {number} ({stage}); it cannot be filed a second \
                     time before that is closed or cancelled"
                ),
            }
        }
        Finding::Duplicate { of } => {
            verdict.other = Some(of.to_string());
            format!(
                "the same serial as row {of}, which stands for the unit; mend this one if it is \
                 another unit's"
            )
        }
        Finding::LookAlike { near, row, unit } => {
            verdict.device_id = *unit;
            verdict.other = Some(near.of.clone());
            look_alike(near, record.normal_serial().unwrap_or_default(), *row)
        }
        Finding::SecondReturn {
            ticket,
            number,
            why,
        } => {
            verdict.ticket_id = Some(*ticket);
            let number = number_text(*number);
            verdict.other = Some(number.clone());
            format!("second return of {number}: {why}; claim it under the repair's warranty")
        }
        Finding::Unknown(doubt) => {
            let (field, text) = unknown(*doubt, record, stated, setting);
            verdict.field = field.into();
            text
        }
        Finding::Cell(at) => match record.problems.get(*at as usize) {
            Some(problem) => {
                verdict.field = problem.field.as_str().into();
                format!(
                    "{}: {}; the unit is taken without it",
                    problem.field.label(),
                    problem.trouble
                )
            }
            None => "a cell could not be read".into(),
        },
        Finding::Known {
            unit,
            number,
            changes,
        } => {
            verdict.device_id = Some(*unit);
            let code = read::code_text(*number);
            verdict.other = Some(code.clone());
            if *changes {
                format!("in the fleet as {code}; what this row says more will be added to it")
            } else {
                format!("in the fleet as {code}, and this row says nothing new")
            }
        }
        Finding::New if record.format.is_none() && record.normal_serial().is_some() => {
            "not in the fleet yet; its serial has no maker's format known here".into()
        }
        Finding::New => "not in the fleet yet".into(),
    };
    verdict
}

fn spoilt(record: &Record) -> String {
    match &record.serial {
        SerialCell::Spoilt { why } => why.to_string(),
        SerialCell::Read { .. } => String::new(),
    }
}

fn look_alike(near: &Lookalike, serial: &str, row: Option<u32>) -> String {
    let there = match row {
        Some(row) => format!("in row {row}"),
        None => "in the fleet".to_owned(),
    };
    let at = |serial: &str, position: u32| {
        serial
            .chars()
            .nth(position.saturating_sub(1) as usize)
            .map_or_else(String::new, |c| c.to_string())
    };
    let pair = |position: u32| {
        format!(
            "character {position} is {} here and {} there",
            at(serial, position),
            at(&near.of, position)
        )
    };
    let how = match &near.how {
        Difference::Confusable { positions } => positions
            .iter()
            .map(|&position| pair(position))
            .collect::<Vec<_>>()
            .join(", "),
        Difference::OneCharacter { position } => pair(*position),
        Difference::Transposed { position } => {
            format!("characters {position} and {} are swapped", position + 1)
        }
        Difference::ExtraCharacter { position } => {
            format!(
                "character {position} ({}) is one more",
                at(serial, *position)
            )
        }
        Difference::MissingCharacter { position } => {
            format!(
                "it lacks character {position} ({})",
                at(&near.of, *position)
            )
        }
    };
    format!(
        "looks like {} {there}: {how}; read the label, then mend it or take it as it is",
        near.of
    )
}

fn unknown(
    doubt: Doubt,
    record: &Record,
    stated: &Stated,
    setting: &Setting,
) -> (&'static str, String) {
    match doubt {
        Doubt::Model => ("model", unknown_model(record, setting)),
        Doubt::Customer => (
            "customer",
            format!(
                "there is no customer '{}' here; add it under Settings, or choose one for the \
                 whole list",
                record.customer.as_deref().unwrap_or_default()
            ),
        ),
        Doubt::Site => (
            "site",
            format!(
                "the customer has no site '{}' here; add it under Settings, or choose one for \
                 the whole list",
                record.site.as_deref().unwrap_or_default()
            ),
        ),
        Doubt::Slot => (
            "slot",
            format!(
                "it is said to sit in {}, but not where; a slot such as HB0 is expected, and it \
                 is left out of the miner without one",
                stated
                    .parent
                    .as_ref()
                    .map_or("a miner", |(serial, _)| serial.as_str())
            ),
        ),
    }
}

fn unknown_model(record: &Record, setting: &Setting) -> String {
    let Some(named) = unsettled(record) else {
        return "the catalog does not have this model".into();
    };
    let written = &named.written;
    let names = |found: &[u32]| {
        let shown: Vec<&str> = found
            .iter()
            .filter_map(|&at| setting.models.named(at))
            .map(|model| model.name.as_str())
            .take(NAMED)
            .collect();
        let more = found.len().saturating_sub(shown.len());
        match more {
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        }
    };
    match &named.found {
        ModelMatch::Ambiguous { candidates } => {
            format!("'{written}' may be {}; choose one", names(candidates))
        }
        ModelMatch::Unknown { nearest } if !nearest.is_empty() => format!(
            "the catalog has no model '{written}'; nearest: {}. Without one it is taken under the \
             name written",
            names(nearest)
        ),
        ModelMatch::Unknown { .. } | ModelMatch::Exact { .. } | ModelMatch::Normalised { .. } => {
            format!(
                "the catalog has no model '{written}'; choose one or add it, else it is taken \
                 under the name written"
            )
        }
    }
}

/// Why a row can never be taken as it stands.
pub(super) fn cannot(finding: &Finding, record: &Record, purpose: ListPurpose) -> Option<String> {
    match (finding, purpose) {
        (Finding::Unreadable, _) => Some(spoilt(record)),
        (Finding::NoSerial, _) if record.mac.is_none() => Some(spoilt(record)),
        (Finding::Duplicate { of }, _) => Some(format!(
            "it is the same unit as row {of}; mend its serial if it is another"
        )),
        (Finding::AlreadyOpen { number, .. }, ListPurpose::Rma) => Some(format!(
            "the unit is on the open ticket {}; that must be closed or cancelled first",
            number_text(*number)
        )),
        _ => None,
    }
}
