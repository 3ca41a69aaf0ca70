//! Backup, restore, and the doctor.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Store;
use crate::error::{Result, unbuilt};
use crate::journal::Act;
use crate::time::Timestamp;

/// One thing the doctor looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Check {
    /// `integrity`, `foreign_keys`, `chain`, `replay`, `search`.
    pub name: String,
    pub ok: bool,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Examination {
    pub ok: bool,
    pub events: u32,
    pub checks: Vec<Check>,
    pub rebuilt: bool,
}

/// A backup that was read back and found good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BackedUp {
    pub path: String,
    /// Size of the copy in KiB.
    pub kib: u32,
    pub events: u32,
}

impl Store {
    /// Copy the desk to `path` while it is in use, and read the copy back.
    pub fn back_up(&self, _path: &Path, _now: Timestamp) -> Result<BackedUp> {
        unbuilt()
    }

    /// Put the backup `from` in the place of the desk at `path`, which is kept beside it.
    pub fn restore(_path: &Path, _from: &Path, _now: Timestamp) -> Result<BackedUp> {
        unbuilt()
    }

    /// Verify integrity, references, the hash chain, and that a replay gives the same tables.
    pub fn examine(&mut self, _act: &Act) -> Result<Examination> {
        unbuilt()
    }

    /// Fill the tables anew from the journal.
    pub fn rebuild(&mut self, _act: &Act) -> Result<Examination> {
        unbuilt()
    }
}
