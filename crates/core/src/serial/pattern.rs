//! Makers' serial formats: a table the user can extend, and what it says about a serial.
//!
//! A format is a hint. A serial that fits none is "unknown format" and is never refused for it.

use std::sync::OnceLock;

use chrono::NaiveDate;
use regex::bytes::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::SerialProblem;
use super::normalise::{MAX_SERIAL_LENGTH, normalise};
use crate::device::DeviceKind;

const SHIPPED: &str = include_str!("../../../../data/serial_patterns.csv");

/// Compiled size a pattern may have: ample for a serial, and a bound on what a user's row costs.
const COMPILED_SIZE_LIMIT: usize = 256 * 1024;

/// One row of `data/serial_patterns.csv` or of the user's own table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PatternRow {
    /// The maker as the model catalog spells it.
    pub make: String,
    pub kind: DeviceKind,
    /// What to call the format on screen.
    pub format: String,
    /// Exact length of the normal form, 1 to 64.
    pub length: u8,
    /// Regular expression the whole normal form must match: upper case, no spaces, no hyphens.
    pub pattern: String,
    /// Where a date begins, counted from 1, when the format holds one.
    #[serde(default)]
    pub date_from: Option<u8>,
    /// `YYMMDD`, `YYYYMMDD`, `YYMM` or `YYWW` (ISO week).
    #[serde(default)]
    pub date_format: Option<String>,
    #[serde(default)]
    pub example: Option<String>,
    /// `S` solid, `M` one credible source, `T` thin; empty for the user's own.
    #[serde(default)]
    pub confidence: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
    /// Where the row comes from.
    #[serde(default)]
    pub source: Option<String>,
}

/// Why a pattern row cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum PatternProblem {
    #[error("row {row}: cannot be read as a serial pattern ({detail})")]
    Unreadable { row: u32, detail: String },
    #[error("row {row}, length: {length} is outside 1 to 64")]
    Length { row: u32, length: u8 },
    #[error("row {row}, pattern: not a usable regular expression ({detail})")]
    Pattern { row: u32, detail: String },
    #[error(
        "row {row}, date: give the place of its first character and one of YYMMDD, YYYYMMDD, \
         YYMM, YYWW, inside the length"
    )]
    Date { row: u32 },
    #[error("row {row}, example: '{example}' does not fit this row's own length and pattern")]
    Example { row: u32, example: String },
}

/// What a serial's format says. A hint, never a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Recognised {
    pub make: String,
    /// The kind expected by the caller if the format allows it, else the first that fits.
    pub kind: DeviceKind,
    /// Other kinds the same form is used for; a 17-character Antminer serial may be either.
    pub also: Vec<DeviceKind>,
    pub format: String,
    /// Read from the serial's digits; to be shown as "likely".
    pub likely_made_on: Option<NaiveDate>,
    pub confidence: Option<String>,
    pub note: Option<String>,
    pub source: Option<String>,
}

/// The formats known, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    rows: Vec<Compiled>,
}

#[derive(Debug, Clone)]
struct Compiled {
    row: PatternRow,
    regex: Regex,
    date: Option<(usize, DateFormat)>,
}

#[derive(Debug, Clone, Copy)]
enum DateFormat {
    YearMonthDay,
    LongYearMonthDay,
    YearMonth,
    YearWeek,
}

