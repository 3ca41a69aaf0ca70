//! What comes back, what is tested twice, what fails, and what fails together.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::asked::{Dimension, Months, ReviewFilter, first_of_month, last_of_month, named};
use super::curve::Share;
use super::facts::{Fact, Facts, Minute, Standing, minute};
use crate::device::DeviceKind;
use crate::id::ModelId;
use crate::text_enum::text_enum;
use crate::ticket::{Disposition, TicketQuery};
use crate::time::Timestamp;

/// The quality of repairs of the filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Quality {
    /// By month of delivery.
    pub cohorts: Vec<Cohort>,
    pub first_time: Share,
    pub ntf: Share,
    pub retest: Share,
    pub paretos: Vec<Pareto>,
    pub clusters: Vec<Cluster>,
    /// Pairs of model and fault that were looked at for clusters.
    pub pairs_looked_at: u32,
}

/// Units delivered in one month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Cohort {
    pub month: NaiveDate,
    pub units: u32,
    /// Within 30, 60, 90 days.
    pub bounced: Vec<CohortShare>,
    /// The units that came back, and the tickets they came back on.
    pub tickets: TicketQuery,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CohortShare {
    pub days: u32,
    pub share: Share,
    /// All of the cohort has been watched so long.
    pub is_complete: bool,
}

