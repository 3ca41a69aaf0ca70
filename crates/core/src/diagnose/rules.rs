//! The rules as `data/` has them: what a line means, fault classes, and what explains what.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::bytes::{CaptureLocations, Regex, RegexBuilder};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::codes::Carrier;
use super::needles;
use crate::error::{Error, Result};

const SIGNATURES: &str = include_str!("../../../../data/fault_signatures.csv");
const CLASSES: &str = include_str!("../../../../data/fault_classes.csv");
const CAUSES: &str = include_str!("../../../../data/fault_causes.csv");
const MINOR: &str = include_str!("../../../../data/minor_codes.csv");

/// What a rule's line is to the diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Cause,
    Symptom,
    /// Says that something stopped, not why.
    Summary,
    /// Looks like a fault and is none.
    Benign,
    /// Worth showing, but no fault by itself.
    Noted,
    /// Adds evidence to a fault named just before, and is nothing alone.
    Detail,
    /// A number of chips, judged once the number expected is known.
    Count,
    /// Says something about the unit; `fault_class` says what.
    Fact,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum How {
    /// The pattern is looked for in a line.
    Line,
    /// The pattern is all of an error code, which a carrier has found in a line.
    Code,
}

#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    maker: String,
    format: String,
    kind: How,
    pattern: String,
    when: String,
    role: Kind,
    component: String,
    fault_class: String,
    rank: u8,
    confidence: u8,
    meaning: String,
    action: String,
    source: String,
    test_line: String,
}

/// One way a fault shows, with where that is known from.
#[derive(Debug)]
pub(super) struct Rule {
    pub id: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "tells the tests whose it is"))]
    pub maker: String,
    pub format: String,
    pub kind: Kind,
    pub component: String,
    pub class: String,
    /// Of matches that overlap in a line, the lowest counts.
    pub rank: u8,
    pub confidence: u8,
    pub meaning: String,
    /// Where it differs from what its class asks for.
    pub action: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for whoever asks why"))]
    pub source: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "the proof that the rule works"))]
    pub test_line: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "tells the tests which to try"))]
    pub is_code: bool,
    pub pattern: Regex,
    groups: Groups,
    when: Vec<Condition>,
}

#[derive(Debug, Default)]
struct Groups {
    chain: Option<usize>,
    /// Counted from 0 where the sockets are named from 1.
    chain0: Option<usize>,
    chip: Option<usize>,
    chips: Option<usize>,
    found: Option<usize>,
    expected: Option<usize>,
    value: Option<usize>,
    sensor: Option<usize>,
    code: Option<usize>,
    model: Option<usize>,
    a: Option<usize>,
    b: Option<usize>,
}

#[derive(Debug)]
enum Condition {
    /// A captured number against a number.
    Number {
        name: Name,
        is: Is,
        than: f64,
    },
    FewerThanBoards,
    Different,
}

#[derive(Debug, Clone, Copy)]
enum Name {
    Found,
    Value,
}

#[derive(Debug, Clone, Copy)]
enum Is {
    Less,
    Equal,
    More,
}

/// What a match says, besides that it is there.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Said {
    pub chain: Option<u16>,
    pub chips: Vec<u16>,
    pub found: Option<u16>,
    pub expected: Option<u16>,
    pub sensor: Option<u16>,
    pub code: Option<String>,
    pub value: Option<String>,
}

/// Chips named by one line; no board has more.
const MOST_CHIPS: usize = 512;

impl Rule {
    /// What the match at `found` says, or `None` if the rule's conditions do not hold.
    pub fn said(&self, found: &CaptureLocations, text: &[u8], boards: Option<u8>) -> Option<Said> {
        let groups = &self.groups;
        let get = |group: Option<usize>| {
            let (from, to) = found.get(group?)?;
            text.get(from..to)
        };
        let count = |group| get(group).and_then(number::<u16>);
        let holds = |condition: &Condition| match condition {
            Condition::Number { name, is, than } => {
                let group = match name {
                    Name::Found => groups.found,
                    Name::Value => groups.value,
                };
                get(group)
                    .and_then(number::<f64>)
                    .is_some_and(|n| match is {
                        Is::Less => n < *than,
                        Is::Equal => n == *than,
                        Is::More => n > *than,
                    })
            }
            Condition::FewerThanBoards => count(groups.found)
                .zip(boards)
                .is_some_and(|(found, boards)| found < u16::from(boards)),
            Condition::Different => get(groups.a)
                .zip(get(groups.b))
                .is_some_and(|(a, b)| !alike(a, b)),
        };
        if !self.when.iter().all(holds) {
            return None;
        }
        let chain = count(groups.chain)
            .or_else(|| count(groups.chain0).and_then(|n| n.checked_add(1)))
            // 255 stands for all of them.
            .filter(|chain| *chain != 255);
        let mut chips: Vec<u16> = count(groups.chip).into_iter().collect();
        if let Some(list) = get(groups.chips) {
            let listed = list.split(|byte| !byte.is_ascii_digit());
            chips.extend(listed.filter_map(number::<u16>).take(MOST_CHIPS));
        }
        Some(Said {
            chain,
            chips,
            found: count(groups.found),
            expected: count(groups.expected),
            sensor: count(groups.sensor),
            code: get(groups.code).map(lossy),
            value: get(groups.value).or_else(|| get(groups.model)).map(lossy),
        })
    }
}

