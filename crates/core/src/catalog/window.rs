//! Warranty and claim windows: as published, as edited, and what they say of one unit.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::{ClaimWindow, WarrantyWhy, maker_of, shipped};
use crate::device::DeviceKind;
use crate::error::Result;
use crate::ticket::WarrantyClass;

const PUBLISHED: &str = include_str!("../../../../data/warranty_by_maker.csv");
const BY_CENTER: &str = include_str!("../../../../data/windows_by_center.csv");

/// The item under which the warranty on the maker's own repairs stands.
pub(crate) const REPAIRED: &str = "repaired component";
pub(crate) const DOA: &str = "DOA window";
/// How long after the filing the carrier's tracking number may be missing.
pub(crate) const TRACKING: &str = "tracking number";
/// How long after the quote it may stay unpaid.
pub(crate) const PAYMENT: &str = "quote payment";
/// How long after the quote the customer may take to say yes.
pub(crate) const APPROVAL: &str = "quote approval";

/// The items under which the warranty of a new unit stands, the better fitting first.
pub(crate) fn warranty_items(kind: DeviceKind) -> &'static [&'static str] {
    match kind {
        DeviceKind::Psu => &["PSU", "new miners", "miner"],
        DeviceKind::Miner | DeviceKind::Hashboard | DeviceKind::ControlBoard => {
            &["new miners", "miner"]
        }
    }
}

#[derive(Debug, Deserialize)]
struct Row {
    maker: String,
    item: String,
    warranty_days: Option<u16>,
    basis: String,
    post_repair_warranty_days: Option<u16>,
    note: String,
    url: String,
}

/// A repair center's own rule, counted in its working days.
#[derive(Debug, Deserialize)]
struct CenterRow {
    center: String,
    item: String,
    business_days: u16,
    basis: String,
    note: String,
    url: String,
}

/// The published windows, one per maker or center and item, by name and item.
///
/// Where sources differ the shorter one stands and the other is named: a claim filed inside it
/// is inside both.
pub(super) fn published() -> Result<Vec<ClaimWindow>> {
    let mut windows: Vec<ClaimWindow> = Vec::new();
    for row in shipped::read::<Row>("warranty_by_maker.csv", PUBLISHED)? {
        let own = row.item == REPAIRED || row.warranty_days.is_none();
        if !own {
            add(&mut windows, &row, &row.item, row.warranty_days);
        }
        if row.post_repair_warranty_days.is_some() || own {
            add(&mut windows, &row, REPAIRED, row.post_repair_warranty_days);
        }
    }
    for row in shipped::read::<CenterRow>("windows_by_center.csv", BY_CENTER)? {
        windows.push(ClaimWindow {
            maker: row.center,
            item: row.item,
            days: Some(row.business_days),
            published_days: Some(row.business_days),
            basis: row.basis,
            note: row.note,
            source: row.url,
            edited: false,
            by_center: true,
            business_days: true,
        });
    }
    windows.sort_by(|a, b| (&a.maker, &a.item).cmp(&(&b.maker, &b.item)));
    Ok(windows)
}

fn add(windows: &mut Vec<ClaimWindow>, row: &Row, item: &str, days: Option<u16>) {
    let new = ClaimWindow {
        maker: row.maker.clone(),
        item: item.to_owned(),
        days,
        published_days: days,
        basis: row.basis.clone(),
        note: row.note.clone(),
        source: row.url.clone(),
        edited: false,
        by_center: false,
        business_days: false,
    };
    let Some(known) = windows
        .iter_mut()
        .find(|known| known.maker == new.maker && known.item == new.item)
    else {
        windows.push(new);
        return;
    };
    let (mut short, long) = if new.published_days < known.published_days {
        (new, known.clone())
    } else {
        (known.clone(), new)
    };
    if let Some(days) = long.published_days {
        let also = format!(
            "also published: {days} days, {} ({})",
            long.basis, long.source
        );
        short.note = [short.note.as_str(), also.as_str()]
            .iter()
            .filter(|text| !text.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("; ");
    }
    *known = short;
}

/// What is known of a unit's dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClaimDates {
    /// Last day of the maker's warranty, as the maker or the owner states it.
    pub warranty_until: Option<NaiveDate>,
    /// The day the maker sent the unit off, new.
    pub dispatched_on: Option<NaiveDate>,
    /// The day it was last sent back from a repair.
    pub repair_shipped_on: Option<NaiveDate>,
    /// What the center of that repair gives on its own work; where it says nothing, the maker's.
    pub repair_days: Option<u16>,
}

