//! What the desk prints: plain values in, the bytes of a PDF out.
//!
//! [`report`] sets anything that is facts, tables, lines of a log and pictures under headings; [`quote`]
//! is the one paper with a form of its own. Both lie in `templates/`, over one `look.typ`. Values reach a
//! template as JSON and are never part of its markup, so nothing that somebody typed can be markup.
//! The same values and the same instant give the same bytes.
//!
//! Nothing here knows the desk or its file; `hashmend-press` fills these types from them.

mod fonts;
mod money;
mod paper;
mod words;
mod world;

pub use money::money;
pub use paper::{
    Align, Block, Column, Fact, LogLine, Picture, QuoteLine, QuotePaper, Report, Section, Sheet,
};
pub use words::{Language, Words, fill, words};

use chrono::{DateTime, NaiveDate, Utc};

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A mistake of ours in a template, or a picture that is none.
    #[error("the page cannot be set: {0}")]
    Setting(String),
    #[error("the words for papers cannot be read: {0}")]
    Words(#[from] serde_json::Error),
}

/// A quote for the customer.
///
/// # Errors
/// [`PaperError`], which no value of these types should cause.
pub fn quote(quote: &QuotePaper) -> Result<Vec<u8>, PaperError> {
    world::set("quote.typ", &quote.sheet, quote, &[])
}

/// Sections of facts, tables, lines and pictures.
///
/// # Errors
/// [`PaperError`] when a picture cannot be read.
pub fn report(report: &Report) -> Result<Vec<u8>, PaperError> {
    let pictures: Vec<&[u8]> = report
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .flat_map(|block| match block {
            Block::Pictures { pictures } => pictures.as_slice(),
            Block::Text { .. }
            | Block::Note { .. }
            | Block::Facts { .. }
            | Block::Table { .. }
            | Block::Lines { .. } => &[],
        })
        .map(|picture| picture.bytes.as_slice())
        .collect();
    world::set("report.typ", &report.sheet, report, &pictures)
}

/// A day as all papers write it: the same in every language and not to be mistaken across an ocean.
pub fn day(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// An instant as all papers write it.
pub fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
