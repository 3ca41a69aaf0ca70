//! Everything counted that was known at one instant.

use std::sync::{Arc, PoisonError, RwLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::curve::{Curve, mean};
pub(crate) use super::forest::Seen;
use super::forest::{Combos, Counted, Entry, Feature, Forest, NodeAt, Path};
use super::grid::bin;
use super::knowledge::{Knowledge, RootLaw, StageClock};
use super::lanes::Lanes;
use super::node::{Fate, Tally, Weight, to_weight};
use super::root::Root;
use super::stays::{DAY_MS, NO_STAGE, Stay, stays, stays_of};
use super::turns::Turns;
use super::walk::Stand;
use crate::log::EventLog;
use crate::prior::Lognormal;

/// How stays are grouped and how much parents count.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) paths: Vec<Path>,
    /// Worth of a parent, in stays.
    pub(crate) worth: f64,
    /// Worth of the published law at a root.
    pub(crate) root_worth: f64,
    pub(crate) half_life_days: f64,
}

/// Ages at entry, per stage, that part cases into fifths.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ages(Vec<Option<[f64; 4]>>);

impl Ages {
    const FEWEST: usize = 60;

    fn new(stages: usize, stays: impl Iterator<Item = Stay>) -> Self {
        let mut ages: Vec<Vec<f64>> = vec![Vec::new(); stages];
        for stay in stays {
            let age = stay.age();
            if age > 0.0 {
                ages[stay.stage as usize].push(age);
            }
        }
        let edges = ages.into_par_iter().map(|mut ages| {
            if ages.len() < Self::FEWEST {
                return None;
            }
            let last = ages.len() - 1;
            Some([1, 2, 3, 4].map(|fifth| {
                let at = last * fifth / 5;
                *ages.select_nth_unstable_by(at, f64::total_cmp).1
            }))
        });
        Self(edges.collect())
    }

    pub(crate) fn edges(&self, stage: u16) -> Option<[f64; 4]> {
        *self.0.get(stage as usize)?
    }

    /// The [`fifth`] of an age; `None` where too few ages are known.
    pub(crate) fn bin(&self, stage: u16, age: f64) -> Option<u8> {
        let edges = self.0.get(stage as usize)?.as_ref()?;
        Some(fifth(edges, age))
    }
}

/// 0 for a case just opened, then the fifth its age lies in, 1 to 5.
pub(crate) fn fifth(edges: &[f64; 4], age: f64) -> u8 {
    if age <= 0.0 {
        return 0;
    }
    1 + edges.iter().filter(|edge| age > **edge).count() as u8
}

/// Stays as people count them: each one, whenever it was.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Heads {
    pub(crate) finished: u32,
    pub(crate) open: u32,
    pub(crate) oldest: Option<i64>,
    pub(crate) newest: Option<i64>,
}

impl Heads {
    fn add(&mut self, start: i64, fate: Fate) {
        match fate {
            Fate::Ended => self.finished += 1,
            Fate::Open => self.open += 1,
        }
        self.oldest = Some(self.oldest.map_or(start, |oldest| oldest.min(start)));
        self.newest = self.newest.max(Some(start));
    }

    fn with(self, other: &Self) -> Self {
        Self {
            finished: self.finished + other.finished,
            open: self.open + other.open,
            oldest: [self.oldest, other.oldest].into_iter().flatten().min(),
            newest: self.newest.max(other.newest),
        }
    }
}

/// Which days a curve is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Days {
    /// In the stage.
    Stay,
    /// From the stage to the close.
    Direct,
}

/// Curves of nodes that were asked for, by node and root.
type Made = FxHashMap<(Days, NodeAt, usize), Arc<Curve>>;

/// Curves kept at most; 1.3 kB each.
const MOST_MADE: usize = 4096;

#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) ages: Ages,
    pub(crate) worth: f64,
    root_worth: f64,
    half_life_days: f64,
    asof: i64,
    forest: Forest,
    stay_tallies: Vec<Tally>,
    stay_roots: Vec<Root>,
    direct_tallies: Vec<Tally>,
    direct_roots: Vec<Root>,
    turn_tallies: Vec<Turns>,
    turn_roots: Vec<Vec<f64>>,
    /// Days from any stage to the close.
    any: Root,
    heads: FxHashMap<(u16, u32), Heads>,
    /// Closed and open cases per center.
    cases: FxHashMap<u32, (u32, u32)>,
    made: RwLock<Made>,
}

