//! What can go wrong, once. The words a person reads are the `#[error]` lines below;
//! the code is what a program may act on.

use std::path::PathBuf;

use serde::Serialize;

use crate::people::{Right, Role};
use crate::reason::{Reason, Why};
use crate::ticket::Stage;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no {what} {name}")]
    NotFound { what: &'static str, name: String },

    /// A value was given that cannot be: the field and what would be right.
    #[error("{field}: {problem}; {expected}")]
    Invalid {
        field: &'static str,
        problem: String,
        expected: String,
    },

    #[error("a ticket cannot go from {from} to {to}: {why}")]
    IllegalMove { from: Stage, to: Stage, why: Why },

    /// A rule of the trade says no; the sentence says which and what would help.
    #[error("{0}")]
    Refused(String),

    /// The same, where a screen can say it in the reader's language.
    #[error("{0}")]
    Because(Reason),

    #[error(
        "{}",
        Reason::NotAllowed { who: who.clone(), role: *role, right: *what, held_by: Vec::new() }
    )]
    NotAllowed {
        who: String,
        role: Role,
        what: Right,
    },

    #[error("{}", Reason::NotSignedIn { right: *what })]
    NotSignedIn { what: Right },

    /// The file holds another program's data, or is damaged beyond opening.
    #[error("{path} is not a Hashmend file: {why}")]
    NotOurFile { path: PathBuf, why: String },

    #[error(
        "{path} was written by a newer Hashmend (schema {found}, this one knows {known}); \
         nothing was changed; install the newer version to open it"
    )]
    NewerFile {
        path: PathBuf,
        found: u32,
        known: u32,
    },

    #[error("another program is writing to this file{holder}; try again when it is done")]
    Busy { holder: String },

    #[error("the disk is full: nothing was saved, and nothing before this was lost")]
    DiskFull,

    #[error("{path} cannot be written: it, or its folder, is read-only")]
    ReadOnly { path: PathBuf },

    #[error("the journal does not hold together: {0}")]
    BrokenJournal(String),

    #[error("cancelled; nothing was changed")]
    Cancelled,

    #[error("{path}: {source}")]
    File {
        path: PathBuf,
        source: std::io::Error,
    },

    /// Text that was to become a file or record could not be read, with where and why.
    #[error("{0}")]
    Unreadable(String),

    #[error("database error: {0}")]
    Database(rusqlite::Error),
}

/// What a caller may act on. A code exists only when somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    NotFound,
    Invalid,
    Refused,
    NotAllowed,
    NotSignedIn,
    NotOurFile,
    NewerFile,
    Busy,
    DiskFull,
    ReadOnly,
    Cancelled,
    Unreadable,
    Internal,
}

impl Error {
    pub fn code(&self) -> Code {
        match self {
            Self::NotFound { .. } => Code::NotFound,
            Self::Invalid { .. } => Code::Invalid,
            Self::IllegalMove { .. } | Self::Refused(_) | Self::Because(_) => Code::Refused,
            Self::NotAllowed { .. } => Code::NotAllowed,
            Self::NotSignedIn { .. } => Code::NotSignedIn,
            Self::NotOurFile { .. } => Code::NotOurFile,
            Self::NewerFile { .. } => Code::NewerFile,
            Self::Busy { .. } => Code::Busy,
            Self::DiskFull => Code::DiskFull,
            Self::ReadOnly { .. } => Code::ReadOnly,
            Self::Cancelled => Code::Cancelled,
            Self::Unreadable(_) | Self::File { .. } => Code::Unreadable,
            Self::BrokenJournal(_) | Self::Database(_) => Code::Internal,
        }
    }

    /// What a screen can say in its own words.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Because(reason) => Some(reason.clone()),
            Self::IllegalMove { why, .. } => why.reason.clone(),
            Self::NotAllowed { who, role, what } => Some(Reason::NotAllowed {
                who: who.clone(),
                role: *role,
                right: *what,
                held_by: what.held_by().to_vec(),
            }),
            Self::NotSignedIn { what } => Some(Reason::NotSignedIn { right: *what }),
            _ => None,
        }
    }

    pub fn not_found(what: &'static str, name: impl ToString) -> Self {
        Self::NotFound {
            what,
            name: name.to_string(),
        }
    }

    pub fn invalid(
        field: &'static str,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self::Invalid {
            field,
            problem: problem.into(),
            expected: expected.into(),
        }
    }

    pub fn file(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::File {
            path: path.into(),
            source,
        }
    }
}

impl From<Why> for Error {
    fn from(why: Why) -> Self {
        match why.reason {
            Some(reason) => Self::Because(reason),
            None => Self::Refused(why.text),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy {
                holder: String::new(),
            },
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            // The index of the log could not grow: SQLite has no better word for a full disk there.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_error().is_some_and(|inner| {
                    inner.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
                }) =>
            {
                Self::DiskFull
            }
            Some(ErrorCode::OperationInterrupted) => Self::Cancelled,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly {
                path: PathBuf::from("the file"),
            },
            _ => Self::Database(error),
        }
    }
}
