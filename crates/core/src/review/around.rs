//! What surrounds the tickets: places with their working days, models, prices. Small tables, read
//! anew whenever the journal says that any of them changed.

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use hashmend_turnaround::WorkCalendar;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::facts::{Minute, instant, minute};
use crate::catalog::{DutyRate, FxRate, Hashprice, Origin, rows as catalog};
use crate::error::Result;
use crate::estimate::published;
use crate::finding::FaultClass;
use crate::id::{CenterId, LaneId, ModelId, PartyId, SiteId};
use crate::overlaid;
use crate::place::rows::all;
use crate::place::{CenterKind, CenterSheet, Lane, sheets_without_counts};
use crate::time::Timestamp;

/// Working days of a place, counted up hour by hour: a calendar is asked once for each hour, not
/// once for each of a million tickets.
#[derive(Debug)]
pub(super) struct Clock {
    calendar: Arc<WorkCalendar>,
    /// The first counted hour since 1970.
    first: u32,
    /// Working minutes up to each hour.
    hours: OnceLock<Vec<u32>>,
}

/// Counted from so many days before today to so many after.
const COUNTED_DAYS: (u32, u32) = (1_096, 400);

impl Clock {
    fn new(calendar: Arc<WorkCalendar>, today: NaiveDate) -> Self {
        let today = minute(Timestamp::start_of(today)) / 60;
        Self {
            calendar,
            first: today.saturating_sub(COUNTED_DAYS.0 * 24),
            hours: OnceLock::new(),
        }
    }

    fn hours(&self) -> &[u32] {
        self.hours.get_or_init(|| {
            let from = instant(self.first * 60).to_datetime();
            (0..(COUNTED_DAYS.0 + COUNTED_DAYS.1) * 24)
                .map(|hour| {
                    let to = instant((self.first + hour) * 60).to_datetime();
                    (self.calendar.working_days_between(from, to) * 1440.0).round() as u32
                })
                .collect()
        })
    }

    /// Working days between two instants, in minutes of which a working day has 1,440.
    pub fn worked(&self, from: Minute, to: Minute) -> u32 {
        if to <= from {
            return 0;
        }
        match (self.counted(from), self.counted(to)) {
            (Some(from), Some(to)) => to.saturating_sub(from),
            _ => {
                let (from, to) = (instant(from).to_datetime(), instant(to).to_datetime());
                (self.calendar.working_days_between(from, to) * 1440.0).round() as u32
            }
        }
    }

    fn counted(&self, at: Minute) -> Option<u32> {
        let hour = (at / 60).checked_sub(self.first)? as usize;
        let hours = self.hours();
        let (low, high) = (*hours.get(hour)?, *hours.get(hour + 1)?);
        Some(low + (high - low) * (at % 60) / 60)
    }
}

#[derive(Debug)]
pub(super) struct KnownCenter {
    pub sheet: CenterSheet,
    pub clock: Clock,
}

impl KnownCenter {
    pub fn in_house(&self) -> bool {
        self.sheet.center.kind == CenterKind::InHouse
    }
}

#[derive(Debug)]
pub(super) struct KnownModel {
    pub maker: String,
    pub name: String,
    pub ths: Option<f64>,
}

#[derive(Debug)]
pub(super) struct Around {
    pub centers: FxHashMap<CenterId, KnownCenter>,
    pub lanes: FxHashMap<LaneId, Lane>,
    pub models: FxHashMap<ModelId, KnownModel>,
    pub customers: FxHashMap<PartyId, String>,
    pub sites: FxHashMap<SiteId, String>,
    pub symptoms: FxHashMap<String, String>,
    pub faults: FxHashMap<String, String>,
    /// Working days of tickets that name no center.
    pub nowhere: Clock,
    /// By day, the user's after the shipped.
    pub hashprices: Vec<Hashprice>,
    pub fx: Vec<FxRate>,
    pub duty: Vec<DutyRate>,
    /// The calendars reach years around this day.
    pub built_on: NaiveDate,
}

impl Around {
    pub fn read(conn: &Connection, now: Timestamp) -> Result<Self> {
        let today = now.date();
        let mut centers = FxHashMap::default();
        let mut lanes = FxHashMap::default();
        for sheet in sheets_without_counts(conn)? {
            let center = &sheet.center;
            let calendar =
                published::calendar(&center.zone, &center.country, &sheet.closures, today)?;
            for lane in &sheet.lanes {
                lanes.insert(lane.id, lane.clone());
            }
            let clock = Clock::new(calendar, today);
            centers.insert(center.id, KnownCenter { clock, sheet });
        }
        let named = |query: &str| -> Result<Vec<(PartyId, String)>> {
            all(conn, query, &[], |row| Ok((row.get(0)?, row.get(1)?)))
        };
        let mut hashprices = catalog::hashprices(conn)?;
        hashprices.sort_by_key(|price| (price.valid_from, price.origin == Origin::User));
        Ok(Self {
            centers,
            lanes,
            models: all(
                conn,
                "SELECT id, maker, name, hashrate_ths FROM device_model",
                &[],
                |row| {
                    Ok((
                        row.get(0)?,
                        KnownModel {
                            maker: row.get(1)?,
                            name: row.get(2)?,
                            ths: row.get(3)?,
                        },
                    ))
                },
            )?
            .into_iter()
            .collect(),
            customers: named("SELECT id, name FROM party")?.into_iter().collect(),
            sites: named("SELECT id, name FROM site")?
                .into_iter()
                .map(|(id, name)| (SiteId(id.0), name))
                .collect(),
            symptoms: catalog::symptoms(conn)?
                .into_iter()
                .map(|symptom| (symptom.code, symptom.label))
                .collect(),
            faults: overlaid::all::<FaultClass>(conn)?
                .into_iter()
                .map(|class| (class.code, class.label))
                .collect(),
            nowhere: Clock::new(published::calendar("UTC", "US", &[], today)?, today),
            hashprices,
            fx: catalog::fx_rates(conn)?,
            duty: catalog::duty_rates(conn)?,
            built_on: today,
        })
    }

    /// US dollars per TH/s and day.
    pub fn usd_per_ths_day(&self, on: NaiveDate) -> Option<f64> {
        let price = self
            .hashprices
            .partition_point(|price| price.valid_from <= on);
        let price = self.hashprices.get(price.checked_sub(1)?)?;
        Some(f64::from(price.cents_per_ph_day) / 100.0 / 1000.0)
    }

    /// Cents of a currency as US dollars of a day; `None` without a rate.
    pub fn usd(&self, cents: f64, currency: &str, on: NaiveDate) -> Option<f64> {
        if currency == "USD" {
            return Some(cents / 100.0);
        }
        let rate = self
            .fx
            .iter()
            .filter(|rate| rate.currency == currency && rate.valid_from <= on)
            .max_by_key(|rate| (rate.valid_from, rate.origin == Origin::User))?;
        Some(cents / 100.0 * f64::from(rate.usd_ppm) / 1e6)
    }
}
