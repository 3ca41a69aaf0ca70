//! From the desk to paper: which of its facts stand on a quote, in a dispute pack or in a report, and in which words.
//!
//! The only place that knows both the desk (`hashmend-core`) and the page (`hashmend-paper`); the window
//! and the terminal print through it, so both print the same.

mod dispute;
mod quote;
mod review;

pub use dispute::dispute;
pub use hashmend_paper::Language;
pub use quote::quote;
pub use review::review;

use std::ops::ControlFlow;
use std::path::Path;

use hashmend_core::dispute::{DisputeOf, Packed};
use hashmend_core::{Act, Error, Result, Store};
use hashmend_paper::{PaperError, Words};

fn words(language: Language) -> Result<&'static Words> {
    hashmend_paper::words(language).map_err(unset)
}

fn unset(error: PaperError) -> Error {
    Error::Unreadable(error.to_string())
}

/// Gather what is known of a unit, set its PDF and pack both with the originals into a new ZIP.
///
/// # Errors
/// As [`Store::dispute`] and [`Store::write_dispute`].
pub fn pack(
    store: &Store,
    of: DisputeOf,
    language: Language,
    path: &Path,
    act: &Act,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Packed> {
    // Each original is read twice: once to see that it is whole, once into the ZIP.
    let gathered = store.dispute(of, act, &mut |done, total| progress(done, total * 2 + 1))?;
    let files = gathered.originals.len() as u64;
    let pdf = dispute(store, &gathered, language)?;
    store.write_dispute(&gathered, &pdf, path, &mut |done, total| {
        let last = u64::from(done == total);
        progress(files + done + last, total * 2 + 1)
    })
}