impl Snapshot {
    /// Count what the log told at the instant `asof` (ms).
    pub(crate) fn new(
        log: &EventLog,
        know: &Knowledge,
        lanes: &Lanes,
        spec: &Spec,
        asof: i64,
    ) -> Self {
        let known = |stay: &Stay| stay.start <= asof;
        let ages = Ages::new(know.stages(), stays(log).filter(known));
        let mut combos = Combos::default();
        for stay in stays(log).filter(known) {
            combos.add(stay.center, stay.profile);
        }
        let held_cases: FxHashSet<u32> = lanes.held_cases(asof);
        let scale = Scale {
            log,
            know,
            lanes,
            ages: &ages,
            combos: &combos,
            held_cases: &held_cases,
            half_life_days: spec.half_life_days,
            asof,
        };
        let cases: Vec<usize> = (0..log.cases().len()).collect();
        let entries: Vec<Entry> = cases
            .par_chunks(2048)
            .flat_map_iter(|cases| {
                cases
                    .iter()
                    .flat_map(|case| stays_of(log, *case))
                    .filter(known)
                    .map(|stay| scale.entry(&stay))
            })
            .collect();
        let seen: Vec<Seen> = combos
            .all()
            .iter()
            .map(|(center, profile)| Seen {
                center: u32::from(*center),
                attributes: log.profile(*profile),
                age: None,
            })
            .collect();
        let (forest, ((stay_tallies, direct_tallies, turn_tallies), (heads, cases))) = rayon::join(
            || Forest::new(&spec.paths, know.stages(), &seen, &entries),
            || {
                rayon::join(
                    || root_tallies(know, &seen, &entries),
                    || head_counts(log, asof),
                )
            },
        );
        let mut snapshot = Self {
            ages,
            worth: spec.worth,
            root_worth: spec.root_worth,
            half_life_days: spec.half_life_days,
            asof,
            forest,
            any: Root::nothing(),
            stay_roots: Vec::new(),
            direct_roots: Vec::new(),
            turn_roots: Vec::new(),
            stay_tallies,
            direct_tallies,
            turn_tallies,
            heads,
            cases,
            made: RwLock::default(),
        };
        snapshot.grow_roots(know);
        snapshot
    }

    /// Make every root from its tally.
    fn grow_roots(&mut self, know: &Knowledge) {
        let worth = self.root_worth;
        self.stay_roots = know
            .roots()
            .par_iter()
            .zip(&self.stay_tallies)
            .map(|(root, tally)| Root::new(&root.law, root.p0, tally, worth, root.most))
            .collect();
        let mut whole = Tally::default();
        for tally in &self.direct_tallies {
            whole.add_all(tally);
        }
        // How all cases differ from what was thought of them moves every stage's remaining days.
        let case = know.whole_case();
        let law = Lognormal {
            tau: WHOLE_CASE_TAU,
            ..case.law
        };
        self.any = Root::new(&law, 0.0, &whole, worth, case.most);
        let moved = self.any.delta;
        self.direct_roots = know
            .direct_roots()
            .par_iter()
            .zip(&self.direct_tallies)
            .map(|(root, tally)| {
                let law = Lognormal {
                    m: root.law.m + moved,
                    ..root.law
                };
                Root::new(&law, root.p0, tally, worth, root.most)
            })
            .collect();
        self.grow_turns(know);
    }

    fn grow_turns(&mut self, know: &Knowledge) {
        let worth = self.root_worth;
        let mut all_turns = Turns::default();
        for turns in &self.turn_tallies {
            all_turns.add_all(turns);
        }
        let mut home = vec![0.0; know.stages() + 2];
        home[know.home() as usize] = 1.0;
        let usual = all_turns.shares(&home, 1.0);
        self.turn_roots = self
            .turn_tallies
            .iter()
            .enumerate()
            .map(|(stage, turns)| match know.template(stage as u16) {
                Some(template) => turns.shares(template, worth),
                // Nobody has said where it leads: a little of where all stages lead.
                None => turns.shares(&usual, 1.0),
            })
            .collect();
    }

