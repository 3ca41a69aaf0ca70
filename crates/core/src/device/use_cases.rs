//! Use cases on single units and lists of them.

use super::{DeviceFacts, DevicePage, DeviceQuery, DeviceRow};
use crate::error::{Result, unbuilt};
use crate::id::DeviceId;
use crate::journal::Act;
use crate::search::{Count, Page};
use crate::store::Store;

impl Store {
    pub fn devices(&self, _query: &DeviceQuery) -> Result<Page<DeviceRow>> {
        unbuilt()
    }

    /// How many units match, counted to 10,000.
    pub fn count_devices(&self, _query: &DeviceQuery) -> Result<Count> {
        unbuilt()
    }

    pub fn device(&self, _id: DeviceId) -> Result<DevicePage> {
        unbuilt()
    }

    /// Set all editable facts of a unit.
    pub fn change_device(
        &mut self,
        _id: DeviceId,
        _facts: &DeviceFacts,
        _act: &Act,
    ) -> Result<DevicePage> {
        unbuilt()
    }
}
