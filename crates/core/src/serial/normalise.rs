//! From what was typed, scanned or exported to the one form serials are compared in.

use serde::{Deserialize, Serialize};

/// Characters a serial may have once cleaned. Labels known so far have at most 33; the room
/// above is for makers not met yet.
pub const MAX_SERIAL_LENGTH: usize = 64;

/// Fewer letters and digits than this and a hyphen is taken for part of the code.
///
/// No maker's label known so far carries a hyphen, and all have 15 characters or more: in a
/// long serial a hyphen was put there by someone to ease reading. A short code with a hyphen
/// is mostly a house tag (`AM-0012`), where dropping it would make `1-11` and `11-1` one.
const HYPHEN_MATTERS_BELOW: usize = 12;

/// Letters and digits in each part before a broken-up value is taken for several serials.
const WHOLE_SERIAL_LENGTH: usize = 12;

/// Longest stretch of a bad value that is kept and shown.
const SHOWN_LENGTH: usize = 80;

/// A serial ready to be compared, and what it took to get there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Normalised {
    /// As it came.
    pub typed: String,
    /// Upper-case ASCII without spaces; see [`normalise`] for the rules.
    pub normal: String,
    /// What was done, in order, each once.
    pub changes: Vec<Change>,
}

/// One thing that was undone. None of them can turn one real serial into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Change {
    /// Spaces, tabs or line ends around it.
    Trimmed,
    /// Zero-width characters, byte-order marks, direction marks, soft hyphens.
    InvisibleRemoved,
    /// Full-width letters or digits, as East Asian keyboards give.
    FullWidthFolded,
    /// Cyrillic or Greek letters that look exactly like Latin ones.
    ForeignLettersFolded,
    /// A spreadsheet's text mark: `'ABC`.
    ApostropheRemoved,
    /// Quotation marks around it.
    QuotesRemoved,
    /// A spreadsheet's text formula: `="00123"`.
    TextFormulaUnwrapped,
    /// What a scanner adds: `*...*` of Code 39, `]C1` and the like.
    ScannerFrameRemoved,
    /// A leading `SN:` or `Serial No.:`.
    LabelRemoved,
    UpperCased,
    SpacesRemoved,
    HyphensRemoved,
    /// `123456.0`, as number columns are exported.
    DecimalTailRemoved,
}

/// Why there is no serial to work with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum SerialProblem {
    #[error("no serial here; type or scan the one on the label")]
    Missing,
    #[error("'{typed}' stands for \"no serial\"; type or scan the one on the label")]
    Placeholder { typed: String },
    #[error(
        "'{typed}' is a serial a spreadsheet turned into a number, and digits are lost; \
         format the column as text and paste the serial from its source again"
    )]
    ScientificNotation { typed: String },
    #[error(
        "'{typed}' has more digits than a spreadsheet number keeps, so the last ones are not \
         to be trusted; format the column as text and paste it from its source again"
    )]
    DigitsLost { typed: String },
    #[error(
        "'{typed}' is a spreadsheet's error, not a serial; mend the formula or paste the serial"
    )]
    SpreadsheetError { typed: String },
    #[error("'{typed}' holds more than one serial; put each on its own row")]
    SeveralSerials { typed: String },
    #[error("{length} characters are too many for a serial; labels known have at most 33")]
    TooLong { typed: String, length: u32 },
    #[error(
        "character {position} ({character}) cannot be part of a serial; letters and digits are \
         expected"
    )]
    Unreadable {
        typed: String,
        /// The character as it can safely be shown, such as `U+202E` or `'`.
        character: String,
        /// Counted from 1 in what was typed.
        position: u32,
    },
}

impl SerialProblem {
    /// True where the row simply has no serial, rather than a spoilt one.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing | Self::Placeholder { .. })
    }
}

