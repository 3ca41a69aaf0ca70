//! From what was said to what is wrong: counts against the model, causes before symptoms.

use std::collections::BTreeMap;

use super::gather::{Group, Settled};
use super::model::{KnownModel, is_a_full_board};
use super::reader::Whole;
use super::rules::{Book, Explains, Kind, Order, Scope};
use super::{BoardCount, Diagnosis, Finding, LogLine, Role, Verdict};

/// A board's word about itself is trusted less when only its neighbours say what is usual.
const BY_NEIGHBOURS: f64 = 0.8;
const CAME_BACK: f64 = 0.6;
const MOST_CONFIDENT: f64 = 0.98;

pub(super) fn judge(whole: Whole) -> Diagnosis {
    let Whole {
        book,
        groups,
        settled,
        mut unit,
        read,
        asked,
        model,
        expected,
        last_start,
    } = whole;
    let (mut noted, mut faults): (Vec<Group>, Vec<Group>) = groups
        .into_iter()
        .partition(|group| group.kind == Kind::Noted || group.minor);
    let counts = Counts::of(settled, expected, model.as_ref(), last_start);
    unit.chips_expected = counts.usual;
    unit.boards = counts.boards();
    counts.judge(book, &mut faults, &mut noted);
    board_for_another_firmware(book, &counts, asked.as_ref(), &mut faults);
    let summaries: Vec<Group> = extract(&mut faults, |group| group.kind == Kind::Summary);
    if faults.is_empty() {
        faults = merged_summary(summaries).into_iter().collect();
    } else {
        noted.extend(summaries);
    }
    join_the_placeless(book, &mut faults);
    in_time(&mut faults);
    in_time(&mut noted);
    let because = explain(book, &faults);
    let findings = told(book, &faults, &because);
    let verdict = verdict(book, &findings, unit.format.is_some());
    let noted = noted
        .iter()
        .map(|group| finding(book, group, Role::Symptom))
        .collect();
    Diagnosis {
        verdict,
        findings,
        noted,
        unit,
        read,
    }
}

/// By their times, which bring the files of an archive together, if all have one; else as they stand.
fn in_time(faults: &mut [Group]) {
    let dated = faults.iter().all(|fault| fault.first_at.is_some());
    faults.sort_by_key(|fault| {
        let at = fault.first_at.filter(|_| dated);
        (at, fault.first, fault.column, fault.chain)
    });
}

fn verdict(book: &Book, findings: &[Finding], recognised: bool) -> Verdict {
    let mut causes = findings.iter().filter(|f| f.role == Role::Cause).peekable();
    if causes.peek().is_some() {
        let to_mend = |f: &Finding| book.class(&f.fault_class).is_none_or(|c| c.is_repair());
        if causes.any(to_mend) {
            Verdict::FaultFound
        } else {
            Verdict::NotARepair
        }
    } else if !findings.is_empty() {
        let mend = |f: &Finding| book.class(&f.fault_class).is_some_and(|c| c.is_repair());
        if findings.iter().any(mend) {
            Verdict::SymptomsOnly
        } else {
            Verdict::NotARepair
        }
    } else if recognised {
        Verdict::NothingFound
    } else {
        Verdict::NotRecognised
    }
}

fn extract<T>(from: &mut Vec<T>, which: impl Fn(&T) -> bool) -> Vec<T> {
    let (taken, left) = std::mem::take(from).into_iter().partition(|one| which(one));
    *from = left;
    taken
}

/// Without any fault before it, that the unit stopped is all there is to say.
fn merged_summary(mut summaries: Vec<Group>) -> Option<Group> {
    summaries.sort_by_key(|group| group.first);
    let mut summaries = summaries.into_iter();
    let mut first = summaries.next()?;
    for next in summaries {
        first.absorb(next);
    }
    Some(first)
}

