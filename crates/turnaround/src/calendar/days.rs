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
    /// Start of each local day, days since 1970 UTC; one more than there are days.
    starts: Vec<f64>,
    /// Working days counted before each start.
    counted: Vec<f64>,
    /// For each whole count of working days, the day on which it is reached.
    reached: Vec<u32>,
    /// Working days per day outside the table.
    pace: f64,
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
        let mut reached = Vec::with_capacity(sum as usize + 1);
        let mut day = 0;
        for whole in 0..=sum as usize {
            while day + 1 < worth.len() && counted[day + 1] <= whole as f64 {
                day += 1;
            }
            reached.push(day as u32);
        }
        Self {
            first_day,
            pace: sum / worth.len().max(1) as f64,
            starts,
            counted,
            reached,
        }
    }

    pub(super) fn first_day(&self) -> NaiveDate {
        self.first_day
    }

    pub(super) fn worked(&self, at: f64) -> f64 {
        let days = self.counted.len() - 1;
        let (first, last) = (self.starts[0], self.starts[days]);
        if at < first {
            return (at - first) * self.pace;
        }
        if at >= last {
            return self.counted[days] + (at - last) * self.pace;
        }
        // Local days start within a day of where days of 24 hours would.
        let mut day = ((at - first) as usize).min(days - 1);
        while self.starts[day] > at {
            day -= 1;
        }
        while self.starts[day + 1] <= at {
            day += 1;
        }
        let part = (at - self.starts[day]) / (self.starts[day + 1] - self.starts[day]);
        self.counted[day] + part * (self.counted[day + 1] - self.counted[day])
    }

    pub(super) fn when(&self, worked: f64) -> f64 {
        let days = self.counted.len() - 1;
        if worked < 0.0 {
            return self.starts[0] + worked / self.pace;
        }
        if worked >= self.counted[days] {
            return self.starts[days] + (worked - self.counted[days]) / self.pace;
        }
        let mut day = self.reached[worked as usize] as usize;
        while self.counted[day + 1] <= worked {
            day += 1;
        }
        let part = (worked - self.counted[day]) / (self.counted[day + 1] - self.counted[day]);
        self.starts[day] + part * (self.starts[day + 1] - self.starts[day])
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
