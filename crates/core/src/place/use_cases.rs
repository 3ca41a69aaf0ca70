//! Use cases on customers, sites, centers and lanes.

use crate::error::{Result, unbuilt};
use crate::id::{CenterId, LaneId, PartyId, RowId};
use crate::journal::Act;
use crate::place::{Capacity, Center, CenterSheet, Closure, Customer, Fee, Lane, Party, Site};
use crate::store::Store;

impl Store {
    /// Customers (farms and hosts) with their sites, by name.
    pub fn customers(&self) -> Result<Vec<Customer>> {
        unbuilt()
    }

    pub fn party(&self, _id: PartyId) -> Result<Party> {
        unbuilt()
    }

    /// Add or change a party; a nil id is a new one.
    pub fn save_party(&mut self, _party: &Party, _act: &Act) -> Result<Customer> {
        unbuilt()
    }

    /// Add or change a site; a nil id is a new one.
    pub fn save_site(&mut self, _site: &Site, _act: &Act) -> Result<Customer> {
        unbuilt()
    }

    /// Centers by name with fees, capacity, closures, lanes and their tickets' numbers.
    pub fn centers(&self) -> Result<Vec<CenterSheet>> {
        unbuilt()
    }

    pub fn center(&self, _id: CenterId) -> Result<CenterSheet> {
        unbuilt()
    }

    /// Add or change a center; a nil id is a new one. Editing a starter makes it the user's own.
    pub fn save_center(&mut self, _center: &Center, _act: &Act) -> Result<CenterSheet> {
        unbuilt()
    }

    pub fn save_lane(&mut self, _lane: &Lane, _act: &Act) -> Result<CenterSheet> {
        unbuilt()
    }

    pub fn remove_lane(&mut self, _id: LaneId, _act: &Act) -> Result<CenterSheet> {
        unbuilt()
    }

    pub fn set_fee(&mut self, _fee: &Fee, _act: &Act) -> Result<CenterSheet> {
        unbuilt()
    }

    pub fn remove_fee(&mut self, _id: RowId, _act: &Act) -> Result<CenterSheet> {
        unbuilt()
    }

    pub fn set_capacity(&mut self, _capacity: &Capacity, _act: &Act) -> Result<CenterSheet> {
        unbuilt()
    }

    pub fn remove_capacity(&mut self, _id: RowId, _act: &Act) -> Result<CenterSheet> {
        unbuilt()
    }

    pub fn add_closure(&mut self, _closure: &Closure, _act: &Act) -> Result<CenterSheet> {
        unbuilt()
    }

    pub fn remove_closure(&mut self, _id: RowId, _act: &Act) -> Result<CenterSheet> {
        unbuilt()
    }
}
