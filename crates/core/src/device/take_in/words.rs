//! What a verdict says: what is so, and what would be right. As data, and in English by `Display`.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

use super::judge::Finding;
use super::setting::Setting;
use super::stated::{Doubt, Stated, unsettled};
use super::{ListPurpose, Verdict};
use crate::catalog::WarrantyWhy;
use crate::device::read;
use crate::intake::{CellTrouble, Field, ModelMatch, Record, SerialCell};
use crate::serial::{Difference, Lookalike, SerialProblem};
use crate::ticket::{Stage, number_text};

/// Names listed in one sentence at most.
const NAMED: usize = 6;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum VerdictSaid {
    Spoilt {
        why: SerialProblem,
    },
    /// No serial, but a MAC.
    OnlyMac {
        why: SerialProblem,
    },
    OnOpenTicket {
        number: String,
        stage: Stage,
        /// It was to be filed, and cannot be before that ticket has ended.
        files: bool,
    },
    SameAsRow {
        row: u32,
    },
    LooksLike {
        of: String,
        /// Where the other is; `None`: in the fleet.
        row: Option<u32>,
        how: Unlike,
    },
    SecondReturn {
        number: String,
        why: WarrantyWhy,
    },
    NoSuchModel,
    ModelMayBe {
        written: String,
        names: Vec<String>,
        more: u32,
    },
    ModelUnknown {
        written: String,
        nearest: Vec<String>,
        more: u32,
    },
    NoSuchCustomer {
        name: String,
    },
    NoSuchSite {
        name: String,
    },
    NoSlot {
        parent: Option<String>,
    },
    /// A cell beside the serial; the unit is taken without it.
    Cell {
        field: Field,
        trouble: CellTrouble,
    },
    Known {
        code: String,
        /// The row says more than the fleet knows.
        adds: bool,
    },
    New {
        /// Its serial has no maker's format known here.
        strange: bool,
    },
}

/// How two serials differ, with the characters themselves; positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Unlike {
    /// Position, the character here, the character there.
    Characters {
        at: Vec<(u32, String, String)>,
    },
    Swapped {
        position: u32,
    },
    OneMore {
        position: u32,
        character: String,
    },
    OneLess {
        position: u32,
        character: String,
    },
}

/// Why a row can never be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CannotTake {
    Spoilt { why: SerialProblem },
    SameAsRow { row: u32 },
    OnOpenTicket { number: String },
    NeedsSerial,
}

pub(super) fn verdict(
    finding: &Finding,
    is_new: bool,
    record: &Record,
    stated: &Stated,
    setting: &Setting,
    purpose: ListPurpose,
) -> Verdict {
    let mut field = "serial";
    let (mut device_id, mut ticket_id, mut other) = (None, None, None);
    let said = match finding {
        Finding::NoSerial if record.mac.is_some() => VerdictSaid::OnlyMac {
            why: spoilt(record),
        },
        Finding::Unreadable | Finding::NoSerial => VerdictSaid::Spoilt {
            why: spoilt(record),
        },
        Finding::AlreadyOpen {
            ticket,
            number,
            stage,
        } => {
            ticket_id = Some(*ticket);
            other = Some(number_text(*number));
            VerdictSaid::OnOpenTicket {
                number: number_text(*number),
                stage: *stage,
                files: purpose == ListPurpose::Rma,
            }
        }
        Finding::Duplicate { of } => {
            other = Some(of.to_string());
            VerdictSaid::SameAsRow { row: *of }
        }
        Finding::LookAlike { near, row, unit } => {
            device_id = *unit;
            other = Some(near.of.clone());
            VerdictSaid::LooksLike {
                of: near.of.clone(),
                row: *row,
                how: unlike(near, record.normal_serial().unwrap_or_default()),
            }
        }
        Finding::SecondReturn {
            ticket,
            number,
            why,
        } => {
            ticket_id = Some(*ticket);
            other = Some(number_text(*number));
            VerdictSaid::SecondReturn {
                number: number_text(*number),
                why: (**why).clone(),
            }
        }
        Finding::Unknown(doubt) => {
            let said;
            (field, said) = unknown(*doubt, record, stated, setting);
            said
        }
        Finding::Cell(at) => match record.problems.get(*at as usize) {
            Some(problem) => {
                field = problem.field.as_str();
                VerdictSaid::Cell {
                    field: problem.field,
                    trouble: problem.trouble.clone(),
                }
            }
            // A finding names a problem of its own record.
            None => VerdictSaid::New { strange: false },
        },
        Finding::Known {
            unit,
            number,
            changes,
        } => {
            device_id = Some(*unit);
            let code = read::code_text(*number);
            other = Some(code.clone());
            VerdictSaid::Known {
                code,
                adds: *changes,
            }
        }
        Finding::New => VerdictSaid::New {
            strange: record.format.is_none() && record.normal_serial().is_some(),
        },
    };
    Verdict {
        kind: finding.kind(is_new),
        field: field.into(),
        said,
        device_id,
        ticket_id,
        other,
    }
}

