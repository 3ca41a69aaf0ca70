//! What can be put on paper.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::Language;

/// What every page of a paper bears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    pub title: String,
    /// Whose paper it is; in the footer.
    pub desk: String,
    pub language: Language,
    pub made_at: DateTime<Utc>,
}

/// A name and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
    /// Serials, MACs, tracking numbers and hashes, whose every sign counts.
    pub mono: bool,
}

impl Fact {
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            mono: false,
        }
    }

    pub fn mono(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            mono: true,
            ..Self::new(label, value)
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuotePaper {
    #[serde(flatten)]
    pub sheet: Sheet,
    /// `T-000456 · 2`
    pub number: String,
    /// Who it is for, line by line.
    pub addressee: Vec<String>,
    /// Ticket, unit, serial, day.
    pub facts: Vec<Fact>,
    pub lines: Vec<QuoteLine>,
    pub total: String,
    /// What the total needs said right beside it: until when it stands.
    pub beside_total: Vec<String>,
    pub note: String,
    /// What holds for the customer: the limit it is under, how to answer.
    pub terms: Vec<String>,
    /// What changed since the version before, under a heading that names it.
    pub changes_title: String,
    pub changes: Vec<String>,
    /// `Approved by Ana, by phone, 2026-03-01`; empty while nobody answered.
    pub answer: String,
}

/// One line of a quote, its amounts as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuoteLine {
    pub text: String,
    pub quantity: String,
    pub unit: String,
    pub sum: String,
}

/// Anything that is facts, tables and pictures under headings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    #[serde(flatten)]
    pub sheet: Sheet,
    pub subtitle: String,
    pub facts: Vec<Fact>,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    pub heading: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    Text {
        text: String,
    },
    /// Smaller, and grey.
    Note {
        text: String,
    },
    Facts {
        facts: Vec<Fact>,
    },
    Table {
        columns: Vec<Column>,
        rows: Vec<Vec<String>>,
        /// The sum of it, set apart below; empty for none.
        total: Vec<String>,
        /// Said where there are no rows.
        empty: String,
    },
    /// Lines of a file with their numbers, as they stand there.
    Lines {
        caption: String,
        lines: Vec<LogLine>,
    },
    Pictures {
        pictures: Vec<Picture>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Left,
    Right,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Column {
    pub label: String,
    pub align: Align,
    pub mono: bool,
    /// Its share of the width; `None`: as wide as what is in it.
    pub share: Option<u8>,
}

impl Column {
    /// As wide as what is in it.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    /// Figures, which line up at the right.
    pub fn figures(label: impl Into<String>) -> Self {
        Self {
            align: Align::Right,
            ..Self::new(label)
        }
    }

    pub fn mono(label: impl Into<String>) -> Self {
        Self {
            mono: true,
            ..Self::new(label)
        }
    }

    /// Taking this share of the width that is left.
    #[must_use]
    pub fn wide(self, share: u8) -> Self {
        Self {
            share: Some(share),
            ..self
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogLine {
    pub number: u64,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// SVG, PNG, JPEG, GIF or WebP.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    pub caption: String,
    /// What it shows, for whoever cannot see it.
    pub alt: String,
    /// Across the page, as charts are; photos stand three in a row.
    pub across: bool,
}
