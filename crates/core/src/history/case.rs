//! A case of the log in the ticket's terms.

use std::cell::RefCell;
use std::collections::BTreeMap;

use hashmend_turnaround::EventLog;

use super::{Problems, shortened};
use crate::export::ticket_stage;
use crate::ticket::Stage;
use crate::time::{PLAUSIBLE_DAYS, Timestamp};

/// One stay of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stay {
    pub line: u32,
    pub stage: Stage,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

/// One case: a unit's way to repair and back.
#[derive(Debug, Default)]
pub(super) struct Case {
    pub id: String,
    /// Its first line.
    pub line: u32,
    pub center: String,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub promised_at: Option<Timestamp>,
    pub attributes: Attributes,
    /// How it ended, in the log's word.
    pub outcome: String,
    /// Each begins no earlier than the one before. Empty when a ticket can have none of them.
    pub stays: Vec<Stay>,
}

#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub serial: String,
    pub component: String,
    pub maker: String,
    pub model: String,
    pub level: String,
    pub warranty: String,
    pub symptom: String,
    pub region: String,
    pub site: String,
}

/// The attributes a ticket has a place for, in the order of [`Attributes`].
pub(super) const ATTRIBUTES: [&str; 9] = [
    "serial",
    "component",
    "maker",
    "model",
    "level",
    "warranty",
    "symptom",
    "region",
    "site",
];

/// Cases of a log, one at a time.
#[derive(Debug)]
pub(super) struct Cases<'a> {
    log: &'a EventLog,
    /// Where each of [`ATTRIBUTES`] stands in the log.
    attributes: [Option<usize>; ATTRIBUTES.len()],
    /// The ticket's stage for each of the log's.
    stages: Vec<Option<Stage>>,
    /// Stays in stages that tickets do not have.
    foreign: RefCell<BTreeMap<u16, u32>>,
}

impl<'a> Cases<'a> {
    pub fn new(log: &'a EventLog) -> Self {
        Self {
            log,
            attributes: ATTRIBUTES.map(|name| {
                let mut there = log.attributes().iter();
                there.position(|attribute| attribute.name == name)
            }),
            stages: log.stages().iter().map(ticket_stage).collect(),
            foreign: RefCell::default(),
        }
    }

    /// A unit's past before its present, in the order that it happened: it is on one ticket at a
    /// time, and numbers follow the years.
    pub fn in_order(&self) -> Vec<usize> {
        let cases = self.log.cases();
        let mut order: Vec<usize> = (0..cases.len()).collect();
        order.sort_by_key(|&at| {
            let case = &cases[at];
            (case.closed == EventLog::OPEN, case.opened, at)
        });
        order
    }

    /// The case, without what a ticket cannot have; that is added to `problems`.
    pub fn case(&self, at: usize, problems: &mut Problems) -> Case {
        let log = self.log;
        let Some(case) = log.cases().get(at) else {
            return Case::default();
        };
        let visits = log.visits_of(case);
        let id = log.case_name(at);
        let mut stays: Vec<Stay> = Vec::with_capacity(visits.len());
        for visit in visits {
            let from = Timestamp::from_millis(visit.start);
            let until = known(visit.end);
            let name = log.stages().name(visit.stage.into());
            let Some(stage) = self.stages.get(usize::from(visit.stage)).copied().flatten() else {
                *self.foreign.borrow_mut().entry(visit.stage).or_default() += 1;
                let why = format!("a ticket has no stage `{}`", shortened(name));
                problems.add(visit.line, id, "stage", why);
                continue;
            };
            if !from.is_plausible() || until.is_some_and(|until| !until.is_plausible()) {
                let why = format!(
                    "{} is out of the years that miners have; {PLAUSIBLE_DAYS} is expected",
                    from.date()
                );
                problems.add(visit.line, id, "started_at", why);
                continue;
            }
            if let Some(last) = stays.last().filter(|last| from < last.from) {
                let why = format!(
                    "{from} is before the stay of line {} with a smaller seq; the row is left out",
                    last.line
                );
                problems.add(visit.line, id, "started_at", why);
                continue;
            }
            stays.push(Stay {
                line: visit.line,
                stage,
                from,
                until,
            });
        }
        let text = |nth: usize| {
            let texts = self.attributes[nth]
                .into_iter()
                .flat_map(|attribute| visits.iter().map(move |v| log.value(v.profile, attribute)));
            first_filled(texts)
        };
        Case {
            id: id.to_owned(),
            line: visits.iter().map(|visit| visit.line).min().unwrap_or(0),
            center: first_filled(
                visits
                    .iter()
                    .map(|visit| log.centers().name(visit.center.into())),
            ),
            opened_at: Timestamp::from_millis(case.opened),
            closed_at: known(case.closed),
            promised_at: log
                .promised(at)
                .map(Timestamp::from_millis)
                .filter(|promised| promised.is_plausible()),
            attributes: Attributes {
                serial: text(0),
                component: text(1),
                maker: text(2),
                model: text(3),
                level: text(4),
                warranty: text(5),
                symptom: text(6),
                region: text(7),
                site: text(8),
            },
            outcome: log.outcome_word(case).to_owned(),
            stays,
        }
    }

    /// The log's stages that tickets do not have, with how many stays of them were met so far.
    pub fn foreign(&self) -> Vec<(String, u32)> {
        let met = self.foreign.borrow();
        met.iter()
            .map(|(&stage, &stays)| (self.log.stages().name(stage.into()).to_owned(), stays))
            .collect()
    }

    /// The ticket's stage for a stage of the log.
    pub fn stage(&self, stage: u16) -> Option<Stage> {
        self.stages.get(usize::from(stage)).copied().flatten()
    }
}

fn known(at: i64) -> Option<Timestamp> {
    (at != EventLog::OPEN).then_some(Timestamp::from_millis(at))
}

fn first_filled<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
        .to_owned()
}
