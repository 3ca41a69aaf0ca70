//! How often units leave the straight way: rework, no trouble found, beyond repair, declined.

use rustc_hash::FxHashMap;

use super::knowledge::Knowledge;
use super::stays::{DAY_MS, NO_STAGE, stays};
use crate::log::{EventLog, Outcome};
use crate::stage::Stage;

/// Branches taken, and how often they could have been, recent ones counting more.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LearnedBranches {
    pub(crate) rework: (f64, f64),
    pub(crate) ber: (f64, f64),
    pub(crate) ntf: (f64, f64),
    pub(crate) declined: (f64, f64),
}

/// By the id of the site type; one for all where the log tells none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Branches(FxHashMap<u32, LearnedBranches>);

/// Worth of a published share, in tickets.
const WORTH: f64 = 10.0;

/// The published share moved by `taken` of `all`.
pub(crate) fn branch(published: f64, (taken, all): (f64, f64)) -> f64 {
    (taken + WORTH * published) / (all + WORTH)
}

impl Branches {
    pub(crate) fn new(log: &EventLog, know: &Knowledge, asof: i64, half_life_days: f64) -> Self {
        let site = log
            .attributes()
            .iter()
            .position(|known| known.name == "site");
        let mut by: FxHashMap<u32, LearnedBranches> = FxHashMap::default();
        for stay in stays(log).filter(|stay| stay.left <= asof) {
            let value = site.and_then(|site| log.profile(stay.profile).get(site));
            let branches = by.entry(value.copied().unwrap_or(u32::MAX)).or_default();
            let days = (asof - stay.start) as f64 / DAY_MS;
            let weight = libm::exp2(-days / half_life_days);
            let count = |share: &mut (f64, f64), taken: bool| {
                share.1 += weight;
                share.0 += if taken { weight } else { 0.0 };
            };
            let over = stay.closed <= asof;
            match know.stage(stay.stage) {
                Some(Stage::Testing) => {
                    let back = know.stage(stay.next) == Some(Stage::Repairing);
                    count(&mut branches.rework, back);
                }
                Some(Stage::AwaitingApproval) if over => {
                    count(&mut branches.declined, stay.outcome == Outcome::Declined);
                }
                _ => {}
            }
            // What was called off says nothing of what the bench would have found.
            if stay.next == NO_STAGE && stay.outcome != Outcome::Cancelled {
                count(&mut branches.ber, stay.outcome == Outcome::BeyondRepair);
                count(&mut branches.ntf, stay.outcome == Outcome::NoTroubleFound);
            }
        }
        Self(by)
    }

    pub(crate) fn of(&self, site: u32) -> LearnedBranches {
        self.0.get(&site).copied().unwrap_or_default()
    }
}
