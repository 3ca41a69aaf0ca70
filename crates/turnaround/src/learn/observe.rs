//! One more event, without counting everything again.

use chrono::{DateTime, Utc};

use super::{Learned, Position};
use crate::error::{Error, Result};
use crate::log::{EventLog, Outcome};

use super::snapshot::Seen;
use super::stays::{NO_STAGE, Stay, stays_of};

/// A case left the stage it stood in.
#[derive(Debug, Clone)]
pub struct Left<'a> {
    pub from: Position<'a>,
    pub at: DateTime<Utc>,
    pub to: To<'a>,
    /// Units that went through the stage as one, at least 1.
    pub together: u16,
}

/// Where a case went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To<'a> {
    Stage(&'a str),
    Closed(Outcome),
}

impl Learned {
    /// Count what has happened since the fit: only the groups it touches change. What a fit as of
    /// the same instant would count of it, is counted; fifths of ages, the customs filter and the
    /// looking back wait for the next fit.
    ///
    /// # Errors
    /// Refuses a stay that ends before it begins, and a stage the log has not met: fit again.
    pub fn observe(&mut self, left: &Left) -> Result<()> {
        if left.at < left.from.entered {
            return Err(Error::AsofBeforeLastEvent {
                asof: left.at,
                last_event_at: left.from.entered,
            });
        }
        let stage = |name: &str| match self.log.stages().id(name) {
            Some(id) => Ok(id as u16),
            None => Err(Error::UnknownStage {
                stage: name.to_owned(),
            }),
        };
        let from = stage(left.from.stage)?;
        let to = match left.to {
            To::Stage(name) => stage(name)?,
            To::Closed(_) => NO_STAGE,
        };
        let outcome = match left.to {
            To::Stage(_) => Outcome::Open,
            To::Closed(outcome) => outcome,
        };
        let attributes = self.attributes(&left.from);
        let center = self.log.centers().id(left.from.center).unwrap_or(u32::MAX);
        let was = Stay {
            visit: u32::MAX,
            case: u32::MAX,
            stage: from,
            center: center.min(u32::from(u16::MAX)) as u16,
            profile: u32::MAX,
            first: left.from.entered == left.from.opened,
            next: NO_STAGE,
            start: left.from.entered.timestamp_millis(),
            left: EventLog::OPEN,
            opened: left.from.opened.timestamp_millis(),
            closed: EventLog::OPEN,
            seen_from: left.from.opened.timestamp_millis(),
            outcome: Outcome::Open,
            together: left.together.max(1),
        };
        let at = left.at.timestamp_millis();
        let is = Stay {
            left: at,
            next: to,
            closed: if to == NO_STAGE { at } else { EventLog::OPEN },
            outcome,
            ..was
        };
        self.recount(Some(&was), &is, &attributes, center);
        if to == NO_STAGE {
            self.close_earlier(left, &is);
        } else {
            let next = Stay {
                together: 1,
                stage: to,
                start: at,
                first: false,
                ..was
            };
            self.recount(None, &next, &attributes, center);
            let earlier = self.since.entry(left.from.case.to_owned()).or_default();
            earlier.push((is, attributes));
        }
        Ok(())
    }

    /// The case is closed: its earlier stays now know their days to the close.
    fn close_earlier(&mut self, left: &Left, last: &Stay) {
        let close = |stay: Stay| Stay {
            closed: last.closed,
            outcome: last.outcome,
            ..stay
        };
        let known: Vec<(Stay, Vec<u32>)> = self
            .log
            .case_by_name(left.from.case)
            .into_iter()
            .flat_map(|case| stays_of(&self.log, case))
            .filter(|stay| stay.left != EventLog::OPEN && stay.start < last.start)
            .map(|stay| (stay, self.log.profile(stay.profile).to_vec()))
            .collect();
        let since = self.since.remove(left.from.case).unwrap_or_default();
        for (stay, attributes) in known.into_iter().chain(since) {
            let center = u32::from(stay.center);
            self.recount(Some(&stay), &close(stay), &attributes, center);
        }
    }

