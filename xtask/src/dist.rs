//! `dist`: the package a person installs.

use crate::{place, setup, shell};
use std::fs;
use std::process::Command;

pub fn dist() -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("dist makes a .deb, and so needs Linux".into());
    }
    setup::for_building()?;
    // The terminal program comes with the window.
    shell::must(&mut shell::cargo(&[
        "build",
        "--release",
        "-p",
        "hashmend-cli",
    ]))?;
    let cli = place::target().join("release/hashmend");
    let config = format!(
        r#"{{"bundle":{{"linux":{{"deb":{{"files":{{"/usr/bin/hashmend":"{}"}}}}}}}}}}"#,
        cli.display()
    );
    shell::must(
        Command::new("node")
            .arg(place::ui().join("node_modules/@tauri-apps/cli/tauri.js"))
            .args(["build", "--bundles", "deb", "--config", &config])
            .current_dir(place::root()),
    )?;
    let folder = place::target().join("release/bundle/deb");
    let entries =
        fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|e| e == "deb"))
    {
        let size = entry.metadata().map_err(|error| error.to_string())?.len();
        println!("{} ({:.1} MB)", entry.path().display(), size as f64 / 1e6);
    }
    Ok(())
}
