//! The log as stays: one per visit, from its start to the next stage or the close.

use crate::log::{Case, EventLog, Outcome, Visit};

pub(crate) const DAY_MS: f64 = 86_400_000.0;

/// No stage comes after the last.
pub(crate) const NO_STAGE: u16 = u16::MAX;

/// One visit of one case to one stage.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stay {
    /// Its number among the log's visits, and that of its case.
    pub(crate) visit: u32,
    pub(crate) case: u32,
    pub(crate) stage: u16,
    pub(crate) center: u16,
    pub(crate) profile: u32,
    /// The first of its case.
    pub(crate) first: bool,
    /// The stage it led to; [`NO_STAGE`] while it lasts and when the case closed.
    pub(crate) next: u16,
    pub(crate) start: i64,
    /// When the next stage began or the case closed; [`EventLog::OPEN`] while it lasts.
    pub(crate) left: i64,
    pub(crate) opened: i64,
    pub(crate) closed: i64,
    /// From when on the case is in view.
    pub(crate) seen_from: i64,
    pub(crate) outcome: Outcome,
    /// Units that went through the stage as one.
    pub(crate) together: u16,
}

impl Stay {
    /// Days since the case was opened, on entry.
    pub(crate) fn age(&self) -> f64 {
        (self.start - self.opened).max(0) as f64 / DAY_MS
    }
}

/// The stays of one case, in order.
pub(crate) fn stays_of(log: &EventLog, index: usize) -> impl Iterator<Item = Stay> + '_ {
    let case = log.cases().get(index);
    let visits = case.map_or(&[][..], |case| log.visits_of(case));
    visits
        .iter()
        .enumerate()
        .filter_map(move |(at, visit)| Some(stay(case?, index, visits, at, visit)))
}

fn stay(case: &Case, index: usize, visits: &[Visit], at: usize, visit: &Visit) -> Stay {
    let following = visits.get(at + 1);
    Stay {
        visit: case.first + at as u32,
        case: index as u32,
        stage: visit.stage,
        center: visit.center,
        profile: visit.profile,
        first: at == 0,
        next: following.map_or(NO_STAGE, |next| next.stage),
        start: visit.start,
        left: following.map_or(case.closed, |next| next.start.max(visit.start)),
        opened: case.opened,
        closed: case.closed,
        seen_from: case.seen_from,
        outcome: case.outcome,
        together: visit.together.max(1),
    }
}

/// Every stay, case after case.
pub(crate) fn stays(log: &EventLog) -> impl Iterator<Item = Stay> + '_ {
    (0..log.cases().len()).flat_map(|case| stays_of(log, case))
}
