//! Fees, exchange rates, duty and hashprice as of a day. US dollars throughout.

use chrono::NaiveDate;
use rusqlite::Connection;

use super::FeeNote;
use crate::catalog::{DutyRate, FxRate, HTS_PAID, HTS_WARRANTY, Hashprice, Origin};
use crate::device::DeviceKind;
use crate::id::CenterId;
use crate::place::{self, Fee};
use crate::ticket::WarrantyClass;

/// The money tables, read once per question.
#[derive(Debug)]
pub(super) struct Money {
    pub duty: Vec<DutyRate>,
    pub fx: Vec<FxRate>,
    pub hashprices: Vec<Hashprice>,
}

/// A repair fee per unit in US dollars and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PublishedFee {
    pub usd: f64,
    pub note: FeeNote,
}

/// Freight of a component as a share of a boxed miner's, for lanes give one figure: by weight
/// in its box, about 16 kg a miner, 3 kg a board, 5 kg a PSU, 1.5 kg a control board. An
/// assumption; a lane of its own can say otherwise.
pub(crate) fn freight_share(component: DeviceKind) -> f64 {
    match component {
        DeviceKind::Miner => 1.0,
        DeviceKind::Hashboard => 0.2,
        DeviceKind::ControlBoard => 0.1,
        DeviceKind::Psu => 0.3,
    }
}

/// The heading under which the repaired unit comes back into the US.
pub(super) fn heading(warranty: WarrantyClass) -> &'static str {
    if warranty.is_covered() {
        HTS_WARRANTY
    } else {
        HTS_PAID
    }
}

impl Money {
    /// The rate on the value of a repair in `country` coming back on the day `on`: of those in
    /// force a row for the country before one for any, the user's before the shipped, the
    /// newer before the older.
    pub(super) fn duty_on(&self, hts: &str, country: &str, on: NaiveDate) -> Option<&DutyRate> {
        self.duty
            .iter()
            .filter(|rate| {
                rate.hts == hts
                    && (rate.country == country || rate.country == "*")
                    && rate.valid_from <= on
                    && rate.valid_to.is_none_or(|last| on <= last)
            })
            .max_by_key(|rate| {
                (
                    rate.country == country,
                    rate.origin == Origin::User,
                    rate.valid_from,
                )
            })
    }

    /// The newest row on or before the day; the user's before a shipped one of the same day.
    pub(super) fn hashprice_on(&self, on: NaiveDate) -> Option<&Hashprice> {
        self.hashprices
            .iter()
            .filter(|price| price.valid_from <= on)
            .max_by_key(|price| (price.valid_from, price.origin == Origin::User))
    }

    fn fx_on(&self, currency: &str, on: NaiveDate) -> Option<&FxRate> {
        self.fx
            .iter()
            .filter(|rate| rate.currency == currency && rate.valid_from <= on)
            .max_by_key(|rate| (rate.valid_from, rate.origin == Origin::User))
    }

    /// What a center's list says of the component and level, or why nothing.
    pub(super) fn fee_on(
        &self,
        fees: &[Fee],
        component: DeviceKind,
        level: u8,
        on: NaiveDate,
    ) -> Result<PublishedFee, FeeNote> {
        let listed = |component| {
            fees.iter()
                .filter(|fee| {
                    fee.component == component && fee.level == level && fee.valid_from <= on
                })
                .max_by_key(|fee| fee.valid_from)
        };
        let (fee, of_one_board) = match (listed(component), component) {
            (Some(fee), _) => (fee, false),
            (None, DeviceKind::Miner) => match listed(DeviceKind::Hashboard) {
                Some(fee) => (fee, true),
                None => return Err(FeeNote::Unknown),
            },
            (None, _) => return Err(FeeNote::Unknown),
        };
        let amount = f64::from(fee.amount_cents) / 100.0;
        let rate = if fee.currency == "USD" {
            None
        } else {
            let found = self.fx_on(&fee.currency, on);
            let rate = found.ok_or_else(|| FeeNote::NoExchangeRate {
                amount,
                currency: fee.currency.clone(),
            })?;
            Some((f64::from(rate.usd_ppm) / 1e6, rate.source.clone()))
        };
        Ok(PublishedFee {
            usd: amount * rate.as_ref().map_or(1.0, |(usd, _)| *usd),
            note: FeeNote::Listed {
                amount,
                currency: fee.currency.clone(),
                rate,
                of_one_board,
                source: fee.source.clone(),
            },
        })
    }
}

