//! What is pasted or scanned: a table out of a spreadsheet, or serials with anything between.

use super::columns::{Look, header_score, is_serial_like, look};
use super::decode::{Encoding, refuse_long_lines, with_line_feeds};
use super::model_match::ModelIndex;
use super::sheet::{LeftOut, MAX_FILE_BYTES, MAX_ROWS, Row, Sheet, Source};
use super::{FileProblem, Step, WATCH_EVERY, Watch, delimited, tell};
use crate::serial::{SerialProblem, normalise};

/// Columns of a list of loose serials.
const HEADER: [&str; 3] = ["serial", "mac", "note"];

/// Rows looked at to tell a table from loose serials.
const LOOKED_AT: usize = 100;

/// Reads pasted text or a scanner's burst.
///
/// Text with a header, or whose columns clearly differ, is a table. Otherwise each serial
/// becomes a row, whatever stands between them: line ends, commas, semicolons, tabs, bars or
/// spaces. Words after a serial on its line are kept as its note. A line no serial can be found
/// in is a row all the same, so that its verdict can say what is wrong with it.
///
/// # Errors
/// [`FileProblem`] for nothing at all, too much, one endless line, or a cancelled reading.
pub fn read_paste(text: &str, watch: Watch<'_>) -> Result<Sheet, FileProblem> {
    if text.len() as u64 > MAX_FILE_BYTES {
        let megabytes = |bytes: u64| u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
        return Err(FileProblem::TooLarge {
            megabytes: megabytes(text.len() as u64),
            limit: megabytes(MAX_FILE_BYTES),
        });
    }
    let text = &*with_line_feeds(text.trim_start_matches('\u{feff}'));
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(FileProblem::Empty);
    }
    refuse_long_lines(text)?;
    if let Some(delimiter) = delimited::sniff(text) {
        let delimiter = Some(char::from(delimiter));
        let head = head(text);
        let sample = delimited::read(head, Encoding::Utf8, delimiter, &mut |_| {
            std::ops::ControlFlow::Continue(())
        });
        if sample.is_ok_and(|sample| is_table(&sample)) {
            let mut table = delimited::read(text, Encoding::Utf8, delimiter, watch)?;
            table.source = Source::Paste;
            return Ok(table);
        }
    }
    loose(text, watch)
}

/// The first lines, as many as are looked at.
fn head(text: &str) -> &str {
    let end = text
        .match_indices('\n')
        .nth(LOOKED_AT)
        .map_or(text.len(), |(at, _)| at + 1);
    &text[..end]
}

/// A header of two names or more; or else columns of which just one holds serials, in most rows.
fn is_table(sheet: &Sheet) -> bool {
    if sheet.width < 2 {
        return false;
    }
    if let Some(header) = &sheet.header {
        return header.iter().filter(|name| !name.is_empty()).count() > 1;
    }
    let rows: Vec<&Row> = sheet.rows.iter().take(LOOKED_AT).collect();
    // A separator at the end of each line does not make a second column.
    let filled = |row: &Row| {
        row.cells()
            .filter(|cell| cell.contains(char::is_alphanumeric))
            .count()
    };
    let wide = rows.iter().filter(|row| filled(row) > 1).count();
    let serials_in = |column: u32| {
        let serials = rows.iter().filter(|row| {
            let cell = row.cell(column).trim();
            matches!(look(cell), Look::Serial | Look::Damaged) && !is_model(cell)
        });
        serials.count() * 2 > rows.len()
    };
    let columns = (0..sheet.width)
        .filter(|&column| serials_in(column))
        .count();
    // On a line or two the rest may as well be words after a serial.
    rows.len() > 1 && wide * 2 > rows.len() && columns == 1
}

fn is_model(word: &str) -> bool {
    word.len() < 16 && ModelIndex::shipped().find(word, None).model().is_some()
}

fn loose(text: &str, watch: Watch<'_>) -> Result<Sheet, FileProblem> {
    let mut rows = Vec::new();
    let mut left_out = LeftOut::default();
    let mut read = 0;
    for (line, number) in text.lines().zip(1u32..) {
        read += line.len() + 1;
        if (number as usize).is_multiple_of(WATCH_EVERY) {
            tell(watch, Step::Reading, read, text.len())?;
        }
        if line.chars().all(|c| c.is_whitespace() || is_separator(c)) {
            left_out.blank_rows += 1;
            continue;
        }
        if rows.is_empty() && header_score(&Row::new(number, [line])) > 0 {
            left_out.above_header.push(line.trim().to_string());
            continue;
        }
        for unit in units(line) {
            rows.push(Row::new(number, [unit.serial, unit.mac, unit.note]));
        }
        if rows.len() > MAX_ROWS {
            return Err(FileProblem::TooManyRows {
                limit: MAX_ROWS as u32,
            });
        }
    }
    tell(watch, Step::Reading, 1, 1)?;
    if rows.is_empty() {
        return Err(FileProblem::Empty);
    }
    // Columns nobody filled are not shown.
    let used = |column: u32| rows.iter().any(|row: &Row| !row.cell(column).is_empty());
    let keep: Vec<u32> = (0..3)
        .filter(|&column| column == 0 || used(column))
        .collect();
    let header = keep
        .iter()
        .map(|&column| HEADER[column as usize].to_string())
        .collect();
    let rows: Vec<Row> = rows
        .iter()
        .map(|row| Row::new(row.line, keep.iter().map(|&column| row.cell(column))))
        .collect();
    let width = u32::try_from(keep.len()).unwrap_or(3);
    Ok(Sheet {
        source: Source::Paste,
        header: Some(header),
        rows,
        width,
        left_out,
    })
}

