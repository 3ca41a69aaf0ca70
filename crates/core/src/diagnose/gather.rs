//! What was said, put together by fault and place.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use rustc_hash::FxHashMap;

use super::LogLine;
use super::rules::{Kind, Rule, Said};

/// Different faults and places kept; a log of a real unit has a few dozen.
const MOST_GROUPS: usize = 1_000;
const MOST_LINES: usize = 6;
const MOST_CHIPS: usize = 64;
const MOST_RULES: usize = 6;
/// Of a longer line, what stands around the proof.
const MOST_TEXT: usize = 1_000;

/// A place in the log, and in time if its lines are dated.
#[derive(Debug, Clone)]
pub(super) struct Here {
    /// File and line, ascending.
    pub position: u64,
    /// Where in the line.
    pub column: usize,
    pub at: Option<NaiveDateTime>,
    pub file: Option<String>,
    /// Of the times the unit started.
    pub start: u32,
}

/// One fault in one place, as it is put together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub class: String,
    pub component: String,
    pub chain: Option<u16>,
    pub kind: Kind,
    pub minor: bool,
    pub chips: Vec<u16>,
    pub found: Option<u16>,
    pub expected: Option<u16>,
    pub sensor: Option<u16>,
    pub code: Option<String>,
    pub confidence: f64,
    pub meaning: String,
    pub action: String,
    pub rules: Vec<String>,
    pub lines: Vec<(u64, LogLine)>,
    pub last_line: Option<(u64, LogLine)>,
    pub count: u32,
    pub first: u64,
    pub column: usize,
    pub first_at: Option<NaiveDateTime>,
    pub last_at: Option<NaiveDateTime>,
    pub last_start: u32,
    pub came_back: bool,
}

impl Group {
    /// Take over what `other` has to say for the same fault.
    pub fn absorb(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.lines.extend(other.lines);
        self.lines.extend(other.last_line);
        self.lines.sort_by_key(|(position, _)| *position);
        self.lines.dedup_by_key(|(position, _)| *position);
        // The first of each kind stand first; the latest repeats can go.
        self.lines.truncate(MOST_LINES);
        for rule in other.rules {
            if !self.rules.contains(&rule) && self.rules.len() < MOST_RULES {
                self.rules.push(rule);
            }
        }
        (self.first, self.column) = (self.first, self.column).min((other.first, other.column));
        self.first_at = earliest(self.first_at, other.first_at);
        self.last_at = self.last_at.max(other.last_at);
        self.found = self.found.or(other.found);
        self.expected = self.expected.or(other.expected);
    }
}

pub(super) fn earliest(
    a: Option<NaiveDateTime>,
    b: Option<NaiveDateTime>,
) -> Option<NaiveDateTime> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The last count of a board in one start, and how it came to it.
#[derive(Debug, Clone)]
struct Count {
    rule: u16,
    found: u16,
    expected: Option<u16>,
    tried_before: Option<u16>,
    lines: Vec<(u64, LogLine)>,
    first: u64,
    column: usize,
    first_at: Option<NaiveDateTime>,
    last_at: Option<NaiveDateTime>,
    times: u32,
    start: u32,
}

/// What a board came to, over all starts that ended with the same count.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub chain: Option<u16>,
    pub found: u16,
    /// What the log itself expected then.
    pub expected: Option<u16>,
    pub rule: u16,
    pub lines: Vec<(u64, LogLine)>,
    pub first: u64,
    pub column: usize,
    pub first_at: Option<NaiveDateTime>,
    pub last_at: Option<NaiveDateTime>,
    pub times: u32,
    pub last_start: u32,
    /// Fewer were found at first, all after a retry.
    pub after_retry: bool,
}

/// Boards and counts kept.
const MOST_COUNTS: usize = 512;

#[derive(Debug, Default)]
pub(super) struct Gather {
    groups: Vec<Group>,
    by_place: FxHashMap<(String, String, Option<u16>, Standing), usize>,
    /// Of this start.
    counts: BTreeMap<u16, Count>,
    settled: BTreeMap<(Option<u16>, u16), Settled>,
    /// The fault that was added last and where: details belong to it.
    latest: Option<(usize, u64)>,
    /// Groups first said at a time that is only known relative to a clock not yet set.
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    group: usize,
    first: bool,
    at: NaiveDateTime,
}

