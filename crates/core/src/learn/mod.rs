//! What the desk's own tickets teach the estimator, and how fresh that is.
//!
//! [`Store::past`] reads the tables into an event log, [`Past::learn`] fits it. The two are apart so
//! that the fit, which takes a while, holds no connection.

pub(crate) mod features;
mod read;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use hashmend_turnaround::{
    Background, Calendars, CleaningReport, EventLog, LearnSettings, Learned, Priors, WorkCalendar,
};
use rusqlite::{Connection, OptionalExtension};

use crate::catalog::rows as catalog;
use crate::error::Result;
use crate::estimate::{Learning, LearningState, published};
use crate::place::{self, Region};
use crate::store::{CACHE_KIB, Store};
use crate::time::Timestamp;

/// At most so many tickets are learned from, an even sample of them where there are more: what is
/// learned stays in memory beside the window, and a share known from this many is known to half a
/// percent.
const MOST_TICKETS: u32 = 20_000;

/// Reading walks through tables once; what it walked through need not stay in memory.
const READING_CACHE_KIB: i32 = 2_048;

/// What was learned from the journal up to a position.
#[derive(Debug)]
pub struct Lessons {
    pub(crate) learned: Learned,
    pub learned_at: Timestamp,
    /// The journal's last event that was taken into account.
    pub position: i64,
    pub tickets: u32,
    /// How many there are; more than were learned from when those are a sample.
    pub of: u32,
    pub from_demo: bool,
    pub returns: Returns,
}

/// Tickets that are back, by the site type of their center.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Returns {
    pub us: u32,
    pub overseas: u32,
}

impl Returns {
    pub fn of(self, region: Region) -> u32 {
        match region {
            Region::Us => self.us,
            Region::Overseas => self.overseas,
        }
    }
}

/// All that is there to learn from at one instant.
#[derive(Debug)]
pub struct Past {
    log: EventLog,
    priors: Priors,
    /// Working days by the center's name in the log.
    calendars: Vec<(String, Arc<WorkCalendar>)>,
    /// Of the site that most tickets came from.
    site_calendar: Arc<WorkCalendar>,
    pub cleaning: CleaningReport,
    pub tickets: u32,
    /// How many there are; more than were learned from when those are a sample.
    pub of: u32,
    /// Made-up tickets, for want of real ones.
    pub from_demo: bool,
    pub returns: Returns,
    pub position: i64,
    pub read_at: Timestamp,
}

impl Past {
    pub fn log(&self) -> &EventLog {
        &self.log
    }

    /// Fit what was read. Takes a while with many tickets; holds no file.
    pub fn learn(self) -> Result<Lessons> {
        let background = Background {
            priors: Some(&self.priors),
            generic: None,
            calendars: Calendars {
                centers: &self.calendars,
                site: Some(&self.site_calendar),
            },
        };
        let learned = Learned::fit(
            self.log,
            &background,
            self.read_at.to_datetime(),
            &LearnSettings::default(),
        )
        .map_err(|error| published::refused(&error))?;
        Ok(Lessons {
            learned,
            learned_at: self.read_at,
            position: self.position,
            tickets: self.tickets,
            of: self.of,
            from_demo: self.from_demo,
            returns: self.returns,
        })
    }
}

impl Store {
    /// Read the tickets' past, as of one moment of the file.
    pub fn past(&self, now: Timestamp) -> Result<Past> {
        self.past_of(MOST_TICKETS, now)
    }

    fn past_of(&self, most: u32, now: Timestamp) -> Result<Past> {
        self.cache(READING_CACHE_KIB)?;
        let past = self.read_sample(most, now);
        self.cache(CACHE_KIB)?;
        past
    }

    fn read_sample(&self, most: u32, now: Timestamp) -> Result<Past> {
        // One transaction: the position is that of the very tables read.
        let tx = self.conn.unchecked_transaction()?;
        let position = head(self)?;
        let read = read::read(&tx, now, most)?;
        Ok(Past {
            log: read.log,
            priors: published::priors(&catalog::prior_edits(&tx)?)?,
            calendars: calendars(&tx, now)?,
            site_calendar: site_calendar(&tx, now)?,
            cleaning: read.report,
            tickets: read.tickets,
            of: read.of,
            from_demo: read.from_demo,
            returns: read.returns,
            position,
            read_at: now,
        })
    }

    /// Let every estimate from here on rest on `lessons` too.
    pub fn use_lessons(&mut self, lessons: Option<Arc<Lessons>>) {
        self.lessons = lessons;
    }

    /// How fresh the estimates are.
    pub fn learning(&self) -> Result<Learning> {
        let head = head(self)?;
        let Some(lessons) = &self.lessons else {
            let tickets: u32 = self.conn.query_row(
                "SELECT count(*) FROM ticket WHERE stage <> 'draft'",
                [],
                |row| row.get(0),
            )?;
            return Ok(Learning {
                state: if tickets == 0 {
                    LearningState::Nothing
                } else {
                    LearningState::Waiting
                },
                learned_at: None,
                newer_events: 0,
                tickets,
                from_demo: false,
                of: tickets,
            });
        };
        let newer_events = u32::try_from(head - lessons.position).unwrap_or(0);
        let tickets = lessons.tickets;
        Ok(Learning {
            state: match (newer_events, tickets) {
                (1.., _) => LearningState::Behind,
                (0, 0) => LearningState::Nothing,
                (0, _) => LearningState::Current,
            },
            learned_at: Some(lessons.learned_at),
            newer_events,
            tickets,
            from_demo: lessons.from_demo,
            of: lessons.of,
        })
    }
}

fn calendars(conn: &Connection, now: Timestamp) -> Result<Vec<(String, Arc<WorkCalendar>)>> {
    place::sheets_without_counts(conn)?
        .iter()
        .map(|sheet| {
            let center = &sheet.center;
            let calendar =
                published::calendar(&center.zone, &center.country, &sheet.closures, now.date())?;
            Ok((center.name.clone(), calendar))
        })
        .collect()
}

fn site_calendar(conn: &Connection, now: Timestamp) -> Result<Arc<WorkCalendar>> {
    let usual: Option<(String, String)> = conn
        .prepare_cached(
            "SELECT s.zone, s.country FROM ticket AS t JOIN site AS s ON s.id = t.site_id
             GROUP BY s.id ORDER BY count(*) DESC, s.id LIMIT 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (zone, country) = usual.unwrap_or_else(|| ("America/Chicago".into(), "US".into()));
    published::calendar(&zone, &country, &[], now.date())
}

fn head(store: &Store) -> Result<i64> {
    Ok(store
        .conn
        .query_row("SELECT coalesce(max(position), 0) FROM event", [], |row| {
            row.get(0)
        })?)
}
