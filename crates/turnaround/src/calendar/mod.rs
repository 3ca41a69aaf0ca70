//! Working time of a place: its zone, week, holidays, make-up days and closures.
//!
//! A business clock counts working days. A day on which nobody is expected still counts a
//! little (8 % of a weekend, 3 % of a holiday): benches do run on Saturdays, just not often.

mod days;
mod holidays;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Offset, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use holidays::{Holiday, HolidayTable};

use crate::error::{Error, Result, not_negative};
use days::DayTable;

/// New year's days of the lunar calendar, from the Hong Kong Observatory's conversion tables
/// (<https://www.hko.gov.hk/en/gts/time/conversion.htm>).
pub const LUNAR_NEW_YEAR: [(i32, u32, u32); 8] = [
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
];

/// The days of the week on which a place works, and how much of a working day each is worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WorkWeek {
    /// Monday first; 1 = a working day.
    pub weights: [f64; 7],
}

impl WorkWeek {
    /// Monday to Friday, with 8 % of a working day on Saturday and Sunday.
    pub const MONDAY_TO_FRIDAY: WorkWeek = WorkWeek {
        weights: [1.0, 1.0, 1.0, 1.0, 1.0, 0.08, 0.08],
    };

    /// Monday to Saturday.
    pub const MONDAY_TO_SATURDAY: WorkWeek = WorkWeek {
        weights: [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.08],
    };

    fn weight(&self, day: Weekday) -> f64 {
        self.weights[day.num_days_from_monday() as usize]
    }
}

/// Days on which a place says it is shut, first and last included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub reason: String,
}

/// What has to be known of a place to count its working days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hours {
    /// IANA name, such as `Asia/Shanghai`.
    pub zone: String,
    /// ISO 3166 alpha-2, for the holiday table.
    pub country: String,
    pub week: WorkWeek,
    pub closures: Vec<Closure>,
}

/// Assumptions about days off, editable.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DayWeights {
    /// Worth of a public holiday or a closure, in working days.
    pub holiday: f64,
    /// Worth of a working day from 7 days before to 10 after lunar new year in China and Hong
    /// Kong, when customs and factories thin out. `None`: worth a whole day.
    pub lunar_new_year: Option<f64>,
}

impl Default for DayWeights {
    fn default() -> Self {
        Self {
            holiday: 0.03,
            lunar_new_year: None,
        }
    }
}

/// The working days of one place over the years around one day, ready for fast counting.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    pub country: String,
    /// The last day the holiday table knows for this country.
    pub holidays_until: Option<NaiveDate>,
    /// The last day for which make-up working days are published, where the country has them.
    pub make_up_days_until: Option<NaiveDate>,
    zone: Tz,
    days: DayTable,
    working: Vec<bool>,
    days_off: BTreeMap<NaiveDate, String>,
}

impl WorkCalendar {
    /// The calendar of `hours` from two years before `around` to five years after.
    ///
    /// Outside those years time runs at the pace of a plain week.
    ///
    /// # Errors
    /// An unknown zone, a reversed closure, a weight outside 0..=1, or `around` outside 1970 to 2200.
    pub fn build(
        hours: &Hours,
        holidays: &HolidayTable,
        weights: &DayWeights,
        around: NaiveDate,
    ) -> Result<Self> {
        let zone: Tz = hours.zone.parse().map_err(|_| Error::UnknownZone {
            zone: hours.zone.clone(),
        })?;
        check_weights(hours, weights)?;
        let (first, count) = span(around)?;
        let days_off = days_off(hours, holidays, first, count)?;

        let thin = weights
            .lunar_new_year
            .filter(|_| matches!(hours.country.as_str(), "CN" | "HK"));
        let mut worth = Vec::with_capacity(count);
        let mut working = Vec::with_capacity(count);
        for day in first.iter_days().take(count) {
            let made_up = holidays.is_make_up_day(&hours.country, day);
            let usual = if made_up {
                1.0
            } else {
                hours.week.weight(day.weekday())
            };
            let off = days_off.contains_key(&day);
            let open = !off && usual >= 0.5;
            let weight = if off {
                usual.min(weights.holiday)
            } else if open && near_lunar_new_year(day) {
                usual * thin.unwrap_or(1.0)
            } else {
                usual
            };
            // A clock that stands still has no inverse.
            worth.push(weight.max(0.001));
            working.push(open);
        }
        Ok(Self {
            country: hours.country.clone(),
            holidays_until: holidays.known_until(&hours.country),
            make_up_days_until: holidays.make_up_days_known_until(&hours.country),
            zone,
            days: DayTable::new(zone, first, &worth),
            working,
            days_off,
        })
    }

