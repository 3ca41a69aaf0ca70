//! A window with one line of text and nothing behind it: what the platform costs before Hashmend
//! adds anything. `cargo xtask bench window` measures ours against it.

use tauri::webview::PageLoadEvent;
use tauri::{WebviewUrl, WebviewWindowBuilder};

/// The page says so itself, on the way Hashmend's does.
#[tauri::command]
fn shown() {
    eprintln!("the first screen is painted");
}

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![shown])
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Bare")
                .inner_size(1360.0, 860.0)
                .on_page_load(|_, load| {
                    if load.event() == PageLoadEvent::Finished {
                        eprintln!("the page is loaded");
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("examples/bare/tauri.conf.json"))
}