#[derive(Debug, Default)]
struct Unit {
    serial: String,
    mac: String,
    note: String,
}

/// The units on one line: at least one, since no line is dropped.
fn units(line: &str) -> Vec<Unit> {
    let line = line.trim();
    let whole = || {
        vec![Unit {
            serial: line.to_string(),
            ..Unit::default()
        }]
    };
    // A serial broken up by spaces, in quotes or with a label is one as it stands.
    if matches!(look(line), Look::Serial | Look::Damaged) {
        return whole();
    }
    let parts: Vec<&str> = split(line)
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let mut units: Vec<Unit> = Vec::new();
    let mut waiting_mac = String::new();
    for part in &parts {
        for word in words(part) {
            match look(word) {
                Look::Mac => match units.last_mut().filter(|unit| unit.mac.is_empty()) {
                    Some(unit) => unit.mac = word.to_string(),
                    None => waiting_mac = word.to_string(),
                },
                Look::Serial | Look::Damaged if !is_model(word) => {
                    let mac = std::mem::take(&mut waiting_mac);
                    units.push(Unit {
                        serial: word.to_string(),
                        mac,
                        note: String::new(),
                    });
                }
                _ => {
                    if let Some(unit) = units.last_mut().filter(|_| !is_bullet(word)) {
                        if !unit.note.is_empty() {
                            unit.note.push(' ');
                        }
                        unit.note.push_str(word);
                    }
                }
            }
        }
    }
    if !waiting_mac.is_empty() {
        units.push(Unit {
            mac: waiting_mac,
            ..Unit::default()
        });
    }
    if !units.is_empty() {
        return units;
    }
    // Short house serials between clear separators; anything else is shown as it came.
    let codes = parts.len() > 1 && parts.iter().all(|part| is_code(part));
    if codes {
        return parts
            .iter()
            .map(|part| Unit {
                serial: (*part).to_string(),
                ..Unit::default()
            })
            .collect();
    }
    whole()
}

/// Words of a part; the whole part where it is one serial with spaces in it.
fn words(part: &str) -> Vec<&str> {
    if look(part) == Look::Serial {
        vec![part]
    } else {
        part.split_whitespace().collect()
    }
}

/// At commas, semicolons, tabs and bars, but not at the comma of `1,23457E+14`.
fn split(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, mark) in line.char_indices() {
        if !is_separator(mark) {
            continue;
        }
        let rest = &line[at + mark.len_utf8()..];
        let tail = rest
            .split([',', ';', '\t', '|', ' '])
            .next()
            .unwrap_or_default();
        let joined = format!("{},{tail}", line[from..at].trim());
        let decimal = mark == ','
            && matches!(
                normalise(&joined),
                Err(SerialProblem::ScientificNotation { .. })
            );
        if !decimal {
            parts.push(line[from..at].trim());
            from = at + mark.len_utf8();
        }
    }
    parts.push(line[from..].trim());
    parts
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | ';' | '\t' | '|' | '，' | '；' | '、')
}

/// `1.`, `2)`, `-`, `•`: what lists begin their lines with.
fn is_bullet(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']).unwrap_or(word);
    matches!(word, "-" | "*" | "•" | "–")
        || (number != word && number.bytes().all(|b| b.is_ascii_digit()))
}