/// What is a fault and what is only noted are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Standing {
    Fault,
    Summary,
    Noted,
}

fn standing(kind: Kind) -> Standing {
    match kind {
        Kind::Summary => Standing::Summary,
        Kind::Noted => Standing::Noted,
        Kind::Cause | Kind::Symptom | Kind::Benign | Kind::Detail | Kind::Count | Kind::Fact => {
            Standing::Fault
        }
    }
}

/// Lines between a fault and the details that still belong to it.
const DETAIL_WITHIN: u64 = 16;

impl Gather {
    /// `rule` spoke. `unset`: the clock's own time, where it was not set yet.
    pub fn add(
        &mut self,
        rule: &Rule,
        said: Said,
        minor: bool,
        here: &Here,
        unset: Option<NaiveDateTime>,
        line: &dyn Fn() -> LogLine,
    ) {
        let key = (
            rule.class.clone(),
            rule.component.clone(),
            said.chain,
            standing(rule.kind),
        );
        let at = match self.by_place.get(&key) {
            Some(at) => *at,
            None if self.groups.len() >= MOST_GROUPS => return,
            None => {
                let at = self.groups.len();
                self.by_place.insert(key, at);
                self.groups.push(Group {
                    class: rule.class.clone(),
                    component: rule.component.clone(),
                    chain: said.chain,
                    kind: rule.kind,
                    minor,
                    chips: Vec::new(),
                    found: None,
                    expected: None,
                    sensor: None,
                    code: None,
                    confidence: 0.0,
                    meaning: String::new(),
                    action: String::new(),
                    rules: Vec::new(),
                    lines: Vec::new(),
                    last_line: None,
                    count: 0,
                    first: here.position,
                    column: here.column,
                    first_at: here.at,
                    last_at: here.at,
                    last_start: here.start,
                    came_back: false,
                });
                if let Some(unset) = unset {
                    self.waiting.push(Waiting {
                        group: at,
                        first: true,
                        at: unset,
                    });
                }
                at
            }
        };
        let group = &mut self.groups[at];
        group.count = group.count.saturating_add(1);
        group.first_at = earliest(group.first_at, here.at);
        group.last_at = group.last_at.max(here.at);
        group.last_start = here.start;
        group.minor &= minor;
        if rule.kind == Kind::Cause {
            group.kind = Kind::Cause;
        }
        let confidence = f64::from(rule.confidence) / 100.0;
        if confidence > group.confidence {
            group.confidence = confidence;
            group.meaning.clone_from(&rule.meaning);
            group.action.clone_from(&rule.action);
        }
        for chip in said.chips {
            if group.chips.len() < MOST_CHIPS && !group.chips.contains(&chip) {
                group.chips.push(chip);
            }
        }
        group.found = said.found.or(group.found);
        group.expected = said.expected.or(group.expected);
        group.sensor = group.sensor.or(said.sensor);
        if group.code.is_none() {
            group.code = said.code;
        }
        let new_rule = !group.rules.contains(&rule.id);
        if new_rule && group.rules.len() < MOST_RULES {
            group.rules.push(rule.id.clone());
        }
        // Another rule's word is worth more than a third repeat.
        let same = group.lines.last().is_some_and(|(p, _)| *p == here.position);
        if same {
            // One line, said twice.
        } else if group.lines.len() < 3 || (new_rule && group.lines.len() < MOST_LINES) {
            group.lines.push((here.position, line()));
        } else {
            group.last_line = Some((here.position, line()));
        }
        if standing(rule.kind) == Standing::Fault {
            self.latest = Some((at, here.position));
        }
        if let Some(unset) = unset
            && self.waiting.last().is_none_or(|w| w.group != at || w.first)
        {
            self.waiting.push(Waiting {
                group: at,
                first: false,
                at: unset,
            });
        }
    }

    /// A line that adds to the fault just named, if that is of its class.
    pub fn detail(&mut self, rule: &Rule, said: &Said, here: &Here, line: &dyn Fn() -> LogLine) {
        let Some((at, position)) = self.latest else {
            return;
        };
        let group = &mut self.groups[at];
        if group.class != rule.class || here.position.saturating_sub(position) > DETAIL_WITHIN {
            return;
        }
        group.sensor = group.sensor.or(said.sensor);
        if group.lines.len() < MOST_LINES
            && group.lines.last().is_none_or(|(p, _)| *p != here.position)
        {
            group.lines.push((here.position, line()));
        }
    }

