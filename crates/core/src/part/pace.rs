//! How fast a part goes, and by when the next ones are to be ordered. Nothing of it is kept.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Long enough that one bad week is no trend, short enough that last year is none either.
pub(super) const LOOKED_BACK_DAYS: i64 = 56;
/// A part that came yesterday and was used today says nothing of a month yet.
const LEAST_DAYS: i64 = 7;
/// Past this a stock lasts "for years", and the day it ends is nobody's business.
const MOST_DAYS: i64 = 3_650;

/// How fast the desk's own stock of a part is used up by repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Pace {
    /// Used and not put back.
    pub used: i32,
    /// In so many days: the last eight weeks, or since the part first came.
    pub days: u16,
    /// Days that what is there lasts at this pace.
    pub lasts_days: u16,
    /// By when to order, to have more before the last is used; `None`: nobody said how long it takes to come.
    pub order_by: Option<NaiveDate>,
}

/// `None` where nothing was used: then there is no pace to reckon with.
pub(super) fn pace(
    used: i64,
    first_came: Option<Timestamp>,
    in_stock: i64,
    lead_days: Option<u16>,
    now: Timestamp,
) -> Option<Pace> {
    if used <= 0 {
        return None;
    }
    let known = first_came.map_or(0.0, |first| now.days_since(first)) as i64;
    let days = known.clamp(LEAST_DAYS, LOOKED_BACK_DAYS);
    let lasts = (in_stock.max(0) * days / used).min(MOST_DAYS);
    let order_by = lead_days.and_then(|lead| {
        let empty = now.date().checked_add_days(Days::new(lasts as u64))?;
        empty.checked_sub_days(Days::new(u64::from(lead)))
    });
    Some(Pace {
        used: used as i32,
        days: days as u16,
        lasts_days: lasts as u16,
        order_by,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> Timestamp {
        Timestamp::start_of(day.parse().unwrap())
    }

    #[test]
    fn what_is_there_lasts_as_long_as_it_did_these_eight_weeks() {
        let pace = pace(28, Some(on("2026-01-01")), 10, Some(14), on("2026-09-01")).unwrap();

        // One in two days: ten last twenty days, and two weeks of them are the carrier's.
        assert_eq!((pace.days, pace.lasts_days), (56, 20));
        assert_eq!(pace.order_by, "2026-09-07".parse().ok());
    }

    #[test]
    fn a_part_new_on_the_shelf_is_reckoned_from_the_day_it_came() {
        let pace = pace(10, Some(on("2026-08-12")), 10, None, on("2026-09-01")).unwrap();

        assert_eq!((pace.days, pace.lasts_days), (20, 20));
        assert_eq!(pace.order_by, None, "nobody said how long it takes to come");
    }

    #[test]
    fn what_is_never_used_has_no_pace() {
        assert_eq!(
            pace(0, Some(on("2026-01-01")), 3, Some(9), on("2026-09-01")),
            None
        );
    }

    #[test]
    fn what_would_last_for_ever_ends_at_ten_years() {
        let pace = pace(
            1,
            Some(on("2026-01-01")),
            1_000_000,
            Some(9),
            on("2026-09-01"),
        )
        .unwrap();

        assert_eq!(pace.lasts_days, 3_650);
    }
}
