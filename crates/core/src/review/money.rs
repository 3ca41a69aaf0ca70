//! What repairs cost, and what the wait for them did.

use chrono::{Days, NaiveDate};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::asked::ReviewFilter;
use super::curve::Times;
use super::facts::{Fact, Facts, UNQUOTED, instant, minute};
use super::quality::ths;
use crate::estimate::money::freight_share;
use crate::id::ModelId;
use crate::ticket::TicketQuery;
use crate::time::Timestamp;

/// Money of the units that came back from one day to another. US dollars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MoneyFigures {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub whole: MoneySum,
    pub centers: Vec<MoneyRow>,
    pub quotes: QuoteVariance,
    /// US dollars per PH/s and day, today.
    pub hashprice: Option<f64>,
    /// The most units first.
    pub models: Vec<RepairOrReplace>,
}

#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MoneySum {
    /// Repaired, back, and with a known cost.
    pub units: u32,
    /// Left out: in a currency without a rate.
    pub without_rate: u32,
    pub repair_usd: f64,
    pub freight_usd: f64,
    pub usd_per_unit: Option<f64>,
    /// Miners of known hashrate among them, and their TH/s.
    pub miners: u32,
    pub recovered_ths: f64,
    pub usd_per_ths: Option<f64>,
    /// What all miners that came back would have mined meanwhile, repaired or not.
    pub downtime_usd: f64,
    pub downtime_miners: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MoneyRow {
    pub center: String,
    pub sum: MoneySum,
    pub tickets: TicketQuery,
}

#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QuoteVariance {
    /// Tickets with a quote that was sent.
    pub quoted: u32,
    pub changed: u32,
    /// Mean of (last - first) / first.
    pub mean_change: Option<f64>,
    pub first_usd: f64,
    pub last_usd: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RepairOrReplace {
    pub model_id: ModelId,
    pub model: String,
    pub maker: String,
    pub ths: f64,
    pub units: u32,
    pub usd_per_unit: f64,
    pub p50_days: Option<f64>,
    /// What it mines in a day at today's hashprice.
    pub usd_per_day: f64,
    /// Days of mining that pay for the repair.
    pub pays_back_days: Option<f64>,
    /// Below this price per TH/s a new machine costs less than the repair.
    pub replace_below_usd_per_ths: f64,
    pub tickets: TicketQuery,
}

#[derive(Default)]
struct Sum {
    sum: MoneySum,
    /// Of the miners in `recovered_ths` alone.
    miners_usd: f64,
    away: Times,
}

impl Sum {
    fn close(&self) -> MoneySum {
        let sum = self.sum;
        let usd = sum.repair_usd + sum.freight_usd;
        MoneySum {
            usd_per_unit: (sum.units > 0).then(|| usd / f64::from(sum.units)),
            usd_per_ths: (sum.recovered_ths > 0.0).then(|| self.miners_usd / sum.recovered_ths),
            ..sum
        }
    }

    fn add(&mut self, facts: &Facts, row: &Fact, downtime: Option<f64>) {
        if let Some(usd) = downtime {
            self.sum.downtime_usd += usd;
            self.sum.downtime_miners += 1;
        }
        if !row.is_repaired() {
            return;
        }
        let Some((repair, freight)) = facts.cost(row) else {
            self.sum.without_rate += 1;
            return;
        };
        self.sum.units += 1;
        self.sum.repair_usd += repair;
        self.sum.freight_usd += freight;
        self.away.push(row.away(0), true);
        if let Some(ths) = ths(facts, row) {
            self.sum.miners += 1;
            self.sum.recovered_ths += ths;
            self.miners_usd += repair + freight;
        }
    }
}

impl Facts {
    /// Repair and freight, US dollars; `None` where a currency has no rate.
    fn cost(&self, row: &Fact) -> Option<(f64, f64)> {
        let on = instant(row.back).date();
        let repair = if row.warranty.is_covered() {
            0.0
        } else if let Some(quoted) = self.quotes.get(&row.number) {
            let currency = self.currencies.key(quoted.currency)?;
            self.around
                .usd(f64::from(quoted.last_cents), currency, on)?
        } else if row.quoted_cents == UNQUOTED {
            0.0
        } else {
            f64::from(row.quoted_cents) / 100.0
        };
        let lane = self
            .lanes
            .key(row.lane)
            .and_then(|id| self.around.lanes.get(id));
        let freight = lane.map_or(0.0, |lane| {
            // The way back of a warranty repair may be the maker's to pay.
            let back = if row.warranty.is_covered() && lane.maker_pays_return {
                0
            } else {
                lane.freight_back_cents
            };
            f64::from(lane.freight_out_cents + back) / 100.0 * freight_share(row.kind)
        });
        Some((repair, freight))
    }