/// One board name is often the other with its sub-revision left off.
fn alike(a: &[u8], b: &[u8]) -> bool {
    let trim = |text: &[u8]| {
        let text = text.trim_ascii();
        text.split(|byte| *byte == b'-')
            .next()
            .unwrap_or(text)
            .to_ascii_uppercase()
    };
    trim(a) == trim(b)
}

fn number<T: std::str::FromStr>(bytes: &[u8]) -> Option<T> {
    std::str::from_utf8(bytes).ok()?.trim().parse().ok()
}

fn lossy(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(200)];
    String::from_utf8_lossy(shown).trim().to_owned()
}

/// A kind of fault.
#[derive(Debug, Deserialize)]
pub(super) struct FaultClass {
    pub class: String,
    pub component: String,
    /// 1 swap, 2 board, 3 chip.
    pub level: u8,
    /// `no`: the surroundings are to be mended, not the unit.
    repair: String,
    pub label: String,
    pub action: String,
}

impl FaultClass {
    pub fn is_repair(&self) -> bool {
        self.repair != "no"
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scope {
    Any,
    /// On the same board, or where one of the two names none.
    Chain,
    /// Only a symptom that names no board.
    Nochain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Order {
    /// The cause must come first in the log.
    Earlier,
    Whenever,
}

/// What may stand behind a fault.
#[derive(Debug, Deserialize)]
pub(super) struct Explains {
    pub symptom: String,
    /// `*`: anything.
    pub cause: String,
    pub scope: Scope,
    pub order: Order,
}

#[derive(Debug, Deserialize)]
struct MinorRow {
    models: String,
    codes: String,
}

/// Where to look once a needle is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Rule(u16),
    Carrier(Carrier),
}

/// All rules, ready to be asked.
#[derive(Debug)]
pub(super) struct Book {
    pub rules: Vec<Rule>,
    pub classes: FxHashMap<String, FaultClass>,
    pub causes: Vec<Explains>,
    pub needles: AhoCorasick,
    /// By needle.
    pub looks: Vec<Vec<Look>>,
    /// Codes written out, by format.
    codes: FxHashMap<(String, Vec<u8>), u16>,
    /// Codes with a place in them.
    code_patterns: Vec<u16>,
    minor: Vec<MinorRow>,
}

impl Book {
    /// The rules of `data/`.
    ///
    /// # Errors
    /// Names the row that cannot be used.
    pub fn shipped() -> Result<&'static Self> {
        static BOOK: OnceLock<Result<Book, String>> = OnceLock::new();
        BOOK.get_or_init(|| Self::new().map_err(|error| error.to_string()))
            .as_ref()
            .map_err(|why| Error::Unreadable(why.clone()))
    }

    fn new() -> Result<Self> {
        let mut rules = Vec::new();
        let mut wanted: Vec<(Vec<u8>, Look)> = Carrier::needles()
            .map(|(needle, carrier)| (needle.to_vec(), Look::Carrier(carrier)))
            .collect();
        let mut codes = FxHashMap::default();
        let mut code_patterns = Vec::new();
        for row in read::<Row>("fault_signatures.csv", SIGNATURES)? {
            let at = u16::try_from(rules.len())
                .map_err(|_| Error::Unreadable("fault_signatures.csv: too many rows".into()))?;
            match row.kind {
                How::Line => {
                    let found = needles::of(&row.pattern).filter(|found| !found.is_empty());
                    let Some(found) = found else {
                        return Err(bad(&row.id, "no text is certain to be in its line"));
                    };
                    wanted.extend(found.into_iter().map(|text| (text, Look::Rule(at))));
                }
                How::Code if row.pattern.contains(['(', '[', '\\']) => code_patterns.push(at),
                How::Code => {
                    codes.insert((row.format.clone(), row.pattern.clone().into_bytes()), at);
                }
            }
            rules.push(rule(row)?);
        }
        let (needles, looks) = search(wanted)?;
        let classes = read::<FaultClass>("fault_classes.csv", CLASSES)?
            .into_iter()
            .map(|class| (class.class.clone(), class))
            .collect();
        Ok(Self {
            rules,
            classes,
            causes: read("fault_causes.csv", CAUSES)?,
            needles,
            looks,
            codes,
            code_patterns,
            minor: read("minor_codes.csv", MINOR)?,
        })
    }

    /// The rule for an error code of `format`.
    pub fn code(&self, format: &str, code: &[u8]) -> Option<u16> {
        self.codes
            .get(&(format.to_owned(), code.to_vec()))
            .copied()
            .or_else(|| {
                self.code_patterns.iter().copied().find(|&at| {
                    let rule = &self.rules[usize::from(at)];
                    rule.format == format && rule.pattern.is_match(code)
                })
            })
    }

    /// Whether a big operator opens no ticket for this code on this model.
    pub fn is_minor(&self, model: &str, code: &str) -> bool {
        self.minor.iter().any(|row| {
            row.models.split(';').any(|start| model.starts_with(start))
                && row.codes.split(';').any(|listed| listed == code)
        })
    }

    pub fn class(&self, class: &str) -> Option<&FaultClass> {
        self.classes.get(class)
    }
}

fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| Error::Unreadable(format!("{file}: {error}")))
}

