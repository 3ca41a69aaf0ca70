//! What a typed value must be before it becomes an event: one sentence for each that is not.

use chrono::{Datelike, NaiveDate};

use crate::error::{Error, Result};

/// ISO 3166-1 alpha-2, as assigned (<https://www.iso.org/obp/ui/#search/code/>).
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ \
BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES \
ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO \
IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR \
PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK \
TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Longer than any name, source or note a person types on purpose.
const LONGEST_TEXT: usize = 2_000;

pub(crate) fn filled(field: &'static str, text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "it is empty", "write a name"));
    }
    short(field, text)
}

pub(crate) fn short(field: &'static str, text: &str) -> Result<()> {
    let length = text.chars().count();
    if length > LONGEST_TEXT {
        return Err(Error::invalid(
            field,
            format!("it has {length} characters"),
            format!("at most {LONGEST_TEXT}"),
        ));
    }
    if text.contains('\0') {
        return Err(Error::invalid(
            field,
            "it holds a NUL character",
            "plain text",
        ));
    }
    Ok(())
}

pub(crate) fn country(field: &'static str, code: &str) -> Result<()> {
    if code.len() == 2 && COUNTRIES.split(' ').any(|known| known == code) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format!("`{code}` is not a country code"),
        "two capital letters of ISO 3166, such as US, CA or CN",
    ))
}

pub(crate) fn zone(field: &'static str, name: &str) -> Result<()> {
    if name.parse::<chrono_tz::Tz>().is_ok() {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format!("`{name}` is not a time zone"),
        "an IANA name such as America/Chicago",
    ))
}

pub(crate) fn currency(field: &'static str, code: &str) -> Result<()> {
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format!("`{code}` is not a currency code"),
        "three capital letters of ISO 4217, such as USD or CAD",
    ))
}

pub(crate) fn level(field: &'static str, level: u8) -> Result<()> {
    if (1..=3).contains(&level) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format!("there is no repair level {level}"),
        "1 (swap), 2 (board) or 3 (chip)",
    ))
}

pub(crate) fn day(field: &'static str, day: NaiveDate) -> Result<()> {
    if (2009..=2099).contains(&day.year()) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format!("the day is {day}"),
        "a day from 2009 to 2099",
    ))
}

/// A first day and, if there is one, the last.
pub(crate) fn span(field: &'static str, from: NaiveDate, to: Option<NaiveDate>) -> Result<()> {
    day(field, from)?;
    let Some(to) = to else { return Ok(()) };
    day(field, to)?;
    if to < from {
        return Err(Error::invalid(
            field,
            format!("it ends on {to}, before it begins on {from}"),
            "an end on or after the beginning",
        ));
    }
    Ok(())
}

pub(crate) fn cents(field: &'static str, cents: i32) -> Result<()> {
    if cents >= 0 {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format!("the amount is {}", f64::from(cents) / 100.0),
        "0 or more",
    ))
}

/// A finite number of at least `low` and at most `high`.
pub(crate) fn number(field: &'static str, value: f64, low: f64, high: f64) -> Result<()> {
    if value.is_finite() && (low..=high).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format!("it is {value}"),
        format!("a number from {low} to {high}"),
    ))
}

/// A likely and a bad case in days.
pub(crate) fn day_range(field: &'static str, (low, high): (f64, f64)) -> Result<()> {
    number(field, low, 0.001, 1_500.0)?;
    number(field, high, 0.001, 1_500.0)?;
    if high < low {
        return Err(Error::invalid(
            field,
            format!("the bad case, {high} days, is shorter than the likely one, {low} days"),
            "a bad case at least as long as the likely one",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bad_value_is_refused_with_what_would_be_right() {
        let bad: [(&str, Result<()>); 16] = [
            ("name", filled("name", "  ")),
            ("name", short("name", &"x".repeat(3_000))),
            ("name", short("name", "a\0b")),
            ("country", country("country", "us")),
            ("country", country("country", "XX")),
            ("country", country("country", "S U")),
            ("zone", zone("zone", "Texas")),
            ("currency", currency("currency", "usd")),
            ("level", level("level", 0)),
            ("level", level("level", 4)),
            (
                "day",
                day("day", NaiveDate::from_ymd_opt(1999, 1, 1).unwrap()),
            ),
            ("cents", cents("cents", -1)),
            ("number", number("number", f64::NAN, 0.0, 1.0)),
            ("number", number("number", f64::INFINITY, 0.0, 1.0)),
            ("days", day_range("days", (5.0, 3.0))),
            ("days", day_range("days", (0.0, 3.0))),
        ];

        for (name, result) in bad {
            match result {
                Err(Error::Invalid {
                    field, expected, ..
                }) => {
                    assert_eq!(field, name);
                    assert!(!expected.is_empty());
                }
                other => panic!("{name}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_a_desk_uses_is_accepted() {
        country("country", "US").unwrap();
        country("country", "HK").unwrap();
        zone("zone", "America/Chicago").unwrap();
        zone("zone", "Asia/Kolkata").unwrap();
        currency("currency", "CAD").unwrap();
    }
}
