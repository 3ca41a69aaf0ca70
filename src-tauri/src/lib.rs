//! The window: doors, no rooms. Every command hands on to one use case of `hashmend-core`.

mod app;
mod clock;
mod commands;
mod error;
mod figures;
mod frame;
mod learner;
mod places;

use tauri::{Emitter, Manager};

use crate::app::App;
use crate::clock::Clock;
use crate::frame::Frame;

/// The web view hears this when the estimator has learned anew.
const LEARNED: &str = "learned";

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
    let context = tauri::generate_context!();
    let identifier = context.config().identifier.clone();
    let chosen = places::chosen_data_dir();
    let clock = Clock::new(chosen.is_some());
    let Some(folder) = chosen
        .clone()
        .or_else(|| places::usual_data_dir(&identifier))
    else {
        give_up("this computer names no folder for data; give one with --data-dir");
    };
    let mut builder = tauri::Builder::default();
    // Elsewhere than on Linux the plugin knows one name only, that of the program.
    if cfg!(target_os = "linux") || chosen.is_none() {
        // One window per file: a second start on the same file raises the first, another file
        // gets a window of its own. First of all plugins, so that a second start does nothing else.
        let one = tauri_plugin_single_instance::Builder::new()
            .dbus_id(places::bus_name(&identifier, &folder))
            .callback(|app, _args, _folder| {
                if let Some(window) = app.get_webview_window(frame::MAIN) {
                    let _ = window.unminimize();
                    let _ = window.show();
                    let _ = window.set_focus();
                    tracing::info!("raised by a second start");
                }
            });
        builder = builder.plugin(one.build());
    }
    let result = builder
        .plugin(tauri_plugin_dialog::init())
        .setup(move |app| {
            let path = folder.join(places::FILE_NAME);
            app.manage(Frame::of(&path));
            let handle = app.handle().clone();
            app.manage(App::open(path, clock, move || {
                // A window on its way out hears nothing, and needs nothing.
                let _ = handle.emit(LEARNED, ());
            }));
            App::open_ahead(app.handle());
            app.state::<Frame>()
                .open(app.handle(), &folder.join("window"))?;
            Ok(())
        })
        .invoke_handler(commands::handler())
        .run(context);
    if let Err(error) = result {
        start_over_once();
        give_up(&error.to_string());
    }
}

/// The window that had the file may have been killed a moment ago: the bus still knows its name,
/// and nobody answers to it any more. In this same process, so that whoever started it still has it.
#[cfg(unix)]
fn start_over_once() {
    use std::os::unix::process::CommandExt;

    const STARTED_OVER: &str = "HASHMEND_STARTED_OVER";
    if std::env::var_os(STARTED_OVER).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        std::thread::sleep(std::time::Duration::from_millis(300));
        let error = std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(STARTED_OVER, "1")
            .exec();
        tracing::error!(%error, "could not start over");
    }
}

#[cfg(not(unix))]
fn start_over_once() {}

fn give_up(why: &str) -> ! {
    tracing::error!(why, "the window could not be opened");
    eprintln!("hashmend: the window could not be opened: {why}");
    std::process::exit(1)
}