/// Undoes what scanners, keyboards and spreadsheets do to a serial.
///
/// The result is upper-case ASCII letters, digits and `- . / # : + _`. Spaces go, wherever
/// they are. Hyphens (and dashes that look like one) go when twelve or more letters and digits
/// remain, since no known label has one; in a shorter code they stay, single and inner only.
/// Letters are never exchanged for digits: `O` stays `O`, and [`super::LookalikeIndex`] warns.
/// Normalising a normal form gives it back unchanged.
///
/// # Errors
/// [`SerialProblem`] when there is no serial, when digits were lost on the way (that is
/// reported, never guessed), or when the text cannot be a serial.
pub fn normalise(raw: &str) -> Result<Normalised, SerialProblem> {
    if raw.len() <= MAX_SERIAL_LENGTH && is_already_normal(raw) {
        return Ok(Normalised {
            typed: raw.into(),
            normal: raw.into(),
            changes: Vec::new(),
        });
    }
    // Room for labels, quotes and spaces; beyond it the rest need not be looked at.
    if raw.len() > 4096 {
        let length = u32::try_from(raw.chars().count()).unwrap_or(u32::MAX);
        return Err(SerialProblem::TooLong {
            typed: shown(raw),
            length,
        });
    }
    let mut cleaning = Cleaning::new(raw);
    cleaning.take_off_wrapping();
    cleaning.judge_spoilt(raw)?;
    cleaning.refuse_foreign(raw)?;
    cleaning.close_up();
    cleaning.judge_spoilt(raw)?;
    // A space within the second hid it: `…294/3204GJ0326 16`.
    cleaning.refuse_several(raw)?;
    let length = cleaning.text.len();
    if length > MAX_SERIAL_LENGTH {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        return Err(SerialProblem::TooLong {
            typed: shown(raw),
            length,
        });
    }
    Ok(Normalised {
        typed: raw.into(),
        normal: cleaning.text,
        changes: cleaning.changes,
    })
}

/// An own asset tag (`AM-S19XP-000123`): cleaned as a serial is, but hyphens stay.
///
/// # Errors
/// As [`normalise`].
pub fn normalise_tag(raw: &str) -> Result<Normalised, SerialProblem> {
    if raw.len() > 4096 {
        let length = u32::try_from(raw.chars().count()).unwrap_or(u32::MAX);
        return Err(SerialProblem::TooLong {
            typed: shown(raw),
            length,
        });
    }
    let mut cleaning = Cleaning {
        keep_hyphens: true,
        ..Cleaning::new(raw)
    };
    cleaning.take_off_wrapping();
    cleaning.judge_spoilt(raw)?;
    cleaning.refuse_foreign(raw)?;
    cleaning.close_up();
    cleaning.judge_spoilt(raw)?;
    // A space within the second hid it: `…294/3204GJ0326 16`.
    cleaning.refuse_several(raw)?;
    if cleaning.text.len() > MAX_SERIAL_LENGTH {
        let length = u32::try_from(cleaning.text.len()).unwrap_or(u32::MAX);
        return Err(SerialProblem::TooLong {
            typed: shown(raw),
            length,
        });
    }
    Ok(Normalised {
        typed: raw.into(),
        normal: cleaning.text,
        changes: cleaning.changes,
    })
}

/// Twelve or more upper-case letters and digits that hold at least one of each: what nearly
/// every row of a good file is, let through without the long way round.
fn is_already_normal(raw: &str) -> bool {
    let mut letters = 0;
    let mut digits = 0;
    for byte in raw.bytes() {
        match byte {
            b'A'..=b'Z' => letters += 1,
            b'0'..=b'9' => digits += 1,
            _ => return false,
        }
    }
    letters >= 3 && digits >= 1 && letters + digits >= HYPHEN_MATTERS_BELOW
}

struct Cleaning {
    text: String,
    changes: Vec<Change>,
    keep_hyphens: bool,
}