    /// Take back how a stay was counted and count it as it is.
    pub(crate) fn recount(&mut self, know: &Knowledge, was: Option<&Stay>, is: &Stay, seen: &Seen) {
        let stage = is.stage;
        let seen = Seen {
            age: self.ages.bin(stage, is.age()),
            ..*seen
        };
        let root = know.root(stage, seen.attributes);
        let direct_root = know.direct_root(stage);
        let asof = self.asof;
        let measure = |stay: &Stay| {
            let weight = weight(stay.start, asof, self.half_life_days);
            // What ended after the fit is measured to its end: it is no longer open.
            let asof = match stay.left {
                EventLog::OPEN => asof,
                left => asof.max(left),
            };
            let (end, fate) = seen_to(stay.left, asof);
            let days = know.days_between(stage, seen.center, root, stay.start, end);
            let stays = (fate == Fate::Ended || days > 0.0).then(|| Counted {
                bin: bin(days) as u8,
                fate,
                late: None,
                weight: (weight / u64::from(stay.together)) as u32,
            });
            let (end, fate) = seen_to(stay.closed, asof);
            let days = know.days_to_close(stay.start, end);
            let counts = match fate {
                Fate::Open => days > 0.0,
                Fate::Ended => stay.outcome.comes_back(),
            };
            let direct = counts.then(|| Counted {
                bin: bin(days) as u8,
                fate,
                late: None,
                weight: weight as u32,
            });
            let turn = (stay.left <= asof).then(|| (know.turn(stay.next, stay.outcome), weight));
            (stays, direct, turn)
        };
        let (was, (stays_now, days_now, turn_now)) = (was.map(measure), measure(is));
        let change = |stay: &mut Tally, direct: &mut Tally, turns: &mut Turns| {
            if let Some((stays, days, turn)) = was {
                stays
                    .into_iter()
                    .for_each(|counted| counted.out_of_tally(stay));
                days.into_iter()
                    .for_each(|counted| counted.out_of_tally(direct));
                turn.into_iter()
                    .for_each(|(to, weight)| turns.remove(to, weight));
            }
            stays_now
                .into_iter()
                .for_each(|counted| counted.into_tally(stay));
            days_now
                .into_iter()
                .for_each(|counted| counted.into_tally(direct));
            turn_now
                .into_iter()
                .for_each(|(to, weight)| turns.add(to, weight));
        };
        self.forest.change(&seen, stage, |node| {
            change(&mut node.stay, &mut node.direct, &mut node.turns);
        });
        change(
            &mut self.stay_tallies[root],
            &mut self.direct_tallies[direct_root],
            &mut self.turn_tallies[stage as usize],
        );
        let worth = self.root_worth;
        let grow = |root: &RootLaw, moved: f64, tally: &Tally| {
            let law = Lognormal {
                m: root.law.m + moved,
                ..root.law
            };
            Root::new(&law, root.p0, tally, worth, root.most)
        };
        self.stay_roots[root] = grow(&know.roots()[root], 0.0, &self.stay_tallies[root]);
        self.direct_roots[direct_root] = grow(
            &know.direct_roots()[direct_root],
            self.any.delta,
            &self.direct_tallies[direct_root],
        );
        self.grow_turns(know);
        self.made
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn roots(&self, days: Days) -> &[Root] {
        match days {
            Days::Stay => &self.stay_roots,
            Days::Direct => &self.direct_roots,
        }
    }

    /// The mean of the curves at the ends of all paths.
    pub(crate) fn curve(&self, days: Days, know: &Knowledge, stage: u16, seen: &Seen) -> Curve {
        let root = match days {
            Days::Stay => know.root(stage, seen.attributes),
            Days::Direct => know.direct_root(stage),
        };
        let top = &self.roots(days)[root].curve;
        let ends: Vec<Arc<Curve>> = self
            .forest
            .ways(stage, seen)
            .map(|way| {
                way.into_iter()
                    .flatten()
                    .fold(Arc::clone(top), |parent, node| {
                        self.step(days, node, root, &parent)
                    })
            })
            .collect();
        mean(ends.iter().map(Arc::as_ref))
    }

    fn step(&self, days: Days, node: NodeAt, root: usize, parent: &Arc<Curve>) -> Arc<Curve> {
        let key = (days, node, root);
        if let Some(known) = self
            .made
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return Arc::clone(known);
        }
        let Some(found) = self.forest.at(node) else {
            return Arc::clone(parent);
        };
        let tally = match days {
            Days::Stay => &found.stay,
            Days::Direct => &found.direct,
        };
        if tally.is_empty() {
            return Arc::clone(parent);
        }
        let curve = Arc::new(tally.curve(parent, self.worth));
        let mut made = self.made.write().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= MOST_MADE {
            made.clear();
        }
        made.insert(key, Arc::clone(&curve));
        curve
    }

