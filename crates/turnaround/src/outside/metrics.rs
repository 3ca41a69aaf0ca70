//! How good the answers were, now that it is known what happened.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answers::{LEVELS, Quantiles};

const P50: usize = 9;
const P80: usize = 15;
const P95: usize = 18;

/// Scores of answers whose cases have finished. Days, except shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    pub n: u64,
    /// Mean distance of the P50.
    pub mae: f64,
    /// Mean of pinball 50, 80 and 95.
    pub pinball: f64,
    pub pinball_50: f64,
    pub pinball_80: f64,
    pub pinball_95: f64,
    /// Continuous ranked probability score, from the 19 quantiles: twice their mean pinball loss
    /// (Laio and Tamea 2007).
    pub crps: f64,
    /// Shares of cases that had closed by the quantile.
    pub coverage_50: f64,
    pub coverage_80: f64,
    pub coverage_95: f64,
    /// Largest distance between the share of cases closed by a quantile and its chance, over the
    /// 19: Kolmogorov and Smirnov's distance of the probability integral transform from uniform.
    pub pit_ks: f64,
}

/// Loss of a quantile `q` for chance `level` when it took `days` (Koenker and Bassett 1978).
fn pinball(days: f64, q: f64, level: f64) -> f64 {
    let short = days - q;
    (level * short).max((level - 1.0) * short)
}

impl Scores {
    /// `None` when nothing has finished. Answers with the days it took.
    pub fn of<'a>(answers: impl Iterator<Item = (&'a Quantiles, f64)>) -> Option<Self> {
        let mut n = 0u64;
        let mut mae = 0.0;
        let mut loss = [0.0; 19];
        let mut closed = [0u64; 19];
        for (quantiles, days) in answers {
            n += 1;
            mae += (days - quantiles[P50]).abs();
            for (at, (q, level)) in quantiles.iter().zip(LEVELS).enumerate() {
                loss[at] += pinball(days, *q, level);
                closed[at] += u64::from(days <= *q);
            }
        }
        if n == 0 {
            return None;
        }
        let all = n as f64;
        let loss = loss.map(|loss| loss / all);
        let coverage = closed.map(|closed| closed as f64 / all);
        let apart = coverage
            .iter()
            .zip(LEVELS)
            .map(|(share, level)| (share - level).abs());
        Some(Self {
            n,
            mae: mae / all,
            pinball: (loss[P50] + loss[P80] + loss[P95]) / 3.0,
            pinball_50: loss[P50],
            pinball_80: loss[P80],
            pinball_95: loss[P95],
            crps: 2.0 * loss.iter().sum::<f64>() / 19.0,
            coverage_50: coverage[P50],
            coverage_80: coverage[P80],
            coverage_95: coverage[P95],
            pit_ks: apart.fold(0.0, f64::max),
        })
    }
}

impl std::fmt::Display for Scores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "n {:6}  MAE {:7.3}  pinball {:7.3} (50 {:.3}, 80 {:.3}, 95 {:.3})  CRPS {:7.3}  \
             covered 50 {:.3}, 80 {:.3}, 95 {:.3}  PIT KS {:.3}",
            self.n,
            self.mae,
            self.pinball,
            self.pinball_50,
            self.pinball_80,
            self.pinball_95,
            self.crps,
            self.coverage_50,
            self.coverage_80,
            self.coverage_95,
            self.pit_ks
        )
    }
}

/// Scores over all and by group; groups without a finished case are left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Metrics {
    pub asked: u64,
    /// Asked about and still open at the end of the log: in no score.
    pub still_open: u64,
    /// Asked about and ended otherwise (scrapped, cancelled): in no score.
    pub never_came_back: u64,
    pub overall: Option<Scores>,
    pub by_kind: BTreeMap<String, Scores>,
    pub by_center: BTreeMap<String, Scores>,
    pub by_stage: BTreeMap<String, Scores>,
    pub by_snapshot: BTreeMap<String, Scores>,
}
