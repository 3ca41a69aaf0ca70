//! Paths told as a forecast: ranges, days, stages and warnings.

use chrono::{DateTime, NaiveDate, Utc};
use rayon::prelude::*;

use super::fleet::TripDays;
use super::sketch::{Sketch, calendar, holder};
use super::{
    Basis, BasisKind, DayPoint, Forecast, Outcomes, PathDays, QuantileDays, Range, StageForecast,
    Warning,
};
use crate::calendar::{WorkCalendar, epoch_days, instant};
use crate::chain::{Ending, Paths, StageStays, VISIT_CAP};
use crate::error::{Error, Result};
use crate::explain::{Explanation, StageExplained};
use crate::learn::{Curve, Learned, chosen};
use crate::normal;
use crate::prior::{Evidence, PriorRow};
use crate::quantile::{mean, of_sorted, of_unsorted, rounded};
use crate::route::{DatesBy, HoldScenario};
use crate::stage::{Clock, Stage};

impl<'a> Sketch<'a> {
    pub(crate) fn forecast(self) -> Result<Forecast> {
        let paths = self.plan.run(self.draws);
        self.tell(paths)
    }

    /// The days alone.
    pub(super) fn days(self) -> TripDays {
        let mut paths = self.plan.run_alone(self.draws);
        let chained = paths.days.clone();
        self.pool(&mut paths);
        TripDays {
            comes_back: paths
                .endings
                .iter()
                .map(|ending| ending.comes_back())
                .collect(),
            days: paths.days,
            chained,
        }
    }

    fn tell(mut self, mut paths: Paths) -> Result<Forecast> {
        let scaled_by = self.pool(&mut paths);
        let back: Vec<usize> = (0..paths.days.len())
            .filter(|path| paths.endings[*path].comes_back())
            .collect();
        if back.is_empty() {
            return Err(Error::NothingComesBack {
                center: self.route.center.clone(),
            });
        }
        let pick = |days: &[f64]| back.iter().map(|path| days[*path]).collect::<Vec<f64>>();
        let totals = pick(&paths.days);
        let mut sorted = totals.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let total = self.range(&sorted);
        let stages: Vec<StageForecast> = paths
            .stages
            .par_iter()
            .filter_map(|stays| self.stage(stays, &back, &totals))
            .collect();
        self.warn_of_the_calendar(instant(self.plan.asof + total.p95.days));
        if paths.capped > 0 {
            self.warnings.push(Warning::ReworkCapped {
                percent: 100.0 * paths.capped as f64 / paths.days.len() as f64,
                stages: VISIT_CAP,
            });
        }
        let share = |ending| {
            let count = paths
                .endings
                .iter()
                .filter(|found| **found == ending)
                .count();
            rounded(count as f64 / paths.endings.len() as f64)
        };
        let first_back = self.plan.first_back.then(|| {
            let mut first = pick(&paths.first_days);
            first.sort_unstable_by(f64::total_cmp);
            self.range(&first)
        });
        Ok(Forecast {
            center: self.route.center.clone(),
            region: self.route.region,
            asof: self.asof,
            quantity: self.subject.quantity,
            total,
            quantiles: (1..20)
                .map(|step: u8| QuantileDays {
                    percent: step * 5,
                    days: rounded(of_sorted(&sorted, f64::from(step) / 20.0)),
                })
                .collect(),
            first_back,
            p_by_needed: self.subject.needed_by.map(|needed| {
                let days = epoch_days(needed) - self.plan.asof;
                rounded(sorted.partition_point(|total| *total <= days) as f64 / sorted.len() as f64)
            }),
            outcomes: Outcomes {
                repaired: share(Ending::Repaired),
                ntf: share(Ending::NoTroubleFound),
                ber: share(Ending::BeyondEconomicRepair),
                declined: share(Ending::Declined),
            },
            p_held: rounded(
                paths.held.iter().filter(|held| **held).count() as f64 / paths.days.len() as f64,
            ),
            hold: if self.plan.hold.is_some() {
                self.settings.hold
            } else {
                HoldScenario::None
            },
            basis: self.basis(&stages),
            explanation: self.explain(scaled_by),
            stages,
            warnings: self.warnings,
            seed: self.settings.seed,
            paths: self.settings.paths,
            path_days: PathDays {
                comes_back: paths
                    .endings
                    .iter()
                    .map(|ending| ending.comes_back())
                    .collect(),
                days: paths.days,
            },
        })
    }

