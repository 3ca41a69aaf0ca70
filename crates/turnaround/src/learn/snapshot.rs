//! Everything counted that was known at one instant.

use rustc_hash::{FxHashMap, FxHashSet};

use super::curve::{Curve, mean};
use super::forest::{Feature, Features, Forest, Path};
use super::grid::bin;
use super::knowledge::Knowledge;
use super::lanes::Lanes;
use super::node::{Fate, Tally, Weight, to_weight};
use super::root::Root;
use super::stays::{DAY_MS, NO_STAGE, Stay};
use super::turns::Turns;
use super::walk::Stand;
use crate::log::EventLog;
use crate::prior::Lognormal;

/// How stays are grouped and how much parents count.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) stay_paths: Vec<Path>,
    pub(crate) direct_paths: Vec<Path>,
    pub(crate) turn_paths: Vec<Path>,
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

    fn new<'s>(stages: usize, stays: impl Iterator<Item = &'s Stay>) -> Self {
        let mut ages: Vec<Vec<f64>> = vec![Vec::new(); stages];
        for stay in stays {
            let age = stay.age();
            if age > 0.0 {
                ages[stay.stage as usize].push(age);
            }
        }
        Self(
            ages.into_iter()
                .map(|mut ages| {
                    if ages.len() < Self::FEWEST {
                        return None;
                    }
                    let last = ages.len() - 1;
                    Some([1, 2, 3, 4].map(|fifth| {
                        let at = last * fifth / 5;
                        *ages.select_nth_unstable_by(at, f64::total_cmp).1
                    }))
                })
                .collect(),
        )
    }

    pub(crate) fn edges(&self, stage: u16) -> Option<[f64; 4]> {
        *self.0.get(stage as usize)?
    }

    /// 0 for cases just opened, then 1 to 5; `None` where too few ages are known.
    pub(crate) fn bin(&self, stage: u16, age: f64) -> Option<u32> {
        let edges = self.0.get(stage as usize)?.as_ref()?;
        if age <= 0.0 {
            return Some(0);
        }
        Some(1 + edges.iter().filter(|edge| age > **edge).count() as u32)
    }
}

/// Where a case stands, as far as its groups go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) center: u32,
    pub(crate) attributes: &'a [u32],
    pub(crate) age: Option<u32>,
}

impl Features for Seen<'_> {
    fn value(&self, feature: Feature) -> Option<u32> {
        match feature {
            Feature::Center => Some(self.center),
            Feature::Attribute(attribute) => self.attributes.get(attribute as usize).copied(),
            Feature::Age => self.age,
        }
    }
}

/// Stays as people count them: each one, whenever it was.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Counted {
    pub(crate) finished: u32,
    pub(crate) open: u32,
    pub(crate) oldest: Option<i64>,
    pub(crate) newest: Option<i64>,
}

impl Counted {
    fn add(&mut self, start: i64, fate: Fate) {
        match fate {
            Fate::Ended => self.finished += 1,
            Fate::Open => self.open += 1,
        }
        // Stays come by start.
        self.oldest.get_or_insert(start);
        self.newest = Some(start);
    }