fn bad(id: &str, why: &str) -> Error {
    Error::Unreadable(format!("fault_signatures.csv: {id}: {why}"))
}

fn rule(row: Row) -> Result<Rule> {
    let is_code = row.kind == How::Code;
    let whole = if is_code {
        format!("^(?:{})$", row.pattern)
    } else {
        row.pattern
    };
    let pattern = RegexBuilder::new(&whole)
        .unicode(false)
        .build()
        .map_err(|error| bad(&row.id, &error.to_string()))?;
    let mut groups = Groups::default();
    for (at, name) in pattern.capture_names().enumerate() {
        let group = match name {
            Some("chain") => &mut groups.chain,
            Some("chain0") => &mut groups.chain0,
            Some("chip") => &mut groups.chip,
            Some("chips") => &mut groups.chips,
            Some("found") => &mut groups.found,
            Some("expected") => &mut groups.expected,
            Some("value" | "domains") => &mut groups.value,
            Some("sensor") => &mut groups.sensor,
            Some("code") => &mut groups.code,
            Some("model") => &mut groups.model,
            Some("a") => &mut groups.a,
            Some("b") => &mut groups.b,
            Some(other) => return Err(bad(&row.id, &format!("unknown group {other}"))),
            None => continue,
        };
        *group = Some(at);
    }
    let when = row
        .when
        .split_terminator(';')
        .map(|text| condition(text).ok_or_else(|| bad(&row.id, &format!("unknown when {text}"))))
        .collect::<Result<_>>()?;
    Ok(Rule {
        id: row.id,
        maker: row.maker,
        format: row.format,
        kind: row.role,
        component: row.component,
        class: row.fault_class,
        rank: row.rank,
        confidence: row.confidence,
        meaning: row.meaning,
        action: row.action,
        source: row.source,
        test_line: row.test_line,
        is_code,
        pattern,
        groups,
        when,
    })
}

fn condition(text: &str) -> Option<Condition> {
    match text {
        "found<boards" => return Some(Condition::FewerThanBoards),
        "a!=b" => return Some(Condition::Different),
        _ => {}
    }
    let at = text.find(['<', '=', '>'])?;
    let name = match &text[..at] {
        "found" => Name::Found,
        "value" => Name::Value,
        _ => return None,
    };
    let is = match &text[at..=at] {
        "<" => Is::Less,
        "=" => Is::Equal,
        _ => Is::More,
    };
    let than = text[at + 1..].parse().ok()?;
    Some(Condition::Number { name, is, than })
}

fn search(wanted: Vec<(Vec<u8>, Look)>) -> Result<(AhoCorasick, Vec<Vec<Look>>)> {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    let mut looks: Vec<Vec<Look>> = Vec::new();
    let mut known: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
    for (text, look) in wanted {
        let at = *known.entry(text.clone()).or_insert_with(|| {
            texts.push(text);
            looks.push(Vec::new());
            looks.len() - 1
        });
        if !looks[at].contains(&look) {
            looks[at].push(look);
        }
    }
    let needles = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::Standard)
        .build(&texts)
        .map_err(|error| Error::Unreadable(format!("fault_signatures.csv: {error}")))?;
    Ok((needles, looks))
}
