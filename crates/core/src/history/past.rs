//! A file of past repairs, read: an event log as it comes, or a sheet turned into one.

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;

use hashmend_turnaround::{CleanSettings, CleaningReport, EventLog, read_event_log};

use super::sheet::{PastColumn, SheetMapping};
use crate::device::take_in::{ListSource, OnProgress};
use crate::error::{Error, Result};
use crate::intake::{Choices, FileProblem, MAX_FILE_BYTES, Sheet, read_file};
use crate::journal::{Act, Writer};
use crate::store::Store;
use crate::time::Timestamp;

/// Of the file: enough for the names of the columns.
const LOOKED_AT: u64 = 64 * 1024;

/// Past repairs as a file holds them. Lives outside the store until it is brought in.
#[derive(Debug)]
pub struct PastRepairs {
    pub(super) name: String,
    /// Rows of the file, however many stays they make.
    pub(super) rows: u32,
    pub(super) log: EventLog,
    pub(super) report: CleaningReport,
    /// `None`: the file is an event log, whose columns have fixed names.
    pub(super) sheet: Option<SheetMapping>,
}

impl Store {
    /// Read past repairs from a file or a paste. `columns`: the field of each column of a sheet,
    /// empty for none, when set by hand; an event log has none.
    ///
    /// An event log has one row per stay: `case_id, stage, started_at` are needed, `seq,
    /// ended_at, center, case_opened_at, case_closed_at, promised_at` used, and `attr_serial,
    /// attr_component, attr_maker, attr_model, attr_level, attr_warranty, attr_symptom,
    /// attr_region, attr_site, attr_disposition`. A sheet, in CSV or XLSX, has one row per repair
    /// with a column per date. One faulty row never stops the rest.
    ///
    /// # Errors
    /// `File`, `Unreadable` when it is neither, `Invalid` for `columns`, `Cancelled`.
    pub fn read_past(
        &self,
        source: &ListSource,
        columns: Option<&[String]>,
        act: &Act,
        progress: OnProgress<'_>,
    ) -> Result<PastRepairs> {
        let path = match source {
            ListSource::Text { text } => {
                let (name, size) = ("pasted text", text.len() as u64);
                let text = Cursor::new(text.as_bytes());
                return self.read_past_from(name, text, size, columns, act.now, progress);
            }
            ListSource::File { path } => Path::new(path),
        };
        let file = File::open(path).map_err(|source| Error::file(path, source))?;
        let about = file
            .metadata()
            .map_err(|source| Error::file(path, source))?;
        if !about.is_file() {
            let what = "this is no plain file; an event log or a sheet in CSV or XLSX is expected";
            return Err(Error::file(path, std::io::Error::other(what)));
        }
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        self.read_past_from(&name, file, about.len(), columns, act.now, progress)
            .map_err(|error| match error {
                Error::File { source, .. } => Error::file(path, source),
                error => error,
            })
    }

    /// [`read_past`](Self::read_past) from an open file.
    pub(super) fn read_past_from(
        &self,
        name: &str,
        mut file: impl Read + Seek,
        size: u64,
        columns: Option<&[String]>,
        now: Timestamp,
        progress: OnProgress<'_>,
    ) -> Result<PastRepairs> {
        let unread = |source| Error::file(Path::new(name), source);
        let mut start = Vec::new();
        (&mut file)
            .take(LOOKED_AT)
            .read_to_end(&mut start)
            .and_then(|_| file.rewind())
            .map_err(unread)?;
        if is_event_log(&start) {
            return read_log(name.to_owned(), file, size, now, progress);
        }
        if size > MAX_FILE_BYTES {
            let megabytes = |bytes: u64| u32::try_from(bytes >> 20).unwrap_or(u32::MAX);
            return Err(refused(
                name,
                FileProblem::TooLarge {
                    megabytes: megabytes(size),
                    limit: megabytes(MAX_FILE_BYTES),
                },
            ));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(unread)?;
        let expected = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
        let sheet = read_file(&bytes, &Choices::default(), &mut |step| {
            progress(expected * u64::from(step.permille) / 4_000, expected)
        })
        .map_err(|problem| refused(name, problem))?;
        drop(bytes);
        // A log saved with semicolons, in another encoding or as a workbook is still a log.
        if let Some(log) = as_log(&sheet) {
            return read_log(
                name.to_owned(),
                log.as_bytes(),
                log.len() as u64,
                now,
                progress,
            );
        }
        let mapping = SheetMapping::of(&self.conn, &sheet, columns)?;
        let rows = sheet.rows.len() as u64;
        let (log, report) = mapping.read(&sheet, now, &mut |done| {
            go_on(progress(rows / 4 + done / 4, rows))
        })?;
        Ok(PastRepairs {
            name: name.to_owned(),
            rows: u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX),
            log,
            report,
            sheet: Some(mapping),
        })
    }
}

