//! Bytes to text, or what the bytes are instead.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};
use serde::{Deserialize, Serialize};

use super::FileProblem;

/// Longest line taken. A line of this length holds tens of thousands of serials; beyond it the
/// file is something else, or its line ends were lost.
pub(super) const MAX_LINE_BYTES: usize = 1_000_000;

/// How far into the bytes encodings and rubbish are looked for.
const SNIFFED: usize = 64 * 1024;

/// How the bytes were turned into text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
    /// Only when chosen by hand: it cannot be told from Windows-1252 for sure.
    Windows1251,
    /// Only when chosen by hand, as above.
    Gb18030,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
            Self::Windows1251 => "Windows-1251",
            Self::Gb18030 => "GB 18030",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// Without a byte-order mark.
    pub text: Cow<'a, str>,
    pub encoding: Encoding,
}

/// Turns bytes into text: by byte-order mark, else UTF-8 where it holds, else UTF-16 where every
/// other byte is zero, else Windows-1252. `chosen` overrules all of it.
///
/// # Errors
/// [`FileProblem`] for an empty file, another kind of file, binary data, or a line too long.
pub fn decode(bytes: &[u8], chosen: Option<Encoding>) -> Result<Decoded<'_>, FileProblem> {
    if bytes.is_empty() {
        return Err(FileProblem::Empty);
    }
    if let Some(problem) = other_kind(bytes) {
        return Err(problem);
    }
    let (encoding, bytes) = match (chosen, marked(bytes)) {
        (Some(encoding), Some((found, rest))) if encoding == found => (encoding, rest),
        (Some(encoding), _) => (encoding, bytes),
        (None, Some(found)) => found,
        (None, None) => (guess(bytes)?, bytes),
    };
    let codec = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Windows1252 => WINDOWS_1252,
        Encoding::Windows1251 => WINDOWS_1251,
        Encoding::Gb18030 => GB18030,
    };
    let (text, _) = codec.decode_without_bom_handling(bytes);
    if text
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .is_empty()
    {
        return Err(FileProblem::Empty);
    }
    if let Some(problem) = markup(&text) {
        return Err(problem);
    }
    refuse_long_lines(&text)?;
    Ok(Decoded { text, encoding })
}

/// Text whose only line ends are carriage returns, as some scanners send and old tools write,
/// with line feeds in their place. Any other text as it is.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') && !text.contains('\n') {
        return Cow::Owned(text.replace('\r', "\n"));
    }
    Cow::Borrowed(text)
}

/// # Errors
/// [`FileProblem::LineTooLong`] with the first line over [`MAX_LINE_BYTES`].
pub(super) fn refuse_long_lines(text: &str) -> Result<(), FileProblem> {
    // Most lists are shorter than one line may be.
    if text.len() <= MAX_LINE_BYTES {
        return Ok(());
    }
    let lines = text
        .as_bytes()
        .split(|&byte| byte == b'\n' || byte == b'\r');
    // A line break of two characters counts as one.
    let mut line = 1u32;
    let mut at = 0;
    for bytes in lines {
        if bytes.len() > MAX_LINE_BYTES {
            let characters = text
                .get(at..at + bytes.len())
                .map_or(bytes.len(), |l| l.chars().count());
            return Err(FileProblem::LineTooLong {
                line,
                characters: u32::try_from(characters).unwrap_or(u32::MAX),
                limit: MAX_LINE_BYTES as u32,
            });
        }
        at += bytes.len() + 1;
        let ends = text.as_bytes().get(at - 1..at + 1);
        if ends != Some(b"\r\n".as_slice()) {
            line = line.saturating_add(1);
        }
    }
    Ok(())
}

fn marked(bytes: &[u8]) -> Option<(Encoding, &[u8])> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Some((Encoding::Utf8, rest)),
        [0xff, 0xfe, rest @ ..] => Some((Encoding::Utf16Le, rest)),
        [0xfe, 0xff, rest @ ..] => Some((Encoding::Utf16Be, rest)),
        _ => None,
    }
}

fn guess(bytes: &[u8]) -> Result<Encoding, FileProblem> {
    let head = &bytes[..bytes.len().min(SNIFFED)];
    let zeros = |parity: usize| {
        head.iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let pairs = head.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    if pairs >= 2 && bytes.len().is_multiple_of(2) {
        // Latin letters and digits in UTF-16 have a zero in every pair, always on one side.
        if odd * 10 > pairs * 6 && even * 20 < pairs {
            return Ok(Encoding::Utf16Le);
        }
        if even * 10 > pairs * 6 && odd * 20 < pairs {
            return Ok(Encoding::Utf16Be);
        }
    }
    let controls = head
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a | 0x1c..=0x1f))
        .count();
    if (even + odd) * 200 > head.len() || controls * 20 > head.len() {
        return Err(FileProblem::Binary);
    }
    Ok(if std::str::from_utf8(bytes).is_ok() {
        Encoding::Utf8
    } else {
        Encoding::Windows1252
    })
}

