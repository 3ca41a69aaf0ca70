//! XLSX workbooks, read cell by cell: a sheet's claimed size is never believed.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::columns::header_score;
use super::sheet::{LeftOut, MAX_COLUMNS, MAX_ROWS, Row, Source};
use super::{FileProblem, Sheet, Step, WATCH_EVERY, Watch, tell};

/// Unpacked size above which a workbook is not opened.
const MAX_UNPACKED: u64 = 1 << 30;

/// A spreadsheet keeps fifteen digits of a number; what has more has lost some.
const KEPT_DIGITS: f64 = 1e15;

/// Whether the bytes are a ZIP whose table of contents lists a workbook.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && entries(bytes)
            .is_some_and(|entries| entries.iter().any(|e| e.name == b"xl/workbook.xml"))
}

pub(super) fn read(
    bytes: &[u8],
    wanted: Option<&str>,
    watch: Watch<'_>,
) -> Result<Sheet, FileProblem> {
    let unpacked: u64 = entries(bytes)
        .unwrap_or_default()
        .iter()
        .map(|e| e.unpacked)
        .sum();
    if unpacked > MAX_UNPACKED {
        let megabytes = |bytes: u64| u32::try_from(bytes >> 20).unwrap_or(u32::MAX);
        let limit = megabytes(MAX_UNPACKED);
        return Err(FileProblem::TooLarge {
            megabytes: megabytes(unpacked),
            limit,
        });
    }
    // The reader has its own view of what a broken file may hold; a fault in it must end as a
    // message about the file.
    catch_unwind(AssertUnwindSafe(|| read_sheets(bytes, wanted, watch))).unwrap_or_else(|_| {
        Err(FileProblem::BrokenWorkbook {
            detail: "its parts contradict each other".into(),
        })
    })
}

fn read_sheets(bytes: &[u8], wanted: Option<&str>, watch: Watch<'_>) -> Result<Sheet, FileProblem> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|err| broken(&err))?;
    let names = book.sheet_names();
    let chosen = match wanted {
        Some(name) if names.iter().any(|n| n == name) => name.to_string(),
        Some(name) => {
            return Err(FileProblem::NoSuchSheet {
                name: name.into(),
                there: names,
            });
        }
        None => likeliest(&mut book, &names)?.ok_or(FileProblem::Empty)?,
    };
    let rows = rows(&mut book, &chosen, MAX_ROWS, watch)?;
    let others = names.into_iter().filter(|name| *name != chosen).collect();
    let source = Source::Workbook {
        sheet: chosen,
        others,
    };
    let sheet = Sheet::from_rows(source, rows, LeftOut::default());
    if sheet.rows.is_empty() {
        Err(FileProblem::Empty)
    } else {
        Ok(sheet)
    }
}

/// The sheet whose first rows name the most fields of ours, else the first with two rows, else
/// the first with anything in it.
fn likeliest(
    book: &mut Xlsx<Cursor<&[u8]>>,
    names: &[String],
) -> Result<Option<String>, FileProblem> {
    let mut best: Option<(&String, (u32, usize))> = None;
    for name in names {
        let head = match rows(book, name, 12, &mut |_| std::ops::ControlFlow::Continue(())) {
            Ok(head) => head,
            // A chart sheet or a damaged one; the others may still hold the list.
            Err(_) => continue,
        };
        let filled = head.iter().filter(|row| !row.is_blank()).count();
        let score = head.iter().map(header_score).max().unwrap_or(0);
        if filled > 0 && best.is_none_or(|(_, known)| (score, filled.min(2)) > known) {
            best = Some((name, (score, filled.min(2))));
        }
    }
    match best {
        Some((name, _)) => Ok(Some(name.clone())),
        None => Ok(None),
    }
}

