//! Amounts as the reader's language writes them.

use crate::Language;

/// US cents, with the sign where the language has it.
pub fn money(cents: i64, language: Language) -> String {
    let (thousands, decimal) = match language {
        Language::En | Language::Zh => (",", "."),
        Language::Es => (".", ","),
        Language::Ru => ("\u{a0}", ","),
    };
    let whole = (cents.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push_str(thousands);
        }
        grouped.push(digit);
    }
    let minus = if cents < 0 { "\u{2212}" } else { "" };
    let amount = format!("{grouped}{decimal}{:02}", cents.unsigned_abs() % 100);
    match language {
        Language::En => format!("{minus}${amount}"),
        Language::Zh => format!("{minus}US${amount}"),
        Language::Es => format!("{minus}{amount}\u{a0}US$"),
        Language::Ru => format!("{minus}{amount}\u{a0}$"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_as_its_language_does() {
        let all = |cents| {
            [Language::En, Language::Zh, Language::Es, Language::Ru]
                .map(|language| money(cents, language))
        };

        assert_eq!(
            all(123_456_789),
            [
                "$1,234,567.89",
                "US$1,234,567.89",
                "1.234.567,89\u{a0}US$",
                "1\u{a0}234\u{a0}567,89\u{a0}$"
            ]
        );
        assert_eq!(all(-5)[0], "\u{2212}$0.05");
        assert_eq!(all(99_900)[0], "$999.00");
    }
}
