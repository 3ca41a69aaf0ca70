//! Groups of stays in several short hierarchies, each from all stays of a stage down to a few
//! that are alike, to be averaged.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::node::{Fate, Tally, Weight};
use super::turns::Turns;

/// What stays are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Feature {
    Center,
    Attribute(u8),
    /// How old the case was on entry, in fifths.
    Age,
}

/// One way down: all stays of the stage, then those alike in the first feature, then in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) first: Feature,
    pub(crate) second: Option<Feature>,
}

/// What a stay is grouped by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) center: u32,
    pub(crate) attributes: &'a [u32],
    pub(crate) age: Option<u8>,
}

impl Seen<'_> {
    /// `None` where there is none, or where it does not tell stays apart for good (age).
    fn lasting(&self, feature: Feature) -> Option<u32> {
        match feature {
            Feature::Center => Some(self.center),
            Feature::Attribute(attribute) => self.attributes.get(attribute as usize).copied(),
            Feature::Age => Some(0),
        }
    }
}

/// What was counted in one group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Node {
    pub(crate) stay: Tally,
    pub(crate) direct: Tally,
    pub(crate) turns: Turns,
}

/// Numbers of a group: `values` of its features that last, then the age, then the stage.
#[derive(Debug, Clone)]
struct Group {
    features: [Option<Feature>; 2],
    aged: bool,
    values: FxHashMap<[u32; 2], u32>,
    nodes: Vec<Node>,
}

/// Ages as numbers: five fifths, just opened, and none known.
const AGES: usize = 7;
const NO_AGE: u8 = 6;

/// A stay as it is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// Center and profile: [`Combos`].
    pub(crate) combo: u32,
    pub(crate) stage: u16,
    pub(crate) age: Option<u8>,
    /// Days in the stage; `None` where they tell nothing.
    pub(crate) stay: Option<Counted>,
    /// Days to the close.
    pub(crate) direct: Option<Counted>,
    pub(crate) turn: Option<(u16, u32)>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) bin: u8,
    pub(crate) fate: Fate,
    /// Where it came into view, if not from the start.
    pub(crate) late: Option<u8>,
    pub(crate) weight: u32,
}

impl Counted {
    pub(crate) fn into_tally(self, tally: &mut Tally) {
        let weight = Weight::from(self.weight);
        tally.add(self.bin.into(), self.fate, weight);
        if let Some(late) = self.late {
            tally.add_late(late.into(), weight);
        }
    }

    pub(crate) fn out_of_tally(self, tally: &mut Tally) {
        let weight = Weight::from(self.weight);
        tally.remove(self.bin.into(), self.fate, weight);
    }
}

/// The distinct pairs of center and profile of a log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Combos {
    by: FxHashMap<(u16, u32), u32>,
    all: Vec<(u16, u32)>,
}

impl Combos {
    pub(crate) fn add(&mut self, center: u16, profile: u32) {
        let next = self.all.len() as u32;
        self.by.entry((center, profile)).or_insert_with(|| {
            self.all.push((center, profile));
            next
        });
    }

    pub(crate) fn of(&self, center: u16, profile: u32) -> u32 {
        self.by.get(&(center, profile)).copied().unwrap_or(u32::MAX)
    }

    pub(crate) fn all(&self) -> &[(u16, u32)] {
        &self.all
    }
}

/// Where a node stands: its group and its number there.
pub(crate) type NodeAt = (u16, u32);

/// Tallies of all groups.
#[derive(Debug, Clone)]
pub(crate) struct Forest {
    stages: usize,
    groups: Vec<Group>,
    /// Per path: its group of one feature and that of two.
    paths: Vec<(u16, Option<u16>)>,
}

impl Forest {
    /// Count `entries`, whose combos are `seen` (with no age).
    pub(crate) fn new(paths: &[Path], stages: usize, seen: &[Seen], entries: &[Entry]) -> Self {
        let mut forest = Self::empty(paths, stages);
        forest.groups.par_iter_mut().for_each(|group| {
            let firsts: Vec<u32> = seen.iter().map(|seen| group.number(seen)).collect();
            let ages = if group.aged { AGES } else { 1 };
            group.nodes = vec![Node::default(); group.values.len() * ages * stages];
            for entry in entries {
                let first = firsts[entry.combo as usize];
                let at = group.node(first, entry.age, entry.stage, stages);
                entry.count(&mut group.nodes[at]);
            }
        });
        forest
    }