/// Files people pick by mistake, known by their first bytes.
fn other_kind(bytes: &[u8]) -> Option<FileProblem> {
    const CSV: &str = "a CSV or XLSX file with a serial per row is expected";
    const KINDS: [(&[u8], &str, &str); 17] = [
        (
            b"%PDF",
            "a PDF document",
            "copy the list out of it and paste it, or get it as CSV or XLSX",
        ),
        (b"\x89PNG", "a PNG picture", CSV),
        (b"\xff\xd8\xff", "a JPEG picture", CSV),
        (b"GIF8", "a GIF picture", CSV),
        (
            b"SQLite format 3\0",
            "a SQLite database",
            "export the table you mean as CSV",
        ),
        (
            b"{\\rtf",
            "a rich-text document",
            "copy the list out of it and paste it",
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "an old or password-protected Office file",
            "save it as XLSX without a password, or as CSV",
        ),
        (b"\x1f\x8b", "a gzip archive", "unpack it first"),
        (
            b"PK\x03\x04",
            "a ZIP archive or a document that is not a spreadsheet",
            "unpack it, or save the sheet as XLSX or CSV",
        ),
        (b"PK\x05\x06", "an empty ZIP archive", CSV),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
        (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
        (b"\xfd7zXZ", "an XZ archive", "unpack it first"),
        (b"BZh9", "a bzip2 archive", "unpack it first"),
        (
            b"\x28\xb5\x2f\xfd",
            "a Zstandard archive",
            "unpack it first",
        ),
        (b"\x7fELF", "a program", CSV),
        (b"MZ\x90\0", "a program", CSV),
    ];
    let (_, what, instead) = KINDS.iter().find(|(magic, ..)| bytes.starts_with(magic))?;
    Some(FileProblem::WrongType {
        what: (*what).into(),
        instead: (*instead).into(),
    })
}

/// Text that is not a list: web pages, XML, JSON.
fn markup(text: &str) -> Option<FileProblem> {
    let head: String = text
        .trim_start()
        .chars()
        .take(64)
        .collect::<String>()
        .to_lowercase();
    let (what, instead) = if head.starts_with("<!doctype html") || head.starts_with("<html") {
        (
            "a web page",
            "open it in a browser, copy the table and paste it",
        )
    } else if head.starts_with("<?xml") {
        ("an XML file", "export the list as CSV or XLSX")
    } else if is_json(&head) {
        ("a JSON file", "export the list as CSV or XLSX")
    } else {
        return None;
    };
    Some(FileProblem::WrongType {
        what: what.into(),
        instead: instead.into(),
    })
}

fn is_json(head: &str) -> bool {
    let compact: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    ["{\"", "[{\"", "[[", "[\""]
        .iter()
        .any(|start| compact.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIST: &str = "serial;cliente\nSMTTATUBDJAAI00A5;Minería Ñandú\n";

    fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn text_is_read_in_every_usual_encoding() {
        let (latin, _, _) = WINDOWS_1252.encode(LIST);
        let marked = [b"\xef\xbb\xbf", LIST.as_bytes()].concat();
        for (bytes, encoding) in [
            (LIST.as_bytes().to_vec(), Encoding::Utf8),
            (marked, Encoding::Utf8),
            (utf16(LIST, false, true), Encoding::Utf16Le),
            (utf16(LIST, true, true), Encoding::Utf16Be),
            (utf16(LIST, false, false), Encoding::Utf16Le),
            (utf16(LIST, true, false), Encoding::Utf16Be),
            (latin.to_vec(), Encoding::Windows1252),
        ] {
            let decoded = decode(&bytes, None).unwrap();

            assert_eq!((decoded.text.as_ref(), decoded.encoding), (LIST, encoding));
        }
    }

    #[test]
    fn an_encoding_chosen_by_hand_is_used() {
        let list = "серийный номер\nSMTTATUBDJAAI00A5\n";
        let (bytes, _, _) = WINDOWS_1251.encode(list);

        assert_eq!(
            decode(&bytes, Some(Encoding::Windows1251)).unwrap().text,
            list
        );
    }

    #[test]
    fn an_empty_file_is_said_to_be_empty() {
        for bytes in [b"".as_slice(), b"\xef\xbb\xbf", b"\r\n \t\n", b"\xff\xfe"] {
            assert_eq!(decode(bytes, None), Err(FileProblem::Empty), "{bytes:?}");
        }
    }

    #[test]
    fn another_kind_of_file_is_named() {
        for (bytes, word) in [
            (b"%PDF-1.7 ...".as_slice(), "PDF"),
            (b"\x89PNG\r\n\x1a\n", "PNG"),
            (b"SQLite format 3\0....", "SQLite"),
            (b"PK\x03\x04....", "ZIP"),
            (b"\xd0\xcf\x11\xe0....", "Office"),
            (b"<!DOCTYPE html><html>", "web page"),
            (b"  {\"serial\": 1}", "JSON"),
            (b"<?xml version='1.0'?>", "XML"),
        ] {
            let problem = decode(bytes, None).unwrap_err();

            assert!(matches!(problem, FileProblem::WrongType { .. }));
            assert!(problem.to_string().contains(word), "{problem}");
        }
    }

    #[test]
    fn binary_rubbish_is_not_read_as_text() {
        let rubbish: Vec<u8> = (0..5000u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();

        assert_eq!(decode(&rubbish, None), Err(FileProblem::Binary));
        assert_eq!(decode(&[0; 64], None), Err(FileProblem::Binary));
    }

    #[test]
    fn a_line_of_ten_million_characters_is_named() {
        let text = format!(
            "serial\r\nSMTTATUBDJAAI00A5\r\n{}\r\n",
            "A".repeat(10_000_000)
        );

        let problem = decode(text.as_bytes(), None).unwrap_err();

        let limit = 1_000_000;
        assert_eq!(
            problem,
            FileProblem::LineTooLong {
                line: 3,
                characters: 10_000_000,
                limit
            }
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_text_or_a_problem(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = decode(&bytes, None);
            let _ = decode(&bytes, Some(Encoding::Utf16Be));
            let _ = decode(&bytes, Some(Encoding::Gb18030));
        }
    }
}
