//! Which tickets a figure is asked of, and the tickets list's own question for the same.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::facts::{Fact, Facts, Minute, instant, minute};
use crate::device::DeviceKind;
use crate::id::{CenterId, LaneId, ModelId, PartyId, SiteId};
use crate::place::Region;
use crate::text_enum::text_enum;
use crate::ticket::{TicketQuery, WarrantyClass};
use crate::time::Timestamp;

text_enum! {
    /// By what tickets are put side by side.
    Dimension {
        Stage = "stage",
        Center = "center",
        Region = "region",
        Lane = "lane",
        Maker = "maker",
        Model = "model",
        Component = "component",
        FaultClass = "fault_class",
        Symptom = "symptom",
        WarrantyClass = "warranty_class",
        Level = "level",
        Customer = "customer",
        Site = "site",
        /// Filed in the week that begins on a Monday.
        Week = "week",
        Month = "month",
    }
}

/// Which tickets. Every field narrows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ReviewFilter {
    pub center_id: Option<CenterId>,
    pub region: Option<Region>,
    pub lane_id: Option<LaneId>,
    pub maker: Option<String>,
    pub model_id: Option<ModelId>,
    pub component: Option<DeviceKind>,
    /// Of the surest, then newest finding.
    pub fault_class: Option<String>,
    pub symptom_code: Option<String>,
    pub warranty_class: Option<WarrantyClass>,
    pub level: Option<u8>,
    pub customer_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    /// Filed on this day or later, UTC.
    pub filed_from: Option<NaiveDate>,
    /// Filed on this day or earlier.
    pub filed_to: Option<NaiveDate>,
}

impl ReviewFilter {
    /// The same tickets in the tickets list.
    pub fn query(&self) -> TicketQuery {
        TicketQuery {
            filed: true,
            center_id: self.center_id,
            region: self.region,
            lane_id: self.lane_id,
            maker: self.maker.clone(),
            model_id: self.model_id,
            component: self.component,
            fault_class: self.fault_class.clone(),
            symptom_code: self.symptom_code.clone(),
            warranty_class: self.warranty_class,
            level: self.level,
            customer_id: self.customer_id,
            site_id: self.site_id,
            filed_from: self.filed_from,
            filed_to: self.filed_to,
            ..TicketQuery::default()
        }
    }
}

/// Exactly these tickets in the tickets list; at most [`MOST_NAMED`].
pub(super) fn named(numbers: impl IntoIterator<Item = u32>) -> TicketQuery {
    TicketQuery {
        numbers: numbers.into_iter().take(MOST_NAMED).collect(),
        ..TicketQuery::default()
    }
}

/// A list that names its tickets names at most so many.
pub(super) const MOST_NAMED: usize = 2_000;

/// A filter with its words looked up, ready for a million rows.
pub(super) struct Chosen {
    center: Option<u16>,
    centers: Option<Vec<bool>>,
    lane: Option<u16>,
    models: Option<Vec<bool>>,
    model: Option<u16>,
    component: Option<DeviceKind>,
    fault: Option<u16>,
    symptom: Option<u16>,
    warranty: Option<WarrantyClass>,
    level: Option<u8>,
    customer: Option<u16>,
    site: Option<u16>,
    from: Minute,
    before: Minute,
}

/// What no row has.
const NOWHERE: u16 = u16::MAX;

impl Facts {
    pub(super) fn chosen(&self, filter: &ReviewFilter) -> Chosen {
        fn place<K>(wanted: Option<&K>, find: impl Fn(&K) -> Option<u16>) -> Option<u16> {
            wanted.map(|key| find(key).unwrap_or(NOWHERE))
        }
        Chosen {
            center: place(filter.center_id.as_ref(), |id| self.centers.find(id)),
            centers: filter.region.map(|region| {
                (0..self.centers.len() as u16)
                    .map(|place| self.region(place) == Some(region))
                    .collect()
            }),
            lane: place(filter.lane_id.as_ref(), |id| self.lanes.find(id)),
            models: filter.maker.as_ref().map(|maker| {
                (0..self.models.len() as u16)
                    .map(|place| self.maker(place) == Some(maker))
                    .collect()
            }),
            model: place(filter.model_id.as_ref(), |id| self.models.find(id)),
            component: filter.component,
            fault: place(filter.fault_class.as_ref(), |code| self.faults.find(code)),
            symptom: place(filter.symptom_code.as_ref(), |code| {
                self.symptoms.find(code)
            }),
            warranty: filter.warranty_class,
            level: filter.level,
            customer: place(filter.customer_id.as_ref(), |id| self.customers.find(id)),
            site: place(filter.site_id.as_ref(), |id| self.sites.find(id)),
            from: filter
                .filed_from
                .map_or(0, |day| minute(Timestamp::start_of(day))),
            before: filter
                .filed_to
                .and_then(|day| day.checked_add_days(Days::new(1)))
                .map_or(Minute::MAX, |day| minute(Timestamp::start_of(day))),
        }
    }