fn spoilt(record: &Record) -> SerialProblem {
    match &record.serial {
        SerialCell::Spoilt { why } => why.clone(),
        SerialCell::Read { .. } => SerialProblem::Missing,
    }
}

fn unlike(near: &Lookalike, serial: &str) -> Unlike {
    let at = |serial: &str, position: u32| {
        serial
            .chars()
            .nth(position.saturating_sub(1) as usize)
            .map_or_else(String::new, |c| c.to_string())
    };
    let pair = |position: u32| (position, at(serial, position), at(&near.of, position));
    match &near.how {
        Difference::Confusable { positions } => Unlike::Characters {
            at: positions.iter().map(|&position| pair(position)).collect(),
        },
        Difference::OneCharacter { position } => Unlike::Characters {
            at: vec![pair(*position)],
        },
        Difference::Transposed { position } => Unlike::Swapped {
            position: *position,
        },
        Difference::ExtraCharacter { position } => Unlike::OneMore {
            position: *position,
            character: at(serial, *position),
        },
        Difference::MissingCharacter { position } => Unlike::OneLess {
            position: *position,
            character: at(&near.of, *position),
        },
    }
}

fn unknown(
    doubt: Doubt,
    record: &Record,
    stated: &Stated,
    setting: &Setting,
) -> (&'static str, VerdictSaid) {
    match doubt {
        Doubt::Model => ("model", unknown_model(record, setting)),
        Doubt::Customer => (
            "customer",
            VerdictSaid::NoSuchCustomer {
                name: record.customer.clone().unwrap_or_default(),
            },
        ),
        Doubt::Site => (
            "site",
            VerdictSaid::NoSuchSite {
                name: record.site.clone().unwrap_or_default(),
            },
        ),
        Doubt::Slot => (
            "slot",
            VerdictSaid::NoSlot {
                parent: stated.parent.as_ref().map(|(serial, _)| serial.to_string()),
            },
        ),
    }
}

fn unknown_model(record: &Record, setting: &Setting) -> VerdictSaid {
    let Some(named) = unsettled(record) else {
        return VerdictSaid::NoSuchModel;
    };
    let written = named.written.clone();
    let names = |found: &[u32]| {
        let shown: Vec<String> = found
            .iter()
            .filter_map(|&at| setting.models.named(at))
            .map(|model| model.name.clone())
            .take(NAMED)
            .collect();
        let more = found.len().saturating_sub(shown.len()) as u32;
        (shown, more)
    };
    match &named.found {
        ModelMatch::Ambiguous { candidates } => {
            let (names, more) = names(candidates);
            VerdictSaid::ModelMayBe {
                written,
                names,
                more,
            }
        }
        ModelMatch::Unknown { nearest } => {
            let (nearest, more) = names(nearest);
            VerdictSaid::ModelUnknown {
                written,
                nearest,
                more,
            }
        }
        ModelMatch::Exact { .. } | ModelMatch::Normalised { .. } => VerdictSaid::ModelUnknown {
            written,
            nearest: Vec::new(),
            more: 0,
        },
    }
}

pub(super) fn cannot(
    finding: &Finding,
    record: &Record,
    purpose: ListPurpose,
) -> Option<CannotTake> {
    match (finding, purpose) {
        (Finding::Unreadable, _) => Some(CannotTake::Spoilt {
            why: spoilt(record),
        }),
        (Finding::NoSerial, _) if record.mac.is_none() => Some(CannotTake::Spoilt {
            why: spoilt(record),
        }),
        (Finding::Duplicate { of }, _) => Some(CannotTake::SameAsRow { row: *of }),
        (Finding::AlreadyOpen { number, .. }, ListPurpose::Rma) => Some(CannotTake::OnOpenTicket {
            number: number_text(*number),
        }),
        _ => None,
    }
}

