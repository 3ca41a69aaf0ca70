//! `hashmend`: the repair desk from a terminal, for people and for scripts.
//!
//! Exit codes: 0 done, 1 refused with the reason on stderr, 2 wrong usage.

mod args;
mod commands;
mod desk;
mod out;
mod pin;
mod words;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;

/// Why a command did not come to its end.
#[derive(Debug)]
enum Stop {
    Refused(hashmend_core::Error),
    /// Part of it was done; the reasons for the rest are already on stderr.
    Partly,
    /// The reader of our output went away, as `head` does: nothing is wrong.
    NobodyReads,
    Output(std::io::Error),
}

type Done<T = ()> = Result<T, Stop>;

impl From<hashmend_core::Error> for Stop {
    fn from(error: hashmend_core::Error) -> Self {
        match error {
            hashmend_core::Error::File { source, .. }
                if source.kind() == std::io::ErrorKind::BrokenPipe =>
            {
                Self::NobodyReads
            }
            other => Self::Refused(other),
        }
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::NobodyReads,
            _ => Self::Output(error),
        }
    }
}

/// A refusal in our own words.
fn refused(why: impl Into<String>) -> Stop {
    Stop::Refused(hashmend_core::Error::Refused(why.into()))
}

fn main() -> ExitCode {
    let why = match commands::run(Cli::parse()) {
        Ok(()) | Err(Stop::NobodyReads) => return ExitCode::SUCCESS,
        Err(Stop::Partly) => return ExitCode::from(1),
        Err(Stop::Refused(error)) if error.code() == hashmend_core::Code::NotSignedIn => {
            format!("{error}; say who you are with --as NAME")
        }
        Err(Stop::Refused(error)) => error.to_string(),
        Err(Stop::Output(error)) => format!("the answer could not be written: {error}"),
    };
    // With stderr closed too there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "hashmend: {}", words::plain(&why));
    ExitCode::from(1)
}
