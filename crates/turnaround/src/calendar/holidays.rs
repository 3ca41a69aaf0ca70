//! The holiday tables as read from their files.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::table::Table;

/// A day off and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Holiday {
    pub on: NaiveDate,
    pub name: String,
}

/// Public holidays by country, and weekend days that are worked to make up for them.
#[derive(Debug, Clone, Default)]
pub struct HolidayTable {
    holidays: BTreeMap<String, BTreeMap<NaiveDate, String>>,
    make_up_days: BTreeMap<String, BTreeSet<NaiveDate>>,
}

impl HolidayTable {
    /// Read `country,date,name` rows, and `country,date,...` rows of make-up working days (may be empty).
    ///
    /// # Errors
    /// Names the first row and column that cannot be read.
    pub fn parse(holidays: &str, make_up_days: &str) -> Result<Self> {
        let mut table = Self::default();
        for row in Table::read("holidays", holidays, &["country", "date", "name"])? {
            let row = row?;
            table
                .holidays
                .entry(row.country("country")?)
                .or_default()
                .insert(row.day("date")?, row.text("name").to_owned());
        }
        if !make_up_days.trim().is_empty() {
            for row in Table::read("make-up days", make_up_days, &["country", "date"])? {
                let row = row?;
                table
                    .make_up_days
                    .entry(row.country("country")?)
                    .or_default()
                    .insert(row.day("date")?);
            }
        }
        Ok(table)
    }

    /// The name of the holiday, if the day is one.
    pub fn name_of(&self, country: &str, day: NaiveDate) -> Option<&str> {
        self.holidays.get(country)?.get(&day).map(String::as_str)
    }

    /// Whether a weekend day is worked to make up for a holiday.
    pub fn is_make_up_day(&self, country: &str, day: NaiveDate) -> bool {
        self.make_up_days
            .get(country)
            .is_some_and(|days| days.contains(&day))
    }

    /// The end of the last year for which the country has holidays.
    pub fn known_until(&self, country: &str) -> Option<NaiveDate> {
        end_of_year(*self.holidays.get(country)?.keys().next_back()?)
    }

    /// The end of the last year for which the country has published make-up days.
    pub fn make_up_days_known_until(&self, country: &str) -> Option<NaiveDate> {
        end_of_year(*self.make_up_days.get(country)?.iter().next_back()?)
    }

    /// The country's holidays in date order.
    pub fn of_country(&self, country: &str) -> Vec<Holiday> {
        self.holidays
            .get(country)
            .into_iter()
            .flatten()
            .map(|(on, name)| Holiday {
                on: *on,
                name: name.clone(),
            })
            .collect()
    }
}

fn end_of_year(day: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year(), 12, 31)
}