    /// Money of the units that came back from one day to another.
    pub fn money(
        &self,
        only: &ReviewFilter,
        from: NaiveDate,
        to: NaiveDate,
        now: Timestamp,
    ) -> MoneyFigures {
        let begin = minute(Timestamp::start_of(from));
        let end = to.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
        let end = minute(Timestamp::start_of(end));
        let mined = Mined::of(self, begin, end);
        let mut whole = Sum::default();
        let mut centers: FxHashMap<u16, Sum> = FxHashMap::default();
        let mut models: FxHashMap<u16, Sum> = FxHashMap::default();
        let mut quotes = QuoteVariance::default();
        let mut change = 0.0;
        for row in self
            .rows_of(only)
            .filter(|row| row.back >= begin.max(1) && row.back < end)
        {
            let downtime = ths(self, row).map(|ths| ths * mined.between(row.opened, row.back));
            whole.add(self, row, downtime);
            centers
                .entry(row.center)
                .or_default()
                .add(self, row, downtime);
            if ths(self, row).is_some() {
                models
                    .entry(row.model)
                    .or_default()
                    .add(self, row, downtime);
            }
            let quoted = self
                .quotes
                .get(&row.number)
                .filter(|quoted| quoted.first_cents > 0);
            if let Some(quoted) = quoted
                && let Some(currency) = self.currencies.key(quoted.currency)
            {
                let on = instant(row.back).date();
                let usd = |cents: u32| self.around.usd(f64::from(cents), currency, on);
                if let (Some(first), Some(last)) = (usd(quoted.first_cents), usd(quoted.last_cents))
                {
                    quotes.quoted += 1;
                    quotes.changed += u32::from(quoted.first_cents != quoted.last_cents);
                    quotes.first_usd += first;
                    quotes.last_usd += last;
                    change += (last - first) / first;
                }
            }
        }
        quotes.mean_change = (quotes.quoted > 0).then(|| change / f64::from(quotes.quoted));
        let per_ths_day = self.around.usd_per_ths_day(now.date());
        let mut rows: Vec<MoneyRow> = centers
            .into_iter()
            .map(|(place, sum)| MoneyRow {
                center: self.center_name(place).unwrap_or_default().to_owned(),
                sum: sum.close(),
                tickets: ReviewFilter {
                    center_id: self.centers.key(place).copied(),
                    ..only.clone()
                }
                .query(),
            })
            .collect();
        rows.sort_by(|a, b| {
            b.sum
                .units
                .cmp(&a.sum.units)
                .then_with(|| a.center.cmp(&b.center))
        });
        let mut models: Vec<RepairOrReplace> = models
            .into_iter()
            .filter_map(|(place, mut sum)| {
                let model_id = *self.models.key(place)?;
                let known = self.around.models.get(&model_id)?;
                let ths = known.ths?;
                let usd_per_unit = sum.close().usd_per_unit?;
                let usd_per_day = ths * per_ths_day?;
                Some(RepairOrReplace {
                    model_id,
                    model: known.name.clone(),
                    maker: known.maker.clone(),
                    ths,
                    units: sum.sum.units,
                    usd_per_unit,
                    p50_days: sum.away.quantiles().p50,
                    usd_per_day,
                    pays_back_days: (usd_per_day > 0.0).then(|| usd_per_unit / usd_per_day),
                    replace_below_usd_per_ths: usd_per_unit / ths,
                    tickets: ReviewFilter {
                        model_id: Some(model_id),
                        ..only.clone()
                    }
                    .query(),
                })
            })
            .collect();
        models.sort_by(|a, b| b.units.cmp(&a.units).then_with(|| a.model.cmp(&b.model)));
        MoneyFigures {
            from,
            to,
            whole: whole.close(),
            centers: rows,
            quotes,
            hashprice: per_ths_day.map(|usd| usd * 1000.0),
            models,
        }
    }
}

/// What one TH/s mined, day after day, summed up: asked for a million stretches.
struct Mined {
    first: u32,
    /// Up to the start of each day.
    sums: Vec<f64>,
}

impl Mined {
    fn of(facts: &Facts, begin: u32, end: u32) -> Self {
        let back = facts
            .rows
            .iter()
            .filter(|row| row.back >= begin.max(1) && row.back < end);
        let (first, last) = back.fold((u32::MAX, 0), |(first, last), row| {
            (first.min(row.opened / 1440), last.max(row.back / 1440))
        });
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        if first <= last {
            for day in first..=last + 1 {
                let on = instant(day * 1440).date();
                sum += facts.around.usd_per_ths_day(on).unwrap_or(0.0);
                sums.push(sum);
            }
        }
        Self { first, sums }
    }

    fn up_to(&self, at: u32) -> f64 {
        let day = (at / 1440).saturating_sub(self.first) as usize;
        let (Some(low), Some(high)) = (self.sums.get(day), self.sums.get(day + 1)) else {
            return self.sums.last().copied().unwrap_or(0.0);
        };
        low + (high - low) * f64::from(at % 1440) / 1440.0
    }

    fn between(&self, from: u32, to: u32) -> f64 {
        self.up_to(to) - self.up_to(from)
    }
}
