//! What stands on paper beside the values, in the reader's language.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::PaperError;

/// The languages of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    Zh,
    Es,
    Ru,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::En, Self::Zh, Self::Es, Self::Ru];

    /// `zh-Hans`, `es-MX`, …; what is no language of ours is English.
    pub fn of_tag(tag: &str) -> Self {
        match tag
            .split(['-', '_'])
            .next()
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("zh") => Self::Zh,
            Some("es") => Self::Es,
            Some("ru") => Self::Ru,
            _ => Self::En,
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::En => include_str!("../words/en.json"),
            Self::Zh => include_str!("../words/zh.json"),
            Self::Es => include_str!("../words/es.json"),
            Self::Ru => include_str!("../words/ru.json"),
        }
    }
}

/// The words of one language. A sentence names what goes into it: `Page {page} of {pages}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub page: PageWords,
    pub quote: QuoteWords,
    pub dispute: DisputeWords,
    /// What the trade calls things, by kind of thing and by the word the desk keeps.
    trade: BTreeMap<String, BTreeMap<String, String>>,
}

impl Words {
    /// `trade("stages", "to_center")`; what has no word is said as the desk keeps it.
    pub fn trade<'a>(&'a self, kind: &str, key: &'a str) -> &'a str {
        self.trade
            .get(kind)
            .and_then(|words| words.get(key))
            .map_or(key, String::as_str)
    }
}

/// `sentence` with each `{name}` replaced by its value.
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len());
    let mut rest = sentence;
    // Once through, so that a value which looks like a name stays as it is.
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                match values.iter().find(|(known, _)| *known == name) {
                    Some((_, value)) => filled.push_str(value),
                    None => {
                        filled.push('{');
                        filled.push_str(name);
                        filled.push('}');
                    }
                }
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The words of a language, read once.
///
/// # Errors
/// None that a test has not ruled out: the words ship with the program.
pub fn words(language: Language) -> Result<&'static Words, PaperError> {
    static WORDS: [OnceLock<Words>; 4] = [const { OnceLock::new() }; 4];
    let slot = &WORDS[language as usize];
    if let Some(words) = slot.get() {
        return Ok(words);
    }
    let read = serde_json::from_str(language.file())?;
    Ok(slot.get_or_init(|| read))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageWords {
    pub lang: String,
    pub page_of: String,
    pub lacking: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteWords {
    pub title: String,
    pub version: String,
    pub to: String,
    pub ticket: String,
    pub rma: String,
    pub unit: String,
    pub serial: String,
    pub center: String,
    pub warranty: String,
    pub symptom: String,
    pub what: String,
    pub quantity: String,
    pub unit_price: String,
    pub sum: String,
    pub total: String,
    pub empty: String,
    pub note: String,
    pub changes: String,
    pub added: String,
    pub left_out: String,
    pub changed: String,
    pub total_changed: String,
    pub valid_changed: String,
    pub unchanged: String,
    pub terms: String,
    pub valid_until: String,
    pub under_limit: String,
    pub over_limit: String,
    pub waits: String,
    pub covered: String,
    pub approved: String,
    pub approved_by_limit: String,
    pub declined: String,
    pub replaced: String,
    pub expired: String,
    pub sign_name: String,
    pub sign: String,
    pub sign_day: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisputeWords {
    pub title: String,
    pub unit: String,
    pub code: String,
    pub kind: String,
    pub model: String,
    pub serial: String,
    pub owner: String,
    pub site: String,
    pub made_by: String,
    pub made_at: String,
    pub journal_head: String,
    pub head_hash: String,
    pub only_ticket: String,
    pub identifiers: String,
    pub identifier: String,
    pub source: String,
    pub from: String,
    pub until: String,
    pub now: String,
    pub warranty: String,
    pub class: String,
    pub why: String,
    pub rule: String,
    pub window_warranty: String,
    pub window_doa: String,
    pub window_second_return: String,
    pub dispatched: String,
    pub tickets: String,
    pub ticket: String,
    pub rma: String,
    pub opened: String,
    pub closed: String,
    pub symptom: String,
    pub center: String,
    pub outcome: String,
    pub custody: String,
    pub stage: String,
    pub holder: String,
    pub person: String,
    pub days: String,
    pub sent_to_center: String,
    pub sent_back: String,
    pub hold: String,
    pub slots: String,
    pub slot: String,
    pub board: String,
    pub photos: String,
    pub no_photos: String,
    pub photos_more: String,
    pub findings: String,
    pub no_findings: String,
    pub finding: String,
    pub place: String,
    pub measured: String,
    pub certainty: String,
    pub lines_of: String,
    pub pasted_log: String,
    pub repairs: String,
    pub no_repairs: String,
    pub repair: String,
    pub parts: String,
    pub note: String,
    pub tests: String,
    pub no_tests: String,
    pub test: String,
    pub rig: String,
    pub minutes: String,
    pub result: String,
    pub passed: String,
    pub failed: String,
    pub expected: String,
    pub quotes: String,
    pub quote: String,
    pub state: String,
    pub total: String,
    pub answer: String,
    pub files: String,
    pub no_files: String,
    pub file: String,
    pub bytes: String,
    pub added: String,
    pub sound: String,
    pub damaged: String,
    pub missing: String,
    pub files_note: String,
    pub journal: String,
    pub journal_note: String,
    pub journal_more: String,
    pub position: String,
    pub at: String,
    pub actor: String,
    pub event: String,
    pub hash: String,
    pub more: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Every key with the names in its sentence.
    fn keys(at: &str, value: &Value, into: &mut Vec<(String, Vec<String>)>) {
        match value {
            Value::Object(all) => {
                for (key, value) in all {
                    keys(&format!("{at}.{key}"), value, into);
                }
            }
            Value::String(text) => {
                assert!(!text.trim().is_empty(), "{at} says nothing");
                let mut names: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
                    .collect();
                names.sort();
                into.push((at.to_owned(), names));
            }
            other => panic!("{at} is {other}"),
        }
    }

    #[test]
    fn every_language_has_every_word_and_every_value_in_its_sentences() {
        let of = |language: Language| {
            let mut found = Vec::new();
            keys(
                "",
                &serde_json::from_str(language.file()).unwrap(),
                &mut found,
            );
            found
        };

        for language in Language::ALL {
            words(language).unwrap();
            assert_eq!(of(language), of(Language::En), "{language:?}");
        }
    }

    #[test]
    fn a_value_that_looks_like_a_name_is_left_as_it_is() {
        let said = fill("{a} of {b}, {c}", &[("a", "{b}"), ("b", "2")]);

        assert_eq!(said, "{b} of 2, {c}");
    }
}
