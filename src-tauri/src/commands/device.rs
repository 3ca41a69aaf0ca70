//! Doors to the `device` use cases.

use hashmend_core::device::{
    DeviceFacts, DevicePage, DeviceQuery, DeviceRow, IdentifierKind, MergePreview, Merged,
    Passport, SplitPreview,
};
use hashmend_core::id::{ActionId, DeviceId};
use hashmend_core::journal::Undone;
use hashmend_core::search::{Count, Page};
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn devices(app: State<'_, App>, query: DeviceQuery) -> Answer<Page<DeviceRow>> {
    Ok(app.read(|store, act| store.devices(&query, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn count_devices(app: State<'_, App>, query: DeviceQuery) -> Answer<Count> {
    Ok(app.read(|store, act| store.count_devices(&query, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn device(app: State<'_, App>, id: DeviceId) -> Answer<DevicePage> {
    Ok(app.read(|store, _act| store.device(id))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn change_device(app: State<'_, App>, id: DeviceId, facts: DeviceFacts) -> Answer<DevicePage> {
    Ok(app.write(|store, act| store.change_device(id, &facts, act))?)
}

/// All that is known of a unit, on one page. A merged record gives the one that stands for it.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn passport(app: State<'_, App>, id: DeviceId) -> Answer<Passport> {
    Ok(app.read(|store, act| store.passport(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn add_identifier(
    app: State<'_, App>,
    id: DeviceId,
    kind: IdentifierKind,
    typed: String,
) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.add_identifier(id, kind, &typed, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn end_identifier(
    app: State<'_, App>,
    id: DeviceId,
    kind: IdentifierKind,
    normal: String,
) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.end_identifier(id, kind, &normal, act))?)
}

/// Put the right one in the place of what was read wrongly.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn correct_identifier(
    app: State<'_, App>,
    id: DeviceId,
    kind: IdentifierKind,
    normal: String,
    typed: String,
) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.correct_identifier(id, kind, &normal, &typed, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn preview_merge(app: State<'_, App>, keep: DeviceId, give: DeviceId) -> Answer<MergePreview> {
    Ok(app.read(|store, _act| store.preview_merge(keep, give))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn merge_devices(
    app: State<'_, App>,
    keep: DeviceId,
    give: DeviceId,
    facts: DeviceFacts,
) -> Answer<Merged> {
    Ok(app.write(|store, act| store.merge_devices(keep, give, &facts, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn preview_split(app: State<'_, App>, from: DeviceId) -> Answer<SplitPreview> {
    Ok(app.read(|store, _act| store.preview_split(from))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn split_device(app: State<'_, App>, from: DeviceId) -> Answer<Undone> {
    Ok(app.write(|store, act| store.split_device(from, act))?)
}