    /// Move the totals of paths that come back without a hold to where the pool of both models,
    /// mended by looking back, has them: each keeps its rank, and its stages are scaled with it.
    /// The ratio of the means, 1 where nothing was moved.
    fn pool(&self, paths: &mut Paths) -> f64 {
        let Some((direct, choice)) = self.past.as_ref().and_then(|past| past.direct.as_ref())
        else {
            return 1.0;
        };
        let mut order: Vec<usize> = (0..paths.days.len())
            .filter(|path| paths.endings[*path].comes_back() && !paths.held[*path])
            .collect();
        if order.is_empty() {
            return 1.0;
        }
        order.sort_by(|a, b| paths.days[*a].total_cmp(&paths.days[*b]));
        let days: Vec<f64> = order.iter().map(|path| paths.days[*path]).collect();
        let curve = choice.apply(direct, &Curve::of_sorted(&days));
        let (mut before, mut after) = (0.0, 0.0);
        let mut ratios = vec![1.0; paths.days.len()];
        for (path, moved) in order.iter().zip(curve.slices(order.len())) {
            let was = paths.days[*path];
            before += was;
            after += moved;
            paths.days[*path] = moved;
            if was > 0.0 {
                ratios[*path] = moved / was;
            }
        }
        paths.stages.par_iter_mut().for_each(|stays| {
            for days in [&mut stays.days, &mut stays.starts, &mut stays.finishes] {
                days.iter_mut()
                    .zip(&ratios)
                    .for_each(|(days, ratio)| *days *= ratio);
            }
        });
        if before > 0.0 { after / before } else { 1.0 }
    }

    fn explain(&self, scaled_by: f64) -> Explanation {
        let stages = Stage::ALL
            .into_par_iter()
            .filter_map(|stage| {
                let leg = self.plan.legs[stage.index()].as_ref()?;
                let blended = |p, z| match &leg.learned {
                    Some(learned) => learned.days(p),
                    None => libm::exp(leg.law.m + z * leg.law.predictive_sd()),
                };
                Some(StageExplained {
                    stage,
                    published: Learned::published_days(&leg.law),
                    own: self
                        .past
                        .as_ref()
                        .and_then(|past| past.learned.own_days(stage, &past.who, &leg.law)),
                    blended_p50_days: rounded(blended(0.5, 0.0)),
                    blended_p80_days: rounded(blended(0.8, normal::quantile(0.8))),
                })
            })
            .collect();
        Explanation {
            stages,
            chosen: self
                .past
                .as_ref()
                .and_then(|past| past.direct.as_ref())
                .map(|(_, choice)| chosen(choice)),
            scaled_by: rounded(scaled_by),
            p_hold: self.past.as_ref().and_then(|past| past.p_hold).map(rounded),
            nearest: self
                .past
                .as_ref()
                .map_or_else(Vec::new, |past| past.learned.nearest(&past.who, 5)),
        }
    }

