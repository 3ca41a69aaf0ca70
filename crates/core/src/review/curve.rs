//! Times that ended and times that go on, as one curve: Kaplan and Meier 1958, Greenwood 1926 with
//! the log-log band, as `lifelines` draws them; and the interval of a share, Wilson 1927.
//!
//! Times are whole minutes.

use serde::{Deserialize, Serialize};

use super::facts::Span;

/// Two-sided 95 % of the standard normal.
pub(super) const Z95: f64 = 1.959_963_984_540_054;

const MINUTES: f64 = 1440.0;

/// From so many on, times are sorted by counting.
const MANY: usize = 50_000;

/// Days by which a share has ended; `None` where the curve does not get there.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Quantiles {
    pub p50: Option<f64>,
    pub p80: Option<f64>,
    pub p95: Option<f64>,
}

/// A quantile with its 95 % band: from the band of the curve, read across (Brookmeyer, Crowley
/// 1982).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Banded {
    pub days: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// One step of a curve: the share not back after `days`, with its 95 % band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CurvePoint {
    pub days: f64,
    pub away: f64,
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AtRisk {
    pub day: u32,
    pub units: u32,
}

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Share {
    pub of: u32,
    pub hits: u32,
    /// `None` of nothing.
    pub share: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Share {
    pub(super) fn of(hits: u32, of: u32) -> Self {
        if of == 0 {
            return Self::default();
        }
        let (n, p) = (f64::from(of), f64::from(hits) / f64::from(of));
        let zz = Z95 * Z95;
        let middle = (p + zz / (2.0 * n)) / (1.0 + zz / n);
        let half = Z95 / (1.0 + zz / n) * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
        Self {
            of,
            hits,
            share: Some(p),
            low: Some((middle - half).max(0.0)),
            high: Some((middle + half).min(1.0)),
        }
    }
}

/// Times to be read as a curve.
#[derive(Debug, Clone, Default)]
pub(super) struct Times {
    /// Minutes twice, and one more for a time that goes on: at one and the same minute what ended
    /// comes first. Empty once there are [`MANY`].
    all: Vec<u32>,
    /// Those of many: how many of each, as exactly as a stay is kept, to a quarter of a thousandth.
    counts: Vec<u32>,
    len: u32,
    open: u32,
    sorted: bool,
}

/// The curve right after a minute at which something ended.
#[derive(Debug, Clone, Copy)]
struct Step {
    minute: u32,
    survival: f64,
    /// Greenwood's sum.
    sum: f64,
}

impl Step {
    fn band(&self) -> (f64, f64) {
        if self.survival <= 0.0 {
            return (0.0, 0.0);
        }
        if self.survival >= 1.0 {
            return (1.0, 1.0);
        }
        let log = libm::log(self.survival);
        let spread = Z95 * self.sum.sqrt() / log.abs();
        let at = |sign: f64| libm::exp(log * libm::exp(sign * spread));
        (at(1.0), at(-1.0))
    }
}

/// Where [`Times`] counts a time.
fn cell(at: u32) -> usize {
    (usize::from(Span::of(at >> 1).code()) << 1) | (at & 1) as usize
}

impl Times {
    pub fn push(&mut self, minutes: u32, ended: bool) {
        self.len += 1;
        self.open += u32::from(!ended);
        self.keep((minutes.min(u32::MAX >> 1) << 1) | u32::from(!ended));
    }

    fn keep(&mut self, at: u32) {
        if !self.counts.is_empty() {
            self.counts[cell(at)] += 1;
            return;
        }
        self.sorted = false;
        self.all.push(at);
        if self.all.len() >= MANY {
            self.count();
        }
    }

    /// Counted, not compared, from here on.
    fn count(&mut self) {
        self.counts = vec![0; 2 << 16];
        for at in std::mem::take(&mut self.all) {
            self.counts[cell(at)] += 1;
        }
    }

    pub fn take_in(&mut self, other: &Self) {
        self.len += other.len;
        self.open += other.open;
        if other.counts.is_empty() {
            for at in &other.all {
                self.keep(*at);
            }
            return;
        }
        if self.counts.is_empty() {
            self.count();
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
    }

    pub fn len(&self) -> u32 {
        self.len
    }

    pub fn open(&self) -> u32 {
        self.open
    }

    /// Each time with how many there are of it, in order, until `see` has seen enough.
    fn each(&mut self, mut see: impl FnMut(u32, u32) -> bool) {
        if !self.counts.is_empty() {
            for (code, count) in self
                .counts
                .iter()
                .enumerate()
                .filter(|(_, count)| **count > 0)
            {
                let at = (Span::from_code((code >> 1) as u16).minutes() << 1) | (code & 1) as u32;
                if !see(at, *count) {
                    return;
                }
            }
            return;
        }
        if !self.sorted {
            self.all.sort_unstable();
            self.sorted = true;
        }
        for same in self.all.chunk_by(|a, b| a == b) {
            if !see(same[0], same.len() as u32) {
                return;
            }
        }
    }

    /// Walk down the curve until `see` has seen enough.
    fn walk(&mut self, mut see: impl FnMut(Step) -> bool) {
        let (mut survival, mut sum) = (1.0, 0.0);
        let mut left = self.len;
        self.each(|at, same| {
            let at_risk = f64::from(left);
            left -= same;
            if at & 1 == 1 {
                return true;
            }
            let ended = f64::from(same);
            survival *= 1.0 - ended / at_risk;
            if at_risk > ended {
                sum += ended / (at_risk * (at_risk - ended));
            } else {
                survival = 0.0;
            }
            see(Step {
                minute: at >> 1,
                survival,
                sum,
            })
        });
    }

    /// The first time at which at most `1 - p` is left.
    pub fn quantiles(&mut self) -> Quantiles {
        let mut found = [None; 3];
        let wanted = [0.5, 0.2, 0.05];
        self.walk(|step| {
            for (found, left) in found.iter_mut().zip(wanted) {
                if found.is_none() && step.survival <= left + 1e-12 {
                    *found = Some(days(step.minute));
                }
            }
            found[2].is_none()
        });
        Quantiles {
            p50: found[0],
            p80: found[1],
            p95: found[2],
        }
    }

    pub fn banded(&mut self, p: f64) -> Banded {
        let left = 1.0 - p + 1e-12;
        let mut banded = Banded::default();
        self.walk(|step| {
            let (low, high) = step.band();
            for (found, at) in [
                (&mut banded.low, low),
                (&mut banded.days, step.survival),
                (&mut banded.high, high),
            ] {
                if found.is_none() && at <= left {
                    *found = Some(days(step.minute));
                }
            }
            banded.high.is_none()
        });
        banded
    }

    /// The curve in at most `most` or so points: steps too small to be drawn are left out.
    pub fn points(&mut self, most: usize) -> Vec<CurvePoint> {
        let mut points: Vec<CurvePoint> = Vec::new();
        let least = 1.0 / most.max(2) as f64;
        let mut last: Option<(f64, CurvePoint)> = None;
        self.walk(|step| {
            let (low, high) = step.band();
            let point = CurvePoint {
                days: days(step.minute),
                away: step.survival,
                low,
                high,
            };
            let before = points.last().map_or(1.0, |point| point.away);
            if before - point.away >= least {
                points.push(point);
                last = None;
            } else {
                last = Some((before, point));
            }
            true
        });
        points.extend(last.map(|(_, point)| point));
        points
    }

    /// How many had neither ended nor gone out of sight before each of these days, which rise.
    pub fn at_risk(&mut self, days: &[u32]) -> Vec<AtRisk> {
        let mut found: Vec<AtRisk> = days
            .iter()
            .map(|&day| AtRisk {
                day,
                units: self.len,
            })
            .collect();
        self.each(|at, same| {
            for at_risk in found.iter_mut().filter(|of| of.day * 1440 > at >> 1) {
                at_risk.units -= same;
            }
            true
        });
        found
    }
}

/// The curve of [`Times`] to be asked many times.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    minutes: Vec<u32>,
    survival: Vec<f64>,
}

impl Table {
    pub fn of(times: &mut Times) -> Self {
        let mut table = Self::default();
        times.walk(|step| {
            table.minutes.push(step.minute);
            table.survival.push(step.survival);
            true
        });
        table
    }

    pub fn survival(&self, minutes: u32) -> f64 {
        match self.minutes.partition_point(|at| *at <= minutes) {
            0 => 1.0,
            after => self.survival[after - 1],
        }
    }

    /// Past the last end there is nothing to go by.
    pub fn reaches(&self, minutes: u32) -> bool {
        self.minutes.last().is_some_and(|last| minutes < *last)
    }
}

pub(super) fn days(minutes: u32) -> f64 {
    f64::from(minutes) / MINUTES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(of: &[(u32, bool)]) -> Times {
        let mut times = Times::default();
        for (days, ended) in of {
            times.push(days * 1440, *ended);
        }
        times
    }

    /// Kaplan and Meier's own example, in tenths: 0.8, 1.0+, 2.7+, 3.1, 5.4, 7.0+, 9.2, 12.1+.
    fn of_1958() -> Times {
        times(&[
            (8, true),
            (10, false),
            (27, false),
            (31, true),
            (54, true),
            (70, false),
            (92, true),
            (121, false),
        ])
    }

    #[test]
    fn the_curve_of_kaplan_and_meier_is_that_of_their_paper() {
        let points = of_1958().points(1000);

        let away: Vec<f64> = points
            .iter()
            .map(|point| (point.away * 1e4).round() / 1e4)
            .collect();
        assert_eq!(away, [0.875, 0.7, 0.525, 0.2625]);
        assert!((Table::of(&mut of_1958()).survival(60 * 1440) - 0.525).abs() < 1e-12);
        assert_eq!(Table::of(&mut of_1958()).survival(7 * 1440), 1.0);
    }

    #[test]
    fn a_quantile_that_the_curve_does_not_reach_is_not_made_up() {
        let quantiles = of_1958().quantiles();

        assert_eq!(quantiles.p50, Some(92.0));
        assert_eq!((quantiles.p80, quantiles.p95), (None, None));
        assert_eq!(Times::default().quantiles(), Quantiles::default());
    }

    #[test]
    fn a_time_that_goes_on_counts_as_long_as_it_lasts() {
        let without = times(&[(2, true), (4, true), (6, true)]).quantiles().p50;
        let with = times(&[(2, true), (4, true), (6, true), (5, false), (5, false)])
            .quantiles()
            .p50;

        assert_eq!(without, Some(4.0));
        assert_eq!(with, Some(6.0));
    }

    #[test]
    fn who_is_at_risk_on_a_day_has_lasted_to_it() {
        let at_risk = of_1958().at_risk(&[0, 10, 55, 200]);

        let units: Vec<u32> = at_risk.iter().map(|at| at.units).collect();
        assert_eq!(units, [8, 7, 3, 0]);
    }

    #[test]
    fn many_times_are_counted_to_the_same_curve() {
        let all: Vec<(u32, bool)> = (0..MANY as u32)
            .map(|i| (i.wrapping_mul(7919) % 90, i % 5 != 0))
            .collect();
        let mut counted = times(&all);
        let mut compared = Times {
            all: all
                .iter()
                .map(|(days, ended)| (days * 2880) | u32::from(!ended))
                .collect(),
            len: all.len() as u32,
            ..Times::default()
        };
        let mut in_two = times(&all[..30_000]);
        in_two.take_in(&times(&all[30_000..]));
        assert_eq!(in_two.quantiles(), counted.quantiles());

        for p in [0.1, 0.5, 0.8] {
            let (a, b) = (
                counted.banded(p).days.unwrap(),
                compared.banded(p).days.unwrap(),
            );
            assert!((a / b - 1.0).abs() < 3e-4, "{a} {b}");
        }
    }

    #[test]
    fn wilsons_interval_is_that_of_the_books() {
        // Brown, Cai, DasGupta 2001: 0 of 10 reaches to 0.278, 8 of 10 from 0.490 to 0.943.
        let none = Share::of(0, 10);
        let most = Share::of(8, 10);

        assert!((none.high.unwrap() - 0.2775).abs() < 1e-3 && none.low == Some(0.0));
        assert!((most.low.unwrap() - 0.4902).abs() < 1e-3);
        assert!((most.high.unwrap() - 0.9433).abs() < 1e-3);
        assert_eq!(Share::of(0, 0).share, None);
    }
}
