//! CSV and its relatives, as spreadsheets and tools really write them.

use super::decode::{Encoding, with_line_feeds};
use super::sheet::{LeftOut, MAX_COLUMNS, MAX_ROWS, Row, Source};
use super::{FileProblem, Sheet, Step, WATCH_EVERY, Watch, tell};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Lines a quoted cell may run over before its closing mark is taken to be missing.
const LONGEST_CELL_LINES: u64 = 64;

/// Times the reading is taken up again behind a stray quotation mark; after that, marks are read
/// as plain characters. Each time may cost a pass over what is left.
const FRESH_STARTS: usize = 24;

pub(super) fn read(
    text: &str,
    encoding: Encoding,
    chosen: Option<char>,
    watch: Watch<'_>,
) -> Result<Sheet, FileProblem> {
    let text = &*with_line_feeds(text);
    let (named, skipped) = sep_line(text);
    let body = text.get(skipped..).unwrap_or_default();
    let chosen = chosen
        .or(named)
        .and_then(|c| u8::try_from(c).ok())
        .filter(u8::is_ascii);
    let delimiter = chosen.or_else(|| sniff(body)).unwrap_or(b',');
    let mut left_out = LeftOut::default();
    let first_line = if skipped > 0 { 2 } else { 1 };
    let rows = rows(body, delimiter, first_line, &mut left_out, watch)?;
    let source = Source::Delimited {
        encoding,
        delimiter: char::from(delimiter),
    };
    let sheet = Sheet::from_rows(source, rows, left_out);
    if sheet.rows.is_empty() {
        Err(FileProblem::Empty)
    } else {
        Ok(sheet)
    }
}

/// The `sep=;` line some spreadsheets write first: what it names, and how long it is.
fn sep_line(text: &str) -> (Option<char>, usize) {
    let line = text.lines().next().unwrap_or_default();
    let mut rest = match line.get(..4) {
        Some(start) if start.eq_ignore_ascii_case("sep=") => line[4..].chars(),
        _ => return (None, 0),
    };
    match (rest.next(), rest.next()) {
        (Some(delimiter), None) => (
            Some(delimiter),
            text.find('\n').map_or(text.len(), |at| at + 1),
        ),
        _ => (None, 0),
    }
}

/// The delimiter that cuts the most rows into the same number of cells, two or more.
pub(super) fn sniff(text: &str) -> Option<u8> {
    let mut end = text.len().min(64 * 1024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let mut best: Option<(u8, (usize, usize))> = None;
    for delimiter in DELIMITERS {
        let mut widths = [0usize; MAX_COLUMNS];
        let mut reader = reader(sample, delimiter, true);
        for record in reader.records().take(200).flatten() {
            if let Some(count) = widths.get_mut(record.len()) {
                *count += 1;
            }
        }
        let fit = widths
            .iter()
            .enumerate()
            .skip(2)
            .max_by_key(|&(width, count)| (*count, width));
        if let Some((width, &count)) = fit
            && count > 0
            && best.is_none_or(|(_, known)| (count, width) > known)
        {
            best = Some((delimiter, (count, width)));
        }
    }
    best.map(|(delimiter, _)| delimiter)
}

fn reader(text: &str, delimiter: u8, quoting: bool) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .quoting(quoting)
        .from_reader(text.as_bytes())
}