/// Under which class a unit is filed on the day `on`, and why.
///
/// `windows` as [`crate::Store::claim_windows`] gives them: edits count. The person may always
/// say otherwise; without any date the unit counts as out of warranty.
pub fn warranty_default(
    windows: &[ClaimWindow],
    maker: Option<&str>,
    kind: DeviceKind,
    dates: &ClaimDates,
    on: NaiveDate,
) -> (WarrantyClass, WarrantyWhy) {
    let maker = maker.map(maker_of);
    let days_of = |items: &[&str]| {
        windows
            .iter()
            .find(|window| {
                maker.is_some_and(|maker| window.maker.eq_ignore_ascii_case(maker))
                    && items.contains(&window.item.as_str())
            })
            .and_then(|window| window.days)
    };
    let inside = |from: NaiveDate, days: u16| {
        let last = from.checked_add_days(Days::new(u64::from(days)))?;
        (from <= on && on <= last).then_some(last)
    };
    let named = || maker.map(str::to_owned);

    let repair_days = dates.repair_days.or_else(|| days_of(&[REPAIRED]));
    if let (Some(shipped), Some(days)) = (dates.repair_shipped_on, repair_days)
        && let Some(last) = inside(shipped, days)
    {
        return (
            WarrantyClass::SecondReturn,
            WarrantyWhy::OnRepair {
                days,
                maker: match dates.repair_days {
                    Some(_) => None,
                    None => named(),
                },
                sent_back: shipped,
                until: last,
            },
        );
    }
    if let (Some(dispatched), Some(days)) = (dates.dispatched_on, days_of(&[DOA]))
        && let Some(last) = inside(dispatched, days)
    {
        return (
            WarrantyClass::Doa,
            WarrantyWhy::DoaWindow {
                maker: named(),
                days,
                dispatched,
                until: last,
            },
        );
    }
    if let Some(until) = dates.warranty_until {
        return if on <= until {
            (WarrantyClass::InWarranty, WarrantyWhy::Until { until })
        } else {
            (
                WarrantyClass::OutOfWarranty,
                WarrantyWhy::Ended { on: until },
            )
        };
    }
    let length = warranty_items(kind)
        .iter()
        .find_map(|item| days_of(&[item]));
    match (dates.dispatched_on, length) {
        (Some(dispatched), Some(days)) => match inside(dispatched, days) {
            Some(last) => (
                WarrantyClass::InWarranty,
                WarrantyWhy::Inside {
                    maker: named(),
                    days,
                    dispatched,
                    until: last,
                },
            ),
            None => (
                WarrantyClass::OutOfWarranty,
                WarrantyWhy::Outside {
                    maker: named(),
                    days,
                    dispatched,
                },
            ),
        },
        (Some(_), None) => (
            WarrantyClass::OutOfWarranty,
            WarrantyWhy::NoLength { maker: named() },
        ),
        (None, Some(days)) => (WarrantyClass::OutOfWarranty, WarrantyWhy::NoDate { days }),
        (None, None) => (WarrantyClass::OutOfWarranty, WarrantyWhy::NothingKnown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn class(dates: ClaimDates, on: &str) -> (WarrantyClass, WarrantyWhy) {
        warranty_default(
            &published().unwrap(),
            Some("AntMiner"),
            DeviceKind::Hashboard,
            &dates,
            day(on),
        )
    }

    #[test]
    fn sources_that_differ_leave_the_shorter_window_and_name_the_other() {
        let windows = published().unwrap();
        let bitmain = windows
            .iter()
            .find(|w| w.maker == "Bitmain" && w.item == "new miners")
            .unwrap();

        assert_eq!(bitmain.published_days, Some(180));
        assert!(bitmain.note.contains("365"), "{}", bitmain.note);
    }

    #[test]
    fn a_repair_that_comes_back_in_time_is_a_second_return_to_the_last_day() {
        let dates = ClaimDates {
            repair_shipped_on: Some(day("2026-10-01")),
            warranty_until: Some(day("2026-12-31")),
            ..ClaimDates::default()
        };

        assert_eq!(class(dates, "2026-10-31").0, WarrantyClass::SecondReturn);
        assert_eq!(class(dates, "2026-11-01").0, WarrantyClass::InWarranty);
    }

    #[test]
    fn the_warranty_of_the_center_that_repaired_it_goes_before_the_makers() {
        let dates = ClaimDates {
            repair_shipped_on: Some(day("2026-10-01")),
            repair_days: Some(90),
            ..ClaimDates::default()
        };

        assert_eq!(class(dates, "2026-12-30").0, WarrantyClass::SecondReturn);
        assert_eq!(class(dates, "2026-12-31").0, WarrantyClass::OutOfWarranty);
    }

    #[test]
    fn every_window_of_a_center_is_of_a_center_that_ships() {
        let centers = include_str!("../../../../data/centers.csv");
        for window in published().unwrap().iter().filter(|w| w.by_center) {
            assert!(centers.contains(&window.maker), "{}", window.maker);
        }
    }

    #[test]
    fn a_fresh_unit_is_doa_then_in_warranty_then_out() {
        let dates = ClaimDates {
            dispatched_on: Some(day("2026-01-01")),
            ..ClaimDates::default()
        };

        assert_eq!(class(dates, "2026-01-31").0, WarrantyClass::Doa);
        assert_eq!(class(dates, "2026-02-01").0, WarrantyClass::InWarranty);
        assert_eq!(class(dates, "2026-07-01").0, WarrantyClass::OutOfWarranty);
    }

    #[test]
    fn without_a_date_it_is_out_of_warranty_and_says_the_published_length() {
        let (class, why) = class(ClaimDates::default(), "2026-01-31");

        assert_eq!(class, WarrantyClass::OutOfWarranty);
        assert_eq!(why, WarrantyWhy::NoDate { days: 180 });
    }
}
