//! Why a whole list cannot be read. What is wrong with one row stays with that row.

use serde::{Deserialize, Serialize};

/// A file or paste that gives no rows, and what would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum FileProblem {
    #[error("there is nothing in it; a list with a serial per row is expected")]
    Empty,
    #[error("it has {megabytes} MB and at most {limit} MB can be read; split it")]
    TooLarge { megabytes: u32, limit: u32 },
    #[error(
        "line {line} is {characters} characters long and at most {limit} can be read; a list has \
         one unit per line"
    )]
    LineTooLong {
        line: u32,
        characters: u32,
        limit: u32,
    },
    #[error("this looks like {what}; {instead}")]
    WrongType { what: String, instead: String },
    #[error("this is not text but binary data; a CSV or XLSX file is expected")]
    Binary,
    #[error("the workbook is protected by a password; save it without one")]
    PasswordProtected,
    #[error("the workbook cannot be read ({detail}); save it again, or as CSV")]
    BrokenWorkbook { detail: String },
    #[error("the workbook has no sheet named '{name}'; it has: {}", there.join(", "))]
    NoSuchSheet { name: String, there: Vec<String> },
    #[error("it has more than {limit} rows; split it")]
    TooManyRows { limit: u32 },
    #[error("row {row} has more than {limit} columns; a list of units is expected")]
    TooManyColumns { row: u32, limit: u32 },
    #[error("cancelled; nothing was changed")]
    Cancelled,
}