    /// Working days counted up to an instant (days since 1970 UTC) from an arbitrary zero: Lambda(t).
    pub(crate) fn worked(&self, at: f64) -> f64 {
        self.days.worked(at)
    }

    /// The instant at which `worked` working days have been counted: the inverse of [`Self::worked`].
    pub(crate) fn when(&self, worked: f64) -> f64 {
        self.days.when(worked)
    }

    /// Working days between two instants; negative if `to` is earlier.
    pub fn working_days_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
        self.worked(epoch_days(to)) - self.worked(epoch_days(from))
    }

    /// The instant `days` working days after `from`.
    pub fn after_working_days(&self, from: DateTime<Utc>, days: f64) -> DateTime<Utc> {
        instant(self.when(self.worked(epoch_days(from)) + days))
    }

    /// The local day of an instant.
    pub fn local_day(&self, at: DateTime<Utc>) -> NaiveDate {
        let utc = at.naive_utc();
        let offset = self.zone.offset_from_utc_datetime(&utc).fix();
        // Only the very last instants have no local time; their own day will do.
        utc.checked_add_offset(offset).unwrap_or(utc).date()
    }

    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let offset = (day - self.days.first_day()).num_days();
        match usize::try_from(offset)
            .ok()
            .and_then(|i| self.working.get(i))
        {
            Some(open) => *open,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// `day` itself if the place works on it, else the next day it does.
    pub fn next_working_day(&self, day: NaiveDate) -> NaiveDate {
        // A place shut for more than a year has no next working day worth waiting for.
        day.iter_days()
            .take(366)
            .find(|day| self.is_working_day(*day))
            .unwrap_or(day)
    }

    /// Why the place is shut on `day`, if it is a holiday or a closure.
    pub fn day_off(&self, day: NaiveDate) -> Option<&str> {
        self.days_off.get(&day).map(String::as_str)
    }

    /// Holidays and closures between two instants, weekends not counted.
    pub fn days_off_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Holiday> {
        let (from, to) = (self.local_day(from), self.local_day(to));
        if from > to {
            return Vec::new();
        }
        self.days_off
            .range(from..=to)
            .filter(|(day, _)| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
            .map(|(day, name)| Holiday {
                on: *day,
                name: name.clone(),
            })
            .collect()
    }
}

/// Days since 1970-01-01 UTC.
pub(crate) fn epoch_days(at: DateTime<Utc>) -> f64 {
    at.timestamp_millis() as f64 / 86_400_000.0
}

/// The instant to the millisecond; far out of range, the last one there is.
pub(crate) fn instant(epoch_days: f64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis((epoch_days * 86_400_000.0) as i64)
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn check_weights(hours: &Hours, weights: &DayWeights) -> Result<()> {
    let named = hours
        .week
        .weights
        .iter()
        .map(|weight| ("weekday weight", *weight))
        .chain([("holiday weight", weights.holiday)])
        .chain(
            weights
                .lunar_new_year
                .map(|weight| ("lunar new year weight", weight)),
        );
    for (field, weight) in named {
        if not_negative(field, weight)? > 1.0 {
            return Err(Error::BadNumber {
                field: field.to_owned(),
                found: weight,
                expected: "a share of a working day, 0 to 1",
            });
        }
    }
    Ok(())
}

fn span(around: NaiveDate) -> Result<(NaiveDate, usize)> {
    if !(1970..=2200).contains(&around.year()) {
        return Err(Error::DayOutOfRange { day: around });
    }
    let out_of_range = || Error::DayOutOfRange { day: around };
    let first = around
        .checked_sub_days(Days::new(731))
        .ok_or_else(out_of_range)?;
    Ok((first, 731 + 1826))
}

fn days_off(
    hours: &Hours,
    holidays: &HolidayTable,
    first: NaiveDate,
    count: usize,
) -> Result<BTreeMap<NaiveDate, String>> {
    let mut off = BTreeMap::new();
    for day in first.iter_days().take(count) {
        if let Some(name) = holidays.name_of(&hours.country, day) {
            off.insert(day, name.to_owned());
        }
    }
    for closure in &hours.closures {
        if closure.to < closure.from {
            return Err(Error::ClosureReversed {
                from: closure.from,
                to: closure.to,
            });
        }
        let start = closure.from.max(first);
        for day in start
            .iter_days()
            .take(count)
            .take_while(|day| *day <= closure.to)
        {
            off.insert(day, closure.reason.clone());
        }
    }
    Ok(off)
}

fn near_lunar_new_year(day: NaiveDate) -> bool {
    LUNAR_NEW_YEAR.iter().any(|(year, month, date)| {
        NaiveDate::from_ymd_opt(*year, *month, *date)
            .is_some_and(|new_year| (-7..=10).contains(&(day - new_year).num_days()))
    })
}
