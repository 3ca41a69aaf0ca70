//! Texts that repeat, kept once.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// Texts by number, in the order in which they first came. One block of memory for all of them:
/// a log may name a million cases.
#[derive(Debug, Clone, Default)]
pub struct Names {
    text: String,
    /// Where each text ends in `text`.
    ends: Vec<u32>,
    table: HashTable<u32>,
}

impl Names {
    /// The number of `name`, if it is among them.
    pub fn id(&self, name: &str) -> Option<u32> {
        self.table
            .find(hash_of(name.as_bytes()), |&id| self.name(id) == name)
            .copied()
    }

    /// The text with this number; empty when there is none.
    pub fn name(&self, id: u32) -> &str {
        let id = id as usize;
        let end = self.ends.get(id).copied().unwrap_or(0);
        let start = match id.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(end),
            None => 0,
        };
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// In the order in which they came, as their numbers go.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.ends.len() as u32).map(|id| self.name(id))
    }

    /// The number of `name`, added when it is new. `None`: 4 GB of texts are full.
    pub(crate) fn intern(&mut self, name: &str) -> Option<u32> {
        if let Some(id) = self.id(name) {
            return Some(id);
        }
        let id = u32::try_from(self.ends.len()).ok()?;
        let end = u32::try_from(self.text.len() + name.len()).ok()?;
        self.text.push_str(name);
        self.ends.push(end);
        let (text, ends) = (&self.text, &self.ends);
        self.table
            .insert_unique(hash_of(name.as_bytes()), id, |&id| {
                let id = id as usize;
                let start = if id == 0 { 0 } else { ends[id - 1] };
                hash_of(&text.as_bytes()[start as usize..ends[id] as usize])
            });
        Some(id)
    }
}

/// The same on every run and platform, so that nothing depends on a process's luck.
pub(super) fn hash_of(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}
