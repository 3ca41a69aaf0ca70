//! Groups of stays in several short hierarchies, each from all stays of a stage down to a few
//! that are alike, to be averaged.

use rustc_hash::FxHashMap;

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

/// The features of one stay: `None` where it has none.
pub(crate) trait Features {
    fn value(&self, feature: Feature) -> Option<u32>;
}

/// A group: a stage, and the values of one or two features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    stage: u16,
    group: u16,
    values: [u32; 2],
}

/// What was counted in every group.
#[derive(Debug, Clone)]
pub(crate) struct Forest<T> {
    /// Features a group is told by; the paths refer to them.
    groups: Vec<[Option<Feature>; 2]>,
    /// Per path: its group of one feature and that of two.
    paths: Vec<(u16, Option<u16>)>,
    nodes: FxHashMap<Key, T>,
}

impl<T: Default> Forest<T> {
    pub(crate) fn new(paths: &[Path]) -> Self {
        let mut groups: Vec<[Option<Feature>; 2]> = Vec::new();
        let mut group = |features| {
            let known = groups.iter().position(|known| *known == features);
            known.unwrap_or_else(|| {
                groups.push(features);
                groups.len() - 1
            }) as u16
        };
        let paths = paths
            .iter()
            .map(|path| {
                (
                    group([Some(path.first), None]),
                    path.second
                        .map(|second| group([Some(path.first), Some(second)])),
                )
            })
            .collect();
        Self {
            groups,
            paths,
            nodes: FxHashMap::default(),
        }
    }

    fn key(&self, group: u16, stage: u16, features: &impl Features) -> Option<Key> {
        let [first, second] = self.groups[group as usize];
        Some(Key {
            stage,
            group,
            values: [
                features.value(first?)?,
                match second {
                    Some(second) => features.value(second)?,
                    None => 0,
                },
            ],
        })
    }

    /// Do `with` to every group a stay belongs to.
    pub(crate) fn each_group(
        &mut self,
        stage: u16,
        features: &impl Features,
        mut with: impl FnMut(&mut T),
    ) {
        for group in 0..self.groups.len() as u16 {
            if let Some(key) = self.key(group, stage, features) {
                with(self.nodes.entry(key).or_default());
            }
        }
    }

    /// The group of all stays of the stage that are alike in one feature.
    pub(crate) fn node(&self, stage: u16, feature: Feature, value: u32) -> Option<&T> {
        let group = self
            .groups
            .iter()
            .position(|group| *group == [Some(feature), None])?;
        self.nodes.get(&Key {
            stage,
            group: group as u16,
            values: [value, 0],
        })
    }

    /// What follows at the end of each path from the `root`, `step` by step; a group nobody has
    /// been in passes its parent's on.
    pub(crate) fn descend<V: Clone>(
        &self,
        stage: u16,
        features: &impl Features,
        root: &V,
        step: impl Fn(&T, &V) -> V,
    ) -> Vec<V> {
        let down = |group: u16, parent: &V| {
            let node = self
                .key(group, stage, features)
                .and_then(|key| self.nodes.get(&key));
            node.map_or_else(|| parent.clone(), |node| step(node, parent))
        };
        let mut firsts: Vec<(u16, V)> = Vec::new();
        self.paths
            .iter()
            .map(|(first, second)| {
                let known = firsts.iter().position(|(known, _)| known == first);
                let at = known.unwrap_or_else(|| {
                    firsts.push((*first, down(*first, root)));
                    firsts.len() - 1
                });
                match second {
                    Some(second) => down(*second, &firsts[at].1),
                    None => firsts[at].1.clone(),
                }
            })
            .collect()
    }
}