fn rows(
    text: &str,
    delimiter: u8,
    first_line: u32,
    left_out: &mut LeftOut,
    watch: Watch<'_>,
) -> Result<Vec<Row>, FileProblem> {
    let mut rows: Vec<Row> = Vec::with_capacity(text.len() / 64);
    // Where the reader at hand began: the rest of the text, and the lines before it.
    let mut from = 0usize;
    let mut lines_before = u64::from(first_line) - 1;
    let mut quoting = true;
    let mut width = 0;
    'fresh: loop {
        let rest = text.get(from..).unwrap_or_default();
        let mut reader = reader(rest, delimiter, quoting);
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).unwrap_or(false) {
            let start = record.position().map_or(0, csv::Position::byte) as usize;
            let line = record.position().map_or(1, csv::Position::line);
            let end = reader.position().byte() as usize;
            let number = u32::try_from(lines_before + line).unwrap_or(u32::MAX);
            // The reader's own count takes blank lines for part of the record after them.
            let (start, blank) = skip_blank(rest, start);
            let number = number.saturating_add(blank);
            if quoting && is_swallowing(rest.get(start..end).unwrap_or_default(), delimiter, width)
            {
                let one = rest.get(start..).unwrap_or_default();
                let length = one.find('\n').map_or(one.len(), |at| at + 1);
                rows.push(plain_row(&one[..length], delimiter, number));
                left_out.broken_quotes.push(number);
                quoting = left_out.broken_quotes.len() < FRESH_STARTS;
                from += start + length;
                lines_before = u64::from(number);
                continue 'fresh;
            }
            if record.len() > MAX_COLUMNS {
                let limit = MAX_COLUMNS as u32;
                return Err(FileProblem::TooManyColumns { row: number, limit });
            }
            if rows.len() >= MAX_ROWS {
                return Err(FileProblem::TooManyRows {
                    limit: MAX_ROWS as u32,
                });
            }
            width = width.max(record.len());
            rows.push(Row::from_record(number, record.clone()));
            if rows.len().is_multiple_of(WATCH_EVERY) {
                tell(watch, Step::Reading, from + end, text.len())?;
            }
        }
        tell(watch, Step::Reading, text.len(), text.len())?;
        return Ok(rows);
    }
}