/// Chips counted on each board, over all starts.
struct Counts {
    boards: BTreeMap<Option<u16>, Vec<Settled>>,
    /// What a board should have, by the log, the model, or else its neighbours.
    usual: Option<u16>,
    by_neighbours: bool,
    last_start: u32,
}

impl Counts {
    fn of(
        settled: Vec<Settled>,
        said: Option<u16>,
        model: Option<&KnownModel>,
        last_start: u32,
    ) -> Self {
        let mut boards: BTreeMap<Option<u16>, Vec<Settled>> = BTreeMap::new();
        for count in settled {
            boards.entry(count.chain).or_default().push(count);
        }
        for counts in boards.values_mut() {
            counts.sort_by_key(|count| (count.last_start, count.first));
        }
        let sure = said.or_else(|| model.and_then(|model| model.chips));
        let neighbours = || {
            let named: Vec<u16> = boards
                .iter()
                .filter(|(chain, _)| chain.is_some())
                .filter_map(|(_, counts)| counts.iter().map(|count| count.found).max())
                .collect();
            let most = named.iter().copied().max().filter(|most| *most > 0)?;
            (named.len() > 1).then_some(most)
        };
        let usual = sure.or_else(neighbours);
        Self {
            usual,
            by_neighbours: sure.is_none(),
            boards,
            last_start,
        }
    }

    fn boards(&self) -> Vec<BoardCount> {
        let latest = |(chain, counts): (&Option<u16>, &Vec<Settled>)| {
            let last = counts.last()?;
            Some(BoardCount {
                chain: (*chain)?,
                found: last.found,
                expected: last.expected.or(self.usual),
            })
        };
        self.boards.iter().filter_map(latest).collect()
    }

    fn judge(&self, book: &Book, faults: &mut Vec<Group>, noted: &mut Vec<Group>) {
        for (chain, counts) in &self.boards {
            for count in counts {
                let expected = count.expected.or(self.usual);
                let short = count.found == 0 || expected.is_some_and(|e| count.found < e);
                let class = if count.found == 0 {
                    "hb_zero_asic"
                } else {
                    "hb_partial_chips"
                };
                if !short {
                    if count.after_retry {
                        let mut group = counted(book, count, class, expected);
                        group.kind = Kind::Noted;
                        group.meaning = "All chips were found only at a later try".into();
                        noted.push(group);
                    }
                    continue;
                }
                let mut group = counted(book, count, class, expected);
                // A later start that found them all.
                group.came_back = chain.is_some()
                    && counts.iter().any(|later| {
                        later.last_start > count.last_start
                            && later.found > 0
                            && expected.is_some_and(|e| later.found >= e)
                    });
                if self.by_neighbours && count.expected.is_none() && count.found > 0 {
                    group.confidence *= BY_NEIGHBOURS;
                }
                let known = faults
                    .iter_mut()
                    .find(|known| known.class == class && known.chain == *chain);
                match known {
                    Some(known) => {
                        known.came_back |= group.came_back;
                        known.found = group.found.or(known.found);
                        known.expected = group.expected.or(known.expected);
                        known.absorb(group);
                    }
                    None => faults.push(group),
                }
            }
        }
        // The firmware's own word of a short count does not repeat how many there should be.
        for fault in faults.iter_mut() {
            let counted = matches!(fault.class.as_str(), "hb_zero_asic" | "hb_partial_chips");
            if counted && fault.expected.is_none() && fault.chain.is_some() {
                fault.expected = self
                    .usual
                    .filter(|usual| fault.found.is_none_or(|f| f < *usual));
            }
            fault.came_back |= counted
                && fault.chain.is_some()
                && fault.last_start < self.last_start
                && self.boards.get(&fault.chain).is_some_and(|counts| {
                    counts.last().is_some_and(|last| {
                        last.last_start > fault.last_start
                            && last.found > 0
                            && self.usual.is_some_and(|usual| last.found >= usual)
                    })
                });
        }
    }
}

