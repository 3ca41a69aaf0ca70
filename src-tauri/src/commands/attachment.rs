//! Doors to the `attachment` use cases. Bytes cross the bridge as they are, not as JSON.

use std::path::{Path, PathBuf};

use hashmend_core::attachment::{
    Attached, AttachedTo, Attachment, Attachments, Metadata, Offered, RefusedFile, Saved, Staged,
};
use hashmend_core::id::{ActionId, AttachmentId};
use tauri::State;
use tauri::ipc::{Channel, InvokeBody, Request, Response};

use crate::app::{App, Progress};
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn attachments(app: State<'_, App>, to: AttachedTo) -> Answer<Attachments> {
    Ok(app.read(|store, _act| store.attachments(to))?)
}

/// Which of the files would be refused, and why: asked before any of them is read.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn judge_files(
    app: State<'_, App>,
    to: AttachedTo,
    offered: Vec<Offered>,
) -> Answer<Vec<RefusedFile>> {
    Ok(app.read(|store, _act| store.judge_files(to, &offered))?)
}

/// Put the bytes of the request's body into the desk; the hash to attach them by.
#[tauri::command(async)]
pub fn stage_file(app: State<'_, App>, request: Request<'_>) -> Answer<String> {
    let numbers;
    let bytes: &[u8] = match request.body() {
        InvokeBody::Raw(bytes) => bytes,
        // Where the web view cannot send bytes, they come as a list of numbers.
        InvokeBody::Json(json) => {
            numbers = serde_json::from_value::<Vec<u8>>(json.clone()).unwrap_or_default();
            &numbers
        }
    };
    Ok(app.write(|store, _act| store.stage_file(bytes))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn attach(app: State<'_, App>, to: AttachedTo, files: Vec<Staged>) -> Answer<Attached> {
    Ok(app.write(|store, act| store.attach(to, &files, act))?)
}

/// Attach files from the disk; reports progress and can be cancelled.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn attach_paths(
    app: State<'_, App>,
    to: AttachedTo,
    paths: Vec<PathBuf>,
    progress: Channel<Progress>,
) -> Answer<Attached> {
    let mut progress = app.progress(progress);
    Ok(app.write(|store, act| store.attach_paths(to, &paths, act, &mut progress))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn note_attachment(app: State<'_, App>, id: AttachmentId, note: String) -> Answer<Attachment> {
    Ok(app.write(|store, act| store.note_attachment(id, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_attachment(app: State<'_, App>, id: AttachmentId) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.remove_attachment(id, act))?)
}

/// The bytes as they were attached.
#[tauri::command(async)]
pub fn attachment_bytes(app: State<'_, App>, id: AttachmentId) -> Answer<Response> {
    Ok(Response::new(
        app.read(|store, _act| store.attachment_bytes(id))?,
    ))
}

/// A small JPEG of a photo; no bytes where none can be made.
#[tauri::command(async)]
pub fn thumbnail(app: State<'_, App>, id: AttachmentId) -> Answer<Response> {
    Ok(Response::new(app.thumbnail(id)?))
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_attachment(
    app: State<'_, App>,
    id: AttachmentId,
    path: String,
    metadata: Metadata,
) -> Answer<Saved> {
    Ok(app.read(|store, _act| store.save_attachment(id, Path::new(&path), metadata))?)
}

/// All files of a ticket, unit or RMA, into a new ZIP; reports progress and can be cancelled.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_attachments(
    app: State<'_, App>,
    of: AttachedTo,
    path: String,
    metadata: Metadata,
    progress: Channel<Progress>,
) -> Answer<Saved> {
    let mut progress = app.progress(progress);
    Ok(app.read(|store, _act| {
        store.save_attachments(of, Path::new(&path), metadata, &mut progress)
    })?)
}