    pub fn count(
        &mut self,
        rule: u16,
        said: &Said,
        expected: Option<u16>,
        here: &Here,
        line: &dyn Fn() -> LogLine,
    ) {
        let Some(found) = said.found else { return };
        let one = |lines| Count {
            rule,
            found,
            expected,
            tried_before: None,
            lines,
            first: here.position,
            column: here.column,
            first_at: here.at,
            last_at: here.at,
            times: 1,
            start: here.start,
        };
        let Some(chain) = said.chain else {
            // Without a board there is no telling a retry from another board.
            let count = one(vec![(here.position, line())]);
            self.settle(None, count);
            return;
        };
        if let Some(count) = self.counts.get_mut(&chain) {
            if count.found == found {
                count.times = count.times.saturating_add(1);
                if count.lines.len() < 3 {
                    count.lines.push((here.position, line()));
                }
            } else {
                count.tried_before = Some(
                    count
                        .tried_before
                        .map_or(count.found, |before| before.min(count.found)),
                );
                count.lines = vec![(here.position, line())];
                count.found = found;
                count.first = here.position;
                count.column = here.column;
                count.first_at = here.at;
                count.times = 1;
            }
            count.expected = expected.or(count.expected);
            count.last_at = count.last_at.max(here.at);
        } else if self.counts.len() < MOST_COUNTS {
            let lines = vec![(here.position, line())];
            self.counts.insert(chain, one(lines));
        }
    }

    /// The unit starts anew: what was counted stands.
    pub fn start_over(&mut self) {
        for (chain, count) in std::mem::take(&mut self.counts) {
            self.settle(Some(chain), count);
        }
        self.waiting.clear();
    }

    fn settle(&mut self, chain: Option<u16>, count: Count) {
        let key = (chain, count.found);
        let full = self.settled.len() >= MOST_COUNTS;
        match self.settled.get_mut(&key) {
            Some(known) => {
                known.times = known.times.saturating_add(count.times);
                known.expected = count.expected.or(known.expected);
                known.last_at = known.last_at.max(count.last_at);
                known.last_start = count.start;
                if known.lines.len() < 3 {
                    known.lines.extend(count.lines);
                    known.lines.truncate(3);
                }
            }
            None if full => {}
            None => {
                self.settled.insert(
                    key,
                    Settled {
                        chain,
                        found: count.found,
                        expected: count.expected,
                        rule: count.rule,
                        lines: count.lines,
                        first: count.first,
                        column: count.column,
                        first_at: count.first_at,
                        last_at: count.last_at,
                        times: count.times,
                        last_start: count.start,
                        after_retry: count
                            .tried_before
                            .is_some_and(|before| before < count.found),
                    },
                );
            }
        }
    }

    /// The clock was set: `unset` was the last time before, `set` is the first after.
    pub fn clock_set(&mut self, unset: NaiveDateTime, set: NaiveDateTime) {
        for waiting in self.waiting.drain(..) {
            let at = set.checked_sub_signed(unset.signed_duration_since(waiting.at));
            let group = &mut self.groups[waiting.group];
            if waiting.first {
                group.first_at = earliest(group.first_at, at);
            }
            group.last_at = group.last_at.max(at);
        }
    }

    pub fn finish(mut self) -> (Vec<Group>, Vec<Settled>) {
        self.start_over();
        (self.groups, self.settled.into_values().collect())
    }
}

/// The line as it stands, or as much of it around `proof` as is readable.
pub(super) fn shown(line: &[u8], proof: std::ops::Range<usize>) -> String {
    if line.len() <= MOST_TEXT {
        return String::from_utf8_lossy(line).into_owned();
    }
    let from = proof.start.saturating_sub(MOST_TEXT / 4);
    let to = (from + MOST_TEXT).min(line.len());
    let text = String::from_utf8_lossy(&line[from..to]);
    let before = if from > 0 { "… " } else { "" };
    let after = if to < line.len() { " …" } else { "" };
    format!("{before}{text}{after}")
}
