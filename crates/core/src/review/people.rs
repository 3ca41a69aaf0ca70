//! Who repaired how much, and how the rigs judge. For managers.

use chrono::{Days, NaiveDate};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::asked::{ReviewFilter, date_of, monday, named};
use super::curve::Share;
use super::facts::{Fact, Facts, minute};
use crate::error::Result;
use crate::journal::Act;
use crate::people::{Right, standing};
use crate::store::Store;
use crate::ticket::TicketQuery;
use crate::time::Timestamp;

/// Repairs by person and tests by rig, from one day to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PeopleFigures {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The most units first.
    pub people: Vec<PersonFigures>,
    pub rigs: Vec<RigFigures>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PersonFigures {
    /// Empty: nobody is noted.
    pub person: String,
    pub units: u32,
    /// Worked on them, by anybody.
    pub minutes: u32,
    /// Of the units with any minutes.
    pub minutes_per_unit: Option<f64>,
    pub first_pass: Share,
    /// Week after week of repair.
    pub weeks: Vec<PersonWeek>,
    pub tickets: TicketQuery,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PersonWeek {
    /// Its Monday.
    pub week: NaiveDate,
    pub units: u32,
    pub minutes: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RigFigures {
    pub rig: String,
    pub units: u32,
    pub first_pass: Share,
    pub tickets: TicketQuery,
}

#[derive(Default)]
struct Count {
    units: u32,
    minutes: u32,
    timed: u32,
    passed: (u32, u32),
    weeks: FxHashMap<u32, (u32, u32)>,
    numbers: Vec<u32>,
}

impl Count {
    fn add(&mut self, row: &Fact) {
        let minutes = row.labour.minutes();
        self.units += 1;
        self.minutes += minutes;
        self.timed += u32::from(minutes > 0);
        if row.tests > 0 {
            self.passed.1 += 1;
            self.passed.0 += u32::from(row.failed_tests == 0 && row.attempt == 1);
        }
        let week = self.weeks.entry(monday(row.repaired)).or_default();
        week.0 += 1;
        week.1 += minutes;
        self.numbers.push(row.number);
    }
}

impl Store {
    /// Repairs by person and rig, of tickets made ready from one day to another.
    ///
    /// # Errors
    /// `NotAllowed`, `NotSignedIn`: for managers.
    pub fn people_figures(
        &self,
        facts: &Facts,
        only: &ReviewFilter,
        from: NaiveDate,
        to: NaiveDate,
        act: &Act,
    ) -> Result<PeopleFigures> {
        standing(&self.conn, act.person())?.demand(Right::SeePeople)?;
        Ok(facts.people_figures(only, from, to))
    }
}

impl Facts {
    pub(super) fn people_figures(
        &self,
        only: &ReviewFilter,
        from: NaiveDate,
        to: NaiveDate,
    ) -> PeopleFigures {
        let begin = minute(Timestamp::start_of(from));
        let end = to.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
        let end = minute(Timestamp::start_of(end));
        let mut people: FxHashMap<u16, Count> = FxHashMap::default();
        let mut rigs: FxHashMap<u16, Count> = FxHashMap::default();
        for row in self
            .rows_of(only)
            .filter(|row| row.repaired >= begin && row.repaired < end)
        {
            if row.is_repaired() {
                people.entry(row.person).or_default().add(row);
            }
            if row.tests > 0 && row.rig > 0 {
                rigs.entry(row.rig).or_default().add(row);
            }
        }
        let mut people: Vec<PersonFigures> = people
            .into_iter()
            .map(|(place, count)| {
                let mut weeks: Vec<(u32, (u32, u32))> = count.weeks.into_iter().collect();
                weeks.sort_unstable();
                PersonFigures {
                    person: self.people.key(place).cloned().unwrap_or_default(),
                    units: count.units,
                    minutes: count.minutes,
                    minutes_per_unit: (count.timed > 0)
                        .then(|| f64::from(count.minutes) / f64::from(count.timed)),
                    first_pass: Share::of(count.passed.0, count.passed.1),
                    weeks: weeks
                        .into_iter()
                        .map(|(week, (units, minutes))| PersonWeek {
                            week: date_of(week),
                            units,
                            minutes,
                        })
                        .collect(),
                    tickets: named(count.numbers),
                }
            })
            .collect();
        people.sort_by(|a, b| b.units.cmp(&a.units).then_with(|| a.person.cmp(&b.person)));
        let mut rigs: Vec<RigFigures> = rigs
            .into_iter()
            .map(|(place, count)| RigFigures {
                rig: self.rigs.key(place).cloned().unwrap_or_default(),
                units: count.units,
                first_pass: Share::of(count.passed.0, count.passed.1),
                tickets: named(count.numbers),
            })
            .collect();
        rigs.sort_by(|a, b| b.units.cmp(&a.units).then_with(|| a.rig.cmp(&b.rig)));
        PeopleFigures {
            from,
            to,
            people,
            rigs,
        }
    }
}
