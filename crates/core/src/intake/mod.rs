//! A list of units, however it comes, made into records with nothing lost on the way.
//!
//! Paste, file or scanner burst: [`read_paste`] or [`read_file`] gives a [`Sheet`] of cells,
//! [`Mapping::suggest`] says which column is what, [`RecordReader`] turns each row into a
//! [`Record`] with its problems beside it. One bad row never holds up the rest. All of it is
//! pure: what is known, duplicate or on an open ticket is for the caller, who has the store.

mod columns;
mod date;
mod decode;
mod delimited;
mod model_match;
mod paste;
mod problem;
mod record;
mod sheet;
mod workbook;

pub use columns::{Column, Confidence, Field, ManualMapping, Mapping};
pub(crate) use columns::{field_of, fingerprint, key, samples};
pub use date::{DateOrder, DateProblem};
pub(crate) use date::{order_of, parse_date};
pub use decode::{Decoded, Encoding, decode};
pub use model_match::{CatalogModel, ModelIndex, ModelMatch};
pub use paste::read_paste;
pub use problem::FileProblem;
pub use record::{
    CellTrouble, NamedModel, Record, RecordReader, RowProblem, SerialCell, SlotSerial,
};
pub use sheet::{Choices, LeftOut, MAX_FILE_BYTES, Row, Sheet, Source, read_file};

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

/// How far a long reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Progress {
    pub step: Step,
    /// Of a thousand; a share, since rows are not counted before they are read.
    pub permille: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Step {
    Reading,
    Checking,
}

/// Told of progress now and then; `Break` cancels.
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Rows between two looks at the watch.
const WATCH_EVERY: usize = 2048;

fn tell(watch: Watch<'_>, step: Step, done: usize, total: usize) -> Result<(), FileProblem> {
    let permille = (done as u64 * 1000)
        .checked_div(total as u64)
        .unwrap_or(1000)
        .min(1000);
    match watch(Progress {
        step,
        permille: u32::try_from(permille).unwrap_or(1000),
    }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(FileProblem::Cancelled),
    }
}
