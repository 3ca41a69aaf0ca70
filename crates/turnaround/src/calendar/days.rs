//! Counting working days, both ways, in constant time.

use chrono::{Duration, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;

use super::epoch_days;

/// Local days of one zone with the working time counted up to the start of each.
///
/// A day's worth is counted once whether the day has 23, 24 or 25 hours, spread evenly over it.
#[derive(Debug, Clone)]
pub(super) struct DayTable {
    first_day: NaiveDate,
    /// One more than there are days.
    marks: Vec<Mark>,
    /// For each eighth of a working day counted, the day on which it is reached.
    reached: Vec<u32>,
    /// Working days per day outside the table.
    pace: f64,
}

const EIGHTHS_PER_DAY: f64 = 8.0;

/// The start of a local day.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Days since 1970 UTC.
    start: f64,
    /// Working days counted before it.
    counted: f64,
}

impl DayTable {
    pub(super) fn new(zone: Tz, first_day: NaiveDate, worth: &[f64]) -> Self {
        let starts: Vec<f64> = first_day
            .iter_days()
            .take(worth.len() + 1)
            .map(|day| day_start(zone, day))
            .collect();
        let mut counted = Vec::with_capacity(starts.len());
        let mut sum = 0.0;
        counted.push(sum);
        for (day, worth) in worth.iter().enumerate() {
            // A zone that jumps over the date line skips a whole day; nobody works on it.
            if starts[day + 1] > starts[day] {
                sum += worth;
            }
            counted.push(sum);
        }
        let eighths = (sum * EIGHTHS_PER_DAY) as usize;
        let mut reached = Vec::with_capacity(eighths + 1);
        let mut day = 0;
        for eighth in 0..=eighths {
            while day + 1 < worth.len() && counted[day + 1] <= eighth as f64 / EIGHTHS_PER_DAY {
                day += 1;
            }
            reached.push(day as u32);
        }
        Self {
            first_day,
            pace: sum / worth.len().max(1) as f64,
            marks: starts
                .into_iter()
                .zip(counted)
                .map(|(start, counted)| Mark { start, counted })
                .collect(),
            reached,
        }
    }

    pub(super) fn first_day(&self) -> NaiveDate {
        self.first_day
    }

    pub(super) fn worked(&self, at: f64) -> f64 {
        let days = self.marks.len() - 1;
        let (first, last) = (self.marks[0], self.marks[days]);
        if at < first.start {
            return (at - first.start) * self.pace;
        }
        if at >= last.start {
            return last.counted + (at - last.start) * self.pace;
        }
        // Local days start within a day of where days of 24 hours would.
        let mut day = ((at - first.start) as usize).min(days - 1);
        while self.marks[day].start > at {
            day -= 1;
        }
        while self.marks[day + 1].start <= at {
            day += 1;
        }
        let (from, to) = (self.marks[day], self.marks[day + 1]);
        from.counted + (at - from.start) * (to.counted - from.counted) / (to.start - from.start)
    }

    pub(super) fn when(&self, worked: f64) -> f64 {
        let days = self.marks.len() - 1;
        let last = self.marks[days];
        if worked < 0.0 {
            return self.marks[0].start + worked / self.pace;
        }
        if worked >= last.counted {
            return last.start + (worked - last.counted) / self.pace;
        }
        let mut day = self.reached[(worked * EIGHTHS_PER_DAY) as usize] as usize;
        while self.marks[day + 1].counted <= worked {
            day += 1;
        }
        let (from, to) = (self.marks[day], self.marks[day + 1]);
        from.start + (worked - from.counted) * (to.start - from.start) / (to.counted - from.counted)
    }
}

/// The first instant of a local day, days since 1970 UTC.
fn day_start(zone: Tz, day: NaiveDate) -> f64 {
    let midnight = day.and_time(NaiveTime::MIN);
    // Where clocks go forward at midnight the day starts later; over the date line it starts
    // when the next one does.
    (0..=48)
        .find_map(|half_hours| {
            zone.from_local_datetime(&(midnight + Duration::minutes(30 * half_hours)))
                .earliest()
        })
        .map_or_else(
            || epoch_days(midnight.and_utc()),
            |start| epoch_days(start.to_utc()),
        )
}
