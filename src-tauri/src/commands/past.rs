//! Doors to bringing in past repairs. What was read stays on this side until it is brought in.

use std::path::Path;

use hashmend_core::device::take_in::ListSource;
use hashmend_core::history::{self, BroughtIn, PastPreview};
use serde::Serialize;
use tauri::State;
use tauri::ipc::Channel;

use crate::app::{App, OpenedPast, Progress};
use crate::error::Answer;

/// Past repairs that were read, and the handle to go on with them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub struct OpenPast {
    pub past: u32,
    pub preview: PastPreview,
}

/// Read past repairs and say what bringing them in would do. `columns`: the field of each column
/// of a sheet, when set by hand.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn read_past(
    app: State<'_, App>,
    source: ListSource,
    columns: Option<Vec<String>>,
    progress: Channel<Progress>,
) -> Answer<OpenPast> {
    let mut progress = app.progress(progress);
    let (repairs, preview) = app.read(|store, act| {
        let past = store.read_past(&source, columns.as_deref(), act, &mut progress)?;
        let preview = store.preview_past(&past, &mut progress)?;
        Ok((past, preview))
    })?;
    let left_out = preview.left_out.clone();
    Ok(OpenPast {
        past: app.keep_past(OpenedPast { repairs, left_out }),
        preview,
    })
}

/// Turn them into tickets.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn bring_in_past(
    app: State<'_, App>,
    past: u32,
    progress: Channel<Progress>,
) -> Answer<BroughtIn> {
    let mut progress = app.progress(progress);
    let past = app.past(past)?;
    Ok(app.write(|store, act| store.bring_in_past(&past.repairs, false, act, &mut progress))?)
}

/// Write the rows left out to a new CSV file, with the reasons.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_left_out(app: State<'_, App>, past: u32, path: String) -> Answer<()> {
    let past = app.past(past)?;
    Ok(history::save_left_out(&past.left_out, Path::new(&path))?)
}

#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub fn drop_past(app: State<'_, App>, past: u32) {
    app.drop_past(past);
}