fn rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limit: usize,
    watch: Watch<'_>,
) -> Result<Vec<Row>, FileProblem> {
    let mut cells = book
        .worksheet_cells_reader(name)
        .map_err(|err| broken(&err))?;
    let claimed = cells.dimensions().end.0 as usize + 1;
    let mut rows: Vec<Row> = Vec::new();
    let mut at: Option<u32> = None;
    let mut row: Vec<String> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|err| broken(&err))? {
        let (line, column) = cell.get_position();
        let text = text_of(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column as usize >= MAX_COLUMNS {
            let limit = MAX_COLUMNS as u32;
            return Err(FileProblem::TooManyColumns {
                row: line.saturating_add(1),
                limit,
            });
        }
        if at != Some(line) {
            if let Some(done) = at {
                rows.push(Row::new(done.saturating_add(1), std::mem::take(&mut row)));
            }
            at = Some(line);
            if rows.len() >= limit {
                if limit < MAX_ROWS {
                    return Ok(rows);
                }
                return Err(FileProblem::TooManyRows {
                    limit: MAX_ROWS as u32,
                });
            }
            if rows.len() % WATCH_EVERY == WATCH_EVERY - 1 {
                tell(watch, Step::Reading, rows.len(), claimed.max(rows.len()))?;
            }
        }
        let column = column as usize;
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = text;
    }
    if let Some(done) = at {
        rows.push(Row::new(done.saturating_add(1), row));
    }
    tell(watch, Step::Reading, 1, 1)?;
    Ok(rows)
}

/// A cell as a person would read it. A number with more digits than are kept is written as the
/// spreadsheet shows it (`1.23456789012346E+17`), which the serial rules report as damaged.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => day,
                _ => format!("{day} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < KEPT_DIGITS {
        return format!("{number:.0}");
    }
    if number.abs() < KEPT_DIGITS {
        return format!("{number}");
    }
    let scientific = format!("{number:.14E}");
    match scientific.split_once('E') {
        Some((mantissa, exponent)) if !exponent.starts_with('-') => {
            format!("{mantissa}E+{exponent}")
        }
        _ => scientific,
    }
}

fn broken(err: &XlsxError) -> FileProblem {
    match err {
        XlsxError::Password => FileProblem::PasswordProtected,
        other => FileProblem::BrokenWorkbook {
            detail: other.to_string(),
        },
    }
}

struct Entry<'a> {
    name: &'a [u8],
    unpacked: u64,
}

/// The table of contents at the end of a ZIP, as far as it can be followed.
/// Layout: APPNOTE.TXT 4.3.12 and 4.3.16, <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>
fn entries(bytes: &[u8]) -> Option<Vec<Entry<'_>>> {
    // The end record may be followed by a comment of up to 65,535 bytes.
    let tail_from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(tail_from..)?;
    let end = tail
        .windows(4)
        .rposition(|window| window == b"PK\x05\x06")?
        + tail_from;
    let mut at = le(bytes, end + 16, 4)? as usize;
    let mut entries = Vec::new();
    while bytes.get(at..at.checked_add(4)?) == Some(b"PK\x01\x02".as_slice()) {
        let unpacked = le(bytes, at + 24, 4)?;
        let name_length = le(bytes, at + 28, 2)? as usize;
        let extra = le(bytes, at + 30, 2)? as usize + le(bytes, at + 32, 2)? as usize;
        let name = bytes.get(at + 46..at + 46 + name_length)?;
        entries.push(Entry { name, unpacked });
        at += 46 + name_length + extra;
    }
    Some(entries)
}

