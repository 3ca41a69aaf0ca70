//! The door to dispute packs.

use std::path::Path;

use hashmend_core::dispute::{DisputeOf, Packed};
use hashmend_press::Language;
use tauri::State;
use tauri::ipc::Channel;

use crate::app::{App, Progress};
use crate::error::Answer;

/// What is known of a unit into a new ZIP; reports progress and can be cancelled.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_dispute(
    app: State<'_, App>,
    of: DisputeOf,
    language: String,
    path: String,
    progress: Channel<Progress>,
) -> Answer<Packed> {
    let mut progress = app.progress(progress);
    let language = Language::of_tag(&language);
    Ok(app.read_aside(|store, act| {
        hashmend_press::pack(store, of, language, Path::new(&path), act, &mut progress)
    })?)
}