text_enum! {
    ParetoBy { Model = "model", Component = "component", Site = "site", BoardLot = "board_lot" }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Pareto {
    pub by: ParetoBy,
    /// Tickets counted, those left out of the bars too.
    pub tickets: u32,
    /// The most first.
    pub bars: Vec<ParetoBar>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ParetoBar {
    pub label: String,
    pub count: u32,
    /// Up to and with this one.
    pub running_share: f64,
    pub tickets: TicketQuery,
}

/// One model failing in one way more often than chance has it: a campaign to propose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Cluster {
    pub model_id: ModelId,
    pub model: String,
    /// The class of the finding, else the symptom.
    pub fault: String,
    pub fault_label: String,
    pub is_symptom: bool,
    pub units: u32,
    pub open: u32,
    pub expected: f64,
    /// After Bonferroni's correction.
    pub p: f64,
    /// Filings the units came in: few speak for one batch, not for many.
    pub filings: u32,
    pub tickets: TicketQuery,
    /// Those still to be done.
    pub to_do: TicketQuery,
}

const HORIZONS: [u32; 3] = [30, 60, 90];
const FIRST_TIME_DAYS: u32 = 30;
const MOST_BARS: usize = 30;
const CLUSTER_DAYS: u32 = 90;
const LEAST_TOGETHER: u32 = 5;
const UNLIKELY: f64 = 0.01;
const MOST_CLUSTERS: usize = 20;

fn counts_as_delivered(row: &Fact) -> bool {
    row.back > 0
        && matches!(
            row.disposition,
            Some(Disposition::Repaired | Disposition::Replaced | Disposition::Ntf)
        )
}

impl Facts {
    /// When each ticket's unit came back again on a linked ticket, the first time.
    pub(super) fn bounces(&self) -> FxHashMap<u32, (Minute, u32)> {
        let mut bounces: FxHashMap<u32, (Minute, u32)> = FxHashMap::default();
        for row in self.rows.iter().filter(|row| row.bounce_of > 0) {
            let first = bounces
                .entry(row.bounce_of)
                .or_insert((row.opened, row.number));
            *first = (*first).min((row.opened, row.number));
        }
        bounces
    }

    /// Quality of the filter, as of `now`.
    pub fn quality(&self, only: &ReviewFilter, now: Timestamp) -> Quality {
        let at = minute(now);
        let bounces = self.bounces();
        let (mut first_time, mut ntf, mut retest) = ((0, 0), (0, 0), (0, 0));
        for row in self.rows_of(only) {
            if row.is_repaired() && row.back > 0 && row.back + FIRST_TIME_DAYS * 1440 <= at {
                let again = bounces
                    .get(&row.number)
                    .is_some_and(|(when, _)| *when <= row.back + FIRST_TIME_DAYS * 1440);
                first_time.1 += 1;
                first_time.0 += u32::from(row.attempt == 1 && row.failed_tests == 0 && !again);
            }
            if let Some(disposition) = row.disposition {
                ntf.1 += 1;
                ntf.0 += u32::from(disposition == Disposition::Ntf);
            }
            if row.tests > 0 {
                retest.1 += 1;
                retest.0 += u32::from(row.attempt > 1 || row.failed_tests > 0);
            }
        }
        let share = |(hits, of)| Share::of(hits, of);
        let (clusters, pairs_looked_at) = self.clusters(only, at);
        Quality {
            cohorts: self.cohorts(only, &bounces, at),
            first_time: share(first_time),
            ntf: share(ntf),
            retest: share(retest),
            paretos: ParetoBy::ALL
                .iter()
                .map(|&by| self.pareto(by, only))
                .collect(),
            clusters,
            pairs_looked_at,
        }
    }

    fn cohorts(
        &self,
        only: &ReviewFilter,
        bounces: &FxHashMap<u32, (Minute, u32)>,
        now: Minute,
    ) -> Vec<Cohort> {
        #[derive(Default)]
        struct Count {
            units: u32,
            watched: [(u32, u32); HORIZONS.len()],
            tickets: Vec<u32>,
        }
        let months = Months::of(&self.rows);
        let mut cohorts: FxHashMap<u32, Count> = FxHashMap::default();
        for row in self.rows_of(only).filter(|row| counts_as_delivered(row)) {
            let count = cohorts.entry(months.at(row.back)).or_default();
            count.units += 1;
            let bounce = bounces.get(&row.number);
            for (horizon, watched) in HORIZONS.iter().zip(&mut count.watched) {
                let until = row.back + horizon * 1440;
                // The same units above and below: watched to the end, whatever came of them.
                if until <= now {
                    watched.1 += 1;
                    watched.0 += u32::from(bounce.is_some_and(|(when, _)| *when <= until));
                }
            }
            if let Some((when, on)) = bounce
                && *when <= row.back + HORIZONS[2] * 1440
            {
                count.tickets.extend([row.number, *on]);
            }
        }
        let mut cohorts: Vec<(u32, Count)> = cohorts.into_iter().collect();
        cohorts.sort_by_key(|(month, _)| *month);
        cohorts
            .into_iter()
            .map(|(month, count)| {
                let end = last_of_month(month).succ_opt().unwrap_or_default();
                let end = minute(Timestamp::start_of(end));
                Cohort {
                    month: first_of_month(month),
                    units: count.units,
                    bounced: HORIZONS
                        .iter()
                        .zip(count.watched)
                        .map(|(&days, (hits, of))| CohortShare {
                            days,
                            share: Share::of(hits, of),
                            is_complete: end + days * 1440 <= now,
                        })
                        .collect(),
                    tickets: named(if count.tickets.is_empty() {
                        vec![0]
                    } else {
                        count.tickets
                    }),
                }
            })
            .collect()
    }

    fn pareto(&self, by: ParetoBy, only: &ReviewFilter) -> Pareto {
        let mut counts = vec![0u32; 1 << 16];
        let mut tickets = 0;
        for row in self.rows_of(only) {
            let place = match by {
                ParetoBy::Model => row.model,
                ParetoBy::Component => row.kind as u16 + 1,
                ParetoBy::Site => row.site,
                // Only loose boards have a lot.
                ParetoBy::BoardLot if row.lot == 0 => continue,
                ParetoBy::BoardLot => row.lot,
            };
            tickets += 1;
            counts[usize::from(place)] += 1;
        }
        let mut counts: Vec<(u16, u32)> = (0..=u16::MAX)
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .collect();
        counts.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
        counts.truncate(MOST_BARS);
        let mut running = 0;
        let bars = counts
            .into_iter()
            .map(|(place, count)| {
                running += count;
                let dimension = match by {
                    ParetoBy::Model => Some(Dimension::Model),
                    ParetoBy::Component => Some(Dimension::Component),
                    ParetoBy::Site => Some(Dimension::Site),
                    ParetoBy::BoardLot => None,
                };
                let (label, query) = match dimension {
                    Some(dimension) => {
                        let (_, label, filter) = self.name(dimension, place.into(), only);
                        (label, filter.query())
                    }
                    None => (
                        self.lots.key(place).cloned().unwrap_or_default(),
                        named(
                            self.rows_of(only)
                                .filter(|row| row.lot == place)
                                .map(|row| row.number),
                        ),
                    ),
                };
                ParetoBar {
                    label,
                    count,
                    running_share: f64::from(running) / f64::from(tickets),
                    tickets: query,
                }
            })
            .collect();
        Pareto { by, tickets, bars }
    }

    fn clusters(&self, only: &ReviewFilter, now: Minute) -> (Vec<Cluster>, u32) {
        let since = now.saturating_sub(CLUSTER_DAYS * 1440);
        let fault = |row: &Fact| match (row.fault, row.symptom) {
            (0, 0) => None,
            (0, symptom) => Some((true, symptom)),
            (class, _) => Some((false, class)),
        };
        let rows: Vec<(&Fact, (bool, u16))> = self
            .rows_of(only)
            .filter(|row| row.opened >= since && row.model > 0)
            .filter_map(|row| Some((row, fault(row)?)))
            .collect();
        let mut models: FxHashMap<u16, u32> = FxHashMap::default();
        let mut faults: FxHashMap<(bool, u16), u32> = FxHashMap::default();
        let mut pairs: FxHashMap<(u16, (bool, u16)), u32> = FxHashMap::default();
        for (row, fault) in &rows {
            *models.entry(row.model).or_default() += 1;
            *faults.entry(*fault).or_default() += 1;
            *pairs.entry((row.model, *fault)).or_default() += 1;
        }
        let looked_at: Vec<_> = pairs
            .into_iter()
            .filter(|(_, together)| *together >= LEAST_TOGETHER)
            .collect();
        let many = looked_at.len() as f64;
        let all = rows.len() as u32;
        let mut unlikely: Vec<_> = looked_at
            .iter()
            .filter_map(|&((model, fault), together)| {
                let (of_model, of_fault) = (models[&model], faults[&fault]);
                let p = hypergeometric_at_least(together, all, of_model, of_fault) * many;
                (p < UNLIKELY).then_some((p, model, fault, together))
            })
            .collect();
        unlikely.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        unlikely.truncate(MOST_CLUSTERS);
        let clusters: Vec<Cluster> = unlikely
            .into_iter()
            .filter_map(|(p, model, fault, together)| {
                let (of_model, of_fault) = (models[&model], faults[&fault]);
                let of: Vec<&Fact> = rows
                    .iter()
                    .filter(|(row, is)| row.model == model && *is == fault)
                    .map(|(row, _)| *row)
                    .collect();
                let mut filings: Vec<u32> = of.iter().map(|row| row.rma).collect();
                filings.sort_unstable();
                filings.dedup();
                let (is_symptom, place) = fault;
                let code = if is_symptom {
                    self.symptoms.key(place)
                } else {
                    self.faults.key(place)
                };
                let code = code.cloned().unwrap_or_default();
                let open: Vec<u32> = of
                    .iter()
                    .filter(|row| row.standing() == Standing::Away)
                    .map(|row| row.number)
                    .collect();
                Some(Cluster {
                    model_id: *self.models.key(model)?,
                    model: self.model_name(model).unwrap_or_default().to_owned(),
                    fault_label: if is_symptom {
                        self.around.symptoms.get(&code).unwrap_or(&code).clone()
                    } else {
                        self.fault_label(&code).to_owned()
                    },
                    fault: code,
                    is_symptom,
                    units: together,
                    open: open.len() as u32,
                    expected: f64::from(of_model) * f64::from(of_fault) / f64::from(all),
                    p,
                    filings: filings.len() as u32,
                    tickets: named(of.iter().map(|row| row.number)),
                    to_do: named(if open.is_empty() { vec![0] } else { open }),
                })
            })
            .collect();
        (clusters, looked_at.len() as u32)
    }
}

/// P(at least `x` together) where of `all` tickets `a` have one mark and `b` another, at random.
/// What is no more than was to be expected is certain enough to be called so.
fn hypergeometric_at_least(x: u32, all: u32, a: u32, b: u32) -> f64 {
    let [x, all, a, b] = [x, all, a, b].map(f64::from);
    if x <= a * b / all {
        return 1.0;
    }
    let choose =
        |n: f64, k: f64| libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    let mut k = x;
    let mut term = libm::exp(choose(a, k) + choose(all - a, b - k) - choose(all, b));
    let mut sum = 0.0;
    // Above the mean each term is smaller than the one before.
    while k <= a.min(b) && term > sum * 1e-17 {
        sum += term;
        term *= (a - k) * (b - k) / ((k + 1.0) * (all - a - b + k + 1.0));
        k += 1.0;
    }
    sum.min(1.0)
}

/// Whole miners have the hashrate of their model; of loose parts nothing is known.
pub(super) fn ths(facts: &Facts, row: &Fact) -> Option<f64> {
    if row.kind != DeviceKind::Miner {
        return None;
    }
    let model = facts.around.models.get(facts.models.key(row.model)?)?;
    model.ths.filter(|ths| *ths > 0.0)
}

#[cfg(test)]
mod tests {
    use super::hypergeometric_at_least;

    #[test]
    fn fishers_tea_is_as_unlikely_as_he_said() {
        // Fisher 1935: eight cups, four of each, all four named right: 1 in 70.
        assert!((hypergeometric_at_least(4, 8, 4, 4) - 1.0 / 70.0).abs() < 1e-12);
        assert!((hypergeometric_at_least(3, 8, 4, 4) - 17.0 / 70.0).abs() < 1e-12);
        assert!((hypergeometric_at_least(0, 8, 4, 4) - 1.0).abs() < 1e-12);
    }
}