    fn empty(paths: &[Path], stages: usize) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut group = |features: [Option<Feature>; 2]| {
            let known = groups.iter().position(|known| known.features == features);
            known.unwrap_or_else(|| {
                groups.push(Group {
                    features,
                    aged: features.contains(&Some(Feature::Age)),
                    values: FxHashMap::default(),
                    nodes: Vec::new(),
                });
                groups.len() - 1
            }) as u16
        };
        let paths = paths
            .iter()
            .map(|path| {
                let first = group([Some(path.first), None]);
                let second = path.second;
                (
                    first,
                    second.map(|second| group([Some(path.first), Some(second)])),
                )
            })
            .collect();
        Self {
            stages,
            groups,
            paths,
        }
    }

    /// Change every group a stay belongs to.
    pub(crate) fn change(&mut self, seen: &Seen, stage: u16, with: impl Fn(&mut Node)) {
        let stages = self.stages;
        for group in &mut self.groups {
            let first = group.number(seen);
            let at = group.node(first, seen.age, stage, stages);
            if group.nodes.len() <= at {
                let ages = if group.aged { AGES } else { 1 };
                let size = group.values.len() * ages * stages;
                group.nodes.resize_with(size, Node::default);
            }
            with(&mut group.nodes[at]);
        }
    }

    pub(crate) fn at(&self, node: NodeAt) -> Option<&Node> {
        self.groups.get(node.0 as usize)?.nodes.get(node.1 as usize)
    }

    /// The nodes of each path, from the wide to the narrow; `None` for groups nobody was in.
    pub(crate) fn ways(
        &self,
        stage: u16,
        seen: &Seen,
    ) -> impl Iterator<Item = [Option<NodeAt>; 2]> + '_ {
        let known: Vec<Option<NodeAt>> = self
            .groups
            .iter()
            .enumerate()
            .map(|(number, group)| {
                let first = group.values.get(&group.key(seen)?)?;
                let at = group.node(*first, seen.age, stage, self.stages);
                let node = group.nodes.get(at)?;
                (!node.is_empty()).then_some((number as u16, at as u32))
            })
            .collect();
        self.paths.iter().map(move |(first, second)| {
            [
                known[*first as usize],
                second.and_then(|second| known[second as usize]),
            ]
        })
    }

    /// The group of all stays of the stage that are alike in one feature.
    pub(crate) fn node(&self, stage: u16, feature: Feature, value: u32) -> Option<&Node> {
        let alone = [Some(feature), None];
        let group = self.groups.iter().find(|group| group.features == alone)?;
        let first = group.values.get(&[value, 0])?;
        group
            .nodes
            .get(group.node(*first, None, stage, self.stages))
    }
}

impl Entry {
    fn count(&self, node: &mut Node) {
        if let Some(stay) = self.stay {
            stay.into_tally(&mut node.stay);
        }
        if let Some(direct) = self.direct {
            direct.into_tally(&mut node.direct);
        }
        if let Some((to, weight)) = self.turn {
            node.turns.add(to, weight.into());
        }
    }
}

impl Node {
    fn is_empty(&self) -> bool {
        self.stay.is_empty() && self.direct.is_empty() && self.turns.is_empty()
    }
}

impl Group {
    fn key(&self, seen: &Seen) -> Option<[u32; 2]> {
        let [first, second] = self.features;
        Some([
            seen.lasting(first?)?,
            match second {
                Some(second) => seen.lasting(second)?,
                None => 0,
            },
        ])
    }

    /// The number of the values, a new one if they are new.
    fn number(&mut self, seen: &Seen) -> u32 {
        let key = self.key(seen).unwrap_or([u32::MAX; 2]);
        let next = self.values.len() as u32;
        *self.values.entry(key).or_insert(next)
    }

    fn node(&self, first: u32, age: Option<u8>, stage: u16, stages: usize) -> usize {
        let first = if self.aged {
            first as usize * AGES + usize::from(age.unwrap_or(NO_AGE))
        } else {
            first as usize
        };
        first * stages + stage as usize
    }
}
