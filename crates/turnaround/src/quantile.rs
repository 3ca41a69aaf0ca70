//! Quantiles of drawn values, by Hazen's rule: the i-th of n values stands at (i - 1/2) / n.

/// Of values in ascending order, at least one.
pub(crate) fn of_sorted(sorted: &[f64], p: f64) -> f64 {
    let (lower, part) = place(sorted.len(), p);
    let upper = (lower + 1).min(sorted.len() - 1);
    between(sorted[lower], sorted[upper], part)
}

/// Several at once of values in any order, at least one; `ps` ascending. Reorders the values.
pub(crate) fn of_unsorted<const N: usize>(values: &mut [f64], ps: [f64; N]) -> [f64; N] {
    let mut from = 0;
    ps.map(|p| {
        let (lower, part) = place(values.len(), p);
        from = from.min(lower);
        let (_, low, above) = values[from..].select_nth_unstable_by(lower - from, f64::total_cmp);
        let low = *low;
        let high = above.iter().copied().fold(f64::INFINITY, f64::min);
        from = lower;
        if high.is_finite() {
            between(low, high, part)
        } else {
            low
        }
    })
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// To the millionth: what is shown and stored is the same after a trip through JSON.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn place(n: usize, p: f64) -> (usize, f64) {
    let at = (p * n as f64 - 0.5).clamp(0.0, (n - 1) as f64);
    (at as usize, at - at.floor())
}

fn between(low: f64, high: f64, part: f64) -> f64 {
    low + (high - low) * part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_a_quantile_agree() {
        let mut values: Vec<f64> = (0..101_u32).map(|i| f64::from(i * 37 % 101)).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);

        let ps = [0.0, 0.05, 0.5, 0.5, 0.8, 0.95, 1.0];

        assert_eq!(
            of_unsorted(&mut values, ps),
            ps.map(|p| of_sorted(&sorted, p))
        );
        assert_eq!(of_unsorted(&mut [7.5], [0.5, 0.95]), [7.5, 7.5]);
    }
}
