//! Where things are.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Where cargo runs it now: a project that was moved is not built anew, and would speak of its old place.
static XTASK: LazyLock<PathBuf> = LazyLock::new(|| {
    env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
});

/// The top of the project.
pub fn root() -> &'static Path {
    XTASK.parent().unwrap_or(&XTASK)
}

pub fn ui() -> PathBuf {
    root().join("ui")
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Programs the project installs for itself.
pub fn tools() -> PathBuf {
    target().join("tools")
}

pub fn tauri_driver() -> PathBuf {
    tools().join("bin/tauri-driver")
}

/// A program of the workspace after a debug build.
pub fn built(program: &str) -> PathBuf {
    target()
        .join("debug")
        .join(program)
        .with_extension(env::consts::EXE_EXTENSION)
}