    pub(super) fn region(&self, center: u16) -> Option<Region> {
        let id = self.centers.key(center)?;
        Some(self.around.centers.get(id)?.sheet.center.region)
    }

    pub(super) fn maker(&self, model: u16) -> Option<&String> {
        Some(&self.around.models.get(self.models.key(model)?)?.maker)
    }

    pub(super) fn center_name(&self, place: u16) -> Option<&str> {
        let id = self.centers.key(place)?;
        Some(&self.around.centers.get(id)?.sheet.center.name)
    }

    pub(super) fn model_name(&self, place: u16) -> Option<&str> {
        Some(&self.around.models.get(self.models.key(place)?)?.name)
    }

    pub(super) fn rows_of<'a>(&'a self, filter: &ReviewFilter) -> impl Iterator<Item = &'a Fact> {
        let chosen = self.chosen(filter);
        self.rows.iter().filter(move |row| chosen.holds(row))
    }
}

impl Chosen {
    pub fn holds(&self, row: &Fact) -> bool {
        fn is<T: PartialEq>(wanted: Option<T>, found: T) -> bool {
            wanted.is_none_or(|wanted| wanted == found)
        }
        fn among(wanted: &Option<Vec<bool>>, place: u16) -> bool {
            wanted
                .as_ref()
                .is_none_or(|all| all.get(usize::from(place)) == Some(&true))
        }
        row.opened >= self.from
            && row.opened < self.before
            && is(self.center, row.center)
            && among(&self.centers, row.center)
            && is(self.lane, row.lane)
            && among(&self.models, row.model)
            && is(self.model, row.model)
            && is(self.component, row.kind)
            && is(self.fault, row.fault)
            && is(self.symptom, row.symptom)
            && is(self.warranty, row.warranty)
            && is(self.level, row.level)
            && is(self.customer, row.customer)
            && is(self.site, row.site)
    }
}

/// Days since Thursday 1970-01-01.
fn day_number(at: Minute) -> u32 {
    at / 1440
}

/// The Monday of the week an instant lies in, UTC, in days since 1970.
pub(super) fn monday(at: Minute) -> u32 {
    let day = day_number(at);
    day - (day + 3) % 7
}

pub(super) fn date_of(day: u32) -> NaiveDate {
    instant(day * 1440).date()
}

/// The month an instant lies in, UTC, counted from year 0.
pub(super) fn month(at: Minute) -> u32 {
    let day = instant(at).date();
    day.year().unsigned_abs() * 12 + day.month0()
}

pub(super) fn first_of_month(month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt((month / 12) as i32, month % 12 + 1, 1).unwrap_or_default()
}

/// Months of many instants: the calendar is asked once for each day.
pub(super) struct Months {
    first: u32,
    by_day: Vec<u32>,
}

impl Months {
    pub fn of(rows: &[Fact]) -> Self {
        let first = rows.iter().map(|row| row.opened).min().unwrap_or(0) / 1440;
        let last = rows
            .iter()
            .map(|row| row.opened.max(row.back).max(row.since))
            .max()
            .unwrap_or(0)
            / 1440;
        Self {
            first,
            by_day: (first..=last.min(first + 40_000))
                .map(|day| month(day * 1440))
                .collect(),
        }
    }

    pub fn at(&self, at: Minute) -> u32 {
        let day = (at / 1440).saturating_sub(self.first) as usize;
        self.by_day.get(day).copied().unwrap_or_else(|| month(at))
    }
}

pub(super) fn last_of_month(month: u32) -> NaiveDate {
    first_of_month(month + 1).pred_opt().unwrap_or_default()
}
