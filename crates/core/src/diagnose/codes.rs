//! Error codes as they stand in lines: where they are, and whose they are.

use std::ops::Range;

/// A way codes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    /// `Sweep error string = J1:2.`
    Sweep,
    /// `"530":"2024-01-01 12:00:00"`: the code, and when it came up.
    Dated,
    /// `"error_code":["530","2010"]`
    List,
    /// `"Error Code 0":530`
    Numbered,
    /// `error code: 530`
    Plain,
    /// `ECHU[0 513 0]`: a word for each board.
    Boards(&'static str),
}

/// A code found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub format: &'static str,
    pub code: Vec<u8>,
    pub at: Range<usize>,
    /// The board it stands for, where its place says so.
    pub chain: Option<u16>,
    /// Where the line says when.
    pub dated: Option<Range<usize>>,
}

/// Codes read from one line at most.
const MOST: usize = 256;

impl Carrier {
    /// What a line must contain to be looked at.
    pub fn needles() -> impl Iterator<Item = (&'static [u8], Self)> {
        let one: [(&[u8], Self); 14] = [
            (b"Sweep error string = ", Self::Sweep),
            (b"\":\"20", Self::Dated),
            (b"\": \"20", Self::Dated),
            (b"\":\"19", Self::Dated),
            (b"\": \"19", Self::Dated),
            (b"\"error_code\"", Self::List),
            (b"\"error-code\"", Self::List),
            (b"\"Error Code ", Self::Numbered),
            (b"rror code", Self::Plain),
            (b"rror Code", Self::Plain),
            (b"ERROR CODE", Self::Plain),
            (b"ECHU[", Self::Boards("ECHU")),
            (b"HASHS[", Self::Boards("HASHS")),
            (b"CRC[", Self::Boards("CRC")),
        ];
        one.into_iter()
    }

    /// The codes `line` carries in this way. `plain` is the format that a bare number belongs to.
    pub fn find(self, line: &[u8], plain: Option<&'static str>) -> Vec<Found> {
        let mut found = Vec::new();
        match self {
            Self::Sweep => sweep(line, &mut found),
            Self::Dated => dated(line, &mut found),
            Self::List => list(line, &mut found),
            Self::Numbered => numbered(line, &mut found),
            Self::Plain => {
                if let Some(format) = plain {
                    after_the_words(line, format, &mut found);
                }
            }
            Self::Boards(word) => boards(line, word, &mut found),
        }
        found
    }
}

fn push(found: &mut Vec<Found>, format: &'static str, line: &[u8], at: Range<usize>) {
    if found.len() < MOST && !at.is_empty() {
        found.push(Found {
            format,
            code: line[at.clone()].to_vec(),
            at,
            chain: None,
            dated: None,
        });
    }
}

fn after(line: &[u8], text: &[u8]) -> Option<usize> {
    memchr::memmem::find(line, text).map(|at| at + text.len())
}

