//! Doors to taking in a list of units. The list stays on this side; the screen pages through it.

use hashmend_core::device::take_in::{
    ListDefaults, ListPurpose, ListSource, TakeInSummary, Taken, TakenRow, VerdictKind,
};
use hashmend_core::id::RmaId;
use serde::Serialize;
use tauri::State;
use tauri::ipc::Channel;

use crate::app::{App, Progress};
use crate::error::Answer;

/// A list that was read, and the handle to go on with it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub struct OpenList {
    pub list: u32,
    pub summary: TakeInSummary,
}

/// Read a list and judge its rows. `columns`: the field of each column, when set by hand.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn read_list(
    app: State<'_, App>,
    source: ListSource,
    purpose: ListPurpose,
    columns: Option<Vec<String>>,
    defaults: ListDefaults,
    progress: Channel<Progress>,
) -> Answer<OpenList> {
    let mut progress = app.progress(progress);
    let list = app.read(|store, act| {
        store.read_list(
            &source,
            purpose,
            columns.as_deref(),
            &defaults,
            act,
            &mut progress,
        )
    })?;
    let summary = list.summary();
    Ok(OpenList {
        list: app.keep_list(list),
        summary,
    })
}

/// Part of the list: all rows, or those with a verdict of `kind`.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn list_rows(
    app: State<'_, App>,
    list: u32,
    kind: Option<VerdictKind>,
    offset: u32,
    limit: u32,
) -> Answer<Vec<TakenRow>> {
    Ok(app.with_list(list, |list| Ok(list.rows(kind, offset, limit)))?)
}

/// Mend one field of one row.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn fix_row(
    app: State<'_, App>,
    list: u32,
    row: u32,
    field: String,
    value: String,
) -> Answer<TakeInSummary> {
    Ok(app.with_list(list, |list| {
        app.read(|store, act| store.fix_row(list, row, &field, &value, act))?;
        Ok(list.summary())
    })?)
}

/// Take a row although warned, or leave it out.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn choose_row(app: State<'_, App>, list: u32, row: u32, take: bool) -> Answer<TakeInSummary> {
    Ok(app.with_list(list, |list| {
        app.read(|store, _act| store.choose_row(list, row, take))?;
        Ok(list.summary())
    })?)
}

/// Take the chosen rows over, into the draft `rma` when given.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn take_over(
    app: State<'_, App>,
    list: u32,
    rma: Option<RmaId>,
    progress: Channel<Progress>,
) -> Answer<Taken> {
    let mut progress = app.progress(progress);
    Ok(app.with_list(list, |list| {
        app.write(|store, act| store.take_over(list, rma, act, &mut progress))
    })?)
}

// Not on the window's thread: a list being taken over is locked until that is done.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn drop_list(app: State<'_, App>, list: u32) {
    app.drop_list(list);
}
