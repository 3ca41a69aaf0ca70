//! Survival curves on the grid.

use super::grid::{BINS, LONGEST, bin, edges};
use crate::normal;

/// The mean of curves, at least one.
pub(crate) fn mean<'c>(curves: impl ExactSizeIterator<Item = &'c Curve>) -> Curve {
    let share = 1.0 / curves.len() as f64;
    Curve::mixed(curves.map(|curve| (share, curve)))
}

/// P(T > t) at the edges of the grid; straight between them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Curve(pub(crate) [f64; BINS + 1]);

impl Curve {
    /// ln T ~ N(m, sd^2), a share `p0` of stays being over at once.
    pub(crate) fn lognormal(m: f64, sd: f64, p0: f64) -> Self {
        let mut values = edges().map(|t| {
            if t <= 0.0 {
                1.0
            } else {
                (1.0 - p0) * normal::survival((libm::log(t) - m) / sd)
            }
        });
        values[0] = 1.0;
        Self(values)
    }

    /// The share of days, in ascending order, beyond each edge.
    pub(crate) fn of_sorted(days: &[f64]) -> Self {
        let all = days.len().max(1) as f64;
        let mut values = edges().map(|edge| {
            let over = days.partition_point(|days| *days <= edge);
            1.0 - over as f64 / all
        });
        values[0] = 1.0;
        Self(values)
    }

    /// The mean of curves by weights that add up to 1.
    pub(crate) fn mixed<'c>(parts: impl Iterator<Item = (f64, &'c Curve)>) -> Self {
        let mut values = [0.0; BINS + 1];
        for (weight, curve) in parts {
            for (value, part) in values.iter_mut().zip(&curve.0) {
                *value += weight * part;
            }
        }
        values[0] = 1.0;
        Self(values)
    }

    /// P(T > t).
    pub(crate) fn survival(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 1.0;
        }
        if t >= LONGEST {
            return self.0[BINS];
        }
        let (edges, bin) = (edges(), bin(t));
        let part = (t - edges[bin]) / (edges[bin + 1] - edges[bin]);
        self.0[bin] + (self.0[bin + 1] - self.0[bin]) * part
    }

    /// The days by which a share `1 - survival` is over; at most the end of the grid.
    pub(crate) fn when_survival_is(&self, survival: f64) -> f64 {
        let values = &self.0;
        // The first edge at or below the share.
        let edge = values.partition_point(|value| *value > survival);
        if edge == 0 {
            return 0.0;
        }
        if edge > BINS {
            return LONGEST;
        }
        let (edges, high, low) = (edges(), values[edge - 1], values[edge]);
        let part = if high > low {
            (high - survival) / (high - low)
        } else {
            1.0
        };
        edges[edge - 1] + (edges[edge] - edges[edge - 1]) * part
    }

    /// The days by which a share `p` is over.
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        self.when_survival_is(1.0 - p)
    }

    /// The quantiles at the middles of `of` even slices, in ascending order.
    pub(crate) fn slices(&self, of: usize) -> Vec<f64> {
        let (edges, values) = (edges(), &self.0);
        let mut edge = 0;
        (0..of)
            .map(|slice| {
                let survival = 1.0 - (slice as f64 + 0.5) / of as f64;
                while edge <= BINS && values[edge] > survival {
                    edge += 1;
                }
                if edge == 0 {
                    return 0.0;
                }
                if edge > BINS {
                    return LONGEST;
                }
                let (high, low) = (values[edge - 1], values[edge]);
                let part = if high > low {
                    (high - survival) / (high - low)
                } else {
                    1.0
                };
                edges[edge - 1] + (edges[edge] - edges[edge - 1]) * part
            })
            .collect()
    }

    /// The same curve by days of 24 hours, of which `clock` says how many of its own they are.
    pub(crate) fn by(&self, clock: impl Fn(f64) -> f64) -> Self {
        let mut values = edges().map(|t| self.survival(clock(t)));
        values[0] = 1.0;
        Self(values)
    }

    /// What is left, in days, of stays that have lasted `elapsed`: P(T - elapsed > t) at the edges.
    ///
    /// `None` where the curve knows of no stay that long.
    pub(crate) fn left_after(&self, elapsed: f64) -> Option<Self> {
        if elapsed <= 0.0 {
            return Some(self.clone());
        }
        let there = self.survival(elapsed);
        if there < 1e-6 {
            return None;
        }
        let mut values = edges().map(|t| (self.survival(elapsed + t) / there).min(1.0));
        values[0] = 1.0;
        Some(Self(values))
    }

    /// P(T in the bin).
    pub(crate) fn mass(&self, bin: usize) -> f64 {
        (self.0[bin] - self.0[bin + 1]).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_the_quantiles_at_their_middles() {
        let curve = Curve::lognormal(1.5, 0.8, 0.1);
        for (slice, days) in curve.slices(400).into_iter().enumerate() {
            assert_eq!(days, curve.quantile((slice as f64 + 0.5) / 400.0));
        }
    }
}
