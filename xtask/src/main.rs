//! The one door to every command: `cargo xtask run | test | check | judge | bindings | bench | dist`.
//!
//! Each command does its own set-up. Plain `std`, so that the first thing a newcomer waits for is
//! the product and not its build tool.

mod bench;
mod bench_window;
mod count;
mod dist;
mod judge;
mod packages;
mod place;
mod run;
mod setup;
mod shell;
mod verify;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  run [--headless] [-- APP ARGS]
          set up, build the app and start it; without a display (or with --headless):
          walk its screens on a virtual one and write pictures to artifacts/tour
  test    set up and run everything that can fail; the last line counts the tests
  check   the fast loop: rustfmt, clippy, svelte-check, bindings
  judge   the estimator seen from outside, in Python: cases, scores, a second implementation
  bindings
          write ui/src/lib/api/bindings.gen.ts anew after changing a command
  bench   measure the release build and print a table
  bench window [--starts N] [--units N] [--debug]
          the window on a desk of a million units and tickets: cold start, memory, key to
          painted, scrolling, against a bare window in the same run
  dist    make the .deb
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["run", rest @ ..] => run::run(rest),
        ["test"] => return verify::test(),
        ["check"] => return verify::check(),
        ["judge"] => return verify::judge(),
        ["bindings"] => verify::write_bindings(),
        ["bench", "window", rest @ ..] => bench_window::bench(rest),
        ["bench", rest @ ..] => bench::bench(rest),
        ["dist"] => dist::dist(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        unknown => Err(format!("no command '{}'\n\n{USAGE}", unknown.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\n{reason}");
            ExitCode::FAILURE
        }
    }
}
