//! The window: doors, no rooms. Every command hands on to one use case of `hashmend-core`.

mod app;
mod clock;
mod commands;
mod error;
mod learner;
mod places;

use std::path::PathBuf;

use tauri::{Manager, WebviewUrl, WebviewWindowBuilder};

use crate::app::App;
use crate::clock::Clock;

/// Start the window and stay until it is closed.
///
/// `--data-dir DIR` (or `HASHMEND_DATA_DIR`) keeps the desk elsewhere than in the user's data
/// folder; only then is `HASHMEND_NOW` honoured as the instant the clock starts from.
pub fn run() {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("HASHMEND_LOG")
                .unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let chosen = places::chosen_data_dir();
    let clock = Clock::new(chosen.is_some());
    let mut builder = tauri::Builder::default();
    if chosen.is_none() {
        // One window per file: a second start raises the first. A desk kept elsewhere is another
        // file, and gets a window of its own.
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _args, _folder| {
            if let Some(window) = app.get_webview_window("main") {
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
        }));
    }
    let result = builder
        .plugin(tauri_plugin_dialog::init())
        .setup(move |app| {
            let folder: PathBuf = match chosen {
                Some(folder) => folder,
                None => app.path().app_data_dir()?,
            };
            app.manage(App::open(folder.join(places::FILE_NAME), clock));
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Hashmend")
                .inner_size(1360.0, 860.0)
                .min_inner_size(960.0, 600.0)
                .zoom_hotkeys_enabled(true)
                .build()?;
            Ok(())
        })
        .invoke_handler(commands::handler())
        .run(tauri::generate_context!());
    if let Err(error) = result {
        tracing::error!(%error, "the window could not be opened");
        eprintln!("hashmend: the window could not be opened: {error}");
        std::process::exit(1);
    }
}
