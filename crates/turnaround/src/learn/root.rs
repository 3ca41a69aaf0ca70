//! The root of a stage: its published law, moved by what was seen.

use std::sync::Arc;

use super::curve::Curve;
use super::grid::ln_middle;
use super::node::Tally;
use crate::normal;
use crate::prior::Lognormal;

/// A published law and how far the stays seen have moved it.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    /// ln of the factor by which stays are longer than published.
    pub(crate) delta: f64,
    pub(crate) curve: Arc<Curve>,
}

const ITERATIONS: usize = 15;

impl Root {
    /// Stands in until the roots are grown.
    pub(crate) fn nothing() -> Self {
        Self {
            delta: 0.0,
            curve: Arc::new(Curve::lognormal(0.0, 1.0, 0.0)),
        }
    }

    /// Move `law` towards the stays of `tally`, then learn their shape as a group worth `worth`.
    ///
    /// The shift is the mode of a clipped (Huber 1964) lognormal likelihood with normal prior
    /// N(0, tau^2); open stays count by the mean of the normal beyond their length. `most` bounds
    /// it. The curve widens by what is left unknown of the shift.
    pub(crate) fn new(law: &Lognormal, p0: f64, tally: &Tally, worth: f64, most: f64) -> Self {
        let Lognormal { m, s, tau } = *law;
        let (s2, tau2) = (s * s, (tau * tau).max(1e-9));
        // Bins at 0 tell of stays that were passed through, not of how long stays last.
        let (mut zeros, mut all) = (0.0, 0.0);
        let mut stays: Vec<(f64, f64, f64)> = Vec::new();
        for (bin, ended, open) in tally.by_bin() {
            all += ended;
            if bin == 0 {
                zeros += ended;
            } else {
                stays.push((ln_middle(bin), ended, open));
            }
        }
        let p0 = (zeros + worth * p0) / (all + worth);
        let weight: f64 = stays.iter().map(|(_, ended, open)| ended + open).sum();
        let seen: f64 = stays.iter().map(|(_, ended, _)| ended).sum();
        // Where nearly all is open, how far the law moves hangs on the shape of its early part,
        // which nobody has published: the group below counts open stays in full.
        let trust = (seen + 1.0) / (weight + 1.0);
        let mut delta = 0.0;
        for _ in 0..ITERATIONS {
            let pull: f64 = stays
                .iter()
                .map(|(y, ended, open)| {
                    let z = (y - m - delta) / s;
                    ended * z.clamp(-2.0, 2.0) + open * trust * normal::hazard(z).min(2.0)
                })
                .sum();
            let step = (pull / s - delta / tau2) / (weight / s2 + 1.0 / tau2);
            delta = (delta + step).clamp(-most, most);
        }
        let left = 1.0 / (seen / s2 + 1.0 / tau2);
        let prior = Curve::lognormal(m + delta, (s2 + left).sqrt(), p0);
        Self {
            delta,
            curve: Arc::new(tally.curve(&prior, worth)),
        }
    }
}
