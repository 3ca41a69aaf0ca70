//! What has to be there before anything can be built or tested; each part is done once.

use crate::{packages, place, shell};
use std::path::Path;
use std::time::SystemTime;
use std::{env, fs};

const TAURI_DRIVER: &str = "2.1.0";

/// The oldest Node that Vite 8 runs on: <https://vite.dev/guide/#scaffolding-your-first-vite-project>.
const NODE: (u32, u32) = (20, 19);

/// Everything that is needed to build the app, with its UI built.
pub fn for_building() -> Result<(), String> {
    packages::ensure()?;
    ensure_node()?;
    ensure_ui_packages()?;
    ensure_ui_built()
}

/// What driving the window needs on top. Only Linux has a driver that is free of the desktop.
pub fn for_driving() -> Result<(), String> {
    if cfg!(target_os = "linux") {
        ensure_tauri_driver()
    } else {
        Ok(())
    }
}

/// `rustfmt` and `clippy`, which a minimal Rust comes without.
pub fn for_linting() -> Result<(), String> {
    for component in ["rustfmt", "clippy"] {
        let program = if component == "rustfmt" {
            "cargo-fmt"
        } else {
            "cargo-clippy"
        };
        if shell::has(program) {
            continue;
        }
        let by_hand =
            format!("{component} is missing. Type:\n\n    rustup component add {component}\n");
        if !shell::has("rustup") {
            return Err(by_hand);
        }
        let mut rustup = std::process::Command::new("rustup");
        shell::must(rustup.args(["component", "add", component])).map_err(|_| by_hand)?;
    }
    Ok(())
}

pub fn ensure_node() -> Result<(), String> {
    let advice = format!(
        "Node {}.{} or newer is needed: https://nodejs.org/en/download, or `nvm install` in this folder.",
        NODE.0, NODE.1
    );
    let version =
        shell::ask("node", &["--version"]).ok_or_else(|| format!("Node is missing. {advice}"))?;
    if node_version(&version).is_none_or(|found| found < NODE) {
        return Err(format!("Node {version} is too old. {advice}"));
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    shell::ask(npm, &["--version"])
        .map(drop)
        .ok_or_else(|| format!("npm is missing. {advice}"))
}

/// `npm ci` when the packages are not there or older than the lock file.
pub fn ensure_ui_packages() -> Result<(), String> {
    let ui = place::ui();
    // npm writes this file last.
    let installed = modified(&ui.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= modified(&ui.join("package-lock.json")) {
        return Ok(());
    }
    shell::must(&mut shell::npm(&["ci", "--no-audit", "--no-fund"]))
}

/// Build the UI when a source of it is newer than the last build.
fn ensure_ui_built() -> Result<(), String> {
    let ui = place::ui();
    let built = modified(&ui.join("dist/index.html"));
    if built.is_some() && built >= newest_source(&ui) {
        return Ok(());
    }
    shell::must(&mut shell::npm(&["run", "build"]))
}

fn ensure_tauri_driver() -> Result<(), String> {
    let ledger = fs::read_to_string(place::tools().join(".crates.toml")).unwrap_or_default();
    let installed = ledger.contains(&format!("tauri-driver {TAURI_DRIVER} "));
    if installed && place::tauri_driver().is_file() {
        return Ok(());
    }
    let (tools, scratch) = (place::tools(), place::tools().join("build"));
    let mut install = shell::cargo(&["install", "--locked", "--force"]);
    install.arg(format!("tauri-driver@{TAURI_DRIVER}"));
    shell::must(
        install
            .arg("--root")
            .arg(tools)
            .arg("--target-dir")
            .arg(scratch),
    )
}

/// Whether there is a screen to open a window on.
pub fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn newest_source(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let made = ["node_modules", "dist"];
    entries
        .filter(|entry| !made.iter().any(|name| entry.file_name() == *name))
        .filter_map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => newest_source(&entry.path()),
            _ => modified(&entry.path()),
        })
        .max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// Major and minor of `v20.19.1`.
fn node_version(shown: &str) -> Option<(u32, u32)> {
    let mut parts = shown.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_by_number_and_not_by_letter() {
        assert!(node_version("v20.20.2") >= Some(NODE));
        assert!(node_version("v100.0.0") >= Some(NODE));
        assert!(node_version("v18.19.0") < Some(NODE));
        assert!(node_version("v20.9.0") < Some(NODE));
        assert_eq!(node_version("unknown"), None);
    }
}
