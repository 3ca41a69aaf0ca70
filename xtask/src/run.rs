//! `run`: the app in front of the person, or the tour where there is no screen.

use crate::{place, setup, shell};
use std::process::Command;

const BUILD: [&str; 8] = [
    "build",
    "--bins",
    "-p",
    "hashmend-app",
    "-p",
    "hashmend-tests",
    "--features",
    "hashmend-app/custom-protocol",
];

pub fn run(args: &[&str]) -> Result<(), String> {
    let (own, app_args) = match args.iter().position(|word| *word == "--") {
        Some(at) => (&args[..at], &args[at + 1..]),
        None => (args, [].as_slice()),
    };
    let headless = match own {
        [] if setup::has_display() => false,
        [] => {
            println!("There is no display here: taking the headless tour on a virtual one.");
            true
        }
        ["--headless"] => true,
        unknown => return Err(format!("run does not know '{}'", unknown.join(" "))),
    };
    setup::for_building()?;
    if headless {
        setup::for_driving()?;
    }
    println!("Building the app; the first time takes some minutes.");
    shell::must(&mut shell::cargo(&BUILD))?;
    if headless {
        tour()
    } else {
        shell::must(app().args(app_args))
    }
}

/// The window as it is, with the UI embedded.
fn app() -> Command {
    Command::new(place::built("hashmend-desk"))
}

/// The real app under a virtual display, screen by screen, with the demo fleet.
fn tour() -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("the headless tour needs Linux: macOS and Windows always have a screen".into());
    }
    let mut tour = Command::new(place::built("hashmend-tour"));
    tour.env("HASHMEND_DESK_BIN", place::built("hashmend-desk"))
        .env("HASHMEND_TAURI_DRIVER", place::tauri_driver());
    shell::must(&mut tour)
}
