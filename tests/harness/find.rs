//! How a story points at things on the screen.

use serde_json::{Value, json};
use std::fmt;

/// What to look for; see the crate's first page for the convention.
#[derive(Debug, Clone, Copy)]
pub enum Find<'a> {
    /// `data-testid`, for things without a name of their own.
    Id(&'a str),
    /// An ARIA role, explicit or that of the element itself, and the accessible name.
    Role(&'a str, &'a str),
    /// The innermost element that shows this text.
    Text(&'a str),
}

pub fn id(testid: &str) -> Find<'_> {
    Find::Id(testid)
}

pub fn role<'a>(role: &'a str, name: &'a str) -> Find<'a> {
    Find::Role(role, name)
}

pub fn button(name: &str) -> Find<'_> {
    Find::Role("button", name)
}

pub fn link(name: &str) -> Find<'_> {
    Find::Role("link", name)
}

/// Whatever takes typed text or a choice: input, text area, select, combo box.
pub fn field(name: &str) -> Find<'_> {
    Find::Role("field", name)
}

pub fn heading(name: &str) -> Find<'_> {
    Find::Role("heading", name)
}

/// A table row that holds this text.
pub fn row(name: &str) -> Find<'_> {
    Find::Role("row", name)
}

pub fn text(shown: &str) -> Find<'_> {
    Find::Text(shown)
}

impl Find<'_> {
    /// The query as `find.js` takes it.
    pub(crate) fn query(self) -> Value {
        match self {
            Self::Id(name) => json!({ "by": "id", "name": name }),
            Self::Role(role, name) => json!({ "by": "role", "role": role, "name": name }),
            Self::Text(name) => json!({ "by": "text", "name": name }),
        }
    }
}

impl fmt::Display for Find<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(name) => write!(f, "the element marked '{name}'"),
            Self::Role(role, name) => write!(f, "the {role} '{name}'"),
            Self::Text(name) => write!(f, "the text '{name}'"),
        }
    }
}
