//! Reading the shipped tables: every refusal names the table, the row and the column.

use std::rc::Rc;

use chrono::NaiveDate;

use crate::error::{Error, Result};

/// A CSV text with a header, its columns found by name.
pub(crate) struct Table<'t> {
    name: &'static str,
    header: Rc<csv::StringRecord>,
    rows: csv::StringRecordsIntoIter<&'t [u8]>,
    row: usize,
}

/// One row; the header is row 1, as a spreadsheet shows it.
pub(crate) struct Row {
    table: &'static str,
    number: usize,
    header: Rc<csv::StringRecord>,
    cells: csv::StringRecord,
}

impl<'t> Table<'t> {
    pub(crate) fn read(
        name: &'static str,
        text: &'t str,
        columns: &[&'static str],
    ) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader
            .headers()
            .map_err(|problem| Error::UnreadableRow {
                table: name,
                row: 1,
                problem: problem.to_string(),
            })?
            .clone();
        for column in columns {
            if !header.iter().any(|found| found == *column) {
                return Err(Error::MissingColumn {
                    table: name,
                    column,
                });
            }
        }
        Ok(Self {
            name,
            header: Rc::new(header),
            rows: reader.into_records(),
            row: 1,
        })
    }
}

impl Iterator for Table<'_> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        self.row += 1;
        let cells = self.rows.next()?;
        Some(
            cells
                .map(|cells| Row {
                    table: self.name,
                    number: self.row,
                    header: Rc::clone(&self.header),
                    cells,
                })
                .map_err(|problem| Error::UnreadableRow {
                    table: self.name,
                    row: self.row,
                    problem: problem.to_string(),
                }),
        )
    }
}

impl Row {
    /// The cell, or nothing if the table lacks the column.
    pub(crate) fn text(&self, column: &'static str) -> &str {
        self.header
            .iter()
            .position(|found| found == column)
            .and_then(|i| self.cells.get(i))
            .unwrap_or("")
    }

    pub(crate) fn day(&self, column: &'static str) -> Result<NaiveDate> {
        let text = self.text(column);
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_err(|_| self.bad(column, "a day such as 2026-02-17"))
    }

    pub(crate) fn optional_day(&self, column: &'static str) -> Result<Option<NaiveDate>> {
        if self.text(column).is_empty() {
            return Ok(None);
        }
        self.day(column).map(Some)
    }

    pub(crate) fn country(&self, column: &'static str) -> Result<String> {
        let text = self.text(column);
        if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Ok(text.to_owned());
        }
        Err(self.bad(column, "a two-letter country code such as US"))
    }

    pub(crate) fn number(&self, column: &'static str, expected: &'static str) -> Result<f64> {
        let value = self.text(column).parse::<f64>().ok();
        value
            .filter(|value| value.is_finite())
            .ok_or_else(|| self.bad(column, expected))
    }

    pub(crate) fn bad(&self, field: &'static str, expected: &'static str) -> Error {
        Error::BadRow {
            table: self.table,
            row: self.number,
            field,
            found: self.text(field).chars().take(80).collect(),
            expected,
        }
    }
}