fn counted(book: &Book, count: &Settled, class: &str, expected: Option<u16>) -> Group {
    let rule = &book.rules[usize::from(count.rule)];
    Group {
        class: class.to_owned(),
        component: "hashboard".to_owned(),
        chain: count.chain,
        kind: Kind::Cause,
        minor: false,
        chips: Vec::new(),
        found: Some(count.found),
        expected,
        sensor: None,
        code: None,
        confidence: f64::from(rule.confidence) / 100.0,
        meaning: rule.meaning.clone(),
        action: String::new(),
        rules: vec![rule.id.clone()],
        lines: count.lines.clone(),
        last_line: None,
        count: count.times,
        first: count.first,
        column: count.column,
        first_at: count.first_at,
        last_at: count.last_at,
        last_start: count.last_start,
        came_back: false,
    }
}

/// Boards that all come to the same full count of another model are not all broken: the firmware
/// is not theirs.
fn board_for_another_firmware(
    book: &Book,
    counts: &Counts,
    asked: Option<&KnownModel>,
    faults: &mut Vec<Group>,
) {
    let Some(usual) = counts.usual.filter(|_| !counts.by_neighbours) else {
        return;
    };
    let last: Vec<&Settled> = counts
        .boards
        .iter()
        .filter(|(chain, _)| chain.is_some())
        .filter_map(|(_, counts)| counts.last())
        .collect();
    let Some(found) = last.first().map(|count| count.found) else {
        return;
    };
    let alike = last.iter().all(|count| count.found == found);
    let as_asked = asked.and_then(|model| model.chips) == Some(found);
    if !alike || found == 0 || found == usual {
        return;
    }
    let by_log = last.iter().any(|count| count.expected == Some(usual));
    let another = as_asked || (last.len() > 1 && is_a_full_board(found));
    // More than the catalog says is the catalog's or the caller's slip, not the unit's.
    if !another || (found > usual && !by_log) {
        return;
    }
    let of_count = |group: &Group| {
        group.class == "hb_partial_chips"
            && (group.chain.is_none() || group.found.is_none_or(|n| n == found))
    };
    let explained = extract(faults, of_count);
    let Some(first) = last.iter().min_by_key(|count| count.first) else {
        return;
    };
    let mut group = counted(book, first, "fw_mismatch", Some(usual));
    for count in &last {
        group.absorb(counted(book, count, "fw_mismatch", Some(usual)));
    }
    for other in explained {
        group.absorb(other);
    }
    group.chain = None;
    group.component = "firmware".into();
    group.confidence = if as_asked { 0.9 } else { 0.75 };
    group.meaning = format!(
        "Every board has {found} chips, as many as another model: the firmware expects {usual}"
    );
    faults.push(group);
}

/// What names no board is about the board that another line names.
fn join_the_placeless(book: &Book, faults: &mut Vec<Group>) {
    let placeless = extract(faults, |group| group.chain.is_none());
    for group in placeless {
        let same = |other: &Group| {
            other.chain.is_some()
                && (other.class == group.class
                    || book.causes.iter().any(|edge| {
                        edge.scope == Scope::Nochain
                            && edge.symptom == group.class
                            && edge.cause == other.class
                    }))
        };
        match faults
            .iter_mut()
            .filter(|other| same(other))
            .min_by_key(|other| other.first)
        {
            Some(board) => board.absorb(group),
            None => faults.push(group),
        }
    }
}