impl Patterns {
    /// The rows in `data/serial_patterns.csv`.
    pub fn shipped() -> &'static Self {
        static PATTERNS: OnceLock<Patterns> = OnceLock::new();
        PATTERNS.get_or_init(|| {
            let (rows, _) = parse_patterns(SHIPPED);
            Self::new(rows).0
        })
    }

    /// The shipped rows with the user's before them: where both fit, the user's answer counts.
    ///
    /// Rows that cannot be used are returned as problems; the others work all the same. A
    /// problem's row is the place in `own`, counted from 1.
    pub fn with_own(own: Vec<PatternRow>) -> (Self, Vec<PatternProblem>) {
        let (mut patterns, problems) = Self::new(own);
        patterns.rows.extend(Self::shipped().rows.iter().cloned());
        (patterns, problems)
    }

    /// Only these rows. See [`Self::with_own`] for the problems.
    pub fn new(rows: Vec<PatternRow>) -> (Self, Vec<PatternProblem>) {
        let mut patterns = Self::default();
        let mut problems = Vec::new();
        for (row, number) in rows.into_iter().zip(1..) {
            match compile(row, number) {
                Ok(compiled) => patterns.rows.push(compiled),
                Err(problem) => problems.push(problem),
            }
        }
        (patterns, problems)
    }

    pub fn rows(&self) -> impl Iterator<Item = &PatternRow> {
        self.rows.iter().map(|compiled| &compiled.row)
    }

    /// Names the format of a normal form (from [`normalise`]), or `None` when it is unknown.
    ///
    /// `expected` is the kind the caller has reason to think of, from a column or a scan slot;
    /// it decides between kinds that share a form.
    pub fn recognise(&self, normal: &str, expected: Option<DeviceKind>) -> Option<Recognised> {
        let fits = |compiled: &&Compiled| {
            usize::from(compiled.row.length) == normal.len()
                && compiled.regex.is_match(normal.as_bytes())
        };
        let first = self.rows.iter().find(fits)?;
        // Kinds are only weighed within one maker's format: the earliest row names the maker.
        let same_make = || {
            self.rows
                .iter()
                .filter(fits)
                .filter(|c| c.row.make == first.row.make)
        };
        let best = same_make()
            .find(|c| Some(c.row.kind) == expected)
            .unwrap_or(first);
        let mut also: Vec<DeviceKind> = same_make()
            .map(|c| c.row.kind)
            .filter(|&kind| kind != best.row.kind)
            .collect();
        also.sort_unstable();
        also.dedup();
        Some(Recognised {
            make: best.row.make.clone(),
            kind: best.row.kind,
            also,
            format: best.row.format.clone(),
            likely_made_on: best
                .date
                .and_then(|(from, format)| read_date(normal, from, format)),
            confidence: best.row.confidence.clone(),
            note: best.row.note.clone(),
            source: best.row.source.clone(),
        })
    }
}

/// Reads a pattern table: CSV with the header of `data/serial_patterns.csv`.
///
/// Rows that cannot be read come back as problems with their row number (the header is row 1);
/// the others are not held up by them.
pub fn parse_patterns(text: &str) -> (Vec<PatternRow>, Vec<PatternProblem>) {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    for (row, number) in reader.deserialize::<PatternRow>().zip(2..) {
        match row {
            Ok(row) => rows.push(row),
            Err(err) => {
                problems.push(PatternProblem::Unreadable {
                    row: number,
                    detail: err.to_string(),
                });
            }
        }
    }
    (rows, problems)
}

fn compile(row: PatternRow, number: u32) -> Result<Compiled, PatternProblem> {
    if row.length == 0 || usize::from(row.length) > MAX_SERIAL_LENGTH {
        return Err(PatternProblem::Length {
            row: number,
            length: row.length,
        });
    }
    let regex = RegexBuilder::new(&format!("^(?:{})$", row.pattern))
        .unicode(false)
        .size_limit(COMPILED_SIZE_LIMIT)
        .dfa_size_limit(COMPILED_SIZE_LIMIT)
        .build()
        .map_err(|err| PatternProblem::Pattern {
            row: number,
            detail: err.to_string(),
        })?;
    let date = date_place(&row).map_err(|()| PatternProblem::Date { row: number })?;
    if let Some(example) = row.example.as_deref().filter(|e| !e.is_empty()) {
        let fits = |normal: &str| {
            normal.len() == usize::from(row.length) && regex.is_match(normal.as_bytes())
        };
        let normal: Result<String, SerialProblem> = normalise(example).map(|n| n.normal);
        if !normal.is_ok_and(|normal| fits(&normal)) {
            return Err(PatternProblem::Example {
                row: number,
                example: example.to_string(),
            });
        }
    }
    Ok(Compiled { row, regex, date })
}

