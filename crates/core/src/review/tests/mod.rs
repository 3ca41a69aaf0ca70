//! Figures against cases worked by hand, and the table against the desk it is read from.

mod flow;
mod in_step;
mod lifelines;
mod money;
mod people;
mod promise;
mod quality;
mod report;
mod turnaround;

use std::ops::ControlFlow;

use super::facts::{Fact, Facts, Minute, Span, UNQUOTED, minute};
use crate::desk::DemoSize;
use crate::device::DeviceKind;
use crate::id::CenterId;
use crate::journal::Act;
use crate::place::Region;
use crate::store::Store;
use crate::ticket::{Disposition, Stage, WarrantyClass};
use crate::time::Timestamp;

const NOW: i64 = 1_790_000_040_000; // 2026-09-21, a Monday, on the minute

pub(super) fn now() -> Timestamp {
    Timestamp::from_millis(NOW)
}

pub(super) fn at(days: f64) -> Minute {
    minute(now().plus_days(days))
}

fn act(hours: i64) -> Act {
    Act::new("Kim", Timestamp::from_millis(NOW + hours * 3_600_000))
}

pub(super) fn demo(tickets: u32) -> Store {
    let mut store = Store::in_memory(&act(0)).unwrap();
    let size = DemoSize {
        devices: tickets + 20,
        tickets,
        seed: 5,
    };
    store
        .make_demo(size, &act(0), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    store
}

/// A desk with two centers and tickets made up row by row.
pub(super) struct Made {
    pub facts: Facts,
    pub us: CenterId,
    pub overseas: CenterId,
}

impl Made {
    pub fn new() -> Self {
        let store = Store::in_memory(&act(0)).unwrap();
        let centers = store.centers().unwrap();
        let of = |region| {
            let found = centers.iter().find(|sheet| {
                sheet.center.region == region
                    && sheet.center.kind != crate::place::CenterKind::InHouse
            });
            found.unwrap().center.id
        };
        Self {
            facts: store.facts(now()).unwrap(),
            us: of(Region::Us),
            overseas: of(Region::Overseas),
        }
    }

    /// Filed `filed` days before now at the US center, waiting in its queue.
    pub fn waiting(&mut self, filed: f64) -> Fact {
        let number = self.facts.rows.len() as u32 + 1;
        Fact {
            number,
            drafted: at(-filed),
            opened: at(-filed),
            back: 0,
            since: at(-filed),
            repaired: 0,
            rma: 0,
            bounce_of: 0,
            p50: 0,
            p80: 0,
            quoted_cents: UNQUOTED,
            center: self.facts.centers.place(Some(self.us)),
            lane: 0,
            model: 0,
            customer: 0,
            site: 0,
            symptom: 0,
            fault: 0,
            person: 0,
            lot: 0,
            rig: 0,
            labour: Span::default(),
            spans: Default::default(),
            stage: Stage::Queued,
            hold: None,
            disposition: None,
            warranty: WarrantyClass::InWarranty,
            level: 2,
            kind: DeviceKind::Miner,
            attempt: 1,
            tests: 0,
            failed_tests: 0,
            has_holds: false,
        }
    }

    /// Filed `filed` days before now, back and repaired after `away` days.
    pub fn back(&mut self, filed: f64, away: f64) -> Fact {
        let waiting = self.waiting(filed);
        Fact {
            stage: Stage::Closed,
            back: at(away - filed),
            since: at(away - filed),
            repaired: at(away - filed - 1.0),
            disposition: Some(Disposition::Repaired),
            tests: 1,
            ..waiting
        }
    }

    pub fn add(&mut self, fact: Fact) -> u32 {
        let number = fact.number;
        self.facts.put(fact, Vec::new(), None);
        number
    }
}