impl Cleaning {
    fn new(raw: &str) -> Self {
        let mut cleaning = Self {
            text: String::with_capacity(raw.len()),
            changes: Vec::new(),
            keep_hyphens: false,
        };
        for c in raw.chars() {
            match fold(c) {
                Fold::Keep(c) => cleaning.text.push(c),
                Fold::Drop => cleaning.note(Change::InvisibleRemoved),
                Fold::FullWidth(c) => {
                    cleaning.text.push(c);
                    cleaning.note(Change::FullWidthFolded);
                }
                Fold::Foreign(c) => {
                    cleaning.text.push(c);
                    cleaning.note(Change::ForeignLettersFolded);
                }
            }
        }
        cleaning
    }

    fn note(&mut self, change: Change) {
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    /// Quotes, apostrophes, scanner frames and labels can be nested in any order, so they are
    /// taken off until nothing more comes off. Each step shortens the text.
    fn take_off_wrapping(&mut self) {
        loop {
            let trimmed = self.text.trim();
            let step = if trimmed.len() < self.text.len() {
                Some((trimmed, Change::Trimmed))
            } else {
                unwrap_once(trimmed)
            };
            let Some((inner, change)) = step else { return };
            self.text = inner.to_string();
            self.note(change);
        }
    }

    /// Nothing there, a stand-in for nothing, or digits gone: in the order people should hear it.
    fn judge_spoilt(&self, raw: &str) -> Result<(), SerialProblem> {
        let text = self.text.as_str();
        let typed = || shown(raw);
        if text.is_empty() {
            return Err(if raw.trim().is_empty() {
                SerialProblem::Missing
            } else {
                SerialProblem::Placeholder { typed: typed() }
            });
        }
        // Folding has made Latin letters of some in a Cyrillic word, hence the look at `raw`.
        if is_placeholder(text) || is_placeholder(raw) {
            return Err(SerialProblem::Placeholder { typed: typed() });
        }
        if is_spreadsheet_error(text) {
            return Err(SerialProblem::SpreadsheetError { typed: typed() });
        }
        if is_scientific(text) {
            return Err(SerialProblem::ScientificNotation { typed: typed() });
        }
        if decimal_tail(text).is_some_and(|whole| whole.len() > 15) {
            return Err(SerialProblem::DigitsLost { typed: typed() });
        }
        Ok(())
    }

    fn refuse_several(&self, raw: &str) -> Result<(), SerialProblem> {
        let long_parts = self
            .text
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '/' | '&'))
            .filter(|part| {
                part.bytes().filter(u8::is_ascii_alphanumeric).count() >= WHOLE_SERIAL_LENGTH
            })
            .count();
        if long_parts > 1 {
            return Err(SerialProblem::SeveralSerials { typed: shown(raw) });
        }
        Ok(())
    }

    fn refuse_foreign(&self, raw: &str) -> Result<(), SerialProblem> {
        self.refuse_several(raw)?;
        let odd = |c: char| !(is_serial_char(c) || c.is_whitespace());
        let Some(bad) = self.text.chars().find(|&c| odd(c)) else {
            return Ok(());
        };
        // The place is given in what was typed; folding never makes a good character bad.
        let position = raw.chars().position(|c| c == bad).unwrap_or_default() + 1;
        Err(SerialProblem::Unreadable {
            typed: shown(raw),
            character: show_char(bad),
            position: u32::try_from(position).unwrap_or(u32::MAX),
        })
    }

    /// Spaces, case, hyphens and the tail of an exported number.
    fn close_up(&mut self) {
        if self.text.contains(char::is_whitespace) {
            self.text.retain(|c| !c.is_whitespace());
            self.note(Change::SpacesRemoved);
        }
        if self.text.bytes().any(|b| b.is_ascii_lowercase()) {
            self.text.make_ascii_uppercase();
            self.note(Change::UpperCased);
        }
        if self.text.contains('-') {
            self.close_hyphens();
        }
        if let Some(whole) = decimal_tail(&self.text)
            && whole.len() <= 15
        {
            self.text = whole.to_string();
            self.note(Change::DecimalTailRemoved);
        }
        // Taking spaces or hyphens out can lay bare another frame: `S N: X`, `- 'X`.
        let before = self.text.len();
        self.take_off_wrapping();
        if self.text.len() < before {
            self.close_up();
        }
    }

    fn close_hyphens(&mut self) {
        let kept = self.text.bytes().filter(u8::is_ascii_alphanumeric).count();
        let joined = if kept >= HYPHEN_MATTERS_BELOW && !self.keep_hyphens {
            self.text.replace('-', "")
        } else {
            let parts: Vec<&str> = self
                .text
                .split('-')
                .filter(|part| !part.is_empty())
                .collect();
            parts.join("-")
        };
        if joined != self.text && !joined.is_empty() {
            self.text = joined;
            self.note(Change::HyphensRemoved);
        }
    }
}

