//! Taking in a list of units: read, judge every row, let a person fix some, take over the rest.

//!
//! The rows stay as they were read; of each only what was found is kept, and a row is read again
//! when it is shown, mended or taken over. So a list of a million rows fits in memory.

mod judge;
mod near;
mod read;
mod setting;
mod stated;
mod take_over;
#[cfg(test)]
mod tests;
mod words;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{DeviceKind, IdentifierSource};
use crate::id::{ActionId, DeviceId, ModelId, PartyId, RmaId, SiteId, TicketId};
use crate::intake::{Confidence, Field, Mapping, Record, RecordReader, Sheet, Source};
use crate::serial::{Lookalike, Whereabouts};
use crate::text_enum::text_enum;
use judge::Finding;
use setting::Setting;
use stated::stated;
pub use words::{CannotTake, Unlike, VerdictSaid};

text_enum! {
    VerdictKind {
        New = "new",
        Known = "known",
        DuplicateInList = "duplicate_in_list",
        LookAlike = "look_alike",
        UnknownModel = "unknown_model",
        AlreadyOpen = "already_open",
        SecondReturn = "second_return",
        MissingSerial = "missing_serial",
        Unreadable = "unreadable",
    }
}

/// What is said of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Verdict {
    pub kind: VerdictKind,
    /// The field it is about: `serial`, `model`, …
    pub field: String,
    /// What is so and what would be right.
    pub said: VerdictSaid,
    /// The unit, ticket or row it points to.
    pub device_id: Option<DeviceId>,
    pub ticket_id: Option<TicketId>,
    pub other: Option<String>,
}

/// One row of the list as read, mended and judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TakenRow {
    /// Counted from 1 as a person counts lines in the file or the paste.
    pub row: u32,
    pub serial_typed: String,
    /// Normalised; empty when there is none to use.
    pub serial: String,
    pub kind: DeviceKind,
    pub model_text: String,
    pub model_id: Option<ModelId>,
    pub model: Option<String>,
    pub mac: String,
    pub location: String,
    pub site_text: String,
    pub customer_text: String,
    pub status: String,
    pub note: String,
    pub symptom_text: String,
    /// The maker's serial format, in words; `None`: unknown format.
    pub format: Option<String>,
    /// The worst first; a row without trouble has one, `new` or `known`.
    pub verdicts: Vec<Verdict>,
    /// Whether it will be taken over as things stand.
    pub take: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VerdictCount {
    pub kind: VerdictKind,
    pub rows: u32,
}

/// How one column is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ColumnUse {
    pub column: u32,
    pub header: String,
    /// The field it fills, or empty: not used.
    pub field: String,
    pub samples: Vec<String>,
    /// Remembered from last time, found by name, guessed from content, or set by hand.
    pub how: String,
}

/// The list as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TakeInSummary {
    pub source_name: String,
    pub rows: u32,
    pub to_take: u32,
    pub counts: Vec<VerdictCount>,
    pub columns: Vec<ColumnUse>,
    pub fields: Vec<String>,
    /// When this very file was taken in before.
    pub seen_before: Option<String>,
    pub encoding: String,
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum ListSource {
    Text { text: String },
    File { path: String },
}

text_enum! {
    /// What the list is for: it decides which rows are ready to be taken.
    ListPurpose { Fleet = "fleet", Rma = "rma" }
}

/// Who and where the units are, when the list does not say.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ListDefaults {
    pub owner_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    pub model_id: Option<ModelId>,
    pub kind: Option<DeviceKind>,
}

/// What taking over did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Taken {
    pub action: ActionId,
    pub added: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub left_out: u32,
    /// The RMA the units went into.
    pub rma_id: Option<RmaId>,
    pub tickets: u32,
}

/// Progress of long work: how much of how much, in rows. Say `Break` to cancel.
pub type OnProgress<'a> = &'a mut dyn FnMut(u64, u64) -> std::ops::ControlFlow<()>;

/// A list being taken in. Lives outside the store until it is taken over.
#[derive(Debug)]
pub struct TakeIn {
    pub source: IdentifierSource,
    pub purpose: ListPurpose,
    name: String,
    /// BLAKE3 of the bytes as they came.
    hash: String,
    seen_before: Option<String>,
    notes: Vec<String>,
    sheet: Sheet,
    mapping: Mapping,
    /// The columns were set by hand now, and are to be remembered.
    by_hand: bool,
    setting: Setting,
    /// One a row of the sheet.
    entries: Vec<Entry>,
    /// Where each serial stands, in the list's order.
    by_serial: FxHashMap<Box<str>, Vec<u32>>,
    /// Each row begins on a line of its own, so that the line names it.
    lines_name_rows: bool,
}

