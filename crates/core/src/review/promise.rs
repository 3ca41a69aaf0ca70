//! Promises against what came of them. How one is judged is said once, in `estimate::score`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::asked::{Months, ReviewFilter, first_of_month, last_of_month, named};
use super::curve::{Share, Times};
use super::facts::{Fact, Facts, Minute, STAGES, Standing, instant, minute, place_of};
use super::turnaround::slowest;
use crate::estimate::score::{self, pinball};
use crate::id::CenterId;
use crate::place::Region;
use crate::text_enum::text_enum;
use crate::ticket::{Stage, TicketQuery, number_text};
use crate::time::Timestamp;

/// How the promises of the filter held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PromiseCheck {
    pub whole: PromiseTally,
    /// The most promises first.
    pub centers: Vec<PromiseCell>,
    /// By month made, then center.
    pub months: Vec<PromiseCell>,
    pub reliability: Vec<Reliability>,
    /// The latest first.
    pub worst: Vec<Miss>,
    pub late: Vec<CenterLate>,
    /// Empty until a promise can be held against both baselines.
    pub scores: Vec<Scored>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PromiseTally {
    pub promises: u32,
    /// Under way past the P80 day.
    pub overdue: u32,
    pub by_p50: Share,
    pub by_p80: Share,
    pub by_p95: Share,
    /// Median days after the P50 day.
    pub bias_days: Option<f64>,
    pub pinball_days: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PromiseCell {
    pub center_id: CenterId,
    pub center: String,
    pub region: Region,
    /// The first day of the month the promises were made in; `None`: all of them.
    pub month: Option<NaiveDate>,
    pub tally: PromiseTally,
    pub tickets: TicketQuery,
}

/// What a percentile of the frozen curve came to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reliability {
    pub promised: f64,
    pub kept: Share,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Miss {
    /// The unit that was last, or is still out: `T-000456`.
    pub ticket: String,
    pub center: String,
    pub promised_on: NaiveDate,
    /// `None`: still away.
    pub back_on: Option<NaiveDate>,
    /// Past the P80 day, so far.
    pub days_late: f64,
    /// Where it lost the most against the center's median, and how much.
    pub stage: Option<Stage>,
    pub stage_days_over: Option<f64>,
    /// Tickets of the promise.
    pub units: u32,
    pub tickets: TicketQuery,
}

/// Whether a center is late too often to be chance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CenterLate {
    pub center_id: CenterId,
    pub center: String,
    /// Our own P80.
    pub ours: Option<LateTest>,
    /// What the center itself quotes.
    pub quoted: Option<LateTest>,
    /// The upper end of that, days.
    pub quoted_days: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LateTest {
    pub kept: Share,
    pub expected: f64,
    /// After Holm's correction over the centers.
    pub p: f64,
    pub is_late: bool,
}

text_enum! {
    Forecaster { Desk = "desk", Published = "published", OwnMedian = "own_median" }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Scored {
    pub who: Forecaster,
    pub promises: u32,
    pub pinball_days: f64,
    /// Of promises with a kept curve; only ours has one.
    pub crps_days: Option<f64>,
}

const MOST_MISSES: usize = 25;
/// What is usual is read off the newest so many tickets of a center.
const USUAL_OF: usize = 5_000;
/// How often a P80 is to be kept.
const PROMISED: f64 = 0.8;
const SIGNIFICANT: f64 = 0.05;
/// Earlier returns before a center has a median worth comparing with.
const EARLIER: usize = 5;

#[derive(Debug, Deserialize)]
struct PublishedTotal {
    region: Region,
    p50_days: f64,
    p80_days: f64,
    p95_days: f64,
}

static PUBLISHED: LazyLock<Vec<PublishedTotal>> = LazyLock::new(|| {
    let file = include_str!("../../../../data/turnaround_totals.csv");
    csv::Reader::from_reader(file.as_bytes())
        .into_deserialize()
        .filter_map(Result::ok)
        .collect()
});

fn published(region: Region) -> Option<[f64; 3]> {
    let total = PUBLISHED.iter().find(|total| total.region == region)?;
    Some([total.p50_days, total.p80_days, total.p95_days])
}

/// A promise with what came of it.
struct Judged<'a> {
    promise: score::Promise,
    center: u16,
    /// Days at P5 to P95; empty where only two or three were kept.
    curve: &'a [f32],
    /// Of the unit that was last: its row.
    last: u32,
    units: u32,
    rma: u32,
}

impl Judged<'_> {
    fn days_late(&self, now: Timestamp) -> Option<f64> {
        if self.promise.is_void() {
            return None;
        }
        let so_far = now.days_since(self.promise.made_at);
        let late = self.promise.outcome().unwrap_or(so_far) - self.promise.p80;
        (late > 0.0).then_some(late)
    }
}