/// What a center's price list says of a component and level on a day, in US cents, with where that
/// comes from; or why nothing.
pub(crate) fn listed_fee(
    conn: &Connection,
    center: CenterId,
    component: DeviceKind,
    level: u8,
    on: NaiveDate,
) -> crate::error::Result<Result<(i32, String), String>> {
    let money = Money {
        duty: Vec::new(),
        fx: crate::catalog::rows::fx_rates(conn)?,
        hashprices: Vec::new(),
    };
    let fees = place::rows::fees_of(conn, center)?;
    Ok(money
        .fee_on(&fees, component, level, on)
        .map(|fee| ((fee.usd * 100.0).round() as i32, fee.note.to_string()))
        .map_err(|why| why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Act;
    use crate::store::Store;
    use crate::time::Timestamp;

    fn shipped() -> Money {
        let now = Timestamp::parse("2026-11-22T04:00:00Z").unwrap();
        let store = Store::in_memory(&Act::new("Ana", now)).unwrap();
        Money {
            duty: store.duty_rates().unwrap(),
            fx: store.fx_rates().unwrap(),
            hashprices: store.hashprices().unwrap(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn duty_changes_on_the_day_it_changes() {
        let money = shipped();
        let rate = |country: &str, on: &str| {
            money
                .duty_on(HTS_PAID, country, day(on))
                .map(|rate| rate.rate_ppm)
        };

        for (country, on, ppm) in [
            ("CN", "2018-08-22", Some(26_000)),
            ("CN", "2018-08-23", Some(276_000)),
            ("CN", "2025-04-04", Some(276_000)),
            ("CN", "2025-04-05", Some(376_000)),
            ("CN", "2025-04-15", Some(1_526_000)),
            ("CN", "2025-08-07", Some(576_000)),
            ("CN", "2026-02-23", Some(576_000)),
            ("CN", "2026-02-24", Some(376_000)),
            ("CN", "2026-07-24", Some(376_000)),
            ("CN", "2026-07-25", Some(276_000)),
            ("MY", "2025-08-06", Some(126_000)),
            ("MY", "2025-08-07", Some(216_000)),
            ("MY", "2026-02-24", Some(126_000)),
            ("HK", "2026-07-24", Some(126_000)),
            ("HK", "2026-07-25", Some(26_000)),
            ("CA", "2025-08-07", Some(0)),
            ("CA", "2027-01-01", Some(0)),
            ("CN", "2017-01-01", None),
        ] {
            assert_eq!(rate(country, on), ppm, "{country} {on}");
        }
    }

    #[test]
    fn no_day_since_2018_is_without_a_rate_or_with_two_shipped_ones() {
        let money = shipped();
        for hts in [HTS_PAID, HTS_WARRANTY] {
            for on in day("2018-06-01").iter_days().take(4_000).step_by(1) {
                for country in ["*", "CN"] {
                    let found = money
                        .duty
                        .iter()
                        .filter(|rate| {
                            rate.hts == hts
                                && rate.country == country
                                && rate.valid_from <= on
                                && rate.valid_to.is_none_or(|last| on <= last)
                        })
                        .count();
                    assert_eq!(found, 1, "{hts} {country} {on}");
                }
            }
        }
    }

    #[test]
    fn the_users_rate_stands_before_the_shipped_one_of_the_same_place() {
        let mut money = shipped();
        let mut own = money
            .duty_on(HTS_PAID, "CN", day("2026-11-22"))
            .unwrap()
            .clone();
        own.rate_ppm = 1;
        own.origin = Origin::User;
        own.valid_from = day("2026-01-01");
        money.duty.push(own);

        let found = money.duty_on(HTS_PAID, "CN", day("2026-11-22")).unwrap();

        assert_eq!(found.rate_ppm, 1);
    }

    #[test]
    fn the_newest_hashprice_of_the_day_counts() {
        let money = shipped();
        let cents = |on: &str| {
            money
                .hashprice_on(day(on))
                .map(|price| price.cents_per_ph_day)
        };

        assert_eq!(cents("2026-11-22"), Some(3_800));
        assert_eq!(cents("2025-11-05"), Some(4_932));
        assert_eq!(cents("2019-01-01"), None);
    }
}
