//! Where PINs come from: the environment or the keyboard, never the command line, which every
//! program of the computer may read.

use std::io::{BufRead, IsTerminal};

use crate::{Done, refused};

/// The PIN of whoever acts.
pub const OWN: &str = "HASHMEND_PIN";
/// A PIN that is to be set.
pub const NEW: &str = "HASHMEND_NEW_PIN";

/// From the environment; else typed unseen in a terminal; else the next line of what is piped in.
pub fn of_env_or_asked(variable: &str, prompt: &str) -> Done<String> {
    if let Ok(pin) = std::env::var(variable)
        && !pin.is_empty()
    {
        return Ok(pin);
    }
    let typed = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(prompt)?
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        line
    };
    match typed.trim() {
        "" => Err(refused(format!(
            "no PIN was given; type it when asked, or set {variable}"
        ))),
        pin => Ok(pin.to_owned()),
    }
}