/// Past the line ends at `start`, and how many lines those are.
fn skip_blank(text: &str, start: usize) -> (usize, u32) {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut lines = 0;
    while let Some(b'\n' | b'\r') = bytes.get(at) {
        lines += u32::from(bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        at += 1;
    }
    (at, lines)
}

/// Whether a record runs on because a quotation mark is missing: over too many lines, or over
/// lines that are each a whole row by themselves.
fn is_swallowing(record: &str, delimiter: u8, width: usize) -> bool {
    let body = record.trim_end_matches(['\r', '\n']);
    if !body.contains('\n') {
        return false;
    }
    let lines = body.lines().count() as u64;
    let whole_row =
        |line: &str| width >= 3 && line.bytes().filter(|&b| b == delimiter).count() + 1 == width;
    lines > LONGEST_CELL_LINES || body.lines().skip(1).any(whole_row)
}

fn plain_row(line: &str, delimiter: u8, number: u32) -> Row {
    let line = line.trim_end_matches(['\r', '\n']);
    Row::new(number, line.split(char::from(delimiter)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn sheet(text: &str) -> Sheet {
        read(text, Encoding::Utf8, None, &mut |_| {
            ControlFlow::Continue(())
        })
        .unwrap()
    }

    fn table(sheet: &Sheet) -> Vec<Vec<&str>> {
        sheet.rows.iter().map(|row| row.cells().collect()).collect()
    }

    #[test]
    fn each_usual_delimiter_is_found() {
        for (delimiter, mark) in [(',', ","), (';', ";"), ('\t', "\t"), ('|', "|")] {
            let text = "serial,model,note\nA1,S19,x\nA2,S21,y\n".replace(',', mark);

            let sheet = sheet(&text);

            assert!(
                matches!(sheet.source, Source::Delimited { delimiter: d, .. } if d == delimiter)
            );
            assert_eq!(
                sheet.header.as_deref().unwrap_or_default(),
                ["serial", "model", "note"]
            );
            assert_eq!(table(&sheet), [["A1", "S19", "x"], ["A2", "S21", "y"]]);
        }
    }

    #[test]
    fn a_comma_in_prose_does_not_outvote_the_semicolon() {
        let sheet = sheet("serial;note\nA1;hot, loud, dead\nA2;fine\nA3;dusty, slow\n");

        assert_eq!(table(&sheet)[0], ["A1", "hot, loud, dead"]);
    }

    #[test]
    fn line_ends_in_quotes_stay_in_the_cell() {
        let sheet = sheet("serial,note\r\nA1,\"fan\r\ndead\"\r\nA2,\"say \"\"hi\"\"\"\r\n");

        assert_eq!(table(&sheet), [["A1", "fan\r\ndead"], ["A2", "say \"hi\""]]);
        assert_eq!(
            sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(),
            [2, 4]
        );
    }

    #[test]
    fn a_row_of_another_length_is_kept() {
        let sheet = sheet("serial,model,note\nA1\nA2,S19,x,y,z\n\nA3,S19,\n");

        assert_eq!(
            sheet.rows.iter().map(Row::width).collect::<Vec<_>>(),
            [1, 5, 3]
        );
        assert_eq!(
            sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(),
            [2, 3, 5]
        );
        assert_eq!((sheet.width, sheet.rows[0].cell(2)), (5, ""));
    }

    #[test]
    fn a_missing_quotation_mark_costs_its_own_row_only() {
        let good = "A2,S19,fine\n".repeat(300);
        let sheet = sheet(&format!(
            "serial,model,note\nA1,S19,\"dead\n{good}A3,S21,\"ok\"\n"
        ));

        assert_eq!(sheet.rows.len(), 302);
        assert_eq!(table(&sheet)[0], ["A1", "S19", "\"dead"]);
        assert_eq!(table(&sheet)[301], ["A3", "S21", "ok"]);
        assert_eq!(sheet.rows[301].line, 303);
        assert_eq!(sheet.left_out.broken_quotes, [2]);
    }

    #[test]
    fn a_list_full_of_stray_quotation_marks_is_still_read() {
        let text = format!("serial,model,note\n{}", "A1,S19,\"dead\n".repeat(2_000));

        assert_eq!(sheet(&text).rows.len(), 2_000);
    }

    #[test]
    fn titles_above_the_header_and_headers_between_are_said_to_be_left_out() {
        let sheet = sheet("Fleet export 2026\n\nserial,model\nA1,S19\nserial,model\nA2,S21\n");

        assert_eq!(table(&sheet), [["A1", "S19"], ["A2", "S21"]]);
        assert_eq!(sheet.left_out.above_header, ["Fleet export 2026"]);
        assert_eq!(sheet.left_out.repeated_headers, 1);
        assert_eq!(sheet.rows[0].line, 4);
    }

    #[test]
    fn carriage_returns_alone_end_lines_too() {
        let sheet = sheet("serial,model\rA1,S19\rA2,S21\r");

        assert_eq!(table(&sheet), [["A1", "S19"], ["A2", "S21"]]);
        assert_eq!(sheet.rows[1].line, 3);
    }

    #[test]
    fn a_sep_line_names_the_delimiter() {
        let sheet = sheet("sep=|\nserial|note\nA1|a;b;c\nA2|d;e;f\n");

        assert_eq!(table(&sheet)[0], ["A1", "a;b;c"]);
        assert_eq!(sheet.rows[0].line, 3);
    }

    #[test]
    fn reading_can_be_cancelled() {
        let text = format!("serial,model\n{}", "A1,S19\n".repeat(10_000));
        let mut asked = 0;

        let stopped = read(&text, Encoding::Utf8, None, &mut |_| {
            asked += 1;
            ControlFlow::Break(())
        });

        assert_eq!((stopped, asked), (Err(FileProblem::Cancelled), 1));
    }

    proptest! {
        #[test]
        fn any_text_is_a_sheet_or_a_problem(text in "[\"a1,;\t|\r\n]{0,120}", any in any::<String>()) {
            for text in [text, any] {
                let _ = read(&text, Encoding::Utf8, None, &mut |_| ControlFlow::Continue(()));
            }
        }

        #[test]
        fn every_row_of_a_plain_list_is_there(count in 1usize..300, crlf in any::<bool>()) {
            let end = if crlf { "\r\n" } else { "\n" };
            let list: String = (0..count).map(|i| format!("SMTTATUBDJAA{i:05},S19{end}")).collect();
            let sheet = sheet(&format!("serial,model{end}{list}"));
            prop_assert_eq!(sheet.rows.len(), count);
            for (row, line) in sheet.rows.iter().zip(2u32..) {
                prop_assert_eq!(row.line, line);
            }
        }
    }
}
