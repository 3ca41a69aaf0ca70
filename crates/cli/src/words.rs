//! Figures and texts as a person reads them in a terminal.

use std::borrow::Cow;

use hashmend_core::Timestamp;

/// `text` without anything a terminal would obey: control characters, and those that turn the
/// direction of writing.
pub fn plain(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(obeyed) {
        Cow::Owned(text.replace(obeyed, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// `under an hour`, `5 hours`, `1 day`, `12 days`.
pub fn days(days: f64) -> String {
    let hours = days * 24.0;
    if hours < 1.0 {
        "under an hour".into()
    } else if hours.round() < 24.0 {
        count(hours.round() as u64, "hour")
    } else {
        count(days.round() as u64, "day")
    }
}

/// `1 unit`, `1,200 units`.
pub fn count(n: u64, what: &str) -> String {
    let plural = match what.strip_suffix('y') {
        _ if n == 1 => what.to_owned(),
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{what}s"),
    };
    format!("{} {plural}", grouped(n))
}

pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// US dollars, whole.
pub fn usd(amount: f64) -> String {
    let sign = if amount <= -0.5 { "-" } else { "" };
    format!("{sign}${}", grouped(amount.abs().round() as u64))
}

/// To the minute, UTC.
pub fn instant(at: Timestamp) -> String {
    at.to_datetime().format("%Y-%m-%d %H:%M").to_string()
}

/// A word of the trade for reading: `to_center` is "to center".
pub fn spoken(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_words() {
        assert_eq!(days(0.01), "under an hour");
        assert_eq!(days(0.05), "1 hour");
        assert_eq!(days(0.96), "23 hours");
        assert_eq!(days(1.0), "1 day");
        assert_eq!(days(2.0), "2 days");
        assert_eq!(days(41.4), "41 days");
    }

    #[test]
    fn counts_are_grouped_and_agree() {
        assert_eq!(count(1, "unit"), "1 unit");
        assert_eq!(count(1_234_567, "unit"), "1,234,567 units");
        assert_eq!(count(2, "day"), "2 days");
        assert_eq!(count(2, "entry"), "2 entries");
        assert_eq!(usd(-1234.4), "-$1,234");
        assert_eq!(usd(-0.1), "$0");
    }

    #[test]
    fn a_terminal_obeys_nothing_that_a_serial_says() {
        assert_eq!(plain("\x1b[31mX"), "\u{fffd}[31mX");
        assert_eq!(plain("A\u{202e}B"), "A\u{fffd}B");
        assert_eq!(plain("plain"), "plain");
    }
}
