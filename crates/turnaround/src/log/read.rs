//! The log as CSV: UTF-8, a header, one row per stay. Streamed: only what is kept is in memory.

use std::io::{self, Read};
use std::ops::ControlFlow;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use csv::ByteRecord;

use super::clean::shortened;
use super::{CleanSettings, CleaningKind, CleaningReport, EventLog, EventLogBuilder, RawVisit};
use crate::error::{Error, Result};

/// Rows between two reports of progress.
const ROWS_BETWEEN: u64 = 8_192;

/// A row longer than this is a quote that was never closed.
const LONGEST_ROW: usize = 1 << 20;

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadSoFar {
    pub rows: u64,
    pub bytes: u64,
}

/// Read a log: `case_id, stage, started_at` are needed, `seq, ended_at, center, attr_*,
/// case_opened_at, case_closed_at, promised_at` used, in any order; other columns are passed over.
/// `attr_disposition` says how a case ended and is no attribute. Instants are RFC 3339; without an
/// offset they are UTC, and a plain day is its first instant.
///
/// # Errors
/// `UnreadableLog` when it is no such CSV or reading fails, `Cancelled` when `progress` breaks. A
/// faulty row is no error: it is left out, and the report says so.
pub fn read_event_log(
    input: impl Read,
    settings: &CleanSettings,
    progress: &mut dyn FnMut(ReadSoFar) -> ControlFlow<()>,
) -> Result<(EventLog, CleaningReport)> {
    let builder = read_rows(
        input,
        |attributes, has_closes| {
            let mut builder = EventLogBuilder::new(attributes);
            if !has_closes {
                builder.close_with_last_end();
            }
            builder
        },
        progress,
    )?;
    Ok(builder.finish(settings))
}

/// What becomes of rows as they are read.
pub(crate) trait Rows {
    fn add(&mut self, row: RawVisit<'_>);
    /// A row that cannot even become a [`RawVisit`].
    fn exclude(
        &mut self,
        kind: CleaningKind,
        line: u64,
        case: &str,
        field: &str,
        reason: impl FnOnce() -> String,
    );
    fn promise(&mut self, case_id: &str, promised_at: DateTime<Utc>);
    fn note(&mut self, kind: CleaningKind);
}

impl Rows for EventLogBuilder {
    fn add(&mut self, row: RawVisit<'_>) {
        self.add(row);
    }

    fn exclude(
        &mut self,
        kind: CleaningKind,
        line: u64,
        case: &str,
        field: &str,
        reason: impl FnOnce() -> String,
    ) {
        self.exclude(kind, line, case, field, reason);
    }

    fn promise(&mut self, case_id: &str, promised_at: DateTime<Utc>) {
        self.promise(case_id, promised_at);
    }

