//! Filing.

use super::{RmaChanges, RmaPage, RmaQuery, RmaRow, SplitBy, Submitted};
use crate::error::{Result, unbuilt};
use crate::id::{DeviceId, RmaId, TicketId};
use crate::journal::Act;
use crate::search::Page;
use crate::store::Store;
use crate::ticket::Acted;

impl Store {
    /// Start a filing. Every later step is saved as it is made.
    pub fn draft_rma(&mut self, _changes: &RmaChanges, _act: &Act) -> Result<RmaPage> {
        unbuilt()
    }

    /// Put known units into a draft; one that is already on an open ticket is refused by name.
    pub fn add_to_rma(&mut self, _rma: RmaId, _devices: &[DeviceId], _act: &Act) -> Result<Acted> {
        unbuilt()
    }

    pub fn remove_from_rma(&mut self, _tickets: &[TicketId], _act: &Act) -> Result<Acted> {
        unbuilt()
    }

    pub fn change_rma(&mut self, _id: RmaId, _changes: &RmaChanges, _act: &Act) -> Result<RmaPage> {
        unbuilt()
    }

    /// Split a draft into one RMA per maker or per chosen center; the first part keeps the number.
    pub fn split_rma(&mut self, _id: RmaId, _by: SplitBy, _act: &Act) -> Result<Vec<RmaRow>> {
        unbuilt()
    }

    /// File it: freezes the estimate for the chosen center as the promise.
    pub fn submit_rma(&mut self, _id: RmaId, _act: &Act) -> Result<Submitted> {
        unbuilt()
    }

    pub fn discard_rma(&mut self, _id: RmaId, _act: &Act) -> Result<Acted> {
        unbuilt()
    }

    pub fn rmas(&self, _query: &RmaQuery) -> Result<Page<RmaRow>> {
        unbuilt()
    }

    pub fn rma(&self, _id: RmaId) -> Result<RmaPage> {
        unbuilt()
    }
}