fn digits(line: &[u8], from: usize) -> Range<usize> {
    let count = line[from.min(line.len())..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    from..from + count
}

fn sweep(line: &[u8], found: &mut Vec<Found>) {
    let Some(from) = after(line, b"Sweep error string = ") else {
        return;
    };
    for at in words(line, from) {
        if is_sweep(&line[at.clone()]) {
            push(found, "sweep", line, at);
        }
    }
}

/// `J1:2`, `F:1`
fn is_sweep(word: &[u8]) -> bool {
    let Some((b'A'..=b'Z', rest)) = word.split_first() else {
        return false;
    };
    let mut halves = rest.split(|byte| *byte == b':');
    let (Some(board), Some(error), None) = (halves.next(), halves.next(), halves.next()) else {
        return false;
    };
    board.len() <= 3
        && (1..=3).contains(&error.len())
        && board.iter().chain(error).all(u8::is_ascii_digit)
}

/// The words of `line` behind `from`, without the marks around them.
fn words(line: &[u8], from: usize) -> Vec<Range<usize>> {
    let part_of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b':' || byte == b'-';
    let mut words = Vec::new();
    let mut at = from;
    while at < line.len() && words.len() < MOST {
        if !part_of_word(line[at]) {
            at += 1;
            continue;
        }
        let end = line[at..]
            .iter()
            .position(|byte| !part_of_word(*byte))
            .map_or(line.len(), |count| at + count);
        let marks = line[at..end]
            .iter()
            .rev()
            .take_while(|byte| matches!(byte, b':' | b'-'))
            .count();
        words.push(at..end - marks);
        at = end;
    }
    words
}

fn dated(line: &[u8], found: &mut Vec<Found>) {
    for middle in memchr::memmem::find_iter(line, b"\":") {
        let before = line[..middle]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let code = middle - before..middle;
        let opened = code.start > 0 && line[code.start - 1] == b'"';
        let gap = line[middle + 2..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let when = middle + 2 + gap;
        let is_date = line.get(when) == Some(&b'"')
            && line.get(when + 5) == Some(&b'-')
            && line.get(when + 8) == Some(&b'-');
        if opened && (2..=6).contains(&before) && is_date {
            push(found, "whatsminer", line, code);
            if let Some(last) = found.last_mut() {
                last.dated = Some(when + 1..line.len());
            }
        }
    }
}

/// The bare codes of a list, among which dates may stand; dated ones are found elsewhere.
fn list(line: &[u8], found: &mut Vec<Found>) {
    let name = if memchr::memmem::find(line, b"\"error_code\"").is_some() {
        b"\"error_code\"".as_slice()
    } else {
        b"\"error-code\"".as_slice()
    };
    let Some(from) = after(line, name) else {
        return;
    };
    let Some(open) = line[from..].iter().position(|byte| *byte == b'[') else {
        // One code alone: `"error_code":530`.
        let start = from
            + line[from..]
                .iter()
                .take_while(|byte| matches!(byte, b':' | b' ' | b'"'))
                .count();
        let at = digits(line, start);
        if (2..=6).contains(&at.len()) {
            push(found, "whatsminer", line, at);
        }
        return;
    };
    if line[from..from + open]
        .iter()
        .any(|byte| !matches!(byte, b':' | b' '))
    {
        return;
    }
    let start = from + open + 1;
    let end = line[start..]
        .iter()
        .position(|byte| *byte == b']')
        .map_or(line.len(), |count| start + count);
    let mut at = start;
    for part in line[start..end].split(|byte| *byte == b',') {
        let inside = part
            .iter()
            .take_while(|byte| !byte.is_ascii_digit() && **byte != b'-')
            .count();
        let code = digits(line, at + inside);
        let rest = &line[code.end.min(end)..(at + part.len()).min(end)];
        let ends = rest
            .iter()
            .all(|byte| matches!(byte, b'"' | b'}' | b' ' | b'\t'));
        if ends && (2..=6).contains(&code.len()) {
            push(found, "whatsminer", line, code);
        }
        at += part.len() + 1;
    }
}

fn numbered(line: &[u8], found: &mut Vec<Found>) {
    const NAME: &[u8] = b"\"Error Code ";
    for at in memchr::memmem::find_iter(line, NAME) {
        let index = digits(line, at + NAME.len());
        if index.is_empty() || line.get(index.end) != Some(&b'"') {
            continue;
        }
        let skip = line[index.end + 1..]
            .iter()
            .take_while(|byte| matches!(byte, b':' | b' ' | b'"'))
            .count();
        let code = digits(line, index.end + 1 + skip);
        if (2..=6).contains(&code.len()) {
            push(found, "whatsminer", line, code);
        }
    }
}

fn after_the_words(line: &[u8], format: &'static str, found: &mut Vec<Found>) {
    let lower = line.to_ascii_lowercase();
    let Some(mut from) = after(&lower, b"error code") else {
        return;
    };
    from += lower[from..]
        .iter()
        .take_while(|byte| matches!(byte, b's' | b':' | b'=' | b'#' | b' '))
        .count();
    let mut at = digits(line, from);
    while (2..=6).contains(&at.len()) {
        let next = at.end;
        push(found, format, line, at);
        let gap = line[next..]
            .iter()
            .take_while(|byte| matches!(byte, b',' | b';' | b'/' | b' '))
            .count();
        if gap == 0 {
            return;
        }
        at = digits(line, next + gap);
    }
}

fn boards(line: &[u8], word: &'static str, found: &mut Vec<Found>) {
    let open = [word.as_bytes(), b"["].concat();
    let Some(from) = memchr::memmem::find(line, &open) else {
        return;
    };
    // `xCRC[` is another field.
    if from > 0 && line[from - 1].is_ascii_alphanumeric() {
        return;
    }
    let start = from + open.len();
    let end = line[start..]
        .iter()
        .position(|byte| *byte == b']')
        .map_or(line.len(), |count| start + count);
    for (at, chain) in words(&line[..end], start).into_iter().zip(0u16..) {
        let number = &line[at.clone()];
        if number != b"0" && number.len() <= 6 && number.iter().all(u8::is_ascii_digit) {
            let code = [word.as_bytes(), b":", number].concat();
            push(found, "avalon", line, at);
            if let Some(last) = found.last_mut() {
                last.code = code;
                last.chain = Some(chain);
            }
        }
    }
}

/// The codes of a line that holds nothing else, as people paste them: `530 541`, `J1:2 F:1`,
/// `530, Slot 0 not found`. `None` if the line says anything before its first code.
pub(super) fn bare(line: &[u8], numbers: Option<&'static str>) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    for at in words(line, 0) {
        let word = &line[at.clone()];
        let is_number = (2..=6).contains(&word.len()) && word.iter().all(u8::is_ascii_digit);
        if is_sweep(word) {
            push(&mut found, "sweep", line, at);
        } else if let (true, Some(format)) = (is_number, numbers) {
            push(&mut found, format, line, at);
        } else if found.is_empty() {
            return None;
        } else {
            // What follows a code is its description.
            break;
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(carrier: Carrier, line: &str) -> Vec<String> {
        carrier
            .find(line.as_bytes(), Some("whatsminer"))
            .into_iter()
            .map(|found| match found.chain {
                Some(chain) => format!("{}@{chain}", String::from_utf8_lossy(&found.code)),
                None => String::from_utf8_lossy(&found.code).into_owned(),
            })
            .collect()
    }

    #[test]
    fn codes_are_found_in_every_way_they_are_written() {
        for (carrier, line, found) in [
            (
                Carrier::Sweep,
                "2025-03-29 03:36:12 Sweep error string = F:1 J1:2.",
                vec!["F:1", "J1:2"],
            ),
            (
                Carrier::Dated,
                r#"{"error_code":[{"329":"2022-01-17 11:28:11"},{"530": "2022-01-17 11:30:00"}]}"#,
                vec!["329", "530"],
            ),
            (Carrier::Dated, r#"{"time":"2022-01-17 11:28:11"}"#, vec![]),
            (
                Carrier::List,
                r#"{"error_code":["530","2024-01-01 12:00:00","2010"]}"#,
                vec!["530", "2010"],
            ),
            (
                Carrier::List,
                r#"{"error_code":[530, 541],"x":[1,22]}"#,
                vec!["530", "541"],
            ),
            (Carrier::List, r#"{"error_code":[]}"#, vec![]),
            (
                Carrier::List,
                r#"{"error_code":[{"329":"2022-01-17 11:28:11"}]}"#,
                vec![],
            ),
            (Carrier::List, r#"{"error_code":530}"#, vec!["530"]),
            (
                Carrier::Numbered,
                r#""Error Code Count":1,"Error Code 0":530,"Factory Error Code 0":8410"#,
                vec!["530"],
            ),
            (
                Carrier::Plain,
                "Error codes: 530, 541; 2010 x",
                vec!["530", "541", "2010"],
            ),
            (Carrier::Plain, "error code", vec![]),
            (
                Carrier::Boards("ECHU"),
                "x] ECHU[0 513 128] ECMM[0]",
                vec!["ECHU:513@1", "ECHU:128@2"],
            ),
            (Carrier::Boards("CRC"), "XCRC[1 1]", vec![]),
        ] {
            assert_eq!(codes(carrier, line), found, "{line}");
        }
    }

    #[test]
    fn a_pasted_line_of_codes_is_told_from_words() {
        let bare = |line: &str| {
            bare(line.as_bytes(), Some("whatsminer")).map(|found| {
                found
                    .iter()
                    .map(|found| String::from_utf8_lossy(&found.code).into_owned())
                    .collect::<Vec<_>>()
            })
        };

        assert_eq!(bare("530 541,"), Some(vec!["530".into(), "541".into()]));
        assert_eq!(bare("530: Slot 0 not found"), Some(vec!["530".into()]));
        assert_eq!(bare("J1:2 F:1"), Some(vec!["J1:2".into(), "F:1".into()]));
        assert_eq!(bare("all 530"), None);
        assert_eq!(bare("2025-01-01 12:00:00 530"), None);
    }
}