    /// Count a stay as it `is` in place of how it `was` counted, if it was.
    fn recount(&mut self, was: Option<&Stay>, is: &Stay, attributes: &[u32], center: u32) {
        let seen = Seen {
            center,
            attributes,
            age: None,
        };
        self.snapshot.recount(&self.know, was, is, &seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::{Background, GenericPrior, LearnSettings, Learned};
    use crate::log::{CleanSettings, EventLogBuilder, RawVisit};

    fn day(day: f64) -> DateTime<Utc> {
        let start: DateTime<Utc> = "2026-01-05T08:00:00Z".parse().unwrap();
        start + chrono::Duration::seconds((day * 86_400.0) as i64)
    }

    /// Forty tickets through queue, bench and home; the last stands in the queue, at the bench, or
    /// is closed.
    fn log(last: u32) -> EventLog {
        let mut builder = EventLogBuilder::new(vec!["level".into()]);
        let mut line = 1;
        for ticket in 0..=40 {
            let name = format!("T-{ticket}");
            let opened = f64::from(ticket);
            let stays = [
                ("queued", opened, opened + 2.0 + f64::from(ticket % 5)),
                (
                    "repairing",
                    opened + 2.0 + f64::from(ticket % 5),
                    opened + 9.0,
                ),
            ];
            let over = if ticket == 40 { last } else { 2 };
            for (seq, (stage, from, to)) in stays.iter().enumerate().take(over as usize + 1) {
                line += 1;
                builder.add(RawVisit {
                    line,
                    case_id: &name,
                    seq: Some(seq as u32),
                    stage,
                    started_at: day(*from),
                    ended_at: (seq < over as usize).then(|| day(*to)),
                    center: if ticket % 2 == 0 { "A" } else { "B" },
                    attributes: &["L2"],
                    case_opened_at: Some(day(opened)),
                    case_closed_at: (over == 2).then(|| day(opened + 9.0)),
                    outcome: None,
                });
            }
        }
        builder.finish(&CleanSettings::default()).0
    }

    fn learned(last: u32) -> Learned {
        let background = Background {
            generic: Some(GenericPrior {
                p50: 9.0,
                p95: 20.0,
            }),
            ..Background::default()
        };
        let settings = LearnSettings {
            look_back: false,
            ..LearnSettings::default()
        };
        Learned::fit(log(last), &background, day(60.0), &settings).unwrap()
    }

    fn position(stage: &str, entered: f64) -> Position<'_> {
        Position {
            case: "T-40",
            opened: day(40.0),
            stage,
            entered: day(entered),
            center: "A",
            attributes: vec![("level", "L2")],
        }
    }

    fn answers(learned: &Learned) -> Vec<f64> {
        ["queued", "repairing"]
            .iter()
            .flat_map(|stage| {
                let left = learned
                    .remaining(&position(stage, 61.0), day(61.0))
                    .unwrap();
                [0.05, 0.5, 0.8, 0.95].map(|p| left.quantile(p))
            })
            .collect()
    }

    /// The overall shift of remaining days waits for the next fit: a hair's breadth.
    fn alike(one: &Learned, other: &Learned, within: f64) {
        for (one, other) in answers(one).iter().zip(answers(other)) {
            assert!((one / other - 1.0).abs() < within, "{one} {other}");
        }
    }

    #[test]
    fn an_event_counted_alone_teaches_what_a_fit_with_it_does() {
        let mut step_by_step = learned(0);
        step_by_step
            .observe(&Left {
                from: position("queued", 40.0),
                at: day(42.0),
                to: To::Stage("repairing"),
                together: 1,
            })
            .unwrap();
        alike(&step_by_step, &learned(1), 1e-4);

        step_by_step
            .observe(&Left {
                from: position("repairing", 42.0),
                at: day(49.0),
                to: To::Closed(Outcome::Repaired),
                together: 1,
            })
            .unwrap();
        alike(&step_by_step, &learned(2), 0.02);
        assert_ne!(answers(&learned(0)), answers(&step_by_step));
    }

    #[test]
    fn a_stay_that_ends_before_it_begins_is_refused() {
        let left = Left {
            from: position("queued", 40.0),
            at: day(39.0),
            to: To::Stage("repairing"),
            together: 1,
        };
        assert!(learned(0).observe(&left).is_err());
    }
}
