//! Recalibration: F becomes G(F) with G(u) = Phi(a + b Phi^-1(u)), fitted on past forecasts.

use super::curve::Curve;
use crate::normal;

/// A fitted recalibration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Probit {
    /// Above 0: outcomes came sooner than said.
    pub(crate) a: f64,
    /// Below 1: the ranges were too narrow.
    pub(crate) b: f64,
}

/// A past forecast: F at the outcome, or at its age while it is open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verdict {
    pub(crate) u: f64,
    pub(crate) ended: bool,
    pub(crate) weight: f64,
}

/// Past forecasts below which nothing is recalibrated.
pub(crate) const FEWEST: f64 = 60.0;

/// Weight of the prior that nothing need be mended. A shift learned in one year is easily wrong in
/// the next, so that it is believed no more than a width.
const PRIOR: f64 = 60.0;

impl Probit {
    /// The mode of the likelihood of the verdicts under N(0, 1) scores with a normal prior on
    /// (a, ln b); `None` for too few.
    ///
    /// Maximises sum over ended of w (ln b - (a + b z)^2 / 2) + sum over open of
    /// w ln(1 - Phi(a + b z)) - 30 (a^2 + (ln b)^2), z = Phi^-1(u), by Newton's steps.
    pub(crate) fn fit(verdicts: &[Verdict]) -> Option<Self> {
        let all: f64 = verdicts.iter().map(|verdict| verdict.weight).sum();
        if all < FEWEST {
            return None;
        }
        // Forecasts of one date share their luck: together they are worth no more than so many.
        let thin = f64::min(1.0, FEWEST / all);
        let scores: Vec<(f64, bool, f64)> = verdicts
            .iter()
            .map(|verdict| {
                let u = verdict.u.clamp(1e-4, 1.0 - 1e-4);
                (normal::quantile(u), verdict.ended, verdict.weight * thin)
            })
            .collect();
        let (mut a, mut ln_b) = (0.0f64, 0.0f64);
        for _ in 0..25 {
            let b = libm::exp(ln_b);
            let (mut ga, mut gb) = (-PRIOR * a, -PRIOR * ln_b);
            let (mut haa, mut hab, mut hbb) = (-PRIOR, 0.0, -PRIOR);
            for (z, ended, w) in &scores {
                let bz = b * z;
                let x = a + bz;
                // First and second derivative by x, and what ln b adds of its own.
                let (first, second) = if *ended {
                    gb += w;
                    (-x, -1.0)
                } else {
                    let hazard = normal::hazard(x);
                    (-hazard, -hazard * (hazard - x))
                };
                ga += w * first;
                gb += w * first * bz;
                haa += w * second;
                hab += w * second * bz;
                hbb += w * (second * bz * bz + first * bz);
            }
            // Where the surface is not a hill, climb instead of jumping.
            let det = haa * hbb - hab * hab;
            let (da, db) = if haa < 0.0 && det > 0.0 {
                ((hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det)
            } else {
                (-ga / (all + PRIOR), -gb / (all + PRIOR))
            };
            a = (a - da.clamp(-0.5, 0.5)).clamp(-1.2, 1.2);
            ln_b = (ln_b - db.clamp(-0.3, 0.3)).clamp(libm::log(0.6), libm::log(1.5));
        }
        Some(Self {
            a,
            b: libm::exp(ln_b),
        })
    }

    pub(crate) fn apply(&self, curve: &Curve) -> Curve {
        let mut values = curve.0.map(|survival| {
            if survival >= 1.0 {
                1.0
            } else if survival <= 0.0 {
                0.0
            } else {
                // 1 - Phi(a + b z) with z = Phi^-1(1 - S) = -Phi^-1(S).
                normal::survival(self.a - self.b * normal::quantile(survival))
            }
        });
        values[0] = 1.0;
        Curve(values)
    }
}
