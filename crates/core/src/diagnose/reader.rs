//! Goes through the lines once: what is said where, of which start, at what time.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime};
use regex::bytes::CaptureLocations;
use rustc_hash::FxHashMap;

use super::codes::{self, Carrier, Found};
use super::gather::{Gather, Group, Here, Settled, earliest, shown};
use super::model::{self, KnownModel};
use super::rules::{Book, Kind, Look, Said};
use super::stamp::{self, Stamp};
use super::{LogLine, Options, ReadSoFar, Unit};
use crate::error::Result;

/// Matches of one rule in one line.
const MOST_MATCHES: usize = 64;
/// Lines of an input that may be nothing but pasted codes.
const MOST_BARE: usize = 200;
/// Lines for which `"slot": 1` still says which board is meant.
const SLOT_WITHIN: u32 = 60;
/// Formats that other logs contain as well: they name a log only when nothing else does.
const SHARED: [&str; 2] = ["kernel", "sweep"];

#[derive(Debug)]
pub(super) struct Reader {
    book: &'static Book,
    asked: Option<KnownModel>,
    today: Option<NaiveDate>,
    gather: Gather,
    votes: Votes,
    unit: Unit,
    model: Option<KnownModel>,
    machine_loaded: Option<String>,
    expected: Option<u16>,
    read: ReadSoFar,
    file: File,
    clock: Clock,
    start: u32,
    /// Something was said since the last start, so another start is a new one.
    said_since_start: bool,
    scratch: Scratch,
}

/// The file that is being read.
#[derive(Debug, Default)]
struct File {
    index: u32,
    name: Option<String>,
    voted: bool,
    /// The lines so far, as long as they are nothing but codes.
    bare: Option<Vec<(u32, Vec<u8>)>>,
    slot: Option<(u16, u32)>,
}

#[derive(Debug, Default)]
struct Clock {
    /// The beginning of the last line with a stamp, and what it came to: lines of one second
    /// are many.
    last: Vec<u8>,
    last_stamp: Option<Stamp>,
    now: Option<NaiveDateTime>,
    unset: Option<NaiveDateTime>,
}

#[derive(Debug, Default)]
struct Votes {
    by_format: Vec<(String, u32)>,
}

impl Votes {
    fn add(&mut self, format: &str) {
        match self.by_format.iter_mut().find(|(known, _)| known == format) {
            Some((_, votes)) => *votes = votes.saturating_add(1),
            None => self.by_format.push((format.to_owned(), 1)),
        }
    }

    fn winner(&self) -> Option<&str> {
        let of = |shared: bool| {
            self.by_format
                .iter()
                .filter(move |(format, _)| SHARED.contains(&format.as_str()) == shared)
                .rev()
                .max_by_key(|(_, votes)| *votes)
                .map(|(format, _)| format.as_str())
        };
        of(false).or_else(|| of(true))
    }
}

#[derive(Debug)]
struct Scratch {
    /// For each needle, the line it was last seen in.
    seen: Vec<u64>,
    line: u64,
    looks: Vec<Look>,
    locations: FxHashMap<u16, CaptureLocations>,
}

/// A rule that spoke, where in the line, and what it said.
#[derive(Debug)]
struct Match {
    at: Range<usize>,
    rule: u16,
    said: Said,
    dated: Option<Range<usize>>,
}

/// All that was read, to be judged.
#[derive(Debug)]
pub(super) struct Whole {
    pub book: &'static Book,
    pub groups: Vec<Group>,
    pub settled: Vec<Settled>,
    pub unit: Unit,
    pub read: ReadSoFar,
    /// What the caller says it is.
    pub asked: Option<KnownModel>,
    pub model: Option<KnownModel>,
    /// Chips a board must have by the log's own word.
    pub expected: Option<u16>,
    pub last_start: u32,
}

