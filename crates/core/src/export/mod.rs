//! Lists written out: devices, tickets, and the tickets' stages as an event log.
//!
//! Rows go from the database to the file one by one, so a million of them need no more memory
//! than one. Column names are the SQL's own.

mod event_log;
pub mod list;
mod sheet;

use std::io::{BufWriter, Write};
use std::path::Path;

use rusqlite::types::ValueRef;

use crate::bulk::go_on;
use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::store::{Store, write_file};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

pub(crate) use event_log::{prior_stage, ticket_stage};
use sheet::{Cell, SheetWriter};

text_enum! {
    /// What is written out.
    Sheet {
        Devices = "devices",
        Tickets = "tickets",
        /// One row per stay in a stage, in the neutral format that `import events` reads.
        Events = "events",
    }
}

text_enum! {
    SheetFormat { Csv = "csv", Xlsx = "xlsx", Json = "json" }
}

/// Rows between two words of progress, and two looks at whether to go on.
const STRIDE: u64 = 1_000;

impl Store {
    /// Write `sheet` to `to`; the number of rows.
    ///
    /// Texts that a spreadsheet would run as a formula are made safe in CSV and XLSX; JSON holds
    /// them as they are. Progress is in devices or tickets.
    ///
    /// # Errors
    /// `File` when `to` cannot be written (the original error inside), `Cancelled`.
    pub fn export(
        &self,
        sheet: Sheet,
        format: SheetFormat,
        to: &mut (impl Write + ?Sized),
        progress: OnProgress<'_>,
    ) -> Result<u64> {
        let (sql, total) = match sheet {
            Sheet::Devices => (include_str!("devices.sql").to_owned(), "device"),
            Sheet::Tickets => (include_str!("tickets.sql").to_owned(), "ticket"),
            Sheet::Events => (event_log::sql(), "ticket"),
        };
        // One state of the desk from the first row to the last.
        let snapshot = self.conn.unchecked_transaction()?;
        let total: u32 =
            snapshot.query_row(&format!("SELECT count(*) FROM {total}"), [], |row| {
                row.get(0)
            })?;
        let total = u64::from(total);
        let mut statement = snapshot.prepare(&sql)?;
        // The first column only counts the progress.
        let columns: Vec<String> = statement
            .column_names()
            .skip(1)
            .map(str::to_owned)
            .collect();
        let mut writer = SheetWriter::new(format, sheet.as_str(), &columns, to)?;
        let mut rows = statement.query([])?;
        let mut written = 0;
        let mut current = None;
        let mut done = 0;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            if current != Some(number) {
                current = Some(number);
                if done % STRIDE == 0 {
                    go_on(progress(done, total))?;
                }
                done += 1;
            }
            let cells = columns
                .iter()
                .enumerate()
                .map(|(i, column)| Ok(cell(column, row.get_ref(i + 1)?)))
                .collect::<Result<Vec<_>>>()?;
            writer.row(&cells)?;
            written += 1;
        }
        writer.finish()?;
        go_on(progress(total, total))?;
        Ok(written)
    }

    /// As [`Store::export`], into a new file that appears whole or not at all.
    ///
    /// # Errors
    /// `Refused` when `path` exists already.
    pub fn export_to(
        &self,
        sheet: Sheet,
        format: SheetFormat,
        path: &Path,
        progress: OnProgress<'_>,
    ) -> Result<u64> {
        let mut rows = 0;
        write_file(path, |file| {
            let mut to = BufWriter::new(file);
            rows = self.export(sheet, format, &mut to, progress)?;
            to.flush().map_err(|source| Error::file(path, source))
        })
        .map_err(|error| match error {
            Error::File { source, .. } => Error::file(path, source),
            other => other,
        })?;
        Ok(rows)
    }
}

/// A value as written: whole numbers in columns of instants become RFC 3339.
fn cell<'a>(column: &str, value: ValueRef<'a>) -> Cell<'a> {
    match value {
        ValueRef::Integer(at) if column.ends_with("_at") => {
            Cell::Word(Timestamp::from_millis(at).to_string())
        }
        ValueRef::Integer(n) => Cell::Whole(n),
        ValueRef::Real(x) => Cell::Real(x),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text)),
        ValueRef::Null | ValueRef::Blob(_) => Cell::Empty,
    }
}
