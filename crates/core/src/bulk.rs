//! Acts on many records at once: which ones, and what came of it.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::id::ActionId;
use crate::journal::Writer;
use crate::reason::{Reason, Why};
use crate::sheet_cell::safe_cell;
use crate::store::write_file;

/// Records named one by one, or everything that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Selection<Id, Query> {
    Ids(Vec<Id>),
    /// As the list stands when the act is done; page, sort and limit of the query do not matter.
    Matching {
        query: Query,
        except: Vec<Id>,
    },
}

/// The most records one act may touch.
pub const MOST_SELECTED: usize = 100_000;
/// The most refusals that a report lists; the CSV has all of them.
const MOST_LISTED: usize = 200;
/// Records between two words of progress, and two looks at whether to go on.
const STRIDE: usize = 50;

/// A record left as it is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Refused {
    pub id: String,
    /// `T-000456`, `D-000123`.
    pub number: String,
    pub why: String,
    #[serde(default)]
    pub reason: Option<Reason>,
}

/// What came of an act on many records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    /// Undo takes back all of it by this; `None` when every record was refused.
    pub action: Option<ActionId>,
    pub done: u32,
    pub refused: Vec<Refused>,
}

/// The same for a screen: bounded, with the refusals grouped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BulkReport {
    pub action: Option<ActionId>,
    pub done: u32,
    pub refused: u32,
    /// Each reason with how many it held back, the commonest first.
    pub reasons: Vec<RefusalReason>,
    /// The first 200.
    pub listed: Vec<Refused>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RefusalReason {
    pub why: String,
    #[serde(default)]
    pub reason: Option<Reason>,
    pub count: u32,
}

impl Bulk {
    pub fn report(&self) -> BulkReport {
        let mut counts: BTreeMap<&str, (&Option<Reason>, u32)> = BTreeMap::new();
        for refused in &self.refused {
            counts.entry(&refused.why).or_insert((&refused.reason, 0)).1 += 1;
        }
        let mut reasons: Vec<RefusalReason> = counts
            .into_iter()
            .map(|(why, (reason, count))| RefusalReason {
                why: why.to_owned(),
                reason: reason.clone(),
                count,
            })
            .collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
        reasons.truncate(MOST_LISTED);
        BulkReport {
            action: self.action,
            done: self.done,
            refused: self.refused.len() as u32,
            reasons,
            listed: self.refused.iter().take(MOST_LISTED).cloned().collect(),
        }
    }
}

/// Write every refusal to a new CSV file: number and reason.
///
/// # Errors
/// `Refused` when `path` exists already, `File` when it cannot be written.
pub fn save_refused(refused: &[Refused], path: &Path) -> Result<()> {
    write_file(path, |file| {
        let mut csv = csv::Writer::from_writer(file);
        let failed = |error: csv::Error| Error::file(path, std::io::Error::other(error));
        csv.write_record(["number", "why"]).map_err(failed)?;
        for each in refused {
            csv.write_record([&*each.number, &*safe_cell(&each.why)])
                .map_err(failed)?;
        }
        csv.into_inner()
            .map_err(|error| Error::file(path, error.into_error()))?
            .flush()
            .map_err(|source| Error::file(path, source))
    })
}

/// Do `work` on each record; `Ok(Err(why))` leaves that one as it is. Cancelling, like any error,
/// leaves all of them as they were.
pub(crate) fn on_each<Id: Copy>(
    w: &mut Writer<'_>,
    ids: &[Id],
    progress: OnProgress<'_>,
    mut work: impl FnMut(&mut Writer<'_>, Id) -> Result<Result<(), Why>>,
    name: impl Fn(&Writer<'_>, Id) -> Result<(String, String)>,
) -> Result<Bulk> {
    let total = ids.len() as u64;
    let mut done = 0;
    let mut refused = Vec::new();
    for (at, &id) in ids.iter().enumerate() {
        if at % STRIDE == 0 {
            go_on(progress(at as u64, total))?;
        }
        let before = w.position();
        let worked = match work(w, id) {
            // Others of them may well be this person's to do.
            Err(error @ Error::NotAllowed { .. }) if w.position() == before => Err(Why {
                text: error.to_string(),
                reason: error.reason(),
            }),
            worked => worked?,
        };
        match worked {
            Ok(()) => done += 1,
            Err(why) => {
                let (id, number) = name(w, id)?;
                refused.push(Refused {
                    id,
                    number,
                    why: why.text,
                    reason: why.reason,
                });
            }
        }
    }
    go_on(progress(total, total))?;
    Ok(Bulk {
        action: (done > 0).then_some(w.action),
        done,
        refused,
    })
}

/// What may be acted on at once, or what would be right instead.
pub(crate) fn bounded(what: &'static str, count: usize) -> Result<()> {
    if count == 0 {
        return Err(Error::invalid(what, "none is chosen", "at least one"));
    }
    if count > MOST_SELECTED {
        return Err(Error::invalid(
            what,
            "more than 100,000 are chosen",
            "at most 100,000 at once; narrow the list and act in parts",
        ));
    }
    Ok(())
}

pub(crate) fn go_on(said: ControlFlow<()>) -> Result<()> {
    match said {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}
