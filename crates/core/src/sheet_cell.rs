//! Text made safe for a spreadsheet to open.

use std::borrow::Cow;

/// `text` as a cell that no spreadsheet runs as a formula.
///
/// A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is read as a
/// formula, and a formula can start programs or send data away. Such text gets a leading
/// apostrophe, which spreadsheets read as "this is text"; a plain number such as `-12.5`
/// is left alone so that columns of figures still add up. Reading a list takes the
/// apostrophe off again, so what is exported comes back as it was.
/// Rule: <https://owasp.org/www-community/attacks/CSV_Injection>
pub fn safe_cell(text: &str) -> Cow<'_, str> {
    let Some(first) = text.trim_start_matches([' ', '\u{a0}']).chars().next() else {
        return Cow::Borrowed(text);
    };
    // The full-width forms are folded to ASCII by some East Asian editions.
    let formula = matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n')
        || matches!(first, '＝' | '＋' | '－' | '＠');
    if !formula || is_plain_number(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{text}"))
}

/// Digits with at most a sign and one decimal point: nothing a formula could hide in.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut parts = digits.splitn(2, '.');
    let whole = parts.next().unwrap_or_default();
    let part_ok = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    part_ok(whole) && parts.next().is_none_or(part_ok)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_formula_is_turned_into_text() {
        for hostile in [
            "=cmd|'/C calc'!A0",
            "+1+1",
            "-2+3",
            "@SUM(A1:A2)",
            "\t=1+1",
            "\r=1",
            "  =1",
            "＝1",
            "-",
        ] {
            assert_eq!(safe_cell(hostile), format!("'{hostile}"), "{hostile:?}");
        }
    }

    #[test]
    fn figures_and_plain_text_are_left_alone() {
        for plain in [
            "",
            "SMTTATUBDJAAI00A5",
            "-12.5",
            "+3",
            "0.5",
            "fan dead",
            "a=b",
            "'=1",
        ] {
            assert_eq!(safe_cell(plain), plain);
        }
    }

    proptest! {
        #[test]
        fn no_text_leaves_as_a_formula(text in "\\PC*") {
            let cell = safe_cell(&text);
            let begins_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            prop_assert!(!begins_formula || is_plain_number(&cell));
        }
    }
}