    /// P(days to the close > t) of a case that stands where `stand` says and comes back.
    pub(crate) fn direct(&self, know: &Knowledge, stand: &Stand) -> Curve {
        let seen = Seen {
            center: stand.center,
            attributes: stand.attributes,
            age: self.ages.bin(stand.stage, stand.age),
        };
        let curve = self.curve(Days::Direct, know, stand.stage, &seen);
        let root = &self.direct_roots[know.direct_root(stand.stage)].curve;
        let elapsed = know.days_to_close(stand.entered, stand.asof);
        let left = curve
            .left_after(elapsed)
            .or_else(|| root.left_after(elapsed))
            .unwrap_or(curve);
        by_the_wall_clock(left, know, stand.asof)
    }

    /// Days to the close of a case in a stage the log has not met.
    pub(crate) fn any(&self, know: &Knowledge, entered: i64, asof: i64) -> Curve {
        let elapsed = know.days_to_close(entered, asof);
        let curve = &self.any.curve;
        let left = curve.left_after(elapsed);
        by_the_wall_clock(left.unwrap_or_else(|| curve.as_ref().clone()), know, asof)
    }

    /// Shares of where a stay leads, by target.
    pub(crate) fn turn_shares(&self, stage: u16, seen: &Seen) -> Vec<f64> {
        let top = &self.turn_roots[stage as usize];
        let mut sums = vec![0.0; top.len()];
        let mut paths = 0.0;
        for way in self.forest.ways(stage, seen) {
            let turns = way
                .into_iter()
                .flatten()
                .filter_map(|node| self.forest.at(node));
            let shares = turns.fold(top.clone(), |parent, node| {
                node.turns.shares(&parent, self.worth)
            });
            sums.iter_mut()
                .zip(&shares)
                .for_each(|(sum, share)| *sum += share);
            paths += 1.0;
        }
        sums.iter_mut().for_each(|sum| *sum /= paths);
        sums
    }

    pub(crate) fn stay_root(&self, root: usize) -> &Root {
        &self.stay_roots[root]
    }

    pub(crate) fn stay_tally(&self, root: usize) -> &Tally {
        &self.stay_tallies[root]
    }

    /// Whether a stay in this stage is known, of whatever kind.
    pub(crate) fn knows(&self, know: &Knowledge, stage: u16) -> bool {
        know.roots_of(stage)
            .any(|root| !self.stay_tallies[root].is_empty())
    }

    pub(crate) fn heads(&self, stage: u16, center: u32) -> Heads {
        self.heads
            .get(&(stage, center))
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn heads_everywhere(&self, stage: u16) -> Heads {
        let of_stage = self.heads.iter().filter(|((of, _), _)| *of == stage);
        of_stage.fold(Heads::default(), |sum, (_, heads)| sum.with(heads))
    }

    pub(crate) fn center_tally(&self, stage: u16, center: u32) -> Option<&Tally> {
        let node = self.forest.node(stage, Feature::Center, center)?;
        Some(&node.stay)
    }

    pub(crate) fn cases_at(&self, center: u32) -> (u32, u32) {
        self.cases.get(&center).copied().unwrap_or_default()
    }
}

/// Tallies of the roots: stays, days to the close, turns.
fn root_tallies(
    know: &Knowledge,
    seen: &[Seen],
    entries: &[Entry],
) -> (Vec<Tally>, Vec<Tally>, Vec<Turns>) {
    let mut stays = vec![Tally::default(); know.roots().len()];
    let mut directs = vec![Tally::default(); know.direct_roots().len()];
    let mut turns = vec![Turns::default(); know.stages()];
    for entry in entries {
        let attributes = seen[entry.combo as usize].attributes;
        if let Some(stay) = entry.stay {
            stay.into_tally(&mut stays[know.root(entry.stage, attributes)]);
        }
        if let Some(direct) = entry.direct {
            direct.into_tally(&mut directs[know.direct_root(entry.stage)]);
        }
        if let Some((to, weight)) = entry.turn {
            turns[entry.stage as usize].add(to, weight.into());
        }
    }
    (stays, directs, turns)
}

type HeadCounts = (FxHashMap<(u16, u32), Heads>, FxHashMap<u32, (u32, u32)>);

/// Stays per stage and center, cases per center, as people count them.
fn head_counts(log: &EventLog, asof: i64) -> HeadCounts {
    let (mut heads, mut cases) = HeadCounts::default();
    for stay in stays(log).filter(|stay| stay.start <= asof) {
        let center = u32::from(stay.center);
        let (_, fate) = seen_to(stay.left, asof);
        heads
            .entry((stay.stage, center))
            .or_default()
            .add(stay.start, fate);
        if stay.next == NO_STAGE || stay.left > asof {
            let (closed, open) = cases.entry(center).or_default();
            *if stay.closed <= asof { closed } else { open } += 1;
        }
    }
    (heads, cases)
}

/// How sure the log's figure for a whole case is, in ln days.
const WHOLE_CASE_TAU: f64 = 0.8;

/// What stays are measured by.
struct Scale<'a> {
    log: &'a EventLog,
    know: &'a Knowledge,
    lanes: &'a Lanes,
    ages: &'a Ages,
    combos: &'a Combos,
    held_cases: &'a FxHashSet<u32>,
    half_life_days: f64,
    asof: i64,
}