fn is_code(part: &str) -> bool {
    normalise(part).is_ok_and(|read| {
        is_serial_like(&read.normal)
            || (!part.contains(char::is_whitespace)
                && read
                    .normal
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    const A: &str = "SMTTATUBDJAAI00A5";
    const B: &str = "JYZZF1UBDHJHE01W0";
    const C: &str = "MAM35P40JG24032629473366244H06416";

    fn sheet(text: &str) -> Sheet {
        read_paste(text, &mut |_| ControlFlow::Continue(())).unwrap()
    }

    fn column(sheet: &Sheet, name: &str) -> Vec<String> {
        let header = sheet.header.as_deref().unwrap_or_default();
        let at = header.iter().position(|have| have == name);
        let at = at.unwrap_or_else(|| panic!("{sheet:?}")) as u32;
        sheet
            .rows
            .iter()
            .map(|row| row.cell(at).to_string())
            .collect()
    }

    #[test]
    fn serials_are_found_whatever_stands_between_them() {
        for gap in [
            "\n", "\r\n", ",", ";", "\t", " ", ", ", " | ", "\n\n", "、", "\t\n",
        ] {
            let sheet = sheet(&[A, B, C].join(gap));

            assert_eq!(column(&sheet, "serial"), [A, B, C], "{gap:?}");
        }
    }

    #[test]
    fn a_scanners_burst_with_trailing_marks_is_read() {
        for end in ["\t", "\r", "\r\n", "\n"] {
            let burst = format!("{A}{end}{B}{end}{C}{end}");

            assert_eq!(column(&sheet(&burst), "serial"), [A, B, C], "{end:?}");
        }
    }

    #[test]
    fn a_table_out_of_a_spreadsheet_stays_a_table() {
        let sheet = sheet(&format!(
            "Serial\tModel\tNote\n{A}\tS19\tfan, dead\n{B}\tS21\t\n"
        ));

        assert_eq!(
            sheet.header.as_deref().unwrap_or_default(),
            ["Serial", "Model", "Note"]
        );
        assert_eq!(sheet.rows[0].cell(2), "fan, dead");
        assert_eq!(sheet.source, Source::Paste);
    }

    #[test]
    fn a_table_without_a_header_is_told_by_its_columns() {
        let sheet = sheet(&format!("{A},S19j Pro,no hash\n{B},S21,loud fan\n"));

        assert_eq!(
            (sheet.header.as_ref(), sheet.width, sheet.rows.len()),
            (None, 3, 2)
        );
    }

    #[test]
    fn words_after_a_serial_are_its_note() {
        let sheet = sheet(&format!("1. {A} fan dead\n2) {B}\n"));

        assert_eq!(column(&sheet, "serial"), [A, B]);
        assert_eq!(column(&sheet, "note"), ["fan dead", ""]);
    }

    #[test]
    fn a_mac_beside_a_serial_goes_with_it() {
        let sheet = sheet(&format!("{A} 02:42:ac:11:00:02\n02:42:ac:11:00:03 {B}\n"));

        assert_eq!(column(&sheet, "serial"), [A, B]);
        assert_eq!(
            column(&sheet, "mac"),
            ["02:42:ac:11:00:02", "02:42:ac:11:00:03"]
        );
    }

    #[test]
    fn a_damaged_serial_stays_in_one_piece() {
        let sheet = sheet(&format!("{A}\n1,23457E+14\n1.23457E+14, {B}\n"));

        assert_eq!(
            column(&sheet, "serial"),
            [A, "1,23457E+14", "1.23457E+14", B]
        );
    }

    #[test]
    fn a_header_over_one_column_is_not_a_serial() {
        let sheet = sheet(&format!("Serial number\n{A}\n{B}\n"));

        assert_eq!(column(&sheet, "serial"), [A, B]);
        assert_eq!(sheet.left_out.above_header, ["Serial number"]);
    }

    #[test]
    fn no_line_is_dropped_however_odd() {
        let odd = [
            "'; DROP TABLE device;--",
            "<script>alert(1)</script>",
            "=cmd|'/C calc'!A0",
            "😀😀😀",
            "שלום עולם",
            "hello world",
            "SMTT ATUB DJAA I00A5",
            "N/A",
            "0000000000000000",
        ];
        let sheet = sheet(&odd.join("\n"));

        assert_eq!(column(&sheet, "serial"), odd);
        assert_eq!(
            sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(),
            (1..10).collect::<Vec<_>>()
        );
    }

    #[test]
    fn short_house_serials_are_separated_too() {
        assert_eq!(
            column(&sheet("AB1, AB2; AB-3"), "serial"),
            ["AB1", "AB2", "AB-3"]
        );
    }

    #[test]
    fn an_empty_paste_and_an_endless_line_are_problems() {
        let read = |text: &str| read_paste(text, &mut |_| ControlFlow::Continue(()));

        assert_eq!(read(" \n\t\r\n"), Err(FileProblem::Empty));
        assert!(matches!(
            read(&"A".repeat(10_000_000)),
            Err(FileProblem::LineTooLong {
                line: 1,
                characters: 10_000_000,
                ..
            })
        ));
    }

    proptest! {
        #[test]
        fn any_text_is_a_sheet_or_a_problem(text in any::<String>(), near in "[A1,;\t|\n\r \"'.E+-]{0,80}") {
            for text in [text, near] {
                let _ = read_paste(&text, &mut |_| ControlFlow::Continue(()));
            }
        }

        #[test]
        fn every_pasted_serial_is_there_in_order(
            serials in proptest::collection::vec("SMTT[A-H0-9]{13}", 1..40),
            gap in "[\n,;\t ]{1,3}",
        ) {
            let sheet = sheet(&serials.join(&gap));
            prop_assert_eq!(column(&sheet, "serial"), serials);
        }
    }
}