    fn note(&mut self, kind: CleaningKind) {
        self.note(kind);
    }
}

/// Read rows without cleaning them. `start` gets the attributes, named without `attr_`, and
/// whether there is a column for the close.
pub(crate) fn read_rows<R: Rows>(
    input: impl Read,
    start: impl FnOnce(Vec<String>, bool) -> R,
    progress: &mut dyn FnMut(ReadSoFar) -> ControlFlow<()>,
) -> Result<R> {
    let mut csv = bounded_csv(input);
    let header = csv.byte_headers().map_err(|error| unreadable(&error))?;
    let columns = Columns::of(header)?;
    let names = columns.attributes.iter().map(|(name, _)| name.clone());
    let mut taken = start(names.collect(), columns.case_closed_at.is_some());
    let mut record = ByteRecord::new();
    let mut rows = 0;
    loop {
        csv.get_mut().since_row = 0;
        if !csv
            .read_byte_record(&mut record)
            .map_err(|error| unreadable(&error))?
        {
            break;
        }
        rows += 1;
        if rows % ROWS_BETWEEN == 0 {
            let bytes = csv.position().byte();
            if progress(ReadSoFar { rows, bytes }).is_break() {
                return Err(Error::Cancelled);
            }
        }
        columns.take(&record, &mut taken);
    }
    Ok(taken)
}

/// A reader of CSV that gives up on a row without end.
pub(crate) fn bounded_csv<I: Read>(input: I) -> csv::Reader<Bounded<I>> {
    csv::ReaderBuilder::new()
        .flexible(true)
        .buffer_capacity(1 << 16)
        .from_reader(Bounded {
            inner: input,
            since_row: 0,
        })
}

/// Where each column stands; `None`: not in this log.
struct Columns {
    case_id: usize,
    stage: usize,
    started_at: usize,
    seq: Option<usize>,
    ended_at: Option<usize>,
    center: Option<usize>,
    case_opened_at: Option<usize>,
    case_closed_at: Option<usize>,
    promised_at: Option<usize>,
    outcome: Option<usize>,
    attributes: Vec<(String, usize)>,
}

/// The names of a header as they are looked for: trimmed, in lower case, without a byte order mark.
pub(crate) fn column_names(header: &ByteRecord) -> Vec<String> {
    header
        .iter()
        .map(|name| {
            String::from_utf8_lossy(name)
                .trim_start_matches('\u{feff}')
                .trim()
                .to_ascii_lowercase()
        })
        .collect()
}

impl Columns {
    fn of(header: &ByteRecord) -> Result<Self> {
        let names = column_names(header);
        let find = |name: &str| names.iter().position(|found| found == name);
        let needed = |name: &str| {
            find(name).ok_or_else(|| {
                Error::UnreadableLog(format!(
                    "line 1: there is no column {name}; an event log has the columns case_id, seq, \
                     stage, started_at, ended_at, center, case_opened_at, case_closed_at, \
                     separated by commas"
                ))
            })
        };
        let mut attributes: Vec<(String, usize)> = Vec::new();
        for (column, name) in names.iter().enumerate() {
            if let Some(name) = name.strip_prefix("attr_")
                && name != "disposition"
                && !attributes.iter().any(|(known, _)| known == name)
            {
                attributes.push((name.to_owned(), column));
            }
        }
        Ok(Self {
            case_id: needed("case_id")?,
            stage: needed("stage")?,
            started_at: needed("started_at")?,
            seq: find("seq"),
            ended_at: find("ended_at"),
            center: find("center"),
            case_opened_at: find("case_opened_at"),
            case_closed_at: find("case_closed_at"),
            promised_at: find("promised_at"),
            outcome: find("attr_disposition"),
            attributes,
        })
    }

