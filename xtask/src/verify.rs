//! `test` and `check`: every step is run and reported, whatever became of the ones before it.

use crate::count::Count;
use crate::{judge, place, setup, shell};
use std::process::{Command, ExitCode};
use std::time::Instant;

/// The packages and features of every cargo step, always the same ones: another selection would
/// resolve other features and build Tauri a second time.
const ALL: [&str; 3] = ["--workspace", "--features", "hashmend-app/custom-protocol"];

/// What became of each step, in order.
#[derive(Default)]
struct Report {
    steps: Vec<(&'static str, Count, u64)>,
}

pub fn test() -> ExitCode {
    let mut report = Report::default();
    report.prepare("set-up", || {
        setup::for_linting()?;
        setup::for_building()?;
        setup::for_driving()
    });
    report.lints();
    report.step("vitest", || {
        let run = shell::watch(shell::npm(&["test"]).envs([("CI", "1"), ("NO_COLOR", "1")]));
        Count::of_vitest(&run.output).judged(run.ok)
    });
    // Together with the tests, so that the window and they share one build of everything.
    report.prepare("build", || {
        shell::must(shell::cargo(&["build", "--bins", "--tests"]).args(ALL))
    });
    report.step("cargo test, with the real window", || {
        let run = shell::watch(&mut cargo_test());
        Count::of_cargo_test(&run.output).judged(run.ok)
    });
    report.step("judge", judge::judge);
    report.close()
}

pub fn check() -> ExitCode {
    let mut report = Report::default();
    report.prepare("set-up", || {
        setup::for_linting()?;
        setup::for_building()
    });
    report.lints();
    report.step("bindings", || {
        let args = [
            "test",
            "-p",
            "hashmend-app",
            "--features",
            "custom-protocol",
            "bindings",
        ];
        let run = shell::watch(&mut shell::cargo(&args));
        Count::of_cargo_test(&run.output).judged(run.ok)
    });
    report.close()
}

/// The judge alone.
pub fn judge() -> ExitCode {
    let mut report = Report::default();
    report.prepare("build", || {
        shell::must(&mut shell::cargo(&["build", "-p", "hashmend-cli"]))
    });
    report.step("judge", judge::judge);
    report.close()
}

/// The test that compares the bindings, told to write them instead.
pub fn write_bindings() -> Result<(), String> {
    setup::for_building()?;
    shell::must(bindings_test().env("HASHMEND_WRITE_BINDINGS", "1"))
}

fn bindings_test() -> Command {
    shell::cargo(&[
        "test",
        "-p",
        "hashmend-app",
        "--features",
        "custom-protocol",
        "bindings",
    ])
}

fn cargo_test() -> Command {
    let mut command = shell::cargo(&["test", "--no-fail-fast"]);
    command
        .args(ALL)
        .env("HASHMEND_DESK_BIN", place::built("hashmend-desk"))
        .env("HASHMEND_TAURI_DRIVER", place::tauri_driver());
    command
}

impl Report {
    fn lints(&mut self) {
        self.step("rustfmt", || {
            Count::of_step(shell::watch(&mut shell::cargo(&["fmt", "--all", "--check"])).ok)
        });
        self.step("clippy", || {
            let mut clippy = shell::cargo(&["clippy", "--all-targets"]);
            clippy.args(ALL).args(["--", "-D", "warnings"]);
            Count::of_step(shell::watch(&mut clippy).ok)
        });
        self.step("svelte-check", || {
            Count::of_step(shell::watch(&mut shell::npm(&["run", "check"])).ok)
        });
    }

    /// A step that is no test: it counts only when it fails.
    fn prepare(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), String>) {
        self.step(name, || match work() {
            Ok(()) => Count::default(),
            Err(reason) => {
                println!("{reason}");
                Count::FAILED
            }
        });
    }

    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Count) {
        println!("\n== {name}");
        let started = Instant::now();
        let count = work();
        self.steps.push((name, count, started.elapsed().as_secs()));
    }

    /// The table, and the sum alone on the last line.
    fn close(self) -> ExitCode {
        println!();
        let mut sum = Count::default();
        for (name, count, seconds) in self.steps {
            println!("{name:34} {seconds:5} s   {count}");
            sum += count;
        }
        println!("\n{sum}");
        if sum.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
