//! Doors to the window itself.

use tauri::{State, WebviewWindow};

use crate::app::App;
use crate::error::Answer;
use crate::frame::{Frame, Zoom};

/// The first screen is painted, and can be worked with.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub fn shown(app: State<'_, App>) {
    tracing::info!("the first screen is painted");
    app.learner.wake();
}

/// The zoom it has now, in percent.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn zoom(window: WebviewWindow, frame: State<'_, Frame>, zoom: Zoom) -> Answer<u32> {
    Ok(frame.zoom(&window, zoom)?)
}