/// For each fault the one that stands behind it. The faults are in the order of the log.
fn explain(book: &Book, faults: &[Group]) -> Vec<Option<usize>> {
    let mut because: Vec<Option<usize>> = vec![None; faults.len()];
    for at in 0..faults.len() {
        let fault = &faults[at];
        let explains = |edge: &Explains, cause: &Group, before: bool| {
            edge.symptom == fault.class
                && (edge.cause == cause.class
                    || (edge.cause == "*"
                        && cause.kind == Kind::Cause
                        && !edge_is_vague(book, cause)))
                && (edge.order == Order::Whenever || before)
                && match edge.scope {
                    Scope::Any => true,
                    Scope::Chain => {
                        cause.chain == fault.chain || cause.chain.is_none() || fault.chain.is_none()
                    }
                    Scope::Nochain => fault.chain.is_none(),
                }
        };
        because[at] = (0..faults.len()).find(|&other| {
            other != at
                && !leads_to(&because, other, at)
                && book
                    .causes
                    .iter()
                    .any(|edge| explains(edge, &faults[other], other < at))
        });
    }
    because
}

/// A fault that anything explains explains nothing.
fn edge_is_vague(book: &Book, cause: &Group) -> bool {
    book.causes
        .iter()
        .any(|edge| edge.cause == "*" && edge.symptom == cause.class)
}

fn leads_to(because: &[Option<usize>], from: usize, to: usize) -> bool {
    let mut at = from;
    while let Some(next) = because[at] {
        if next == to {
            return true;
        }
        at = next;
    }
    false
}

/// The findings in the order in which to read them.
fn told(book: &Book, faults: &[Group], because: &[Option<usize>]) -> Vec<Finding> {
    let role = |at: usize| {
        if because[at].is_none() && faults[at].kind == Kind::Cause {
            Role::Cause
        } else {
            Role::Symptom
        }
    };
    let mut order: Vec<usize> = (0..faults.len()).collect();
    order.sort_by_key(|&at| role(at) == Role::Symptom);
    let mut place = vec![0u32; faults.len()];
    for (&at, n) in order.iter().zip(0u32..) {
        place[at] = n;
    }
    order
        .into_iter()
        .map(|at| Finding {
            explained_by: because[at].map(|cause| place[cause]),
            ..finding(book, &faults[at], role(at))
        })
        .collect()
}

fn finding(book: &Book, group: &Group, role: Role) -> Finding {
    let class = book.class(&group.class);
    let mut confidence = group.confidence;
    let more_rules = u8::try_from(group.rules.len().saturating_sub(1)).unwrap_or(u8::MAX);
    confidence += f64::from(more_rules.min(2)) * 0.04;
    if group.count >= 3 {
        confidence += 0.03;
    }
    if group.came_back {
        confidence *= CAME_BACK;
    }
    let action = if group.action.is_empty() {
        class.map(|class| class.action.clone()).unwrap_or_default()
    } else {
        group.action.clone()
    };
    let mut lines: Vec<LogLine> = group.lines.iter().map(|(_, line)| line.clone()).collect();
    if let Some((position, line)) = &group.last_line
        && group.lines.iter().all(|(known, _)| known != position)
    {
        lines.push(line.clone());
    }
    Finding {
        component: if group.component.is_empty() {
            class
                .map(|class| class.component.clone())
                .unwrap_or_default()
        } else {
            group.component.clone()
        },
        fault_class: group.class.clone(),
        label: class.map_or_else(|| group.class.clone(), |class| class.label.clone()),
        chain: group.chain,
        chips: group.chips.clone(),
        chips_found: group.found.filter(|_| is_about_chips(&group.class)),
        chips_expected: group.expected.filter(|_| is_about_chips(&group.class)),
        sensor: group.sensor,
        code: group.code.clone(),
        confidence: (confidence.min(MOST_CONFIDENT) * 100.0).round() / 100.0,
        role,
        explained_by: None,
        level: class.map_or(1, |class| class.level),
        meaning: group.meaning.clone(),
        action,
        lines,
        count: group.count,
        first_at: group.first_at,
        last_at: group.last_at,
        came_back: group.came_back,
        rules: group.rules.clone(),
    }
}

/// Fans are counted too.
fn is_about_chips(class: &str) -> bool {
    matches!(class, "hb_zero_asic" | "hb_partial_chips" | "fw_mismatch")
}