/// One layer of what surrounds a serial, if there is one: what is left, and what it was.
fn unwrap_once(text: &str) -> Option<(&str, Change)> {
    let between = |open: char, close: char| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
    };
    if let Some(inner) = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
    {
        return Some((inner, Change::TextFormulaUnwrapped));
    }
    for (open, close) in [
        ('"', '"'),
        ('\'', '\''),
        ('“', '”'),
        ('‘', '’'),
        ('«', '»'),
        ('`', '`'),
    ] {
        if let Some(inner) = between(open, close) {
            return Some((inner, Change::QuotesRemoved));
        }
    }
    if let Some(rest) = text.strip_prefix(['\'', '’', '`']) {
        return Some((rest, Change::ApostropheRemoved));
    }
    // A Code 39 reader set to send its start and stop marks.
    if let Some(inner) = between('*', '*').filter(|inner| !inner.is_empty()) {
        return Some((inner, Change::ScannerFrameRemoved));
    }
    // Symbology identifier of ISO/IEC 15424: `]`, a letter, a digit.
    if let [b']', letter, digit, ..] = text.as_bytes()
        && letter.is_ascii_alphabetic()
        && digit.is_ascii_digit()
    {
        return Some((&text[3..], Change::ScannerFrameRemoved));
    }
    label_stripped(text).map(|rest| (rest, Change::LabelRemoved))
}

/// `SN: X`, `S/N#X`, `Serial No.: X`: only with a mark after the word, since a serial may well
/// begin with the letters SN.
fn label_stripped(text: &str) -> Option<&str> {
    const LABELS: [&str; 9] = [
        "serial number",
        "serial no.",
        "serial no",
        "serial",
        "s/n",
        "sn",
        "序列号",
        "序列號",
        "серийный номер",
    ];
    let mark = text
        .char_indices()
        .take(24)
        .find(|(_, c)| matches!(c, ':' | '#' | '=' | '：'))?;
    let label = text[..mark.0].trim().to_lowercase();
    LABELS
        .contains(&label.as_str())
        .then(|| text[mark.0 + mark.1.len_utf8()..].trim_start())
}

/// All one character, or a word people write where a serial is not known.
fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 34] = [
        "na",
        "none",
        "null",
        "nil",
        "nan",
        "unknown",
        "unk",
        "tbd",
        "tba",
        "tbc",
        "missing",
        "noserial",
        "nosn",
        "noserialnumber",
        "notavailable",
        "notapplicable",
        "notknown",
        "empty",
        "blank",
        "default",
        "defaultstring",
        "tobefilledbyoem",
        "nosticker",
        "nolabel",
        "sinserie",
        "desconocido",
        "ninguno",
        "нет",
        "неизвестно",
        "безсерийника",
        "无",
        "無",
        "没有",
        "未知",
    ];
    let key: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if key.is_empty() {
        // Only dashes, dots and question marks; anything else is judged by its characters.
        return text.chars().all(|c| {
            c.is_whitespace()
                || matches!(
                    c,
                    '-' | '.' | '?' | '_' | '/' | '#' | '*' | '\'' | '"' | '+' | ':'
                )
        });
    }
    let key = key.to_lowercase();
    if WORDS.contains(&key.as_str()) {
        return true;
    }
    // Zeros of any number; other single characters only when there are enough to be a filler.
    let mut chars = key.chars();
    let first = chars.next().unwrap_or_default();
    let rest_same = chars.all(|c| c == first);
    rest_same && (first == '0' || (matches!(first, 'x' | 'f' | '9' | '1') && key.len() >= 6))
}

