//! Doors to the `device` use cases.

use hashmend_core::device::{DeviceFacts, DevicePage, DeviceQuery, DeviceRow};
use hashmend_core::id::DeviceId;
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