    fn stage(&self, stays: &StageStays, back: &[usize], totals: &[f64]) -> Option<StageForecast> {
        let row = self.rows[stays.stage.index()]?;
        let time = row.time?;
        let entered: Vec<usize> = back
            .iter()
            .copied()
            .filter(|path| !stays.days[*path].is_nan())
            .collect();
        if entered.is_empty() {
            return None;
        }
        let pick = |days: &[f64]| entered.iter().map(|path| days[*path]).collect::<Vec<f64>>();
        let [p50, p80, p95] = of_unsorted(&mut pick(&stays.days), [0.5, 0.8, 0.95]);
        let [starts] = of_unsorted(&mut pick(&stays.starts), [0.5]);
        let [finishes] = of_unsorted(&mut pick(&stays.finishes), [0.5]);
        let spent: Vec<f64> = back
            .iter()
            .map(|path| stays.days[*path])
            .map(|days| if days.is_nan() { 0.0 } else { days })
            .collect();
        let (mean_days, mean_total) = (mean(&spent), mean(totals));
        let (together, alone) =
            spent
                .iter()
                .zip(totals)
                .fold((0.0, 0.0), |(c, v), (days, total)| {
                    let off = total - mean_total;
                    (c + (days - mean_days) * off, v + off * off)
                });
        let days_off = self
            .calendar(stays.stage, time.clock)
            .map_or_else(Vec::new, |calendar| {
                calendar.days_off_between(
                    instant(self.plan.asof + starts),
                    instant(self.plan.asof + finishes),
                )
            });
        Some(StageForecast {
            stage: stays.stage,
            clock: time.clock,
            holder: holder(stays.stage, self.route.kind),
            p_entered: rounded(entered.len() as f64 / back.len() as f64),
            mean_days: rounded(mean_days),
            p50_days: rounded(p50),
            p80_days: rounded(p80),
            p95_days: rounded(p95),
            starts_p50_days: rounded(starts),
            finishes_p50_days: rounded(finishes),
            variance_share: if alone > 0.0 {
                rounded(together / alone)
            } else {
                0.0
            },
            prior: row.clone(),
            days_off,
        })
    }

    fn calendar(&self, stage: Stage, clock: Clock) -> Option<&'a WorkCalendar> {
        calendar(stage, clock, self.route)
    }

    fn range(&self, sorted: &[f64]) -> Range {
        let point = |p| {
            let days = rounded(of_sorted(sorted, p));
            DayPoint {
                days,
                on: self.working_day(days),
            }
        };
        Range {
            p50: point(0.5),
            p80: point(0.8),
            p95: point(0.95),
            mean_days: rounded(mean(sorted)),
        }
    }

    fn working_day(&self, days: f64) -> NaiveDate {
        let calendar = match self.settings.dates_by {
            DatesBy::Center => &self.route.center_calendar,
            DatesBy::Site => &self.route.site_calendar,
        };
        calendar.next_working_day(calendar.local_day(instant(self.plan.asof + days)))
    }

    fn basis(&self, stages: &[StageForecast]) -> Basis {
        let count = |which: fn(&PriorRow) -> bool| {
            stages.iter().filter(|stage| which(&stage.prior)).count() as u32
        };
        let (finished, open) = match &self.past {
            Some(past) => past.learned.cases_at(&past.who),
            None => (0, 0),
        };
        let blended = self
            .plan
            .legs
            .iter()
            .flatten()
            .any(|leg| leg.learned.is_some());
        Basis {
            kind: if blended {
                BasisKind::Blended
            } else {
                BasisKind::PublishedPriors
            },
            own_finished_tickets: finished,
            own_open_tickets: open,
            edited_stages: count(|row| row.edited_by.is_some()),
            thin_stages: count(|row| row.evidence == Evidence::Thin),
        }
    }

    fn warn_of_the_calendar(&mut self, latest: DateTime<Utc>) {
        let center = &self.route.center_calendar;
        let site = &self.route.site_calendar;
        let both = [center, site];
        let distinct = if center.country == site.country {
            &both[..1]
        } else {
            &both[..]
        };
        for calendar in distinct {
            let country = || calendar.country.clone();
            let last = calendar.local_day(latest);
            match calendar.holidays_until {
                None => self
                    .warnings
                    .push(Warning::NoHolidays { country: country() }),
                Some(until) if until < last => self.warnings.push(Warning::HolidaysEnd {
                    country: country(),
                    until,
                }),
                Some(_) => {}
            }
            if let Some(until) = calendar.make_up_days_until
                && until < last
            {
                self.warnings.push(Warning::MakeUpDaysEnd {
                    country: country(),
                    until,
                });
            }
        }
    }
}
