//! Use cases on tickets.

use super::{
    Acted, HoldReason, Holder, MoveNote, NewPackage, NewTestRun, Stage, TicketChanges, TicketPage,
    TicketQuery, TicketRow,
};
use crate::error::{Result, unbuilt};
use crate::id::TicketId;
use crate::journal::Act;
use crate::search::{Count, Page};
use crate::store::Store;

impl Store {
    pub fn tickets(&self, _query: &TicketQuery) -> Result<Page<TicketRow>> {
        unbuilt()
    }

    /// How many tickets match, counted to 10,000.
    pub fn count_tickets(&self, _query: &TicketQuery) -> Result<Count> {
        unbuilt()
    }

    pub fn ticket(&self, _id: TicketId, _act: &Act) -> Result<TicketPage> {
        unbuilt()
    }

    /// Move one or many tickets; those that may not are left as they are and reported.
    pub fn move_tickets(
        &mut self,
        _ids: &[TicketId],
        _to: Stage,
        _note: &MoveNote,
        _act: &Act,
    ) -> Result<Acted> {
        unbuilt()
    }

    pub fn hold_tickets(
        &mut self,
        _ids: &[TicketId],
        _reason: HoldReason,
        _holder: Option<Holder>,
        _note: &str,
        _act: &Act,
    ) -> Result<Acted> {
        unbuilt()
    }

    pub fn release_tickets(&mut self, _ids: &[TicketId], _act: &Act) -> Result<Acted> {
        unbuilt()
    }

    pub fn change_tickets(
        &mut self,
        _ids: &[TicketId],
        _changes: &TicketChanges,
        _act: &Act,
    ) -> Result<Acted> {
        unbuilt()
    }

    /// The customer said yes, by whom and to how much.
    pub fn approve_ticket(
        &mut self,
        _id: TicketId,
        _by: &str,
        _quoted_cents: Option<i32>,
        _act: &Act,
    ) -> Result<Acted> {
        unbuilt()
    }

    pub fn record_test(&mut self, _id: TicketId, _run: &NewTestRun, _act: &Act) -> Result<Acted> {
        unbuilt()
    }

    pub fn record_package(
        &mut self,
        _ids: &[TicketId],
        _package: &NewPackage,
        _act: &Act,
    ) -> Result<Acted> {
        unbuilt()
    }

    pub fn note_ticket(&mut self, _id: TicketId, _text: &str, _act: &Act) -> Result<Acted> {
        unbuilt()
    }
}
