//! Doors to the `desk` use cases.

use std::path::Path;

use hashmend_core::desk::{DemoSize, Desk};
use hashmend_core::id::ActionId;
use hashmend_core::journal::Undone;
use hashmend_core::search::Hit;
use hashmend_core::store::{BackedUp, Examination, Store};
use tauri::State;
use tauri::ipc::Channel;

use crate::app::{App, Progress};
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn desk(app: State<'_, App>) -> Answer<Desk> {
    let desk = app.read(|store, _act| store.desk())?;
    // Another window or a script may have written to the file.
    app.learner.heard(desk.head);
    Ok(desk)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn rename_desk(app: State<'_, App>, name: String) -> Answer<Desk> {
    Ok(app.write(|store, act| store.rename_desk(&name, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn setting(app: State<'_, App>, key: String) -> Answer<Option<String>> {
    Ok(app.read(|store, _act| store.setting(&key))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn change_setting(app: State<'_, App>, key: String, value: Option<String>) -> Answer<()> {
    Ok(app.write(|store, act| store.change_setting(&key, value.as_deref(), act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn scratch(app: State<'_, App>, key: String) -> Answer<Option<String>> {
    Ok(app.read(|store, _act| store.scratch(&key))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn keep_scratch(app: State<'_, App>, key: String, value: Option<String>) -> Answer<()> {
    Ok(app.write(|store, act| store.keep_scratch(&key, value.as_deref(), act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_demo(app: State<'_, App>) -> Answer<Desk> {
    Ok(app.write(|store, act| store.remove_demo(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn undo(app: State<'_, App>, action: ActionId) -> Answer<Undone> {
    Ok(app.write(|store, act| store.undo(action, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn last_action(app: State<'_, App>) -> Answer<Option<ActionId>> {
    Ok(app.last_action())
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn find(app: State<'_, App>, text: String, limit: u32) -> Answer<Vec<Hit>> {
    Ok(app.read(|store, _act| store.find(&text, limit))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn examine(app: State<'_, App>) -> Answer<Examination> {
    Ok(app.write(|store, act| store.examine(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn rebuild(app: State<'_, App>) -> Answer<Examination> {
    Ok(app.write(|store, act| store.rebuild(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn back_up(app: State<'_, App>, path: String) -> Answer<BackedUp> {
    Ok(app.read(|store, act| store.back_up(Path::new(&path), act.now))?)
}

/// Fill the desk with made-up data; reports progress and can be cancelled.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn make_demo(app: State<'_, App>, size: DemoSize, progress: Channel<Progress>) -> Answer<Desk> {
    let mut progress = app.progress(progress);
    Ok(app.write(|store, act| store.make_demo(size, act, &mut progress))?)
}

/// Stop the long work that is going on.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub fn cancel(app: State<'_, App>) {
    app.cancel();
}

/// Put a backup in the place of the desk; the desk as it was is kept beside it.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn restore(app: State<'_, App>, path: String) -> Answer<BackedUp> {
    let act = app.act();
    app.close();
    let restored = {
        let _pause = app.learner.pause();
        let _no_figures = app.figures.pause();
        Store::restore(&app.path, Path::new(&path), &act)
    };
    app.learner.nudge();
    let restored = restored?;
    // Its people may be others.
    app.sign_out();
    Ok(restored)
}

/// The instant the desk goes by.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub fn now(app: State<'_, App>) -> hashmend_core::Timestamp {
    app.clock.now()
}