fn is_spreadsheet_error(text: &str) -> bool {
    const ERRORS: [&str; 10] = [
        "#n/a",
        "#ref!",
        "#value!",
        "#name?",
        "#div/0!",
        "#null!",
        "#num!",
        "#spill!",
        "#calc!",
        "#getting_data",
    ];
    text.starts_with('#') && ERRORS.contains(&text.to_lowercase().as_str())
        || (text.len() >= 3 && text.bytes().all(|b| b == b'#'))
}

/// `1.23457E+14`, `1,23457E+14`, `1E+14`, `1.2e14`; not `12E4567`, which a label could carry.
fn is_scientific(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let compact = compact.strip_prefix(['-', '+']).unwrap_or(&compact);
    let Some((mantissa, exponent)) = compact.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = match mantissa.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let signed = exponent.starts_with(['+', '-']);
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(whole)
        && fraction.is_none_or(digits)
        && digits(exponent)
        && exponent.len() <= 3
        && (signed || fraction.is_some())
}

/// The whole part of `123456.0`.
fn decimal_tail(text: &str) -> Option<&str> {
    let (whole, tail) = text.split_once('.')?;
    let digits = whole.len() >= 4 && whole.bytes().all(|b| b.is_ascii_digit());
    let zeros = !tail.is_empty() && tail.bytes().all(|b| b == b'0');
    (digits && zeros).then_some(whole)
}

fn is_serial_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '#' | ':' | '+' | '_')
}

enum Fold {
    Keep(char),
    Drop,
    FullWidth(char),
    Foreign(char),
}

fn fold(c: char) -> Fold {
    if c.is_ascii() {
        // Group and record separators come with GS1 codes; the others are left to be refused.
        return if matches!(c, '\u{1c}'..='\u{1f}' | '\u{2}' | '\u{3}' | '\u{4}') {
            Fold::Drop
        } else {
            Fold::Keep(c)
        };
    }
    match c {
        // Zero-width, joiners, word joiner, soft hyphen, byte-order mark, direction marks.
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{fe00}'..='\u{fe0f}' => Fold::Drop,
        // Braille blank and Hangul fillers: seen as a space, not known as one to Unicode.
        '\u{2800}' | '\u{3164}' | '\u{115f}' | '\u{1160}' => Fold::Keep(' '),
        '\u{ff01}'..='\u{ff5e}' => u32::from(c)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .map_or(Fold::Keep(c), Fold::FullWidth),
        // Hyphens, dashes and minus signs that word processors put in.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => Fold::Keep('-'),
        c if c.is_whitespace() => Fold::Keep(' '),
        c => latin_twin(c).map_or(Fold::Keep(c), Fold::Foreign),
    }
}

/// The Latin letter a Cyrillic or Greek one is drawn as. A keyboard left in the other layout
/// gives these; no maker prints them.
fn latin_twin(c: char) -> Option<char> {
    Some(match c {
        'А' | 'а' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' | 'с' => 'C',
        'Е' | 'е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'І' | 'і' | 'Ι' => 'I',
        'Ј' | 'ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'о' | 'Ο' | 'ο' => 'O',
        'Р' | 'р' | 'Ρ' => 'P',
        'Ѕ' | 'ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'х' | 'Χ' => 'X',
        'Υ' => 'Y',
        'Ζ' => 'Z',
        _ => return None,
    })
}