impl Display for VerdictSaid {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spoilt { why } => write!(f, "{why}"),
            Self::OnlyMac { why } => write!(
                f,
                "{why}; its MAC alone names it, take it so only if the label is lost"
            ),
            Self::OnOpenTicket {
                number,
                stage,
                files: false,
            } => write!(f, "on the open ticket {number} ({stage})"),
            Self::OnOpenTicket { number, stage, .. } => write!(
                f,
                "already on the open ticket {number} ({stage}); it cannot be filed a second time \
                 before that is closed or cancelled"
            ),
            Self::SameAsRow { row } => write!(
                f,
                "the same serial as row {row}, which stands for the unit; mend this one if it is \
                 another unit's"
            ),
            Self::LooksLike { of, row, how } => {
                write!(f, "looks like {of} ")?;
                match row {
                    Some(row) => write!(f, "in row {row}")?,
                    None => f.write_str("in the fleet")?,
                }
                write!(
                    f,
                    ": {how}; read the label, then mend it or take it as it is"
                )
            }
            Self::SecondReturn { number, why } => write!(
                f,
                "second return of {number}: {why}; claim it under the repair's warranty"
            ),
            Self::NoSuchModel => f.write_str("the catalog does not have this model"),
            Self::ModelMayBe {
                written,
                names,
                more,
            } => write!(f, "'{written}' may be {}; choose one", listed(names, *more)),
            Self::ModelUnknown {
                written,
                nearest,
                more,
            } if !nearest.is_empty() => write!(
                f,
                "the catalog has no model '{written}'; nearest: {}. Without one it is taken under \
                 the name written",
                listed(nearest, *more)
            ),
            Self::ModelUnknown { written, .. } => write!(
                f,
                "the catalog has no model '{written}'; choose one or add it, else it is taken \
                 under the name written"
            ),
            Self::NoSuchCustomer { name } => write!(
                f,
                "there is no customer '{name}' here; add it under Settings, or choose one for the \
                 whole list"
            ),
            Self::NoSuchSite { name } => write!(
                f,
                "the customer has no site '{name}' here; add it under Settings, or choose one for \
                 the whole list"
            ),
            Self::NoSlot { parent } => write!(
                f,
                "it is said to sit in {}, but not where; a slot such as HB0 is expected, and it \
                 is left out of the miner without one",
                parent.as_deref().unwrap_or("a miner")
            ),
            Self::Cell { field, trouble } => write!(
                f,
                "{}: {trouble}; the unit is taken without it",
                field.label()
            ),
            Self::Known { code, adds: true } => write!(
                f,
                "in the fleet as {code}; what this row says more will be added to it"
            ),
            Self::Known { code, .. } => {
                write!(f, "in the fleet as {code}, and this row says nothing new")
            }
            Self::New { strange: true } => {
                f.write_str("not in the fleet yet; its serial has no maker's format known here")
            }
            Self::New { .. } => f.write_str("not in the fleet yet"),
        }
    }
}

fn listed(names: &[String], more: u32) -> String {
    match more {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

impl Display for Unlike {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Characters { at } => {
                let pairs: Vec<String> = at
                    .iter()
                    .map(|(position, here, there)| {
                        format!("character {position} is {here} here and {there} there")
                    })
                    .collect();
                f.write_str(&pairs.join(", "))
            }
            Self::Swapped { position } => {
                write!(f, "characters {position} and {} are swapped", position + 1)
            }
            Self::OneMore {
                position,
                character,
            } => write!(f, "character {position} ({character}) is one more"),
            Self::OneLess {
                position,
                character,
            } => write!(f, "it lacks character {position} ({character})"),
        }
    }
}

impl Display for CannotTake {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spoilt { why } => write!(f, "{why}"),
            Self::SameAsRow { row } => write!(
                f,
                "it is the same unit as row {row}; mend its serial if it is another"
            ),
            Self::OnOpenTicket { number } => write!(
                f,
                "the unit is on the open ticket {number}; that must be closed or cancelled first"
            ),
            Self::NeedsSerial => {
                f.write_str("an RMA needs the serial on the label; type or scan it")
            }
        }
    }
}
