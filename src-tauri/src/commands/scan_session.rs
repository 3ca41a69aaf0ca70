//! Doors to the `scan_session` use cases.

use std::path::Path;

use hashmend_core::id::DeviceId;
use hashmend_core::scan_session::{ScanSession, ScanSetting, ScanStep, ScansUndone};
use hashmend_core::ticket::TicketRow;
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn scan_session(app: State<'_, App>) -> Answer<Option<ScanSession>> {
    Ok(app.read(|store, act| store.scan_session(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn set_scan_session(app: State<'_, App>, setting: ScanSetting) -> Answer<ScanSession> {
    Ok(app.write(|store, act| store.set_scan_session(&setting, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn end_scan_session(app: State<'_, App>) -> Answer<()> {
    Ok(app.write(|store, act| store.end_scan_session(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn scan_step(app: State<'_, App>, text: String) -> Answer<ScanStep> {
    Ok(app.write(|store, act| store.scan_step(&text, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn choose_scan(app: State<'_, App>, n: u32, device: DeviceId) -> Answer<ScanStep> {
    Ok(app.write(|store, act| store.choose_scan(n, device, act))?)
}

/// `n` of `None`: the last scan that can be taken back.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn undo_scan(app: State<'_, App>, n: Option<u32>) -> Answer<ScanStep> {
    Ok(app.write(|store, act| store.undo_scan(n, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn undo_scan_session(app: State<'_, App>) -> Answer<ScansUndone> {
    Ok(app.write(|store, act| store.undo_scan_session(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn missing_scans(app: State<'_, App>) -> Answer<Vec<TicketRow>> {
    Ok(app.read(|store, act| store.missing_scans(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn unknown_scans(app: State<'_, App>) -> Answer<Vec<String>> {
    Ok(app.read(|store, act| store.unknown_scans(act))?)
}

/// Write them to a new CSV file; how many.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_unknown_scans(app: State<'_, App>, path: String) -> Answer<u32> {
    Ok(app.read(|store, act| store.save_unknown_scans(Path::new(&path), act))?)
}