impl Reader {
    /// # Errors
    /// When the shipped rules cannot be read.
    pub fn new(options: &Options) -> Result<Self> {
        let book = Book::shipped()?;
        let asked = options.model.as_deref().and_then(model::find);
        let unit = Unit {
            model: options
                .model
                .clone()
                .filter(|model| !model.trim().is_empty()),
            model_known: asked.is_some(),
            ..Unit::default()
        };
        Ok(Self {
            book,
            model: asked.clone(),
            asked,
            today: options.today,
            gather: Gather::default(),
            votes: Votes::default(),
            unit,
            machine_loaded: None,
            expected: None,
            read: ReadSoFar::default(),
            file: File::default(),
            clock: Clock::default(),
            start: 1,
            said_since_start: false,
            scratch: Scratch {
                seen: vec![0; book.looks.len()],
                line: 0,
                looks: Vec::new(),
                locations: FxHashMap::default(),
            },
        })
    }

    /// What follows is from this file.
    pub fn open_file(&mut self, name: Option<String>) {
        self.file = File {
            index: self.file.index + 1,
            name: name.clone(),
            voted: false,
            bare: Some(Vec::new()),
            slot: None,
        };
        self.clock = Clock::default();
        if self.said_since_start {
            self.start_over();
        }
        self.read.files.extend(name);
    }

    pub fn close_file(&mut self, lines: u32) {
        self.read.lines = self.read.lines.saturating_add(lines);
        if !self.file.voted
            && let Some(lines) = self.file.bare.take()
        {
            for (number, line) in lines {
                let found = codes::bare(&line, self.bare_numbers()).unwrap_or_default();
                let matches = self.codes(&line, found, false);
                self.said(number, &line, matches);
            }
        }
    }

    pub fn leave_out(&mut self, name: &str, why: &str) {
        if self.read.left_out.len() < 100 {
            self.read.left_out.push(format!("{name}: {why}"));
        }
    }

    /// One line, or a piece of a very long one.
    pub fn line(&mut self, number: u32, line: &[u8]) {
        self.tell_time(line);
        self.keep_if_bare(number, line);
        self.look_up(line);
        if self.scratch.looks.is_empty() {
            return;
        }
        let matches = self.matches(line);
        if !matches.is_empty() {
            self.said(number, line, matches);
        }
    }

    /// Which rules could have a word on `line`.
    fn look_up(&mut self, line: &[u8]) {
        self.scratch.line += 1;
        self.scratch.looks.clear();
        for hit in self.book.needles.find_overlapping_iter(line) {
            let seen = &mut self.scratch.seen[hit.pattern().as_usize()];
            if *seen != self.scratch.line {
                *seen = self.scratch.line;
                for look in &self.book.looks[hit.pattern().as_usize()] {
                    if !self.scratch.looks.contains(look) {
                        self.scratch.looks.push(*look);
                    }
                }
            }
        }
    }

    /// The rules that speak for one line alone.
    #[cfg(test)]
    pub fn try_line(&mut self, line: &[u8]) -> Vec<u16> {
        self.look_up(line);
        self.matches(line).into_iter().map(|m| m.rule).collect()
    }

    pub fn finish(mut self) -> Whole {
        self.unit.format = self.votes.winner().map(str::to_owned);
        self.unit.starts = self.start;
        let (groups, settled) = self.gather.finish();
        Whole {
            book: self.book,
            groups,
            settled,
            unit: self.unit,
            read: self.read,
            asked: self.asked,
            model: self.model,
            expected: self.expected,
            last_start: self.start,
        }
    }

    fn tell_time(&mut self, line: &[u8]) {
        let head = &line[..line.len().min(24)];
        let stamp = if !head.is_empty() && head == self.clock.last {
            self.clock.last_stamp
        } else {
            let stamp = stamp::read(line, self.today);
            if stamp.is_some() {
                self.clock.last.clear();
                self.clock.last.extend_from_slice(head);
                self.clock.last_stamp = stamp;
            }
            stamp
        };
        match stamp {
            None => {}
            Some(Stamp::Set(at)) => {
                if let Some(unset) = self.clock.unset.take() {
                    self.gather.clock_set(unset, at);
                }
                self.clock.now = Some(at);
                self.read.first_at = earliest(self.read.first_at, Some(at));
                self.read.last_at = self.read.last_at.max(Some(at));
            }
            Some(Stamp::Unset(at)) => {
                // A clock that was set and is not any more: the unit started anew.
                if self.clock.now.take().is_some() && self.said_since_start {
                    self.start_over();
                }
                self.clock.unset = Some(at);
            }
        }
    }

    fn start_over(&mut self) {
        self.gather.start_over();
        self.start = self.start.saturating_add(1);
        self.said_since_start = false;
        self.machine_loaded = None;
    }

