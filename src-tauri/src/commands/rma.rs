//! Doors to the `rma` use cases.

use hashmend_core::id::{DeviceId, RmaId, TicketId};
use hashmend_core::rma::{RmaChanges, RmaPage, RmaQuery, RmaRow, SplitBy, Submitted};
use hashmend_core::search::{Count, Page};
use hashmend_core::ticket::Acted;
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn draft_rma(app: State<'_, App>, changes: RmaChanges) -> Answer<RmaPage> {
    Ok(app.write(|store, act| store.draft_rma(&changes, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn add_to_rma(app: State<'_, App>, rma: RmaId, devices: Vec<DeviceId>) -> Answer<Acted> {
    Ok(app.write(|store, act| store.add_to_rma(rma, &devices, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_from_rma(app: State<'_, App>, tickets: Vec<TicketId>) -> Answer<Acted> {
    Ok(app.write(|store, act| store.remove_from_rma(&tickets, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn change_rma(app: State<'_, App>, id: RmaId, changes: RmaChanges) -> Answer<RmaPage> {
    Ok(app.write(|store, act| store.change_rma(id, &changes, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn split_rma(app: State<'_, App>, id: RmaId, by: SplitBy) -> Answer<Vec<RmaRow>> {
    Ok(app.write(|store, act| store.split_rma(id, by, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn submit_rma(app: State<'_, App>, id: RmaId) -> Answer<Submitted> {
    Ok(app.write(|store, act| store.submit_rma(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn discard_rma(app: State<'_, App>, id: RmaId) -> Answer<Acted> {
    Ok(app.write(|store, act| store.discard_rma(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn rmas(app: State<'_, App>, query: RmaQuery) -> Answer<Page<RmaRow>> {
    Ok(app.read(|store, act| store.rmas(&query, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn count_rmas(app: State<'_, App>, query: RmaQuery) -> Answer<Count> {
    Ok(app.read(|store, act| store.count_rmas(&query, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn rma(app: State<'_, App>, id: RmaId) -> Answer<RmaPage> {
    Ok(app.read(|store, _act| store.rma(id))?)
}