/// `text` cut to what a person can take in.
fn shown(text: &str) -> String {
    if text.chars().count() <= SHOWN_LENGTH {
        return text.to_string();
    }
    let mut cut: String = text.chars().take(SHOWN_LENGTH).collect();
    cut.push('…');
    cut
}

/// Marks that would reorder or hide the message around them are shown by their number.
fn show_char(c: char) -> String {
    if c.is_ascii_graphic() {
        c.to_string()
    } else {
        format!("U+{:04X}", u32::from(c))
    }
}

/// A hardware address: twelve upper-case hex digits, without separators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Mac {
    pub typed: String,
    pub normal: String,
}

impl Mac {
    /// `02:42:AC:11:00:02`, the way labels print it.
    pub fn with_colons(&self) -> String {
        let mut out = String::with_capacity(17);
        for (i, c) in self.normal.chars().enumerate() {
            if i > 0 && i % 2 == 0 {
                out.push(':');
            }
            out.push(c);
        }
        out
    }
}

/// Why a cell is no MAC address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum MacProblem {
    #[error("no MAC address here")]
    Missing,
    #[error(
        "'{typed}' is a MAC address a spreadsheet turned into a number; format the column as \
         text and paste it again"
    )]
    ScientificNotation { typed: String },
    #[error("'{typed}' is not a MAC address: 12 hex digits are expected, as 02:42:AC:11:00:02")]
    Malformed { typed: String },
}