/// What is kept of a row beside its cells.
#[derive(Debug, Default)]
struct Entry {
    serial: Option<Box<str>>,
    has_mac: bool,
    /// What the row itself and its unit's past give, worst first.
    own: Vec<Finding>,
    /// The first row with the same serial.
    repeats: Option<u32>,
    near: Vec<(Lookalike, Option<DeviceId>)>,
    mended: Vec<(Field, String)>,
    chosen: Option<bool>,
    ready: bool,
}

impl Entry {
    fn is_new(&self) -> bool {
        self.own
            .iter()
            .any(|finding| matches!(finding, Finding::New))
    }
}

impl TakeIn {
    pub fn summary(&self) -> TakeInSummary {
        let mut counts = vec![0u32; VerdictKind::ALL.len()];
        let mut to_take = 0;
        for entry in &self.entries {
            let kind = self.worst(entry);
            if let Some(at) = VerdictKind::ALL.iter().position(|known| *known == kind) {
                counts[at] += 1;
            }
            to_take += u32::from(entry.ready);
        }
        TakeInSummary {
            source_name: self.name.clone(),
            rows: self.entries.len() as u32,
            to_take,
            counts: VerdictKind::ALL
                .iter()
                .zip(counts)
                .filter(|(_, rows)| *rows > 0)
                .map(|(&kind, rows)| VerdictCount { kind, rows })
                .collect(),
            columns: self.columns(),
            fields: Field::ALL
                .iter()
                .map(|field| field.as_str().to_owned())
                .collect(),
            seen_before: self.seen_before.clone(),
            encoding: match &self.sheet.source {
                Source::Delimited {
                    encoding,
                    delimiter,
                } => {
                    let delimiter = match delimiter {
                        ',' => "comma",
                        ';' => "semicolon",
                        '\t' => "tab",
                        _ => "bar",
                    };
                    format!("{}, {delimiter}", encoding.name())
                }
                Source::Workbook { sheet, .. } => format!("XLSX, sheet {sheet}"),
                Source::Paste => "pasted text".into(),
            },
            notes: self.notes.clone(),
        }
    }

    /// Rows `offset..offset+limit` of those that count under `kind`, or of all.
    pub fn rows(&self, kind: Option<VerdictKind>, offset: u32, limit: u32) -> Vec<TakenRow> {
        let mut reader = self.reader();
        (0..self.entries.len())
            .filter(|&at| kind.is_none_or(|kind| self.worst(&self.entries[at]) == kind))
            .skip(offset as usize)
            .take(limit as usize)
            .map(|at| self.shown(at, &mut reader))
            .collect()
    }

    fn columns(&self) -> Vec<ColumnUse> {
        let how = |confidence| match confidence {
            Confidence::Content => "guessed from what is in it",
            Confidence::SimilarName => "found by a similar name",
            Confidence::Name => "found by name",
            Confidence::Manual if self.by_hand => "set by hand",
            Confidence::Manual => "remembered from last time",
        };
        self.mapping
            .columns
            .iter()
            .map(|column| ColumnUse {
                column: column.index,
                header: column.header.clone().unwrap_or_default(),
                field: column
                    .field
                    .map_or_else(String::new, |field| field.as_str().to_owned()),
                samples: column.samples.clone(),
                how: column.confidence.map_or("", how).to_owned(),
            })
            .collect()
    }

