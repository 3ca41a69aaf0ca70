//! Use cases on the desk as a whole.

use serde::{Deserialize, Serialize};

use crate::device::take_in::OnProgress;
use crate::error::{Result, unbuilt};
use crate::id::DeskId;
use crate::journal::Act;
use crate::store::Store;

/// What the window needs to know first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Desk {
    pub id: DeskId,
    pub name: String,
    pub path: String,
    /// No unit and no RMA yet: show the first start.
    pub is_empty: bool,
    /// Made-up data is in it.
    pub has_demo: bool,
    pub devices: u32,
    pub open_tickets: u32,
    /// The journal's last position: changed means lists may be stale.
    pub head: u32,
}

/// How much made-up data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DemoSize {
    pub devices: u32,
    pub tickets: u32,
    pub seed: u32,
}

impl Default for DemoSize {
    fn default() -> Self {
        Self {
            devices: 1_200,
            tickets: 300,
            seed: 1,
        }
    }
}

impl Store {
    pub fn desk(&self) -> Result<Desk> {
        unbuilt()
    }

    pub fn rename_desk(&mut self, _name: &str, _act: &Act) -> Result<Desk> {
        unbuilt()
    }

    pub fn setting(&self, _key: &str) -> Result<Option<String>> {
        unbuilt()
    }

    pub fn change_setting(&mut self, _key: &str, _value: Option<&str>, _act: &Act) -> Result<()> {
        unbuilt()
    }

    /// Half-typed text kept for after a crash; not part of the record.
    pub fn scratch(&self, _key: &str) -> Result<Option<String>> {
        unbuilt()
    }

    pub fn keep_scratch(&mut self, _key: &str, _value: Option<&str>, _act: &Act) -> Result<()> {
        unbuilt()
    }

    /// Fill the desk with made-up customers, units and tickets, marked as such.
    pub fn make_demo(
        &mut self,
        _size: DemoSize,
        _act: &Act,
        _progress: OnProgress<'_>,
    ) -> Result<Desk> {
        unbuilt()
    }

    /// Remove the made-up customers and all that hangs on them; what is real stays.
    pub fn remove_demo(&mut self, _act: &Act) -> Result<Desk> {
        unbuilt()
    }
}