impl Scale<'_> {
    fn entry(&self, stay: &Stay) -> Entry {
        let weight = weight(stay.start, self.asof, self.half_life_days);
        Entry {
            combo: self.combos.of(stay.center, stay.profile),
            stage: stay.stage,
            age: self.ages.bin(stay.stage, stay.age()),
            stay: self.stay(stay, weight),
            direct: self.direct(stay, weight),
            turn: (stay.left <= self.asof && weight > 0)
                .then(|| (self.know.turn(stay.next, stay.outcome), weight as u32)),
        }
    }

    fn stay(&self, stay: &Stay, weight: Weight) -> Option<Counted> {
        // Units that went as one are one datum, told by each of them in part.
        let weight = weight / u64::from(stay.together);
        if weight == 0 || self.lanes.held(stay.visit, self.asof) {
            return None;
        }
        let root = self.know.root(stay.stage, self.log.profile(stay.profile));
        let clock = |to: i64| {
            let center = u32::from(stay.center);
            self.know
                .days_between(stay.stage, center, root, stay.start, to)
        };
        let (end, fate) = seen_to(stay.left, self.asof);
        let days = clock(end);
        if fate == Fate::Open && days <= 0.0 {
            return None;
        }
        Some(Counted {
            bin: bin(days) as u8,
            fate,
            late: (stay.seen_from > stay.start).then(|| bin(clock(stay.seen_from)) as u8),
            weight: weight as u32,
        })
    }

    fn direct(&self, stay: &Stay, weight: Weight) -> Option<Counted> {
        let (end, fate) = seen_to(stay.closed, self.asof);
        let days = self.know.days_to_close(stay.start, end);
        let counts = match fate {
            Fate::Open => days > 0.0,
            Fate::Ended => stay.outcome.comes_back(),
        };
        if !counts || weight == 0 || self.held_cases.contains(&stay.case) {
            return None;
        }
        let late = self.know.days_to_close(stay.start, stay.seen_from);
        Some(Counted {
            bin: bin(days) as u8,
            fate,
            late: (late > 0.0).then(|| bin(late) as u8),
            weight: weight as u32,
        })
    }
}

/// A curve of days to the close, by the rhythm of the closes, in days of 24 hours from `asof`.
fn by_the_wall_clock(left: Curve, know: &Knowledge, asof: i64) -> Curve {
    let clock = know.close_clock();
    if matches!(clock, StageClock::Days) {
        return left;
    }
    let now = asof as f64 / DAY_MS;
    let counted = clock.counted(now);
    left.by(|days| clock.counted(now + days) - counted)
}

/// Half as much for every half-life that has passed since the stay began.
fn weight(start: i64, asof: i64, half_life_days: f64) -> Weight {
    let days = (asof - start) as f64 / DAY_MS;
    to_weight(libm::exp2(-days / half_life_days))
}

/// When what `end`s then was over, as far as `asof` sees.
fn seen_to(end: i64, asof: i64) -> (i64, Fate) {
    if end <= asof {
        (end, Fate::Ended)
    } else {
        (asof, Fate::Open)
    }
}