impl PastRepairs {
    /// Columns of a sheet as they are read; none for an event log.
    pub fn columns(&self) -> &[PastColumn] {
        self.sheet
            .as_ref()
            .map_or(&[], |sheet| sheet.columns.as_slice())
    }

    /// Columns set by hand are found again in the next sheet of this shape.
    pub(super) fn remember_columns(&self, w: &mut Writer<'_>) -> Result<()> {
        match &self.sheet {
            Some(sheet) => sheet.remember(w),
            None => Ok(()),
        }
    }
}

fn read_log(
    name: String,
    input: impl Read,
    size: u64,
    now: Timestamp,
    progress: OnProgress<'_>,
) -> Result<PastRepairs> {
    let settings = CleanSettings {
        now: Some(now.to_datetime()),
        only_touched_since: None,
    };
    let (log, report) = read_event_log(input, &settings, &mut |so_far| {
        // How many rows there are is not known before they are read; the bytes tell about.
        let expected = so_far.rows * size / so_far.bytes.max(1);
        progress(so_far.rows / 2, expected)
    })
    .map_err(|error| match error {
        hashmend_turnaround::Error::Cancelled => Error::Cancelled,
        error => Error::Unreadable(format!("{name}: {error}")),
    })?;
    Ok(PastRepairs {
        name,
        rows: report.rows,
        log,
        report,
        sheet: None,
    })
}

/// Whether the first line names the columns of a log, separated by commas.
fn is_event_log(start: &[u8]) -> bool {
    let line = start.split(|&byte| byte == b'\n').next().unwrap_or(start);
    let text = String::from_utf8_lossy(line).to_ascii_lowercase();
    names_a_log(text.trim_start_matches('\u{feff}').split(','))
}

fn names_a_log<'t>(names: impl Iterator<Item = &'t str>) -> bool {
    let mut found = [false; 3];
    for name in names {
        match name.trim().trim_matches('"') {
            "case_id" => found[0] = true,
            "stage" => found[1] = true,
            "started_at" => found[2] = true,
            _ => {}
        }
    }
    found == [true; 3]
}

/// A sheet whose columns are a log's, as one.
fn as_log(sheet: &Sheet) -> Option<String> {
    let of = |header: &[String]| {
        let names: Vec<String> = header
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .collect();
        names_a_log(names.iter().map(String::as_str)).then_some(names)
    };
    // The header of a log names no field of a list of units, so it may stand among the rows.
    let first = || {
        sheet
            .rows
            .first()
            .map(|row| row.cells().map(str::to_owned).collect::<Vec<_>>())
    };
    let (names, rows) = match sheet.header.as_deref().and_then(of) {
        Some(names) => (names, &sheet.rows[..]),
        None => (of(&first()?)?, &sheet.rows[1..]),
    };
    let mut csv = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    csv.write_record(&names).ok()?;
    for row in rows {
        csv.write_record(row.cells()).ok()?;
    }
    String::from_utf8(csv.into_inner().ok()?).ok()
}

fn refused(name: &str, problem: FileProblem) -> Error {
    match problem {
        FileProblem::Cancelled => Error::Cancelled,
        problem => Error::Unreadable(format!("{name}: {problem}")),
    }
}

pub(super) fn go_on(flow: ControlFlow<()>) -> Result<()> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}
