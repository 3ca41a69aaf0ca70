//! The times vendors write before a line, into one kind.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// A miner without network believes it is 1970 or 2000; no miner in use is older than this.
const FIRST_TRUE_YEAR: i32 = 2009;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stamp {
    /// The clock was set.
    Set(NaiveDateTime),
    /// The clock was not set yet: good for distances within this start only.
    Unset(NaiveDateTime),
}

/// The stamp a line begins with. A day without a year is put into the last twelve months
/// before `today`.
pub(super) fn read(line: &[u8], today: Option<NaiveDate>) -> Option<Stamp> {
    let mut line = line;
    let mut skipped = 0;
    while let [b' ' | b'\t' | b'[', rest @ ..] = line {
        line = rest;
        skipped += 1;
        if skipped > 4 {
            return None;
        }
    }
    let at = match line {
        [y, _, _, _, b'-' | b'/', ..] if y.is_ascii_digit() => year_first(line)?,
        [m, _, b'/', ..] if m.is_ascii_digit() => american(line)?,
        [m, _, _, b' ', ..] if m.is_ascii_uppercase() => syslog(line, today?)?,
        _ => return None,
    };
    Some(if at.year() < FIRST_TRUE_YEAR {
        Stamp::Unset(at)
    } else {
        Stamp::Set(at)
    })
}

/// `2025-10-06 17:40:21`, with `T`, `/`, a fraction or a zone if the vendor likes.
fn year_first(line: &[u8]) -> Option<NaiveDateTime> {
    let separator = *line.get(4)?;
    if *line.get(7)? != separator || !matches!(line.get(10)?, b' ' | b'T' | b'_') {
        return None;
    }
    let date = date(
        number(line, 0, 4)?,
        number(line, 5, 2)?,
        number(line, 8, 2)?,
    )?;
    let at = NaiveDateTime::new(date, time(line, 11)?);
    // A zone east or west is brought to UTC, which is what `Z` and most vendors mean.
    let mut zone = line.get(19..)?;
    if let [b'.' | b',', fraction @ ..] = zone {
        let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        zone = &fraction[digits..];
    }
    match zone {
        [sign @ (b'+' | b'-'), rest @ ..]
            if rest.len() >= 4 && rest[..2].iter().all(u8::is_ascii_digit) =>
        {
            let minutes = if rest[2] == b':' {
                number(rest, 3, 2)
            } else {
                number(rest, 2, 2)
            };
            let offset = i64::from(number(rest, 0, 2)?) * 60 + i64::from(minutes?);
            let east = if *sign == b'+' { offset } else { -offset };
            at.checked_sub_signed(TimeDelta::minutes(east))
        }
        _ => Some(at),
    }
}

/// `04/25/25 00:20:17.599`
fn american(line: &[u8]) -> Option<NaiveDateTime> {
    if *line.get(5)? != b'/' || *line.get(8)? != b' ' {
        return None;
    }
    let date = date(
        2000 + number(line, 6, 2)?,
        number(line, 0, 2)?,
        number(line, 3, 2)?,
    )?;
    Some(NaiveDateTime::new(date, time(line, 9)?))
}

/// `Jun 25 06:56:44`
fn syslog(line: &[u8], today: NaiveDate) -> Option<NaiveDateTime> {
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let month = 1 + u32::try_from(MONTHS.iter().position(|m| line.starts_with(m))?).ok()?;
    let day = match (line.get(4)?, line.get(5)?) {
        (b' ', unit) if unit.is_ascii_digit() => i32::from(unit - b'0'),
        _ => number(line, 4, 2)?,
    };
    let time = time(line, 7)?;
    let day = u32::try_from(day).ok()?;
    let tomorrow = today.succ_opt()?;
    (0..9)
        .filter_map(|back| NaiveDate::from_ymd_opt(today.year() - back, month, day))
        .find(|date| *date <= tomorrow)
        .map(|date| NaiveDateTime::new(date, time))
}

fn time(line: &[u8], from: usize) -> Option<NaiveTime> {
    let text = line.get(from..from + 8)?;
    if text[2] != b':' || text[5] != b':' {
        return None;
    }
    let part = |at| number(text, at, 2).and_then(|n| u32::try_from(n).ok());
    // A leap second is the end of its minute here.
    NaiveTime::from_hms_opt(part(0)?, part(3)?, part(6)?.min(59))
}

fn date(year: i32, month: i32, day: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

fn number(bytes: &[u8], from: usize, digits: usize) -> Option<i32> {
    bytes
        .get(from..from + digits)?
        .iter()
        .try_fold(0, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + i32::from(byte - b'0'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        match read(line.as_bytes(), NaiveDate::from_ymd_opt(2026, 11, 22)) {
            Some(Stamp::Set(at)) => at.to_string(),
            Some(Stamp::Unset(at)) => format!("unset {at}"),
            None => "none".into(),
        }
    }

    #[test]
    fn every_vendor_s_stamp_comes_to_one_kind() {
        for (line, at) in [
            ("2025-10-06 17:41:31 Chain[0]: find", "2025-10-06 17:41:31"),
            (
                "[2021/08/07 01:09:03] INFO: Power ON",
                "2021-08-07 01:09:03",
            ),
            (" [2013-11-28 12:44:24] Generated", "2013-11-28 12:44:24"),
            (
                "2024-04-12T17:33:48.666187Z  INFO bosminer",
                "2024-04-12 17:33:48",
            ),
            ("2024-04-12T17:33:48.666+08:00 INFO", "2024-04-12 09:33:48"),
            ("2024-04-12T17:33:48-0530 INFO", "2024-04-12 23:03:48"),
            ("04/05/25 00:20:17.599 L0 HB", "2025-04-05 00:20:17"),
            (
                "Jun 25 06:56:44 antminer bosminer[1464]:",
                "2026-06-25 06:56:44",
            ),
            ("Dec  3 06:56:44 antminer", "2025-12-03 06:56:44"),
            ("Feb 29 06:56:44 antminer", "2024-02-29 06:56:44"),
            (
                "1970-01-01 00:00:10 Open miner sn",
                "unset 1970-01-01 00:00:10",
            ),
        ] {
            assert_eq!(told(line), at, "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_stamp_is_none() {
        for line in [
            "",
            "2025-13-06 17:41:31",
            "2025-10-06 25:41:31",
            "2025-10-06",
            "2025-1",
            "[    0.000000] Booting",
            "Jan 99 06:56:44",
            "Chain[J6] has 63 asic",
            "0x0010 04 69 C2",
            "99/99/99 99:99:99",
        ] {
            assert_eq!(told(line), "none", "{line}");
        }
    }
}
