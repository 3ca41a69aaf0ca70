//! Doors to the `ticket` use cases.

use hashmend_core::id::TicketId;
use hashmend_core::search::{Count, Page};
use hashmend_core::ticket::{
    Acted, HoldReason, Holder, MoveNote, NewPackage, NewTestRun, Stage, TicketChanges, TicketPage,
    TicketQuery, TicketRow,
};
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn tickets(app: State<'_, App>, query: TicketQuery) -> Answer<Page<TicketRow>> {
    Ok(app.read(|store, act| store.tickets(&query, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn count_tickets(app: State<'_, App>, query: TicketQuery) -> Answer<Count> {
    Ok(app.read(|store, act| store.count_tickets(&query, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn ticket(app: State<'_, App>, id: TicketId) -> Answer<TicketPage> {
    Ok(app.read(|store, act| store.ticket(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn move_tickets(
    app: State<'_, App>,
    ids: Vec<TicketId>,
    to: Stage,
    note: MoveNote,
) -> Answer<Acted> {
    Ok(app.write(|store, act| store.move_tickets(&ids, to, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn hold_tickets(
    app: State<'_, App>,
    ids: Vec<TicketId>,
    reason: HoldReason,
    holder: Option<Holder>,
    note: String,
) -> Answer<Acted> {
    Ok(app.write(|store, act| store.hold_tickets(&ids, reason, holder, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn release_tickets(app: State<'_, App>, ids: Vec<TicketId>) -> Answer<Acted> {
    Ok(app.write(|store, act| store.release_tickets(&ids, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn change_tickets(
    app: State<'_, App>,
    ids: Vec<TicketId>,
    changes: TicketChanges,
) -> Answer<Acted> {
    Ok(app.write(|store, act| store.change_tickets(&ids, &changes, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn approve_ticket(
    app: State<'_, App>,
    id: TicketId,
    by: String,
    quoted_cents: Option<i32>,
) -> Answer<Acted> {
    Ok(app.write(|store, act| store.approve_ticket(id, &by, quoted_cents, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn record_test(app: State<'_, App>, id: TicketId, run: NewTestRun) -> Answer<Acted> {
    Ok(app.write(|store, act| store.record_test(id, &run, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn record_package(
    app: State<'_, App>,
    ids: Vec<TicketId>,
    parcel: NewPackage,
) -> Answer<Acted> {
    Ok(app.write(|store, act| store.record_package(&ids, &parcel, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn note_ticket(app: State<'_, App>, id: TicketId, text: String) -> Answer<Acted> {
    Ok(app.write(|store, act| store.note_ticket(id, &text, act))?)
}