impl Facts {
    /// Every promise of the filter: a filing by its last unit, a ticket filed without one by itself.
    fn judged<'a>(&'a self, only: &ReviewFilter) -> Vec<Judged<'a>> {
        struct Filing {
            away: u32,
            last_back: Minute,
            last: u32,
            units: u32,
            chosen: bool,
        }
        let chosen = self.chosen(only);
        let mut promised = vec![false; self.rmas.len()];
        for promise in &self.promises {
            promised[promise.rma as usize] = true;
        }
        let mut filings: FxHashMap<u32, Filing> = FxHashMap::default();
        let mut judged = Vec::new();
        for (at, row) in (0..).zip(&self.rows) {
            let standing = row.standing();
            if row.rma > 0 && promised[row.rma as usize] {
                let filing = filings.entry(row.rma).or_insert(Filing {
                    away: 0,
                    last_back: 0,
                    last: at,
                    units: 0,
                    chosen: false,
                });
                filing.units += 1;
                filing.chosen |= chosen.holds(row);
                match standing {
                    Standing::Away => {
                        if filing.away == 0 {
                            filing.last = at;
                        }
                        filing.away += 1;
                    }
                    Standing::Back if row.back > filing.last_back => {
                        filing.last_back = row.back;
                        if filing.away == 0 {
                            filing.last = at;
                        }
                    }
                    Standing::Back | Standing::Ended => {}
                }
            } else if row.p80 > row.p50 && chosen.holds(row) {
                let made_at = instant(row.drafted);
                judged.push(Judged {
                    promise: score::Promise {
                        center: None,
                        made_at,
                        p50: instant(row.p50).days_since(made_at),
                        p80: instant(row.p80).days_since(made_at),
                        p95: None,
                        away: u32::from(standing == Standing::Away),
                        last_back: (row.back > 0).then(|| instant(row.back)),
                    },
                    center: row.center,
                    curve: &[],
                    last: at,
                    units: 1,
                    rma: 0,
                });
            }
        }
        for promise in &self.promises {
            let Some(filing) = filings.get(&promise.rma).filter(|filing| filing.chosen) else {
                continue;
            };
            // Its units may have gone elsewhere since; the promise was for its own center.
            if only.center_id.is_some()
                && self.centers.key(promise.center) != only.center_id.as_ref()
            {
                continue;
            }
            judged.push(Judged {
                promise: score::Promise {
                    center: None,
                    made_at: promise.made,
                    p50: promise.p50,
                    p80: promise.p80,
                    p95: Some(promise.p95),
                    away: filing.away,
                    last_back: (filing.last_back > 0).then(|| instant(filing.last_back)),
                },
                center: promise.center,
                curve: &promise.curve,
                last: filing.last,
                units: filing.units,
                rma: promise.rma,
            });
        }
        judged
    }

    /// How the promises of the filter held, as of `now`.
    pub fn promises(&self, only: &ReviewFilter, now: Timestamp) -> PromiseCheck {
        let judged = self.judged(only);
        let months = Months::of(&self.rows);
        let mut by_center: FxHashMap<u16, Vec<usize>> = FxHashMap::default();
        let mut by_month: FxHashMap<(u32, u16), Vec<usize>> = FxHashMap::default();
        for (at, one) in judged.iter().enumerate() {
            by_center.entry(one.center).or_default().push(at);
            let made = months.at(minute(one.promise.made_at));
            by_month.entry((made, one.center)).or_default().push(at);
        }
        let cell = |center: u16, month: Option<u32>, of: &[usize]| -> Option<PromiseCell> {
            let center_id = *self.centers.key(center)?;
            let sheet = &self.around.centers.get(&center_id)?.sheet;
            let mut filter = ReviewFilter {
                center_id: Some(center_id),
                ..only.clone()
            };
            if let Some(month) = month {
                filter.filed_from = Some(first_of_month(month));
                filter.filed_to = Some(last_of_month(month));
            }
            Some(PromiseCell {
                center_id,
                center: sheet.center.name.clone(),
                region: sheet.center.region,
                month: month.map(first_of_month),
                tally: tally(of.iter().map(|at| &judged[*at]), now),
                tickets: filter.query(),
            })
        };
        let mut centers: Vec<PromiseCell> = by_center
            .iter()
            .filter_map(|(center, of)| cell(*center, None, of))
            .collect();
        centers.sort_by(|a, b| {
            let most = b.tally.promises.cmp(&a.tally.promises);
            most.then_with(|| a.center.cmp(&b.center))
        });
        let mut months: Vec<PromiseCell> = by_month
            .iter()
            .filter_map(|((month, center), of)| cell(*center, Some(*month), of))
            .collect();
        months.sort_by(|a, b| (a.month, &a.center).cmp(&(b.month, &b.center)));
        PromiseCheck {
            whole: tally(judged.iter(), now),
            late: self.late(&centers, only, now),
            centers,
            months,
            reliability: reliability(&judged, now),
            worst: self.worst(&judged, now),
            scores: self.scores(&judged, now),
        }
    }

    fn worst(&self, judged: &[Judged<'_>], now: Timestamp) -> Vec<Miss> {
        let at = minute(now);
        let mut late: Vec<(f64, &Judged<'_>)> = judged
            .iter()
            .filter_map(|one| Some((one.days_late(now)?, one)))
            .collect();
        type Late<'a> = (f64, &'a Judged<'a>);
        let latest = |a: &Late<'_>, b: &Late<'_>| b.0.total_cmp(&a.0).then(a.1.last.cmp(&b.1.last));
        if late.len() > MOST_MISSES {
            late.select_nth_unstable_by(MOST_MISSES, latest);
            late.truncate(MOST_MISSES);
        }
        late.sort_by(latest);
        let mut usual: FxHashMap<u16, [u32; STAGES.len()]> = FxHashMap::default();
        late.into_iter()
            .map(|(days_late, one)| {
                let row = &self.rows[one.last as usize];
                let usual = usual
                    .entry(row.center)
                    .or_insert_with(|| self.usual_stays(row.center));
                let slowest = slowest(row, usual, at);
                Miss {
                    ticket: number_text(row.number.into()),
                    center: self.center_name(one.center).unwrap_or_default().to_owned(),
                    promised_on: one.promise.made_at.plus_days(one.promise.p80).date(),
                    back_on: one
                        .promise
                        .outcome()
                        .and(one.promise.last_back)
                        .map(Timestamp::date),
                    days_late,
                    stage: slowest.map(|(stage, _)| stage),
                    stage_days_over: slowest.map(|(_, over)| over),
                    units: one.units,
                    tickets: if one.rma > 0 {
                        named(
                            self.rows
                                .iter()
                                .filter(|row| row.rma == one.rma)
                                .map(|row| row.number),
                        )
                    } else {
                        named([row.number])
                    },
                }
            })
            .collect()
    }

    /// Median minutes of the ended stays of a center, stage by stage.
    fn usual_stays(&self, center: u16) -> [u32; STAGES.len()] {
        let mut stays: [Vec<u32>; STAGES.len()] = Default::default();
        let of_center = self.rows.iter().rev().filter(|row| row.center == center);
        for row in of_center.take(USUAL_OF) {
            for (place, stays) in stays.iter_mut().enumerate() {
                if row.was_in(place) && STAGES[place] != row.stage {
                    stays.push(row.spans[place].minutes());
                }
            }
        }
        stays.map(|mut stays| {
            let middle = stays.len() / 2;
            if stays.is_empty() {
                return 0;
            }
            *stays.select_nth_unstable(middle).1
        })
    }

    fn late(
        &self,
        centers: &[PromiseCell],
        only: &ReviewFilter,
        now: Timestamp,
    ) -> Vec<CenterLate> {
        let quoted = self.quoted_kept(only, now);
        let mut late: Vec<CenterLate> = centers
            .iter()
            .map(|cell| {
                let of = quoted.iter().find(|(center, ..)| *center == cell.center_id);
                CenterLate {
                    center_id: cell.center_id,
                    center: cell.center.clone(),
                    ours: late_test(cell.tally.by_p80),
                    quoted: of.and_then(|(_, kept, _)| late_test(*kept)),
                    quoted_days: of.map(|(.., days)| *days),
                }
            })
            .collect();
        for (center_id, kept, days) in &quoted {
            if !late.iter().any(|known| known.center_id == *center_id) {
                late.push(CenterLate {
                    center_id: *center_id,
                    center: self.around.centers[center_id].sheet.center.name.clone(),
                    ours: None,
                    quoted: late_test(*kept),
                    quoted_days: Some(*days),
                });
            }
        }
        holm(
            late.iter_mut()
                .filter_map(|center| center.ours.as_mut())
                .collect(),
        );
        holm(
            late.iter_mut()
                .filter_map(|center| center.quoted.as_mut())
                .collect(),
        );
        late.retain(|center| center.ours.is_some() || center.quoted.is_some());
        late
    }

    /// Of the centers that quote a turnaround: how many units were ready by its upper end.
    fn quoted_kept(&self, only: &ReviewFilter, now: Timestamp) -> Vec<(CenterId, Share, f64)> {
        const THERE: [Stage; 4] = [
            Stage::Queued,
            Stage::Diagnosing,
            Stage::Repairing,
            Stage::Testing,
        ];
        let at = minute(now);
        let quoted: Vec<Option<f64>> = (0..self.centers.len() as u16)
            .map(|place| {
                let known = self.around.centers.get(self.centers.key(place)?)?;
                known.sheet.center.quoted_days.map(|(_, high)| high)
            })
            .collect();
        let mut counts = vec![(0u32, 0u32); quoted.len()];
        for row in self.rows_of(only) {
            let center = usize::from(row.center);
            let Some(high) = quoted[center] else { continue };
            let there: u32 = THERE
                .iter()
                .filter_map(|stage| place_of(*stage))
                .map(|place| row.in_stage(place, at))
                .sum();
            let is_through = row.repaired > 0;
            let kept = f64::from(there) <= high * 1440.0;
            // Still there and not too long yet: nothing is known.
            if there > 0 && (is_through || !kept) {
                counts[center].1 += 1;
                counts[center].0 += u32::from(is_through && kept);
            }
        }
        (0..)
            .zip(counts)
            .filter(|(_, (_, of))| *of > 0)
            .filter_map(|(place, (kept, of))| {
                Some((
                    *self.centers.key(place)?,
                    Share::of(kept, of),
                    quoted[usize::from(place)]?,
                ))
            })
            .collect()
    }

    /// Our promises and two plain baselines, on the same ones.
    fn scores(&self, judged: &[Judged<'_>], now: Timestamp) -> Vec<Scored> {
        let mut returns: FxHashMap<u16, Vec<(Minute, u32)>> = FxHashMap::default();
        let mut wanted: Vec<&Judged<'_>> = judged
            .iter()
            .filter(|one| !one.promise.is_void())
            .filter(|one| {
                one.promise
                    .p95
                    .is_some_and(|p95| p95 <= now.days_since(one.promise.made_at))
            })
            .collect();
        wanted.sort_by_key(|one| (one.center, one.promise.made_at));
        for one in &wanted {
            returns.entry(one.center).or_default();
        }
        for row in self.rows.iter().filter(|row| row.back > 0) {
            if let Some(returns) = returns.get_mut(&row.center) {
                returns.push((row.back, row.away(0)));
            }
        }
        for returns in returns.values_mut() {
            returns.sort_unstable();
        }
        let mut losses = [0.0; 3];
        let (mut crps, mut curves, mut scored) = (0.0, 0u32, 0u32);
        let (mut center, mut taken) = (0, 0);
        let mut sorted: Vec<u32> = Vec::new();
        for one in wanted {
            if one.center != center {
                (center, taken) = (one.center, 0);
                sorted.clear();
            }
            let made = minute(one.promise.made_at);
            let returns = &returns[&center];
            while let Some((_, days)) = returns.get(taken).filter(|(back, _)| *back < made) {
                sorted.insert(sorted.partition_point(|known| known < days), *days);
                taken += 1;
            }
            let (Some(published), Some(p95)) =
                (self.region(center).and_then(published), one.promise.p95)
            else {
                continue;
            };
            if sorted.len() < EARLIER {
                continue;
            }
            let own = [0.5, 0.8, 0.95].map(|p| {
                // The first that at most `1 - p` exceed, as everywhere here.
                let place = (p * sorted.len() as f64 - 1e-9).ceil() as usize;
                f64::from(sorted[place.clamp(1, sorted.len()) - 1]) / 1440.0
            });
            let ours = [one.promise.p50, one.promise.p80, p95];
            let so_far = now.days_since(one.promise.made_at);
            let days = one.promise.outcome().unwrap_or(so_far);
            for (loss, forecast) in losses.iter_mut().zip([ours, published, own]) {
                *loss += loss_of(forecast, days);
            }
            scored += 1;
            if !one.curve.is_empty() {
                let sum: f64 = (1..)
                    .zip(one.curve)
                    .map(|(at, point)| pinball(f64::from(at) * 0.05, f64::from(*point), days))
                    .sum();
                crps += 2.0 * sum / one.curve.len() as f64;
                curves += 1;
            }
        }
        if scored == 0 {
            return Vec::new();
        }
        Forecaster::ALL
            .iter()
            .zip(losses)
            .map(|(&who, loss)| Scored {
                who,
                promises: scored,
                pinball_days: loss / f64::from(scored),
                crps_days: (who == Forecaster::Desk && curves > 0)
                    .then(|| crps / f64::from(curves)),
            })
            .collect()
    }
}

fn loss_of(forecast: [f64; 3], days: f64) -> f64 {
    let losses = [0.5, 0.8, 0.95].into_iter().zip(forecast);
    losses.map(|(q, at)| pinball(q, at, days)).sum::<f64>() / 3.0
}

fn tally<'a>(of: impl Iterator<Item = &'a Judged<'a>> + Clone, now: Timestamp) -> PromiseTally {
    let counted = score::tally(of.clone().map(|one| &one.promise), now);
    let mut off: Vec<f64> = of
        .filter(|one| !one.promise.is_void())
        .filter_map(|one| {
            let so_far = now.days_since(one.promise.made_at);
            (so_far >= one.promise.p80)
                .then(|| one.promise.outcome().unwrap_or(so_far) - one.promise.p50)
        })
        .collect();
    let middle = off.len().saturating_sub(1) / 2;
    let bias_days =
        (!off.is_empty()).then(|| *off.select_nth_unstable_by(middle, f64::total_cmp).1);
    let [by_p50, by_p80, by_p95] = counted.judged.map(|(kept, of)| Share::of(kept, of));
    PromiseTally {
        promises: counted.back + counted.under_way,
        overdue: counted.overdue,
        by_p50,
        by_p80,
        by_p95,
        bias_days,
        pinball_days: counted.pinball_days,
    }
}

fn reliability(judged: &[Judged<'_>], now: Timestamp) -> Vec<Reliability> {
    let mut counts = [(0u32, 0u32); 19];
    for one in judged.iter().filter(|one| !one.promise.is_void()) {
        let passed = now.days_since(one.promise.made_at);
        let outcome = one.promise.outcome();
        let mut judge = |at: usize, days: f64| {
            if days <= passed {
                counts[at].1 += 1;
                counts[at].0 += u32::from(outcome.is_some_and(|was| was <= days));
            }
        };
        if one.curve.len() == 19 {
            for (at, days) in one.curve.iter().enumerate() {
                judge(at, f64::from(*days));
            }
        } else {
            judge(9, one.promise.p50);
            judge(15, one.promise.p80);
            if let Some(p95) = one.promise.p95 {
                judge(18, p95);
            }
        }
    }
    (1..)
        .zip(counts)
        .filter(|(_, (_, of))| *of > 0)
        .map(|(at, (kept, of))| Reliability {
            promised: f64::from(at) * 0.05,
            kept: Share::of(kept, of),
        })
        .collect()
}

/// One-sided: the chance of so few kept if [`PROMISED`] of them were to be.
fn late_test(kept: Share) -> Option<LateTest> {
    (kept.of > 0).then(|| LateTest {
        kept,
        expected: PROMISED,
        p: binomial_at_most(kept.hits, kept.of, PROMISED),
        is_late: false,
    })
}

/// P(X <= `most`) of `n` tries with chance `p` each. Summed from the end nearer to the middle
/// outwards, for as long as it adds anything: `n` may be a million.
pub(super) fn binomial_at_most(most: u32, n: u32, p: f64) -> f64 {
    if most >= n {
        return 1.0;
    }
    let (n, most, odds) = (f64::from(n), f64::from(most), p / (1.0 - p));
    let term = |k: f64| {
        let choose = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
        libm::exp(choose + k * libm::log(p) + (n - k) * libm::log(1.0 - p))
    };
    let is_below = most <= n * p;
    let mut k = if is_below { most } else { most + 1.0 };
    let (mut term, mut sum) = (term(k), 0.0);
    while (0.0..=n).contains(&k) && term > sum * 1e-17 {
        sum += term;
        if is_below {
            term *= k / ((n - k + 1.0) * odds);
            k -= 1.0;
        } else {
            term *= (n - k) * odds / (k + 1.0);
            k += 1.0;
        }
    }
    if is_below {
        sum.min(1.0)
    } else {
        (1.0 - sum).max(0.0)
    }
}

/// Holm 1979: the smallest of many must be smaller than the smallest of one.
fn holm(mut tests: Vec<&mut LateTest>) {
    tests.sort_by(|a, b| a.p.total_cmp(&b.p));
    let many = tests.len();
    let mut least: f64 = 0.0;
    for (at, test) in tests.into_iter().enumerate() {
        least = least.max(test.p * (many - at) as f64).min(1.0);
        test.p = least;
        test.is_late = least < SIGNIFICANT;
    }
}

/// How long units take from entering each stage to being back, for what is still to come.
pub(super) fn remaining(rows: &[&Fact], stage: Stage, now: Minute) -> Times {
    let mut times = Times::default();
    let Some(place) = place_of(stage) else {
        return times;
    };
    for row in rows {
        if row.standing() == Standing::Ended || !row.was_in(place) {
            continue;
        }
        let before: u32 = row.spans[..place].iter().map(|span| span.minutes()).sum();
        let entered = if row.stage == stage {
            row.since
        } else {
            row.opened + before
        };
        let until = if row.back > 0 { row.back } else { now };
        times.push(until.saturating_sub(entered), row.back > 0);
    }
    times
}
