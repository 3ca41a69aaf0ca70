//! What a version of a quote changed, so that nobody has to compare two of them line by line.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Quote, QuoteLine};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum QuoteChange {
    Added {
        text: String,
        cents: i32,
    },
    LeftOut {
        text: String,
        cents: i32,
    },
    /// Another price or quantity for what is called the same.
    Priced {
        text: String,
        was_cents: i32,
        is_cents: i32,
    },
    Total {
        was_cents: i32,
        is_cents: i32,
    },
    ValidUntil {
        was: NaiveDate,
        is: NaiveDate,
    },
}

/// What `is` has that `was` had not, and the other way round. Lines are the same by what they say.
pub(super) fn between(was: &Quote, is: &Quote) -> Vec<QuoteChange> {
    let mut gone: Vec<&QuoteLine> = was.lines.iter().collect();
    let mut changes = Vec::new();
    for line in &is.lines {
        match gone.iter().position(|old| old.text == line.text) {
            Some(at) => {
                let old = gone.remove(at);
                if (old.unit_cents, old.quantity) != (line.unit_cents, line.quantity) {
                    changes.push(QuoteChange::Priced {
                        text: line.text.clone(),
                        was_cents: old.cents(),
                        is_cents: line.cents(),
                    });
                }
            }
            None => changes.push(QuoteChange::Added {
                text: line.text.clone(),
                cents: line.cents(),
            }),
        }
    }
    changes.extend(gone.into_iter().map(|line| QuoteChange::LeftOut {
        text: line.text.clone(),
        cents: line.cents(),
    }));
    if was.total_cents != is.total_cents {
        changes.push(QuoteChange::Total {
            was_cents: was.total_cents,
            is_cents: is.total_cents,
        });
    }
    if was.valid_until != is.valid_until {
        changes.push(QuoteChange::ValidUntil {
            was: was.valid_until,
            is: is.valid_until,
        });
    }
    changes
}