    fn with(self, other: &Self) -> Self {
        Self {
            finished: self.finished + other.finished,
            open: self.open + other.open,
            oldest: [self.oldest, other.oldest].into_iter().flatten().min(),
            newest: [self.newest, other.newest].into_iter().flatten().max(),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    pub(crate) ages: Ages,
    pub(crate) stay: Forest<Tally>,
    pub(crate) stay_tallies: Vec<Tally>,
    pub(crate) stay_roots: Vec<Root>,
    pub(crate) direct: Forest<Tally>,
    pub(crate) direct_roots: Vec<Root>,
    pub(crate) turns: Forest<Turns>,
    pub(crate) turn_roots: Vec<Vec<f64>>,
    /// Per stage and center.
    counted: FxHashMap<(u16, u32), Counted>,
    /// Closed and open cases per center.
    cases: FxHashMap<u32, (u32, u32)>,
    /// Days from any stage to the close.
    pub(crate) any: Curve,
    pub(crate) worth: f64,
}

impl Snapshot {
    /// Count what `stays` (sorted by start) tell at the instant `asof` (ms).
    pub(crate) fn new(
        log: &EventLog,
        stays: &[Stay],
        know: &Knowledge,
        lanes: &Lanes,
        spec: &Spec,
        asof: i64,
    ) -> Self {
        let known = &stays[..stays.partition_point(|stay| stay.start <= asof)];
        let stages = know.stages();
        let ages = Ages::new(stages, known.iter());
        let mut stay_forest = Forest::new(&spec.stay_paths);
        let mut direct_forest = Forest::new(&spec.direct_paths);
        let mut turn_forest: Forest<Turns> = Forest::new(&spec.turn_paths);
        let mut stay_roots = vec![Tally::default(); know.roots().len()];
        let mut direct_roots = vec![Tally::default(); know.direct_roots().len()];
        let mut turn_roots = vec![Turns::default(); stages];
        let mut all_turns = Turns::default();
        let held_cases = held_cases(known, lanes, asof);
        let mut counted: FxHashMap<(u16, u32), Counted> = FxHashMap::default();
        let mut cases: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
        for (index, stay) in known.iter().enumerate() {
            let center = u32::from(stay.center);
            let (_, fate) = seen_to(stay.left, asof);
            counted
                .entry((stay.stage, center))
                .or_default()
                .add(stay.start, fate);
            if stay.next == NO_STAGE || stay.left > asof {
                let (closed, open) = cases.entry(center).or_default();
                *if stay.closed <= asof { closed } else { open } += 1;
            }
            let weight = weight(stay.start, asof, spec.half_life_days);
            if weight == 0 {
                continue;
            }
            let seen = Seen {
                center: u32::from(stay.center),
                attributes: log.profile(stay.profile),
                age: ages.bin(stay.stage, stay.age()),
            };
            let root = know.root(stay.stage, seen.attributes);
            let clock = |from: i64, to: i64| {
                know.days_between(stay.stage, u32::from(stay.center), root, from, to)
            };
            let (end, fate) = seen_to(stay.left, asof);
            let days = clock(stay.start, end);
            // Units that went as one are one datum, told by each of them in part.
            let part = weight / u64::from(stay.together.max(1));
            let held = lanes.held(index, asof);
            if !(fate == Fate::Open && days <= 0.0) && part > 0 && !held {
                let at = bin(days);
                let late =
                    (stay.seen_from > stay.start).then(|| bin(clock(stay.start, stay.seen_from)));
                let mut count = |tally: &mut Tally| {
                    tally.add(at, fate, part);
                    if let Some(late) = late {
                        tally.add_late(late, part);
                    }
                };
                count(&mut stay_roots[root]);
                stay_forest.each_group(stay.stage, &seen, &mut count);
            }
            if fate == Fate::Ended {
                let to = know.turn(stay.next, stay.outcome);
                turn_roots[stay.stage as usize].add(to, weight);
                all_turns.add(to, weight);
                turn_forest.each_group(stay.stage, &seen, |turns| turns.add(to, weight));
            }
            let (end, fate) = seen_to(stay.closed, asof);
            let days = (end - stay.start).max(0) as f64 / DAY_MS;
            let counts = (fate == Fate::Open && days > 0.0
                || fate == Fate::Ended && stay.outcome.comes_back())
                && !held_cases.contains(&stay.case);
            if counts {
                let root = know.direct_root(stay.stage, seen.attributes);
                let at = bin(days);
                let late = (stay.seen_from > stay.start)
                    .then(|| bin((stay.seen_from - stay.start) as f64 / DAY_MS));
                let mut count = |tally: &mut Tally| {
                    tally.add(at, fate, weight);
                    if let Some(late) = late {
                        tally.add_late(late, weight);
                    }
                };
                count(&mut direct_roots[root]);
                direct_forest.each_group(stay.stage, &seen, &mut count);
            }
        }
        let mut whole = Tally::default();
        for tally in &direct_roots {
            whole.add_all(tally);
        }
        // How all cases differ from what was thought of them moves every stage's remaining days.
        let case = know.whole_case();
        let law = Lognormal {
            tau: 0.8,
            ..case.law
        };
        let overall = Root::new(&law, 0.0, &whole, spec.root_worth, case.most);
        let usual = all_turns.shares(&home_only(know), 1.0);
        Self {
            ages,
            counted,
            cases,
            stay: stay_forest,
            stay_roots: know
                .roots()
                .iter()
                .zip(&stay_roots)
                .map(|(law, tally)| Root::new(&law.law, law.p0, tally, spec.root_worth, law.most))
                .collect(),
            stay_tallies: stay_roots,
            direct: direct_forest,
            direct_roots: know
                .direct_roots()
                .iter()
                .zip(&direct_roots)
                .map(|(root, tally)| {
                    let law = Lognormal {
                        m: root.law.m + overall.delta,
                        ..root.law
                    };
                    Root::new(&law, root.p0, tally, spec.root_worth, root.most)
                })
                .collect(),
            turn_roots: turn_roots
                .iter()
                .enumerate()
                .map(|(stage, turns)| match know.template(stage as u16) {
                    Some(template) => turns.shares(template, spec.root_worth),
                    // Nobody has said where it leads: a little of where all stages lead.
                    None => turns.shares(&usual, 1.0),
                })
                .collect(),
            turns: turn_forest,
            any: overall.curve,
            worth: spec.worth,
        }
    }

    /// Weighted stays known of a stage, of whatever kind.
    pub(crate) fn seen_in(&self, know: &Knowledge, stage: u16) -> f64 {
        know.roots_of(stage)
            .map(|root| self.stay_tallies[root].ended() + self.stay_tallies[root].open())
            .sum()
    }

    pub(crate) fn counted(&self, stage: u16, center: u32) -> Counted {
        self.counted
            .get(&(stage, center))
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn counted_everywhere(&self, stage: u16) -> Counted {
        let of_stage = self.counted.iter().filter(|((of, _), _)| *of == stage);
        of_stage.fold(Counted::default(), |sum, (_, counted)| sum.with(counted))
    }

    pub(crate) fn center_tally(&self, stage: u16, center: u32) -> Option<&Tally> {
        self.stay.node(stage, Feature::Center, center)
    }

    pub(crate) fn cases_at(&self, center: u32) -> (u32, u32) {
        self.cases.get(&center).copied().unwrap_or_default()
    }

    pub(crate) fn stay_curves(&self, know: &Knowledge, stage: u16, seen: &Seen) -> Vec<Curve> {
        let root = &self.stay_roots[know.root(stage, seen.attributes)].curve;
        self.stay.descend(stage, seen, root, |tally, parent| {
            tally.curve(parent, self.worth)
        })
    }

    pub(crate) fn direct_curves(&self, know: &Knowledge, stage: u16, seen: &Seen) -> Vec<Curve> {
        let root = &self.direct_roots[know.direct_root(stage, seen.attributes)].curve;
        self.direct.descend(stage, seen, root, |tally, parent| {
            tally.curve(parent, self.worth)
        })
    }

    /// P(days to the close > t) of a case that stands where `stand` says and comes back.
    pub(crate) fn direct(&self, know: &Knowledge, stand: &Stand) -> Curve {
        let seen = Seen {
            center: stand.center,
            attributes: stand.attributes,
            age: self.ages.bin(stand.stage, stand.age),
        };
        let curve = mean(&self.direct_curves(know, stand.stage, &seen));
        let root = &self.direct_roots[know.direct_root(stand.stage, stand.attributes)].curve;
        curve
            .left_after(stand.elapsed())
            .or_else(|| root.left_after(stand.elapsed()))
            .unwrap_or(curve)
    }

    /// Shares of where a stay leads, by target.
    pub(crate) fn turn_shares(&self, stage: u16, seen: &Seen) -> Vec<f64> {
        let root = &self.turn_roots[stage as usize];
        let paths = self.turns.descend(stage, seen, root, |turns, parent| {
            turns.shares(parent, self.worth)
        });
        let share = 1.0 / paths.len() as f64;
        (0..root.len())
            .map(|to| paths.iter().map(|path| path[to] * share).sum())
            .collect()
    }
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

fn home_only(know: &Knowledge) -> Vec<f64> {
    let mut shares = vec![0.0; know.stages() + 2];
    shares[know.home() as usize] = 1.0;
    shares
}

/// Cases a hold has kept: their days to the close say nothing of the next case's.
fn held_cases(known: &[Stay], lanes: &Lanes, asof: i64) -> FxHashSet<u32> {
    known
        .iter()
        .enumerate()
        .filter(|(index, _)| lanes.held(*index, asof))
        .map(|(_, stay)| stay.case)
        .collect()
}