fn le(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(width)?)?;
    Some(
        field
            .iter()
            .rev()
            .fold(0, |value, &byte| value << 8 | u64::from(byte)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Choices, read_file};
    use crate::serial::{SerialProblem, normalise};
    use proptest::prelude::*;
    use rust_xlsxwriter::{Format, Workbook};
    use std::ops::ControlFlow;

    fn open(bytes: &[u8]) -> Result<Sheet, FileProblem> {
        read_file(bytes, &Choices::default(), &mut |_| {
            ControlFlow::Continue(())
        })
    }

    fn book(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
        let mut book = Workbook::new();
        fill(&mut book);
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn a_workbook_is_read_with_text_numbers_and_dates() {
        let bytes = book(|book| {
            let sheet = book.add_worksheet();
            sheet
                .write_row(0, 0, ["Serial", "Model", "Warranty until"])
                .unwrap();
            sheet.write_string(1, 0, "SMTTATUBDJAAI00A5").unwrap();
            sheet.write_string(1, 1, "S19").unwrap();
            let format = Format::new().set_num_format("yyyy-mm-dd");
            sheet
                .write_number_with_format(1, 2, 45_760.0, &format)
                .unwrap();
            sheet.write_number(3, 0, 123_456_789_012.0).unwrap();
            sheet
                .write_number_with_format(3, 2, 45_760.5, &format)
                .unwrap();
        });

        let sheet = open(&bytes).unwrap();

        assert_eq!(
            sheet.header.as_deref().unwrap_or_default(),
            ["Serial", "Model", "Warranty until"]
        );
        let cells: Vec<Vec<&str>> = sheet.rows.iter().map(|r| r.cells().collect()).collect();
        assert_eq!(cells[0], ["SMTTATUBDJAAI00A5", "S19", "2025-04-13"]);
        assert_eq!(cells[1], ["123456789012", "", "2025-04-13 12:00:00"]);
        assert_eq!(sheet.rows[1].line, 4);
    }

    #[test]
    fn a_serial_kept_as_a_number_too_long_is_reported_as_damaged() {
        let bytes = book(|book| {
            let sheet = book.add_worksheet();
            sheet.write_string(0, 0, "Serial").unwrap();
            sheet
                .write_number(1, 0, 1_234_567_890_123_456_789.0)
                .unwrap();
        });

        let sheet = open(&bytes).unwrap();

        let cell = sheet.rows[0].cell(0);
        assert_eq!(cell, "1.23456789012346E+18");
        assert!(matches!(
            normalise(cell),
            Err(SerialProblem::ScientificNotation { .. })
        ));
    }

    #[test]
    fn the_sheet_that_looks_like_a_list_is_taken_unless_another_is_named() {
        let bytes = book(|book| {
            book.add_worksheet()
                .set_name("Notes")
                .unwrap()
                .write_string(0, 0, "hello")
                .unwrap();
            let fleet = book.add_worksheet().set_name("Fleet").unwrap();
            fleet.write_row(0, 0, ["Serial number", "Model"]).unwrap();
            fleet.write_row(1, 0, ["SMTTATUBDJAAI00A5", "S19"]).unwrap();
        });

        let sheet = open(&bytes).unwrap();
        assert_eq!(
            sheet.source,
            Source::Workbook {
                sheet: "Fleet".into(),
                others: vec!["Notes".into()]
            }
        );

        let named = Choices {
            sheet: Some("Gone".into()),
            ..Choices::default()
        };
        let problem = read_file(&bytes, &named, &mut |_| ControlFlow::Continue(())).unwrap_err();
        assert!(problem.to_string().contains("Notes, Fleet"), "{problem}");
    }

    #[test]
    fn one_far_away_cell_does_not_fill_the_memory() {
        let bytes = book(|book| {
            let sheet = book.add_worksheet();
            sheet.write_string(0, 0, "Serial").unwrap();
            sheet
                .write_string(1_048_575, 0, "SMTTATUBDJAAI00A5")
                .unwrap();
        });

        let sheet = open(&bytes).unwrap();

        assert_eq!((sheet.rows.len(), sheet.rows[0].line), (1, 1_048_576));
    }

    #[test]
    fn a_workbook_without_rows_is_empty() {
        let bytes = book(|book| {
            book.add_worksheet();
        });

        assert_eq!(open(&bytes), Err(FileProblem::Empty));
    }

    #[test]
    fn a_cut_or_damaged_workbook_gives_a_message() {
        let bytes = book(|book| {
            let sheet = book.add_worksheet();
            for row in 0..200 {
                sheet
                    .write_row(row, 0, ["SMTTATUBDJAAI00A5", "S19"])
                    .unwrap();
            }
        });

        for cut in (0..bytes.len()).step_by(97) {
            assert!(open(&bytes[..cut]).is_err());
            let mut damaged = bytes.clone();
            for byte in damaged.iter_mut().skip(cut).take(9) {
                *byte = byte.wrapping_mul(31).wrapping_add(7);
            }
            let _ = open(&damaged);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_after_a_zip_mark_are_a_sheet_or_a_problem(
            bytes in proptest::collection::vec(any::<u8>(), 0..300)
        ) {
            let zip = [b"PK\x03\x04".as_slice(), &bytes, b"PK\x05\x06", &bytes].concat();
            prop_assert!(open(&zip).is_err());
        }
    }
}
