//! What the web view hears when something is refused.

use hashmend_core::{Code, Error, Reason};
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub struct CommandError {
    /// What the screen may act on.
    pub code: Code,
    /// What a person reads.
    pub message: String,
    /// The same as data, where the screen can say it in the reader's language.
    pub reason: Option<Reason>,
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let code = error.code();
        if code == Code::Internal {
            tracing::error!(%error, "a command failed");
        }
        Self {
            code,
            message: error.to_string(),
            reason: error.reason(),
        }
    }
}

impl From<tauri::Error> for CommandError {
    fn from(error: tauri::Error) -> Self {
        tracing::error!(%error, "the window refused");
        Self {
            code: Code::Internal,
            message: error.to_string(),
            reason: None,
        }
    }
}

pub type Answer<T> = Result<T, CommandError>;
