//! Running other programs.

use crate::place;
use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// A finished program: whether it was content, and what it printed.
pub struct Finished {
    pub ok: bool,
    pub output: String,
}

pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(place::root());
    command
}

pub fn npm(args: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(args).current_dir(place::ui());
    command
}

/// Run a program that must succeed, with its output on the terminal.
pub fn must(command: &mut Command) -> Result<(), String> {
    let shown = show(command);
    println!("$ {shown}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` failed ({status})")),
        Err(error) => Err(format!("cannot start `{shown}`: {error}")),
    }
}

/// Run a program with its output on the terminal, and keep what it printed to read the counts from.
pub fn watch(command: &mut Command) -> Finished {
    println!("$ {}", show(command));
    match tee(command) {
        Ok(finished) => finished,
        Err(error) => {
            println!("cannot run it: {error}");
            Finished {
                ok: false,
                output: String::new(),
            }
        }
    }
}

/// What a program answers on its standard output, if it is there and content.
pub fn ask(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(args)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let answer = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(answer)
}

/// Whether a program of this name can be found on the path.
pub fn has(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&paths).any(|folder| {
        folder
            .join(program)
            .with_extension(env::consts::EXE_EXTENSION)
            .is_file()
    })
}

fn tee(command: &mut Command) -> std::io::Result<Finished> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut output = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            output.push_str(&line);
            output.push('\n');
        }
    }
    Ok(Finished {
        ok: child.wait()?.success(),
        output,
    })
}

fn show(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
