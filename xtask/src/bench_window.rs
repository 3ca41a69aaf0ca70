//! `bench window`: the window on a desk of a million units, against a bare window.

use crate::{place, setup, shell};
use std::process::Command;

/// `--debug` measures the debug build, ours and the bare one alike; `--units N` another size; the
/// rest goes to the program that measures (`--starts N`).
pub fn bench(args: &[&str]) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("the window can only be measured on Linux, where it can be driven".into());
    }
    let mut profile = "release";
    let mut units = "1000000";
    let mut rest = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match *word {
            "--debug" => profile = "debug",
            "--units" => units = words.next().ok_or("--units needs a number")?,
            other => rest.push(other),
        }
    }
    setup::for_building()?;
    setup::for_driving()?;
    // One build for both windows, so that both rest on the same Tauri.
    let mut build = shell::cargo(&["build", "-p", "hashmend-app", "-p", "hashmend-tests"]);
    build.args([
        "--bins",
        "--example",
        "bare",
        "--features",
        "hashmend-app/custom-protocol",
    ]);
    let mut million = shell::cargo(&["build", "--release", "-p", "hashmend-core"]);
    million.args(["--example", "million"]);
    if profile == "release" {
        build.arg("--release");
    }
    shell::must(&mut build)?;
    shell::must(&mut million)?;

    let built = place::target().join(profile);
    let desk = desk(units)?;
    println!("{desk}, {profile} build");
    shell::must(
        Command::new(built.join("hashmend-window-bench"))
            .args(rest)
            .env("HASHMEND_DESK_BIN", built.join("hashmend-desk"))
            .env("HASHMEND_BARE_BIN", built.join("examples/bare"))
            .env("HASHMEND_TAURI_DRIVER", place::tauri_driver())
            .env("HASHMEND_BENCH_DESK", &desk),
    )
}

/// The large desk, made at the first time.
fn desk(units: &str) -> Result<String, String> {
    let program = place::target().join("release/examples/million");
    let mut make = Command::new(program);
    make.arg(place::target().join("tmp")).arg(units);
    let made = shell::watch(&mut make);
    match made.output.trim().lines().last() {
        Some(path) if made.ok => Ok(path.to_owned()),
        _ => Err("the large desk could not be made".into()),
    }
}