    fn keep_if_bare(&mut self, number: u32, line: &[u8]) {
        let Some(kept) = &mut self.file.bare else {
            return;
        };
        if line.trim_ascii().is_empty() {
            return;
        }
        if kept.len() < MOST_BARE && line.len() <= 200 && codes::bare(line, Some("")).is_some() {
            kept.push((number, line.to_vec()));
        } else {
            self.file.bare = None;
        }
    }

    /// Whose codes bare numbers are.
    fn bare_numbers(&self) -> Option<&'static str> {
        match self.model.as_ref().map(|model| model.make.as_str()) {
            None | Some("WhatsMiner") => Some("whatsminer"),
            Some("Innosilicon") => Some("innosilicon"),
            Some(_) => None,
        }
    }

    fn plain_numbers(&self, line: &[u8]) -> Option<&'static str> {
        if memchr::memmem::find(line, b"nnosilicon").is_some() {
            return Some("innosilicon");
        }
        match self.votes.winner() {
            None | Some("whatsminer" | "innosilicon") => self.bare_numbers(),
            Some(_) => None,
        }
    }

    /// What the rules that were looked up find in `line`, the best where they overlap.
    fn matches(&mut self, line: &[u8]) -> Vec<Match> {
        let boards = self.model.as_ref().and_then(|model| model.boards);
        let looks = std::mem::take(&mut self.scratch.looks);
        let mut matches = Vec::new();
        for look in &looks {
            match *look {
                Look::Rule(at) => {
                    let rule = &self.book.rules[usize::from(at)];
                    let locations = self
                        .scratch
                        .locations
                        .entry(at)
                        .or_insert_with(|| rule.pattern.capture_locations());
                    let mut from = 0;
                    for _ in 0..MOST_MATCHES {
                        let Some(found) = rule.pattern.captures_read_at(locations, line, from)
                        else {
                            break;
                        };
                        let at_line = found.range();
                        from = at_line.end.max(at_line.start + 1);
                        if let Some(said) = rule.said(locations, line, boards) {
                            matches.push(Match {
                                at: at_line,
                                rule: at,
                                said,
                                dated: None,
                            });
                        }
                        if from > line.len() {
                            break;
                        }
                    }
                }
                Look::Carrier(carrier) => {
                    let plain = (carrier == Carrier::Plain)
                        .then(|| self.plain_numbers(line))
                        .flatten();
                    let found = carrier.find(line, plain);
                    matches.extend(self.codes(line, found, carrier != Carrier::Plain));
                }
            }
        }
        self.scratch.looks = looks;
        let rank = |m: &Match| self.book.rules[usize::from(m.rule)].rank;
        matches.sort_by_key(|m| (rank(m), m.at.start, m.rule));
        let mut kept: Vec<Match> = Vec::new();
        for one in matches {
            let apart =
                |other: &Match| other.at.end <= one.at.start || one.at.end <= other.at.start;
            if kept.iter().all(apart) {
                kept.push(one);
            }
        }
        kept.sort_by_key(|m| m.at.start);
        kept
    }

    /// `sure`: it stands where only codes stand, so one that no list has is still one.
    fn codes(&self, line: &[u8], found: Vec<Found>, sure: bool) -> Vec<Match> {
        let one = |found: Found| {
            let at = self.book.code(found.format, &found.code)?;
            let rule = &self.book.rules[usize::from(at)];
            if !sure && rule.id == "wm-unlisted" {
                return None;
            }
            let mut locations = rule.pattern.capture_locations();
            rule.pattern.captures_read(&mut locations, &found.code)?;
            let mut said = rule.said(&locations, &found.code, None)?;
            said.chain = said.chain.or(found.chain);
            said.code = Some(String::from_utf8_lossy(&line[found.at.clone()]).into_owned());
            Some(Match {
                at: found.at,
                rule: at,
                said,
                dated: found.dated,
            })
        };
        found.into_iter().filter_map(one).collect()
    }

    fn said(&mut self, number: u32, line: &[u8], matches: Vec<Match>) {
        for Match {
            at,
            rule: index,
            mut said,
            dated,
        } in matches
        {
            let rule = &self.book.rules[usize::from(index)];
            // Much has slots; that alone does not make it a miner's.
            if rule.class != "slot" {
                self.votes.add(&rule.format);
                self.file.voted = true;
            }
            let own = dated
                .and_then(|range| stamp::read(line.get(range)?, self.today))
                .and_then(|stamp| match stamp {
                    Stamp::Set(at) => Some(at),
                    Stamp::Unset(_) => None,
                });
            if let Some(at) = own {
                self.read.first_at = earliest(self.read.first_at, own);
                self.read.last_at = self.read.last_at.max(Some(at));
            }
            let here = Here {
                position: u64::from(self.file.index) << 32 | u64::from(number),
                column: at.start,
                at: own.or(self.clock.now),
                file: self.file.name.clone(),
                start: self.start,
            };
            let log_line = || LogLine {
                file: here.file.clone(),
                number,
                text: shown(line, at.clone()),
            };
            match rule.kind {
                Kind::Benign => {}
                Kind::Fact => {
                    let class = rule.class.as_str();
                    if let Some((rule, said)) = self.fact(class, &said, number) {
                        let rule = &self.book.rules[usize::from(rule)];
                        for said in said {
                            let unset = self.clock.unset;
                            self.gather.add(rule, said, false, &here, unset, &log_line);
                        }
                    }
                }
                Kind::Count => {
                    if said.chain.is_none()
                        && rule.format == "whatsminer"
                        && let Some((chain, line)) = self.file.slot
                        && number.saturating_sub(line) <= SLOT_WITHIN
                    {
                        said.chain = Some(chain);
                    }
                    let expected = said.expected.or(self.expected);
                    self.gather.count(index, &said, expected, &here, &log_line);
                    self.said_since_start = true;
                }
                Kind::Detail => self.gather.detail(rule, &said, &here, &log_line),
                Kind::Cause | Kind::Symptom | Kind::Summary | Kind::Noted => {
                    let minor = match (&said.code, &self.unit.model) {
                        (Some(code), Some(asked)) if rule.format == "whatsminer" => {
                            let name = self.model.as_ref().map_or(asked, |model| &model.name);
                            self.book.is_minor(name, code)
                        }
                        _ => false,
                    };
                    let unset = self.clock.unset;
                    self.gather.add(rule, said, minor, &here, unset, &log_line);
                    self.said_since_start = true;
                }
            }
        }
    }

    /// Something about the unit; what is wrong with that, and by which rule.
    fn fact(&mut self, what: &str, said: &Said, number: u32) -> Option<(u16, Vec<Said>)> {
        let value = said.value.as_deref().unwrap_or_default().trim();
        match what {
            "boot" if self.said_since_start => self.start_over(),
            "model" if !self.unit.model_known => {
                self.model = model::find(value);
                self.unit.model_known = self.model.is_some();
                self.unit.model = Some(value.to_owned());
            }
            "expected_chips" => self.expected = value.parse().ok().or(self.expected),
            "machine_loaded" => self.machine_loaded = Some(value.to_owned()),
            "machine_used" => {
                self.unit.board_type = Some(value.to_owned());
                let loaded = self.machine_loaded.take();
                if loaded.is_some_and(|loaded| !loaded.eq_ignore_ascii_case(value)) {
                    return Some((self.rule("am-board-name")?, vec![Said::default()]));
                }
            }
            "psu_type" => self.unit.psu_type = Some(value.to_owned()),
            "serial" => self.unit.serial = Some(value.to_owned()),
            "slot" => self.file.slot = value.parse().ok().map(|slot| (slot, number)),
            "plug_mask" => {
                let boards = self.model.as_ref().and_then(|model| model.boards)?;
                let mask = u16::from_str_radix(value, 16).ok()?;
                let missing = (0..u16::from(boards.min(16))).filter(|bit| mask >> bit & 1 == 0);
                let missing: Vec<Said> = missing
                    .map(|chain| Said {
                        chain: Some(chain),
                        ..Said::default()
                    })
                    .collect();
                if !missing.is_empty() {
                    return Some((self.rule("am-not-enough")?, missing));
                }
            }
            _ => {}
        }
        None
    }

    fn rule(&self, id: &str) -> Option<u16> {
        let at = self.book.rules.iter().position(|rule| rule.id == id)?;
        u16::try_from(at).ok()
    }
}
