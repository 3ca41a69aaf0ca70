//! What may be known when a question is asked.

use chrono::{DateTime, Utc};

use super::history::History;
use super::questions::Instants;
use crate::error::Result;
use crate::learn::{Background, LearnSettings, Learned};
use crate::log::CleaningReport;

/// Instants the log is looked at, when questions reach back behind its end.
const MOST: usize = 16;

/// Rows above which it is looked at twice only, to spare memory.
const LARGE: usize = 200_000;

/// A log as it looked at one instant or more, each learned from: no question is answered with
/// what happened after it.
#[derive(Debug)]
pub struct Looks {
    /// By instant, the whole log last.
    learned: Vec<(DateTime<Utc>, Learned)>,
    /// On the log as written.
    pub report: CleaningReport,
}

impl Looks {
    /// Learn what the questions of a sheet may know. A log that ends before all of them is learned
    /// from once.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn new(
        history: &History,
        instants: &Instants,
        background: &Background,
        settings: &LearnSettings,
    ) -> Result<Self> {
        let (log, report) = history.as_written();
        let end = report.until;
        let early = end.map_or_else(Vec::new, |end| {
            thinned(
                instants.asked.range(..end).copied().collect(),
                if history.rows() > LARGE { 1 } else { MOST },
            )
        });
        // Its open cases are known to be open when questions about such are asked; else only as
        // far as the log goes.
        let last = match end {
            Some(end) => instants.open.range(end..).next().copied().or(Some(end)),
            None => instants.asked.first().copied(),
        };
        let mut learned = Vec::with_capacity(early.len() + 1);
        for at in early {
            let (log, _) = history.as_it_looked(at);
            learned.push((at, Learned::fit(log, background, at, settings)?));
        }
        if let Some(asof) = last {
            let from = end.unwrap_or(asof);
            learned.push((from, Learned::fit(log, background, asof, settings)?));
        }
        Ok(Self { learned, report })
    }

    /// The latest look that sees nothing after an instant.
    pub(crate) fn at(&self, asof: DateTime<Utc>) -> Option<&Learned> {
        let later = self.learned.partition_point(|(from, _)| *from <= asof);
        let look = self.learned.get(later.saturating_sub(1));
        look.map(|(_, learned)| learned)
    }
}

/// At most so many of `all`, the first among them.
fn thinned(all: Vec<DateTime<Utc>>, most: usize) -> Vec<DateTime<Utc>> {
    let every = all.len().div_ceil(most).max(1);
    all.into_iter().step_by(every).collect()
}
