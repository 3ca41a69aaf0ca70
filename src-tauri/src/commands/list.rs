//! Doors to what the three lists share: acts on a selection, export, saved views, choices.

use std::path::Path;

use hashmend_core::bulk::{BulkReport, Selection, save_refused};
use hashmend_core::desk::view::{BuiltInView, ListName, Look, SavedView, ViewsChanged};
use hashmend_core::device::DeviceQuery;
use hashmend_core::device::bulk::DeviceAct;
use hashmend_core::export::SheetFormat;
use hashmend_core::export::list::{DeviceColumn, RmaColumn, TicketColumn};
use hashmend_core::id::{DeviceId, RmaId, TicketId, ViewId};
use hashmend_core::rma::RmaQuery;
use hashmend_core::search::Choices;
use hashmend_core::ticket::TicketQuery;
use hashmend_core::ticket::bulk::TicketAct;
use serde::Serialize;
use tauri::State;
use tauri::ipc::Channel;

use crate::app::{App, Progress};
use crate::error::Answer;

/// What came of an act, and the handle to save all its refusals.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub struct OpenReport {
    pub report: u32,
    pub came: BulkReport,
}

/// Do one thing to many tickets as one action; `cancel` leaves nothing.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn act_on_tickets(
    app: State<'_, App>,
    selection: Selection<TicketId, TicketQuery>,
    what: TicketAct,
    progress: Channel<Progress>,
) -> Answer<OpenReport> {
    let mut progress = app.progress(progress);
    let bulk =
        app.write(|store, act| store.act_on_tickets(&selection, &what, act, &mut progress))?;
    Ok(OpenReport {
        came: bulk.report(),
        report: app.keep_refused(bulk.refused),
    })
}

/// Do one thing to many units as one action; `cancel` leaves nothing.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn act_on_devices(
    app: State<'_, App>,
    selection: Selection<DeviceId, DeviceQuery>,
    what: DeviceAct,
    progress: Channel<Progress>,
) -> Answer<OpenReport> {
    let mut progress = app.progress(progress);
    let bulk =
        app.write(|store, act| store.act_on_devices(&selection, &what, act, &mut progress))?;
    Ok(OpenReport {
        came: bulk.report(),
        report: app.keep_refused(bulk.refused),
    })
}

/// Write everything that a report refused to a new CSV file.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_report(app: State<'_, App>, report: u32, path: String) -> Answer<()> {
    let refused = app.refused(report)?;
    Ok(save_refused(&refused, Path::new(&path))?)
}

/// Write the chosen tickets to a new file; the number of rows.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn export_tickets(
    app: State<'_, App>,
    selection: Selection<TicketId, TicketQuery>,
    columns: Vec<TicketColumn>,
    format: SheetFormat,
    path: String,
    progress: Channel<Progress>,
) -> Answer<u32> {
    let mut progress = app.progress(progress);
    let rows = app.read_aside(|store, act| {
        store.export_tickets(
            &selection,
            &columns,
            format,
            Path::new(&path),
            act.now,
            &mut progress,
        )
    })?;
    Ok(rows as u32)
}

/// Write the chosen units to a new file; the number of rows.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn export_devices(
    app: State<'_, App>,
    selection: Selection<DeviceId, DeviceQuery>,
    columns: Vec<DeviceColumn>,
    format: SheetFormat,
    path: String,
    progress: Channel<Progress>,
) -> Answer<u32> {
    let mut progress = app.progress(progress);
    let rows = app.read_aside(|store, act| {
        store.export_devices(
            &selection,
            &columns,
            format,
            Path::new(&path),
            act.now,
            &mut progress,
        )
    })?;
    Ok(rows as u32)
}

/// Write the chosen RMAs to a new file; the number of rows.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn export_rmas(
    app: State<'_, App>,
    selection: Selection<RmaId, RmaQuery>,
    columns: Vec<RmaColumn>,
    format: SheetFormat,
    path: String,
    progress: Channel<Progress>,
) -> Answer<u32> {
    let mut progress = app.progress(progress);
    let rows = app.read_aside(|store, act| {
        store.export_rmas(
            &selection,
            &columns,
            format,
            Path::new(&path),
            act.now,
            &mut progress,
        )
    })?;
    Ok(rows as u32)
}

/// What filters can be set to: makers, assignees, boxes, locations, statuses that are in use.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn list_choices(app: State<'_, App>) -> Answer<Choices> {
    Ok(app.read(|store, _act| store.list_choices())?)
}

/// Of pasted serials those that nothing in the list has.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn missing_serials(
    app: State<'_, App>,
    list: ListName,
    serials: Vec<String>,
) -> Answer<Vec<String>> {
    Ok(app.read(|store, _act| store.missing_serials(list, &serials))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn views(app: State<'_, App>, list: ListName) -> Answer<Vec<SavedView>> {
    Ok(app.read(|store, act| store.views(list, act))?)
}

/// Save a new view, or with `id` other filters and columns under a saved one.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_view(
    app: State<'_, App>,
    id: Option<ViewId>,
    name: String,
    shared: bool,
    look: Look,
) -> Answer<ViewsChanged> {
    Ok(app.write(|store, act| store.save_view(id, &name, shared, &look, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn rename_view(app: State<'_, App>, id: ViewId, name: String) -> Answer<ViewsChanged> {
    Ok(app.write(|store, act| store.rename_view(id, &name, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_view(app: State<'_, App>, id: ViewId) -> Answer<ViewsChanged> {
    Ok(app.write(|store, act| store.remove_view(id, act))?)
}

/// The filters of a view that every desk has.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub fn built_in_view(view: BuiltInView) -> TicketQuery {
    view.query()
}