fn date_place(row: &PatternRow) -> Result<Option<(usize, DateFormat)>, ()> {
    let format = row.date_format.as_deref().filter(|f| !f.is_empty());
    let (from, format) = match (row.date_from, format) {
        (None, None) => return Ok(None),
        (Some(from), Some(format)) => (usize::from(from), format),
        _ => return Err(()),
    };
    let (format, width) = match format {
        "YYMMDD" => (DateFormat::YearMonthDay, 6),
        "YYYYMMDD" => (DateFormat::LongYearMonthDay, 8),
        "YYMM" => (DateFormat::YearMonth, 4),
        "YYWW" => (DateFormat::YearWeek, 4),
        _ => return Err(()),
    };
    if from == 0 || from - 1 + width > usize::from(row.length) {
        return Err(());
    }
    Ok(Some((from - 1, format)))
}

/// A real day from 2009 (the first miners) on, else nothing: a hint that cannot be is no hint.
fn read_date(normal: &str, from: usize, format: DateFormat) -> Option<NaiveDate> {
    let number = |at: usize, width: usize| -> Option<u32> {
        let digits = normal.get(from + at..from + at + width)?;
        digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let year = |short: u32| i32::try_from(2000 + short).ok();
    let day = match format {
        DateFormat::YearMonthDay => {
            NaiveDate::from_ymd_opt(year(number(0, 2)?)?, number(2, 2)?, number(4, 2)?)?
        }
        DateFormat::LongYearMonthDay => {
            let year = i32::try_from(number(0, 4)?).ok()?;
            NaiveDate::from_ymd_opt(year, number(4, 2)?, number(6, 2)?)?
        }
        DateFormat::YearMonth => NaiveDate::from_ymd_opt(year(number(0, 2)?)?, number(2, 2)?, 1)?,
        DateFormat::YearWeek => {
            NaiveDate::from_isoywd_opt(year(number(0, 2)?)?, number(2, 2)?, chrono::Weekday::Mon)?
        }
    };
    use chrono::Datelike;
    (2009..2100).contains(&day.year()).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn own_row() -> PatternRow {
        PatternRow {
            make: "Bench".into(),
            kind: DeviceKind::Miner,
            format: "House serial".into(),
            length: 10,
            pattern: "HM[0-9]{8}".into(),
            date_from: None,
            date_format: None,
            example: Some("HM00000001".into()),
            confidence: None,
            note: None,
            source: None,
        }
    }

    #[test]
    fn every_shipped_row_can_be_used_and_says_where_it_comes_from() {
        let (rows, problems) = parse_patterns(SHIPPED);
        assert_eq!(problems, []);

        let (patterns, problems) = Patterns::new(rows);

        assert_eq!(problems, []);
        assert!(patterns.rows().count() >= 7);
        assert!(
            patterns
                .rows()
                .all(|row| row.source.is_some() && row.confidence.is_some())
        );
    }

    #[test]
    fn an_antminer_serial_is_recognised_without_a_date() {
        for serial in ["SMTTATUBDJAAI00A5", "JYZZF1UBDHJHE01W0"] {
            let found = Patterns::shipped().recognise(serial, None).unwrap();

            assert_eq!(
                (found.make.as_str(), found.kind),
                ("AntMiner", DeviceKind::Miner)
            );
            assert_eq!(found.also, [DeviceKind::Hashboard]);
            assert_eq!(found.likely_made_on, None);
        }
    }

    #[test]
    fn what_is_expected_decides_between_kinds_of_one_form() {
        let found = Patterns::shipped()
            .recognise("SMTTATUBDJAAI00A5", Some(DeviceKind::Hashboard))
            .unwrap();

        assert_eq!(
            (found.kind, found.also),
            (DeviceKind::Hashboard, vec![DeviceKind::Miner])
        );
    }

    #[test]
    fn a_whatsminer_serial_carries_a_likely_date() {
        for (serial, made) in [
            ("MAM35P40JG24032629473366244H06416", day(2024, 3, 26)),
            ("HTM40X40HR25041019880203044H48181", day(2025, 4, 10)),
        ] {
            let found = Patterns::shipped().recognise(serial, None).unwrap();

            assert_eq!(found.make, "WhatsMiner");
            assert_eq!(found.likely_made_on, Some(made));
        }
    }

    #[test]
    fn digits_that_are_no_day_give_no_date() {
        let found = Patterns::shipped()
            .recognise("MAM35P40JG24133229473366244H06416", None)
            .unwrap();

        assert_eq!(found.likely_made_on, None);
    }

    #[test]
    fn boards_and_power_supplies_are_told_apart() {
        for (serial, kind) in [
            ("HEM1EP9C400929K60003", DeviceKind::Hashboard),
            ("MJM35PF8404116K10133", DeviceKind::Hashboard),
            ("1413C2335302222", DeviceKind::Psu),
        ] {
            assert_eq!(
                Patterns::shipped().recognise(serial, None).unwrap().kind,
                kind
            );
        }
    }

    #[test]
    fn an_unknown_format_is_unknown_not_refused() {
        for serial in ["HM-0001", "12345678901234567", "X", ""] {
            assert_eq!(
                Patterns::shipped().recognise(serial, None),
                None,
                "{serial}"
            );
        }
    }

    #[test]
    fn the_users_own_row_comes_first() {
        let mut row = own_row();
        (row.length, row.pattern, row.example) = (17, "SMT.*".into(), None);

        let (patterns, problems) = Patterns::with_own(vec![row]);

        assert_eq!(problems, []);
        let found = patterns.recognise("SMTTATUBDJAAI00A5", None).unwrap();
        assert_eq!(found.format, "House serial");
        assert_eq!(
            patterns.recognise("JYZZF1UBDHJHE01W0", None).unwrap().make,
            "AntMiner"
        );
    }

    #[test]
    fn a_bad_row_is_named_and_the_others_still_work() {
        let bad = [
            PatternRow {
                pattern: "(".into(),
                ..own_row()
            },
            PatternRow {
                pattern: "[0-9]{9}{9}{9}{9}{9}{9}".into(),
                ..own_row()
            },
            PatternRow {
                length: 0,
                ..own_row()
            },
            PatternRow {
                date_from: Some(9),
                date_format: Some("YYMMDD".into()),
                ..own_row()
            },
            PatternRow {
                example: Some("HM1".into()),
                ..own_row()
            },
        ];
        let rows = bad.into_iter().chain([own_row()]).collect();

        let (patterns, problems) = Patterns::new(rows);

        assert_eq!(problems.len(), 5, "{problems:?}");
        assert!(
            problems[0].to_string().starts_with("row 1, pattern"),
            "{}",
            problems[0]
        );
        assert!(patterns.recognise("HM12345678", None).is_some());
    }

    #[test]
    fn a_table_with_an_unreadable_row_keeps_the_rest() {
        let text =
            "make,kind,format,length,pattern\nA,miner,a,5,A{5}\nB,toaster,b,5,B{5}\nC,psu,c,x,C\n";

        let (rows, problems) = parse_patterns(text);

        assert_eq!(rows.len(), 1);
        assert_eq!(problems.len(), 2);
        assert!(
            problems[0].to_string().starts_with("row 3"),
            "{}",
            problems[0]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_recognised_or_not_without_panic(serial in any::<String>()) {
            let _ = Patterns::shipped().recognise(&serial, None);
        }

        #[test]
        fn any_table_is_read_or_refused_without_panic(
            text in any::<String>(), pattern in "\\PC{0,30}", date in "[YMDW]{0,8}", from in any::<u8>()
        ) {
            let _ = parse_patterns(&text);
            let row = PatternRow {
                pattern, date_format: Some(date), date_from: Some(from), example: None, ..own_row()
            };
            let (patterns, _) = Patterns::new(vec![row]);
            let _ = patterns.recognise("HM00000001", None);
        }
    }
}
