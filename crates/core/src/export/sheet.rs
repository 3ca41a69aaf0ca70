//! One table, in three formats, a row at a time.

use std::borrow::Cow;
use std::io::{Seek, Write};

use rust_xlsxwriter::{Workbook, XlsxError};

use super::SheetFormat;
use crate::error::{Error, Result};
use crate::sheet_cell::safe_cell;

#[derive(Debug)]
pub(super) enum Cell<'a> {
    Empty,
    Whole(i64),
    Real(f64),
    /// Ours: needs no making safe.
    Word(String),
    /// From outside.
    Text(Cow<'a, str>),
}

/// Rows of a worksheet below its header: 1,048,576 in all is the format's limit.
const SHEET_ROWS: u32 = 1_048_575;
/// Characters of a cell, likewise.
const CELL_CHARS: usize = 32_767;

pub(super) struct SheetWriter<'a, W: Write + ?Sized> {
    columns: &'a [String],
    to: To<'a, W>,
}

enum To<'a, W: Write + ?Sized> {
    Csv(Box<csv::Writer<&'a mut W>>),
    Json {
        to: &'a mut W,
        first: bool,
    },
    Xlsx {
        to: &'a mut W,
        // Boxed, as the CSV writer is: both are large beside a file and a flag.
        book: Box<Workbook>,
        name: &'a str,
        sheets: u32,
        row: u32,
    },
}

impl<'a, W: Write + ?Sized> SheetWriter<'a, W> {
    pub(super) fn new(
        format: SheetFormat,
        name: &'a str,
        columns: &'a [String],
        to: &'a mut W,
    ) -> Result<Self> {
        let to = match format {
            SheetFormat::Csv => {
                let mut csv = csv::Writer::from_writer(to);
                csv.write_record(columns).map_err(csv_error)?;
                To::Csv(Box::new(csv))
            }
            SheetFormat::Json => {
                to.write_all(b"[").map_err(io_error)?;
                To::Json { to, first: true }
            }
            SheetFormat::Xlsx => To::Xlsx {
                to,
                book: Box::new(Workbook::new()),
                name,
                sheets: 0,
                row: SHEET_ROWS,
            },
        };
        let mut writer = Self { columns, to };
        if let To::Xlsx { .. } = writer.to {
            // A header also over no rows at all.
            writer.turn_page()?;
        }
        Ok(writer)
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        if matches!(&self.to, To::Xlsx { row, .. } if *row >= SHEET_ROWS) {
            self.turn_page()?;
        }
        match &mut self.to {
            To::Csv(csv) => {
                for cell in cells {
                    match cell {
                        Cell::Empty => csv.write_field(""),
                        Cell::Whole(n) => csv.write_field(n.to_string()),
                        Cell::Real(x) => csv.write_field(x.to_string()),
                        Cell::Word(text) => csv.write_field(text),
                        Cell::Text(text) => csv.write_field(safe_cell(text).as_bytes()),
                    }
                    .map_err(csv_error)?;
                }
                csv.write_record(None::<&[u8]>).map_err(csv_error)
            }
            To::Json { to, first } => {
                let start: &[u8] = if *first { b"\n{" } else { b",\n{" };
                *first = false;
                to.write_all(start).map_err(io_error)?;
                for (i, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
                    if i > 0 {
                        to.write_all(b",").map_err(io_error)?;
                    }
                    json(to, column)?;
                    to.write_all(b":").map_err(io_error)?;
                    match cell {
                        Cell::Empty => json(to, &()),
                        Cell::Whole(n) => json(to, n),
                        Cell::Real(x) => json(to, x),
                        Cell::Word(text) => json(to, text),
                        Cell::Text(text) => json(to, text),
                    }?;
                }
                to.write_all(b"}").map_err(io_error)
            }
            To::Xlsx {
                book, sheets, row, ..
            } => {
                *row += 1;
                let sheet = book
                    .worksheet_from_index(*sheets as usize - 1)
                    .map_err(xlsx_error)?;
                for (column, cell) in (0..).zip(cells) {
                    match cell {
                        Cell::Empty => Ok(&mut *sheet),
                        // A number beyond 2^53 would lose digits; none of ours is.
                        Cell::Whole(n) => sheet.write_number(*row, column, *n as f64),
                        Cell::Real(x) => sheet.write_number(*row, column, *x),
                        Cell::Word(text) => sheet.write_string(*row, column, text),
                        Cell::Text(text) => {
                            sheet.write_string(*row, column, shortened(&safe_cell(text)))
                        }
                    }
                    .map_err(xlsx_error)?;
                }
                Ok(())
            }
        }
    }

    pub(super) fn finish(self) -> Result<()> {
        match self.to {
            To::Csv(mut csv) => csv.flush().map_err(io_error),
            To::Json { to, .. } => to
                .write_all(b"\n]\n")
                .and_then(|()| to.flush())
                .map_err(io_error),
            To::Xlsx { to, mut book, .. } => {
                // A workbook's end is written back into its beginning, which a pipe cannot do.
                let mut spool = tempfile::tempfile().map_err(io_error)?;
                book.save_to_writer(&mut spool).map_err(xlsx_error)?;
                spool
                    .rewind()
                    .and_then(|()| std::io::copy(&mut spool, to))
                    .and_then(|_| to.flush())
                    .map_err(io_error)
            }
        }
    }

    /// A new worksheet with the header on it, once the one before is full.
    fn turn_page(&mut self) -> Result<()> {
        if let To::Xlsx {
            book,
            name,
            sheets,
            row,
            ..
        } = &mut self.to
        {
            *sheets += 1;
            *row = 0;
            // Rows go to a temporary file as they are written.
            let sheet = book
                .add_worksheet_with_constant_memory()
                .map_err(xlsx_error)?;
            let title = match *sheets {
                1 => (*name).to_owned(),
                n => format!("{name} {n}"),
            };
            sheet.set_name(title).map_err(xlsx_error)?;
            for (column, header) in (0..).zip(self.columns) {
                sheet.write_string(0, column, header).map_err(xlsx_error)?;
            }
        }
        Ok(())
    }
}

/// As much of `text` as a cell holds.
fn shortened(text: &str) -> &str {
    text.char_indices()
        .nth(CELL_CHARS)
        .map_or(text, |(end, _)| &text[..end])
}

fn json(to: &mut (impl Write + ?Sized), value: &(impl serde::Serialize + ?Sized)) -> Result<()> {
    serde_json::to_writer(to, value).map_err(|error| io_error(error.into()))
}

fn io_error(source: std::io::Error) -> Error {
    match source.kind() {
        std::io::ErrorKind::StorageFull => Error::DiskFull,
        _ => Error::file("the output", source),
    }
}

fn csv_error(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => io_error(source),
        other => Error::Unreadable(format!("the table cannot be written: {other:?}")),
    }
}

fn xlsx_error(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(source) => io_error(source),
        other => Error::Unreadable(format!("the workbook cannot be written: {other}")),
    }
}