    fn take(&self, record: &ByteRecord, builder: &mut impl Rows) {
        let line = record.position().map_or(0, csv::Position::line);
        let text = |column: Option<usize>| {
            let bytes = column.and_then(|column| record.get(column));
            std::str::from_utf8(bytes.unwrap_or_default()).map(str::trim)
        };
        let mut attributes = Vec::with_capacity(self.attributes.len());
        for &(_, column) in &self.attributes {
            attributes.push(text(Some(column)));
        }
        let attributes: Result<Vec<&str>, _> = attributes.into_iter().collect();
        let (
            Ok(attributes),
            Ok(case_id),
            Ok(stage),
            Ok(center),
            Ok(outcome),
            Ok(seq),
            Ok(started_at),
            Ok(ended_at),
            Ok(opened_at),
            Ok(closed_at),
        ) = (
            attributes,
            text(Some(self.case_id)),
            text(Some(self.stage)),
            text(self.center),
            text(self.outcome),
            text(self.seq),
            text(Some(self.started_at)),
            text(self.ended_at),
            text(self.case_opened_at),
            text(self.case_closed_at),
        )
        else {
            let case = text(Some(self.case_id)).unwrap_or_default();
            return builder.exclude(CleaningKind::UnreadableRow, line, case, "row", || {
                "holds bytes that are no text; save the log as UTF-8".to_owned()
            });
        };
        let mut at = |field: &str, text: &str| match read_instant(text) {
            Ok(at) => Some(at),
            Err(reason) => {
                let kind = CleaningKind::UnreadableDate;
                builder.exclude(kind, line, case_id, field, || reason);
                None
            }
        };
        let Some(started_at) = at("started_at", started_at) else {
            return;
        };
        let Some(ended_at) = at("ended_at", ended_at) else {
            return;
        };
        let Some(case_opened_at) = at("case_opened_at", opened_at) else {
            return;
        };
        let Some(case_closed_at) = at("case_closed_at", closed_at) else {
            return;
        };
        let Some(started_at) = started_at else {
            let kind = CleaningKind::MissingValue;
            return builder.exclude(kind, line, case_id, "started_at", || {
                "is empty; a stay has a start".to_owned()
            });
        };
        let Ok(seq) = number(seq) else {
            let kind = CleaningKind::UnreadableSeq;
            return builder.exclude(kind, line, case_id, "seq", || {
                format!(
                    "`{}` is no number; the stays of a case are counted 1, 2, 3",
                    shortened(seq)
                )
            });
        };
        builder.add(RawVisit {
            line,
            case_id,
            seq,
            stage,
            started_at,
            ended_at,
            center,
            attributes: &attributes,
            case_opened_at,
            case_closed_at,
            outcome: Some(outcome),
        });
        match text(self.promised_at).map(read_instant) {
            Ok(Ok(Some(promised_at))) => builder.promise(case_id, promised_at),
            Ok(Ok(None)) => {}
            Ok(Err(_)) | Err(_) => builder.note(CleaningKind::UnreadablePromise),
        }
    }
}

/// A stay's place in its case; programs that lost the type write `3.0`.
pub(crate) fn number(text: &str) -> Result<Option<u32>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    match whole.parse::<u32>() {
        Ok(number) if number < u32::MAX => Ok(Some(number)),
        _ => Err(()),
    }
}

/// An instant as logs write it: RFC 3339, without an offset UTC, a day alone its first instant.
/// `Ok(None)` for an empty field.
///
/// # Errors
/// A sentence on what would be right.
pub fn read_instant(text: &str) -> Result<Option<DateTime<Utc>>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let naive = |format| NaiveDateTime::parse_from_str(text, format).map(|at| at.and_utc());
    let read = DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .or_else(|_| naive("%Y-%m-%d %H:%M:%S%.f"))
        .or_else(|_| naive("%Y-%m-%dT%H:%M:%S%.f"))
        .or_else(|_| naive("%Y-%m-%d %H:%M"))
        .or_else(|_| naive("%Y-%m-%dT%H:%M"))
        .or_else(|_| {
            text.parse::<NaiveDate>()
                .map(|day| day.and_time(NaiveTime::MIN).and_utc())
        });
    match read {
        Ok(at) if (1970..2200).contains(&at.year()) => Ok(Some(at)),
        Ok(_) => Err(format!(
            "`{}` is outside the years 1970 to 2199",
            shortened(text)
        )),
        Err(_) => Err(format!(
            "`{}` is no instant; write it as 2026-11-22T03:13:00Z",
            shortened(text)
        )),
    }
}

/// Refuses a row without end: an open quote would otherwise swallow the rest of the file.
pub(crate) struct Bounded<R> {
    inner: R,
    pub(crate) since_row: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row > LONGEST_ROW {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a row is longer than 1 MB; a quotation mark is probably never closed",
            ));
        }
        let read = self.inner.read(buffer)?;
        self.since_row += read;
        Ok(read)
    }
}

fn unreadable(error: &csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    Error::UnreadableLog(match line {
        Some(line) => format!("line {line}: this cannot be read as CSV: {error}"),
        None => format!("this cannot be read as CSV: {error}"),
    })
}
