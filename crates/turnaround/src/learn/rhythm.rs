//! The week as the log lives it, where no calendar is known: how much less ends on a weekend.

use super::stays::{DAY_MS, stays};
use crate::log::EventLog;

/// A week whose Saturdays and Sundays (UTC) count less, scaled so that it counts seven days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rhythm {
    weekend: f64,
}

/// 1970-01-01 was a Thursday.
const MONDAY_BEFORE: f64 = 3.0;

impl Rhythm {
    fn scale(self) -> f64 {
        7.0 / (5.0 + 2.0 * self.weekend)
    }

    /// Days counted up to `at`, days since 1970 UTC.
    pub(crate) fn counted(self, at: f64) -> f64 {
        let since = at + MONDAY_BEFORE;
        let week = (since / 7.0).floor();
        let within = since - 7.0 * week;
        let worked = within.min(5.0) + (within - 5.0).max(0.0) * self.weekend;
        week * 7.0 + worked * self.scale()
    }

    /// The inverse of [`Rhythm::counted`].
    pub(crate) fn when(self, counted: f64) -> f64 {
        let week = (counted / 7.0).floor();
        let worked = (counted - 7.0 * week) / self.scale();
        let within = if worked <= 5.0 {
            worked
        } else {
            5.0 + (worked - 5.0) / self.weekend
        };
        7.0 * week + within - MONDAY_BEFORE
    }
}

/// Ends below which a week shows no rhythm.
const FEWEST_ENDS: f64 = 100.0;
/// A weekend that counts more than this is no weekend.
const MOST: f64 = 0.6;
/// It never stands quite still: a clock that does has no inverse.
const LEAST: f64 = 0.03;
/// Stays longer than this tell nothing of weekdays.
const LONGEST_DAYS: f64 = 60.0;

/// Ends and days at risk, on weekdays and on weekends.
#[derive(Debug, Clone, Copy, Default)]
struct Week {
    ends: [f64; 2],
    at_risk: [f64; 2],
}

impl Week {
    fn add(&mut self, start: i64, end: i64, ended: bool) {
        let (from, to) = (start as f64 / DAY_MS, end as f64 / DAY_MS);
        if to <= from || to - from > LONGEST_DAYS {
            return;
        }
        // Days of weekend between two instants: what a week without weekends leaves out.
        let open = |at: f64| {
            let since = at + MONDAY_BEFORE;
            let week = (since / 7.0).floor();
            week * 5.0 + (since - 7.0 * week).min(5.0)
        };
        let weekdays = open(to) - open(from);
        self.at_risk[0] += weekdays;
        self.at_risk[1] += (to - from) - weekdays;
        if ended {
            let day = (to + MONDAY_BEFORE).rem_euclid(7.0);
            self.ends[usize::from(day >= 5.0)] += 1.0;
        }
    }

    fn rhythm(&self) -> Option<Rhythm> {
        let [weekdays, weekends] = self.ends;
        let [risk, weekend_risk] = self.at_risk;
        if weekdays + weekends < FEWEST_ENDS || risk <= 0.0 || weekend_risk <= 0.0 {
            return None;
        }
        let weekend = ((weekends + 1.0) / weekend_risk) / ((weekdays + 1.0) / risk);
        (weekend < MOST).then(|| Rhythm {
            weekend: weekend.max(LEAST),
        })
    }
}

/// Each stage's rhythm, and that of the closes.
pub(crate) fn rhythms(log: &EventLog, asof: i64) -> (Vec<Option<Rhythm>>, Option<Rhythm>) {
    let mut by_stage = vec![Week::default(); log.stages().len()];
    let mut closes = Week::default();
    for stay in stays(log).filter(|stay| stay.start <= asof) {
        let end = stay.left.min(asof);
        by_stage[stay.stage as usize].add(stay.start, end, stay.left <= asof);
        if stay.first {
            let end = stay.closed.min(asof);
            closes.add(stay.opened, end, stay.closed <= asof);
        }
    }
    (by_stage.iter().map(Week::rhythm).collect(), closes.rhythm())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_counts_seven_days_and_can_be_undone() {
        let rhythm = Rhythm { weekend: 0.1 };
        for step in 0..400 {
            let at = 20_000.0 + f64::from(step) / 7.3;
            let week = rhythm.counted(at + 7.0) - rhythm.counted(at);
            assert!((week - 7.0).abs() < 1e-9);
            assert!((rhythm.when(rhythm.counted(at)) - at).abs() < 1e-9);
        }
    }
}
