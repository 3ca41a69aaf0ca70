//! What a line must contain before a pattern is worth trying on it.

use regex_syntax::hir::{Hir, HirKind};

/// Texts of which every match of `pattern` contains at least one; `None` when nothing can be
/// promised.
pub(super) fn of(pattern: &str) -> Option<Vec<Vec<u8>>> {
    let hir = regex_syntax::ParserBuilder::new()
        .utf8(false)
        .unicode(false)
        .build()
        .parse(pattern)
        .ok()?;
    required(&hir)
}

fn required(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![literal.0.to_vec()]),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Concat(parts) => parts
            .iter()
            .filter_map(required)
            .max_by_key(|found| found.iter().map(Vec::len).min()),
        HirKind::Alternation(parts) => {
            let each: Option<Vec<_>> = parts.iter().map(required).collect();
            each.map(|found| found.into_iter().flatten().collect())
        }
        HirKind::Class(class) => {
            // `(?i)` makes a class of every letter: both cases, nothing more.
            let bytes = match class {
                regex_syntax::hir::Class::Unicode(class) => class.to_byte_class()?,
                regex_syntax::hir::Class::Bytes(class) => class.clone(),
            };
            let each: Vec<Vec<u8>> = bytes
                .iter()
                .flat_map(|range| range.start()..=range.end())
                .map(|byte| vec![byte])
                .collect();
            (each.len() <= 2).then_some(each)
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pattern: &str) -> Option<Vec<String>> {
        of(pattern).map(|found| {
            found
                .into_iter()
                .map(|text| String::from_utf8(text).unwrap())
                .collect()
        })
    }

    #[test]
    fn the_longest_certain_text_of_each_branch_is_taken() {
        assert_eq!(
            texts(r"Chain\[(?<chain>\d+)\]: find (?<found>\d+) asic, times \d+"),
            Some(vec![" asic, times ".into()])
        );
        assert_eq!(
            texts("reg_value_buf buffer|nonce crc"),
            Some(vec!["reg_value_buf buffer".into(), "nonce crc".into()])
        );
        assert_eq!(texts(r"(?:abc)?\d+"), None);
        assert_eq!(texts(r"(?:abc|\d+)"), None);
        assert_eq!(
            texts(r"(?:abc|de)+x"),
            Some(vec!["abc".into(), "de".into()])
        );
    }
}
