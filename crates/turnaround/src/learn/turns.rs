//! Where cases went from a stage.

use super::node::{Weight, from_weight};

/// Weighted turns out of one group of stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Turns(Vec<(u16, Weight)>);

impl Turns {
    pub(crate) fn add(&mut self, to: u16, weight: Weight) {
        match self.0.binary_search_by_key(&to, |(to, _)| *to) {
            Ok(at) => self.0[at].1 += weight,
            Err(at) => self.0.insert(at, (to, weight)),
        }
    }

    /// Take back what [`Turns::add`] added.
    pub(crate) fn remove(&mut self, to: u16, weight: Weight) {
        if let Ok(at) = self.0.binary_search_by_key(&to, |(to, _)| *to) {
            self.0[at].1 = self.0[at].1.saturating_sub(weight);
            if self.0[at].1 == 0 {
                self.0.remove(at);
            }
        }
    }

    pub(crate) fn add_all(&mut self, other: &Turns) {
        for (to, weight) in &other.0 {
            self.add(*to, *weight);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn total(&self) -> f64 {
        from_weight(self.0.iter().map(|(_, weight)| weight).sum())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u16, f64)> + '_ {
        self.0
            .iter()
            .map(|(to, weight)| (*to, from_weight(*weight)))
    }

    /// Shares by target: the counts, with the parent's shares worth `worth` turns.
    pub(crate) fn shares(&self, parent: &[f64], worth: f64) -> Vec<f64> {
        let all = self.total() + worth;
        let mut shares: Vec<f64> = parent.iter().map(|share| share * worth / all).collect();
        for (to, weight) in self.iter() {
            if let Some(share) = shares.get_mut(to as usize) {
                *share += weight / all;
            }
        }
        shares
    }
}