/// Reads a MAC address in any usual spelling (colons, hyphens, dots, spaces or none).
///
/// # Errors
/// [`MacProblem`]; all zeros or all ones count as missing, since they are what a board without
/// an address reports. Digits are never made up: a lost leading zero is malformed.
pub fn normalise_mac(raw: &str) -> Result<Mac, MacProblem> {
    if raw.len() > 512 {
        return Err(MacProblem::Malformed { typed: shown(raw) });
    }
    let mut cleaning = Cleaning::new(raw);
    cleaning.take_off_wrapping();
    let text = cleaning.text.as_str();
    if text.is_empty() {
        return Err(MacProblem::Missing);
    }
    if is_scientific(text) {
        return Err(MacProblem::ScientificNotation { typed: shown(raw) });
    }
    let normal: String = text
        .chars()
        .filter(|c| !(c.is_whitespace() || matches!(c, ':' | '-' | '.' | '_')))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if is_placeholder(text) || normal == "FFFFFFFFFFFF" {
        return Err(MacProblem::Missing);
    }
    if normal.len() == 12 && normal.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(Mac {
            typed: raw.into(),
            normal,
        });
    }
    Err(MacProblem::Malformed { typed: shown(raw) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ANTMINER: &str = "SMTTATUBDJAAI00A5";

    fn normal(raw: &str) -> String {
        normalise(raw).unwrap().normal
    }

    fn problem(raw: &str) -> SerialProblem {
        normalise(raw).unwrap_err()
    }

    #[test]
    fn what_scanners_and_spreadsheets_do_is_undone() {
        for (raw, change) in [
            ("  SMTTATUBDJAAI00A5\r\n", Change::Trimmed),
            ("\u{a0}\u{3000}SMTTATUBDJAAI00A5\t", Change::Trimmed),
            ("smttatubdjaai00a5", Change::UpperCased),
            ("'SMTTATUBDJAAI00A5", Change::ApostropheRemoved),
            ("\"SMTTATUBDJAAI00A5\"", Change::QuotesRemoved),
            ("“SMTTATUBDJAAI00A5”", Change::QuotesRemoved),
            ("=\"SMTTATUBDJAAI00A5\"", Change::TextFormulaUnwrapped),
            ("*SMTTATUBDJAAI00A5*", Change::ScannerFrameRemoved),
            ("]C1SMTTATUBDJAAI00A5", Change::ScannerFrameRemoved),
            ("SN: SMTTATUBDJAAI00A5", Change::LabelRemoved),
            ("S/N:SMTTATUBDJAAI00A5", Change::LabelRemoved),
            ("SMTTA TUBDJ AAI00A5", Change::SpacesRemoved),
            ("SMTTA-TUBDJ-AAI00A5", Change::HyphensRemoved),
            ("SMTTA\u{2013}TUBDJAAI00A5", Change::HyphensRemoved),
            (
                "\u{feff}SMTT\u{200b}ATUBDJAAI00A5\u{202c}",
                Change::InvisibleRemoved,
            ),
            (
                "ＳＭＴＴＡＴＵＢＤＪＡＡＩ００Ａ５",
                Change::FullWidthFolded,
            ),
            ("SМТТАTUBDJAAI00A5", Change::ForeignLettersFolded),
        ] {
            let read = normalise(raw).unwrap();

            assert_eq!(read.normal, ANTMINER, "{raw:?}");
            assert_eq!(read.typed, raw);
            assert!(
                read.changes.contains(&change),
                "{raw:?}: {:?}",
                read.changes
            );
        }
    }

    #[test]
    fn a_clean_serial_is_left_as_it_is() {
        let read = normalise(ANTMINER).unwrap();

        assert_eq!((read.normal.as_str(), read.changes.len()), (ANTMINER, 0));
    }

    #[test]
    fn a_damaged_serial_is_reported_not_guessed() {
        for raw in [
            "1.23457E+14",
            "1,23457E+14",
            "1.23457e14",
            "1E+14",
            " 1.2E+14 ",
            "１.２E＋１４",
        ] {
            assert!(
                matches!(problem(raw), SerialProblem::ScientificNotation { .. }),
                "{raw}"
            );
        }
        assert!(matches!(
            problem("1234567890123456.0"),
            SerialProblem::DigitsLost { .. }
        ));
        assert!(matches!(
            problem("#REF!"),
            SerialProblem::SpreadsheetError { .. }
        ));
        assert!(matches!(
            problem("########"),
            SerialProblem::SpreadsheetError { .. } | SerialProblem::Placeholder { .. }
        ));
    }

    #[test]
    fn a_serial_that_only_resembles_a_number_is_kept() {
        assert_eq!(normal("1413C2335302222"), "1413C2335302222");
        assert_eq!(normal("12E4567"), "12E4567");
        assert_eq!(normal("1E12345678901"), "1E12345678901");
        assert_eq!(normal("00012345"), "00012345");
        assert_eq!(normal("123456.0"), "123456");
    }

    #[test]
    fn a_placeholder_is_no_serial() {
        for raw in [
            "0000000000000000",
            "N/A",
            "n.a.",
            "NONE",
            "unknown",
            "-",
            "--",
            "?",
            "null",
            "TBD",
            "xxxxxxxx",
            "No serial",
            "无",
            "нет",
            "'-",
            "0",
        ] {
            assert!(problem(raw).is_missing(), "{raw}: {:?}", normalise(raw));
        }
        for raw in ["", "   ", "\r\n\t", "\u{feff}"] {
            assert!(problem(raw).is_missing(), "{raw:?}");
        }
    }

    #[test]
    fn text_that_cannot_be_a_serial_is_refused_with_the_character() {
        for raw in [
            "'; DROP TABLE device;--",
            "<script>alert(1)</script>",
            "=cmd|'/C calc'!A0",
            "SMTTATUBDJ😀AI00A5",
            "שלום עולם",
            "\u{1}\u{7}SMTTATUBDJAAI00A5",
            "SMTT\"ATUBDJAAI00A5",
            "SMTTATÜBDJAAI00A5",
        ] {
            assert!(
                matches!(problem(raw), SerialProblem::Unreadable { .. }),
                "{raw}"
            );
        }
        let shown = problem("AB\u{5d0}CDEFGH1234567").to_string();
        assert!(shown.contains("character 3 (U+05D0)"), "{shown}");
    }

    #[test]
    fn two_serials_in_one_cell_are_not_joined() {
        let raws = ["\n", " ", " / ", ","].map(|gap| format!("{ANTMINER}{gap}JYZZF1UBDHJHE01W0"));
        let spaced = "MAB35P4204GJ0326294/3204GJ0326 16".to_owned();
        for raw in raws.into_iter().chain([spaced]) {
            assert!(
                matches!(problem(&raw), SerialProblem::SeveralSerials { .. }),
                "{raw:?}"
            );
        }
    }

    #[test]
    fn a_serial_of_any_length_gets_an_answer() {
        assert!(normalise(&"A1".repeat(32)).is_ok());
        let Err(SerialProblem::TooLong { length, typed }) = normalise(&"A1".repeat(5_000_000))
        else {
            panic!("a serial of ten million characters was taken")
        };
        assert_eq!(length, 10_000_000);
        assert!(typed.chars().count() < 100);
        assert!(matches!(
            problem(&"A1".repeat(33)),
            SerialProblem::TooLong { length: 66, .. }
        ));
    }

    #[test]
    fn a_house_tag_keeps_its_hyphens() {
        assert_eq!(normal("am-0012"), "AM-0012");
        assert_ne!(normal("1-11"), normal("11-1"));
        assert_eq!(
            normalise_tag("am-s19xp-000123").unwrap().normal,
            "AM-S19XP-000123"
        );
    }

    #[test]
    fn a_mac_is_read_in_any_spelling() {
        for raw in [
            "02:42:ac:11:00:02",
            "0242AC110002",
            "02-42-AC-11-00-02",
            "0242.ac11.0002",
            " '02:42:AC:11:00:02 ",
        ] {
            assert_eq!(normalise_mac(raw).unwrap().normal, "0242AC110002", "{raw}");
        }
        assert_eq!(
            normalise_mac("0242ac110002").unwrap().with_colons(),
            "02:42:AC:11:00:02"
        );
    }

    #[test]
    fn a_mac_that_lost_digits_is_reported() {
        assert!(matches!(
            normalise_mac("2.42E+11"),
            Err(MacProblem::ScientificNotation { .. })
        ));
        assert!(matches!(
            normalise_mac("242110002"),
            Err(MacProblem::Malformed { .. })
        ));
        assert!(matches!(
            normalise_mac("02:42:ac:11:00:0g"),
            Err(MacProblem::Malformed { .. })
        ));
        assert_eq!(normalise_mac("00:00:00:00:00:00"), Err(MacProblem::Missing));
        assert_eq!(normalise_mac("N/A"), Err(MacProblem::Missing));
        assert_eq!(normalise_mac(""), Err(MacProblem::Missing));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(raw in "\\PC{0,80}") {
            if let Ok(once) = normalise(&raw) {
                let twice = normalise(&once.normal);
                prop_assert_eq!(twice.map(|n| n.normal), Ok(once.normal));
            }
        }

        #[test]
        fn normalising_near_serials_twice_changes_nothing(
            raw in "[ '\"*\\]=S/N:#.eE+0-9A-Ca-c\u{200b}\u{2013}-]{0,40}"
        ) {
            if let Ok(once) = normalise(&raw) {
                let twice = normalise(&once.normal);
                prop_assert_eq!(twice.map(|n| n.normal), Ok(once.normal));
            }
            if let Ok(once) = normalise_tag(&raw) {
                let twice = normalise_tag(&once.normal);
                prop_assert_eq!(twice.map(|n| n.normal), Ok(once.normal));
            }
        }

        #[test]
        fn every_text_gets_an_answer(raw in any::<String>()) {
            let _ = (normalise(&raw), normalise_tag(&raw), normalise_mac(&raw));
        }

        #[test]
        fn a_normal_form_is_plain_ascii_of_bounded_length(raw in any::<String>()) {
            if let Ok(read) = normalise(&raw) {
                prop_assert!(read.normal.len() <= MAX_SERIAL_LENGTH);
                prop_assert!(read.normal.chars().all(is_serial_char));
            }
        }
    }
}
