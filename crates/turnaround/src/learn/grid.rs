//! The bins of time in which stays are counted: 160, even in ln days, from a quarter of an hour
//! to 1,500 days. The first begins at 0.

use std::sync::LazyLock;

pub(crate) const BINS: usize = 160;

/// Days below which a stay has no length to speak of.
pub(crate) const SHORTEST: f64 = 1.0 / 96.0;

/// Days beyond which no stay is told apart.
pub(crate) const LONGEST: f64 = 1500.0;

static EDGES: LazyLock<[f64; BINS + 1]> = LazyLock::new(|| {
    let (first, width) = (libm::log(SHORTEST), width());
    std::array::from_fn(|edge| match edge {
        0 => 0.0,
        BINS => LONGEST,
        edge => libm::exp(first + width * edge as f64),
    })
});

/// Where the bins begin and end, days.
pub(crate) fn edges() -> &'static [f64; BINS + 1] {
    &EDGES
}

/// The bin of a length in days; what is longer than the grid counts in the last.
pub(crate) fn bin(days: f64) -> usize {
    let days = days.max(SHORTEST);
    let guess = ((libm::log(days) - libm::log(SHORTEST)) / width()).floor();
    let guess = (guess.max(0.0) as usize).min(BINS - 1);
    // The logarithm may land a hair off the edge it was made of.
    let edges = edges();
    if days < edges[guess] {
        guess - 1
    } else if guess + 1 < BINS && days >= edges[guess + 1] {
        guess + 1
    } else {
        guess
    }
}

/// ln of the middle of a bin.
pub(crate) fn ln_middle(bin: usize) -> f64 {
    libm::log(SHORTEST) + width() * (bin as f64 + 0.5)
}

fn width() -> f64 {
    (libm::log(LONGEST) - libm::log(SHORTEST)) / BINS as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_lies_in_its_bin() {
        let edges = edges();
        for (bin_of_edge, pair) in edges.windows(2).enumerate() {
            assert!(pair[0] < pair[1]);
            assert_eq!(bin(pair[0]), bin_of_edge);
            assert_eq!(bin((pair[0] + pair[1]) / 2.0), bin_of_edge);
        }
        assert_eq!(bin(0.0), 0);
        assert_eq!(bin(LONGEST), BINS - 1);
        assert_eq!(bin(1e9), BINS - 1);
    }
}
