//! A list as cells, with the header told from the rows and nothing left out unsaid.

use serde::{Deserialize, Serialize};

use super::columns::header_score;
use super::decode::{Encoding, decode};
use super::{FileProblem, Watch, delimited, workbook};

/// Largest file read; a million units in a wide table take less. The caller should look at the
/// size before it reads the file.
pub const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

pub(super) const MAX_ROWS: usize = 2_000_000;
pub(super) const MAX_COLUMNS: usize = 512;

/// Rows among which the header is looked for; titles and dates often stand above it.
const HEADER_WITHIN: usize = 12;

/// One row of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the file, counted from 1: a line of text or a row of the workbook.
    pub line: u32,
    cells: csv::StringRecord,
}

impl Row {
    pub fn new<T: AsRef<str>>(line: u32, cells: impl IntoIterator<Item = T>) -> Self {
        Self {
            line,
            cells: cells.into_iter().collect::<Vec<T>>().into(),
        }
    }

    pub(super) fn from_record(line: u32, cells: csv::StringRecord) -> Self {
        Self { line, cells }
    }

    /// The cell at `column`, counted from 0; empty where the row is too short.
    pub fn cell(&self, column: u32) -> &str {
        self.cells.get(column as usize).unwrap_or_default()
    }

    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }

    pub fn width(&self) -> usize {
        self.cells.len()
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Where the cells came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Source {
    Delimited {
        encoding: Encoding,
        /// `,`, `;`, `|` or a tab; a comma where there is only one column.
        delimiter: char,
    },
    Workbook {
        sheet: String,
        others: Vec<String>,
    },
    Paste,
}

/// A list of units before anyone has said what its columns are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub source: Source,
    pub header: Option<Vec<String>>,
    pub rows: Vec<Row>,
    /// Columns of the widest row.
    pub width: u32,
    pub left_out: LeftOut,
}

/// What was in the file and is not among the rows, so that it can be said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LeftOut {
    pub blank_rows: u32,
    /// The header once more, where files were joined.
    pub repeated_headers: u32,
    /// Titles above the header, one text a row.
    pub above_header: Vec<String>,
    /// Lines whose quotation marks do not match up; each was read by itself, as it stands.
    pub broken_quotes: Vec<u32>,
}

/// What a person can overrule about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Choices {
    #[serde(default)]
    pub encoding: Option<Encoding>,
    #[serde(default)]
    pub delimiter: Option<char>,
    /// Sheet of a workbook; the one that looks most like a list otherwise.
    #[serde(default)]
    pub sheet: Option<String>,
}

/// Reads a CSV, text or XLSX file; what it is, is told by its bytes and not by its name.
///
/// # Errors
/// [`FileProblem`] when there are no rows to be had, or [`FileProblem::Cancelled`].
pub fn read_file(bytes: &[u8], choices: &Choices, watch: Watch<'_>) -> Result<Sheet, FileProblem> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let megabytes = |bytes: u64| u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
        return Err(FileProblem::TooLarge {
            megabytes: megabytes(bytes.len() as u64),
            limit: megabytes(MAX_FILE_BYTES),
        });
    }
    if workbook::is_workbook(bytes) {
        return workbook::read(bytes, choices.sheet.as_deref(), watch);
    }
    let decoded = decode(bytes, choices.encoding)?;
    delimited::read(&decoded.text, decoded.encoding, choices.delimiter, watch)
}

impl Sheet {
    /// Sorts the header and what is no row out of all the rows of a file.
    pub(super) fn from_rows(source: Source, rows: Vec<Row>, left_out: LeftOut) -> Self {
        let header = find_header(&rows);
        Self::with_header(source, rows, header, left_out)
    }

    pub(super) fn with_header(
        source: Source,
        all: Vec<Row>,
        header: Option<usize>,
        mut left_out: LeftOut,
    ) -> Self {
        let mut names: Option<Vec<String>> = None;
        let mut header_row: Option<Row> = None;
        let mut rows = Vec::with_capacity(all.len());
        for (row, at) in all.into_iter().zip(0usize..) {
            if row.is_blank() {
                left_out.blank_rows += 1;
            } else if header.is_some_and(|header| at < header) {
                let text: Vec<&str> = row.cells().filter(|c| !c.trim().is_empty()).collect();
                left_out.above_header.push(text.join(" "));
            } else if header == Some(at) {
                names = Some(row.cells().map(|cell| cell.trim().to_string()).collect());
                header_row = Some(row);
            } else if header_row
                .as_ref()
                .is_some_and(|header| header.cells == row.cells)
            {
                left_out.repeated_headers += 1;
            } else {
                rows.push(row);
            }
        }
        let widest = rows.iter().map(Row::width).max().unwrap_or(0);
        let width = widest.max(names.as_ref().map_or(0, Vec::len));
        let width = u32::try_from(width).unwrap_or(u32::MAX);
        Self {
            source,
            header: names,
            rows,
            width,
            left_out,
        }
    }
}

/// The first row with the most cells that name a field of ours.
pub(super) fn find_header(rows: &[Row]) -> Option<usize> {
    let mut best: Option<(usize, u32)> = None;
    let candidates = rows.iter().enumerate().filter(|(_, row)| !row.is_blank());
    for (at, row) in candidates.take(HEADER_WITHIN) {
        let score = header_score(row);
        if score > best.map_or(0, |(_, score)| score) {
            best = Some((at, score));
        }
    }
    best.map(|(at, _)| at)
}