    fn reader(&self) -> RecordReader<'_> {
        RecordReader::new(
            &self.mapping,
            &self.setting.models.index,
            &self.setting.patterns,
        )
    }

    fn record(&self, at: usize, reader: &mut RecordReader<'_>) -> Record {
        let entry = &self.entries[at];
        let mended: Vec<(Field, &str)> = entry
            .mended
            .iter()
            .map(|(field, value)| (*field, value.as_str()))
            .collect();
        reader.read_mended(&self.sheet.rows[at], &mended)
    }

    /// The number a person knows the row by.
    fn number(&self, at: usize) -> u32 {
        if self.lines_name_rows {
            self.sheet.rows[at].line
        } else {
            at as u32 + 1
        }
    }

    fn place(&self, row: u32) -> Option<usize> {
        if self.lines_name_rows {
            let found = self.sheet.rows.binary_search_by_key(&row, |row| row.line);
            found.ok()
        } else {
            let at = row.checked_sub(1)? as usize;
            (at < self.entries.len()).then_some(at)
        }
    }

    /// Everything found of a row, worst first.
    fn findings(&self, entry: &Entry) -> Vec<Finding> {
        let mut findings = entry.own.clone();
        findings.extend(entry.repeats.map(|at| Finding::Duplicate {
            of: self.number(at as usize),
        }));
        // A second time is one fault, whatever the serial looks like besides.
        if entry.repeats.is_none() {
            findings.extend(entry.near.iter().map(|(near, unit)| {
                Finding::LookAlike {
                    row: match near.found {
                        Whereabouts::InFleet => None,
                        Whereabouts::InList { .. } => self
                            .by_serial
                            .get(near.of.as_str())
                            .and_then(|rows| rows.first())
                            .map(|&at| self.number(at as usize)),
                    },
                    near: Box::new(near.clone()),
                    unit: *unit,
                }
            }));
        }
        findings.sort_by_key(Finding::rank);
        findings
    }

    fn worst(&self, entry: &Entry) -> VerdictKind {
        let own = entry.own.first().unwrap_or(&Finding::New);
        let beside = if entry.repeats.is_some() {
            Some((3, VerdictKind::DuplicateInList))
        } else {
            (!entry.near.is_empty()).then_some((4, VerdictKind::LookAlike))
        };
        match beside {
            Some((rank, kind)) if rank < own.rank() => kind,
            _ => own.kind(true),
        }
    }

    fn shown(&self, at: usize, reader: &mut RecordReader<'_>) -> TakenRow {
        let entry = &self.entries[at];
        let record = self.record(at, reader);
        let says = stated(&record, &self.setting, self.source, self.purpose);
        let is_new = entry.is_new();
        let verdicts = self
            .findings(entry)
            .iter()
            .map(|finding| {
                words::verdict(finding, is_new, &record, &says, &self.setting, self.purpose)
            })
            .collect();
        let model_id = says.facts.model_id.or(if says.facts.model_text.is_none() {
            self.setting.defaults.model_id
        } else {
            None
        });
        let text = |text: Option<String>| text.unwrap_or_default();
        TakenRow {
            row: self.number(at),
            serial_typed: self.typed_serial(at),
            serial: record.normal_serial().unwrap_or_default().to_owned(),
            kind: says.kind,
            model_text: record
                .model
                .or(record.miner_model)
                .map_or_else(String::new, |named| named.written),
            model_id,
            model: model_id
                .and_then(|id| self.setting.models.of(id))
                .map(|model| format!("{} {}", model.maker, model.name)),
            mac: record
                .mac
                .as_ref()
                .map_or_else(String::new, crate::serial::Mac::with_colons),
            location: text(record.location),
            site_text: text(record.site),
            customer_text: text(record.customer),
            status: text(record.status),
            note: text(record.note),
            symptom_text: text(record.symptom),
            format: record
                .format
                .map(|format| format!("{} {}", format.make, format.format)),
            verdicts,
            take: entry.ready,
        }
    }

    fn typed_serial(&self, at: usize) -> String {
        let mended = self.entries[at]
            .mended
            .iter()
            .find(|(field, _)| *field == Field::Serial);
        match mended {
            Some((_, value)) => value.clone(),
            None => self
                .mapping
                .column(Field::Serial)
                .map_or("", |column| self.sheet.rows[at].cell(column.index))
                .chars()
                .take(200)
                .collect(),
        }
    }

    /// Whether the row will be taken as things stand.
    fn is_ready(&self, entry: &Entry) -> bool {
        if self.never(entry) {
            return false;
        }
        entry.chosen.unwrap_or_else(|| self.by_default(entry))
    }

    fn never(&self, entry: &Entry) -> bool {
        entry.repeats.is_some()
            || entry.own.iter().any(|finding| match finding {
                Finding::Unreadable => true,
                Finding::NoSerial => {
                    !entry.has_mac || (self.purpose == ListPurpose::Rma && entry.is_new())
                }
                Finding::AlreadyOpen { .. } => self.purpose == ListPurpose::Rma,
                _ => false,
            })
    }

    fn by_default(&self, entry: &Entry) -> bool {
        entry.near.is_empty()
            && entry.own.iter().all(|finding| match finding {
                Finding::NoSerial => false,
                Finding::Known { changes, .. } => self.purpose == ListPurpose::Rma || *changes,
                _ => true,
            })
    }
}
