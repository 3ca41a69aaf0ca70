//! Days as people and spreadsheets write them. A day that could be two is not guessed.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Which of `03/04/2025`'s first two numbers is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// Why a cell gives no day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum DateProblem {
    #[error("'{typed}' is not a date; write it as 2025-04-03")]
    NotADate { typed: String },
    #[error("'{typed}' could be two dates; write it as 2025-04-03, or say which comes first")]
    Ambiguous { typed: String },
    #[error("'{typed}' is outside the years 2009 to 2099, when miners are bought and repaired")]
    OutOfRange { typed: String },
}

/// # Errors
/// [`DateProblem`]; `order` settles dates written with slashes or dots.
pub(crate) fn parse_date(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, DateProblem> {
    let typed = || text.chars().take(40).collect::<String>();
    let trimmed = text.trim();
    // A time after the date is left off: warranties and purchases are kept by the day.
    let date = trimmed
        .split_once(['T', ' '])
        .map_or(trimmed, |(date, time)| {
            if time.starts_with(|c: char| c.is_ascii_digit()) && time.contains(':') {
                date
            } else {
                trimmed
            }
        });
    let day = match numbers(date) {
        Some(([year, month, day], [4, _, _])) => ymd(year, month, day),
        Some(([a, b, year], [_, _, 4 | 2])) => {
            let year = if year < 100 { 2000 + year } else { year };
            match order {
                Some(DateOrder::DayFirst) => ymd(year, b, a),
                Some(DateOrder::MonthFirst) => ymd(year, a, b),
                None if a > 12 || a == b => ymd(year, b, a),
                None if b > 12 => ymd(year, a, b),
                None if date.contains('.') => ymd(year, b, a),
                None => return Err(DateProblem::Ambiguous { typed: typed() }),
            }
        }
        Some(_) => None,
        None => spelled(date).or_else(|| day_number(date)),
    };
    let day = day.ok_or_else(|| DateProblem::NotADate { typed: typed() })?;
    if !(2009..2100).contains(&day.year()) {
        return Err(DateProblem::OutOfRange { typed: typed() });
    }
    Ok(day)
}

/// The order a column of dates must be in, when some of them can only be read one way.
pub(crate) fn order_of<'a>(cells: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    let (mut day_first, mut month_first) = (false, false);
    for cell in cells {
        if let Some(([a, b, _], [1 | 2, _, 4 | 2])) = numbers(cell.trim()) {
            day_first |= a > 12 && b <= 12;
            month_first |= b > 12 && a <= 12;
        }
    }
    match (day_first, month_first) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Three numbers with one kind of mark between them, and how many digits each has.
fn numbers(text: &str) -> Option<([u32; 3], [usize; 3])> {
    let mark = text.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = text.trim_end_matches('.').split(mark);
    let mut values = [0; 3];
    let mut widths = [0; 3];
    for (value, width) in values.iter_mut().zip(&mut widths) {
        let part = parts.next()?.trim();
        if part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *value = part.parse().ok()?;
        *width = part.len();
    }
    parts.next().is_none().then_some((values, widths))
}

fn ymd(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// `3 Apr 2025`, `April 3, 2025`, `03-Apr-25`, and `20250403`.
fn spelled(text: &str) -> Option<NaiveDate> {
    // Two-digit years first: a four-digit one does not fit them, but the year 25 fits `%Y`.
    const FORMATS: [&str; 8] = [
        "%d-%b-%y",
        "%d %b %y",
        "%d %b %Y",
        "%d %B %Y",
        "%b %d, %Y",
        "%B %d, %Y",
        "%d-%b-%Y",
        "%b %d %Y",
    ];
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    }
    FORMATS
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())
}

/// A spreadsheet's day number, as a date column exported without its format gives:
/// days since 1899-12-30.
fn day_number(text: &str) -> Option<NaiveDate> {
    let whole = text.split('.').next()?;
    if whole.len() != 5 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let days: u64 = whole.parse().ok()?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for text in [
            "2025-04-13",
            "2025/4/13",
            "13.04.2025",
            "13/04/2025",
            "04/13/2025",
            "13 Apr 2025",
            "April 13, 2025",
            "20250413",
            "2025-04-13T08:30:00Z",
            "2025-04-13 08:30",
            "45760",
            "13-Apr-25",
        ] {
            assert_eq!(parse_date(text, None), Ok(day(2025, 4, 13)), "{text}");
        }
    }

    #[test]
    fn a_day_that_could_be_two_is_not_guessed() {
        assert!(matches!(
            parse_date("03/04/2025", None),
            Err(DateProblem::Ambiguous { .. })
        ));
        assert_eq!(
            parse_date("03/04/2025", Some(DateOrder::DayFirst)),
            Ok(day(2025, 4, 3))
        );
        assert_eq!(
            parse_date("03/04/2025", Some(DateOrder::MonthFirst)),
            Ok(day(2025, 3, 4))
        );
        assert_eq!(
            order_of(["03/04/2025", "25/04/2025"].into_iter()),
            Some(DateOrder::DayFirst)
        );
        assert_eq!(order_of(["13/04/2025", "04/25/2025"].into_iter()), None);
        assert_eq!(order_of(["2025-04-03", "03/04/2025"].into_iter()), None);
    }

    #[test]
    fn the_years_0_and_9999_are_out_of_range() {
        for text in ["0000-01-01", "9999-12-31", "1970-01-01", "31.12.9999"] {
            assert!(
                matches!(parse_date(text, None), Err(DateProblem::OutOfRange { .. })),
                "{text}"
            );
        }
        for text in ["2025-02-30", "soon", "", "2025-13-01", "1/2", "99/99/9999"] {
            assert!(
                matches!(parse_date(text, None), Err(DateProblem::NotADate { .. })),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_day_or_a_problem(text in any::<String>(), near in "[0-9/.TJan -]{0,14}") {
            let _ = (parse_date(&text, None), parse_date(&near, Some(DateOrder::DayFirst)));
        }
    }
}
