//! Whose rule applies to which unit, and the day it comes to.

use chrono::{DateTime, Datelike, Days, NaiveDate, Weekday};
use chrono_tz::Tz;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use crate::catalog::{ClaimWindow, claim_windows};
use crate::error::Result;
use crate::estimate::published::holidays;
use crate::id::{CenterId, ModelId};
use crate::place::{CenterKind, CenterSheet, sheets_without_counts};
use crate::time::Timestamp;

/// The windows in force and the centers, read once for one look at the radar.
#[derive(Debug)]
pub(super) struct Rules {
    windows: Vec<ClaimWindow>,
    centers: FxHashMap<CenterId, CenterSheet>,
}

/// Where a window's length comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Giver<'a> {
    Window(&'a ClaimWindow),
    /// The center's own warranty on its repairs, as its sheet says.
    Center(&'a CenterSheet, u16),
}

impl Rules {
    pub fn read(conn: &Connection) -> Result<Self> {
        Ok(Self {
            windows: claim_windows(conn)?,
            centers: sheets_without_counts(conn)?
                .into_iter()
                .map(|sheet| (sheet.center.id, sheet))
                .collect(),
        })
    }

    /// Every maker's window of that name which has a length.
    pub fn of_makers<'a>(&'a self, item: &'a str) -> impl Iterator<Item = &'a ClaimWindow> {
        self.windows
            .iter()
            .filter(move |window| !window.by_center && window.item == item && open(window))
    }

    /// A maker's first window among `items`.
    pub fn of_maker<'a>(&'a self, maker: &str, items: &[&'a str]) -> Option<&'a ClaimWindow> {
        items
            .iter()
            .find_map(|item| self.of_makers(item).find(|window| window.maker == maker))
    }

    pub fn makers(&self) -> Vec<&str> {
        let mut makers: Vec<&str> = self
            .windows
            .iter()
            .filter(|window| !window.by_center)
            .map(|window| window.maker.as_str())
            .collect();
        makers.dedup();
        makers
    }

    /// Every center that has a window of that name for itself.
    pub fn of_centers<'a>(
        &'a self,
        item: &'a str,
    ) -> impl Iterator<Item = (&'a CenterSheet, &'a ClaimWindow)> {
        self.windows
            .iter()
            .filter(move |window| window.by_center && window.item == item && open(window))
            .filter_map(|window| {
                let named = |sheet: &&CenterSheet| sheet.center.name == window.maker;
                Some((self.centers.values().find(named)?, window))
            })
    }

    /// Centers that give a warranty of their own on repairs, with its days.
    pub fn repairers(&self) -> impl Iterator<Item = (&CenterSheet, u16)> {
        self.centers.values().filter_map(|sheet| {
            let days = sheet.center.repair_warranty_days.filter(|days| *days > 0)?;
            Some((sheet, days))
        })
    }

    pub fn center(&self, id: Option<CenterId>) -> Option<&CenterSheet> {
        self.centers.get(&id?)
    }

    pub fn kind_of(&self, id: Option<CenterId>) -> Option<CenterKind> {
        self.center(id).map(|sheet| sheet.center.kind)
    }
}

fn open(window: &ClaimWindow) -> bool {
    window.days.is_some_and(|days| days > 0)
}

impl Giver<'_> {
    pub fn days(self) -> u16 {
        match self {
            Self::Window(window) => window.days.unwrap_or(0),
            Self::Center(_, days) => days,
        }
    }

    /// The last day of a window that began on `from`, at the place of `center` where the rule
    /// counts working days.
    pub fn last_day(self, from: NaiveDate, center: Option<&CenterSheet>) -> Result<NaiveDate> {
        match (self, center) {
            (Self::Window(window), Some(center)) if window.business_days => {
                working_day_after(from, self.days(), center)
            }
            _ => Ok(from
                .checked_add_days(Days::new(u64::from(self.days())))
                .unwrap_or(from)),
        }
    }

    /// As many days of the calendar as the window can last at the most.
    pub fn longest(self) -> i64 {
        let days = i64::from(self.days());
        match self {
            // A week of holidays in every two, which no country has.
            Self::Window(window) if window.business_days => days * 3 + 14,
            _ => days,
        }
    }
}

/// The `days`-th working day of a center after `from`: no weekend, holiday or closure counts.
fn working_day_after(from: NaiveDate, days: u16, center: &CenterSheet) -> Result<NaiveDate> {
    let holidays = holidays()?;
    let country = &center.center.country;
    let works = |day: NaiveDate| {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        (!weekend || holidays.is_make_up_day(country, day))
            && holidays.name_of(country, day).is_none()
            && !center
                .closures
                .iter()
                .any(|shut| shut.from_on <= day && day <= shut.to_on)
    };
    let mut day = from;
    let mut left = days;
    // A center shut for good would be looked for in vain.
    let end = from.checked_add_days(Days::new(3_650)).unwrap_or(from);
    while left > 0 && day < end {
        day = day.succ_opt().unwrap_or(end);
        if works(day) {
            left -= 1;
        }
    }
    Ok(day)
}

/// The day it is at a place when the clock says `at`; a place without a zone goes by UTC.
pub(super) fn local_day(at: Timestamp, zone: Option<&str>) -> NaiveDate {
    match zone.and_then(|zone| zone.parse::<Tz>().ok()) {
        Some(zone) => {
            let there: DateTime<Tz> = at.to_datetime().with_timezone(&zone);
            there.date_naive()
        }
        None => at.date(),
    }
}

pub(super) fn models_of(conn: &Connection, maker: &str) -> Result<Vec<ModelId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM device_model WHERE maker = ?1")?;
    let ids = statement.query_map([maker], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}
