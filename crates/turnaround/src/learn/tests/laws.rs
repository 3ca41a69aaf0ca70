//! What holds for any log.

use proptest::prelude::*;

use super::*;
use crate::learn::grid::{BINS, bin, edges};
use crate::learn::node::{Fate, ONE, Tally};

/// Days of a stay and whether it is over.
fn stays() -> impl Strategy<Value = Vec<(f64, bool)>> {
    prop::collection::vec((0.02..300.0f64, prop::bool::ANY), 0..60)
}

fn tally(stays: &[(f64, bool)]) -> Tally {
    let mut tally = Tally::default();
    for (days, over) in stays {
        let fate = if *over { Fate::Ended } else { Fate::Open };
        tally.add(bin(*days), fate, ONE);
    }
    tally
}

fn cases(stays: &[(f64, bool)]) -> Vec<Told> {
    let case = |(days, over): &(f64, bool)| if *over { closed(*days) } else { open(*days) };
    stays.iter().map(case).collect()
}

fn parent() -> Curve {
    Curve::lognormal(libm::log(10.0), 0.9, 0.02)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn survival_falls_from_one_and_never_below_zero(stays in stays(), worth in 0.5..40.0f64) {
        let curve = tally(&stays).curve(&parent(), worth);

        prop_assert_eq!(curve.0[0], 1.0);
        prop_assert!(curve.0.windows(2).all(|pair| pair[1] <= pair[0]));
        prop_assert!(curve.0[BINS] >= 0.0);
    }

    #[test]
    fn one_more_open_stay_makes_nothing_before_its_age_likelier(
        stays in stays(),
        age in 0.02..300.0f64,
        worth in 0.5..40.0f64,
    ) {
        let before = tally(&stays).curve(&parent(), worth);
        let mut more = tally(&stays);
        more.add(bin(age), Fate::Open, ONE);
        let after = more.curve(&parent(), worth);

        for edge in 0..=bin(age) {
            prop_assert!(
                1.0 - after.0[edge] <= 1.0 - before.0[edge] + 1e-12,
                "F({}) rises from {} to {}", edges()[edge], 1.0 - before.0[edge], 1.0 - after.0[edge]
            );
        }
    }

    #[test]
    fn the_longer_a_stay_has_lasted_the_later_it_ends(stays in stays(), worth in 0.5..40.0f64) {
        let curve = tally(&stays).curve(&parent(), worth);

        // But for the width of a bin, within which the curve is straight; and in chances: where
        // hardly any stay ends, the median may lie anywhere.
        let mut last: f64 = 0.0;
        for age in edges().iter().take(130) {
            if let Some(left) = curve.left_after(*age) {
                let chance = 1.0 - left.survival(last / 1.077 - age);
                prop_assert!(chance <= 0.505, "{} by {} at age {}", chance, last, age);
                last = last.max(age + left.quantile(0.5));
            }
        }
    }

    #[test]
    fn a_tally_does_not_know_the_order_it_was_told_in(stays in stays(), by in 0usize..60) {
        let mut turned = stays.clone();
        turned.rotate_left(by % stays.len().max(1));
        prop_assert_eq!(tally(&stays), tally(&turned));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_estimate_is_a_range_whatever_the_log(stays in stays(), elapsed in 0.0..600.0f64) {
        let left = left(&learned(&cases(&stays)), elapsed);

        let quantiles: Vec<f64> = (1..100).map(|p| left.quantile(f64::from(p) / 100.0)).collect();
        prop_assert!(quantiles.is_sorted());
        prop_assert!(quantiles.iter().all(|days| days.is_finite() && *days >= 0.0));
        let mut last = 0.0;
        for t in edges() {
            let chance = left.chance_by(*t);
            prop_assert!((0.0..=1.0).contains(&chance) && chance >= last - 1e-12);
            last = chance;
        }
        prop_assert!((0.0..=1.0).contains(&left.p_returns));
    }

    #[test]
    fn the_order_of_the_cases_changes_nothing(stays in stays(), by in 0usize..60) {
        let told = cases(&stays);
        let mut turned = told.clone();
        turned.rotate_left(by % told.len().max(1));
        turned.reverse();

        let (one, other) = (left(&learned(&told), 3.0), left(&learned(&turned), 3.0));

        prop_assert_eq!(one.curve, other.curve);
    }
}

/// A log with everything in it: two makers, two centers, three stages, rework, open cases.
fn busy() -> Vec<Told> {
    (0..240)
        .map(|case| {
            let draw = |visit| chance(3, case, visit);
            let mut stays = vec![
                ("queue", lognormal(4.0, 0.8, draw(0))),
                ("bench", lognormal(3.0, 0.6, draw(1))),
            ];
            if draw(2) < 0.2 {
                stays.push(("queue", lognormal(1.0, 0.5, draw(3))));
                stays.push(("bench", lognormal(2.0, 0.5, draw(4))));
            }
            stays.push(("way home", lognormal(5.0, 0.4, draw(5))));
            let opened = 250.0 * draw(6);
            let length: f64 = stays.iter().map(|(_, days)| days).sum();
            let closed = length < opened;
            if !closed {
                // Cut where the case stands today.
                let mut there = 0.0;
                stays.retain_mut(|(_, days)| {
                    let start = there;
                    there += *days;
                    if start >= opened {
                        return false;
                    }
                    *days = days.min(opened - start);
                    true
                });
            }
            Told {
                center: if draw(7) < 0.6 { "Ridge" } else { "Harbour" },
                maker: if draw(8) < 0.7 { "Bitmain" } else { "MicroBT" },
                ..told(opened, &stays, closed)
            }
        })
        .collect()
}

fn fingerprint() -> u64 {
    let learned = learned_with(&busy(), PRIOR, &LearnSettings::default());
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (center, maker, elapsed) in [
        ("Ridge", "Bitmain", 0.0),
        ("Ridge", "MicroBT", 4.5),
        ("Harbour", "Bitmain", 30.0),
        ("Nowhere", "Nobody", 1.0),
    ] {
        let left = left_at(&learned, center, maker, elapsed);
        for p in 1..20 {
            for byte in left.quantile(f64::from(p) / 20.0).to_bits().to_le_bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
    }
    hash
}

#[test]
fn the_same_log_and_seed_give_the_same_bytes() {
    assert_eq!(fingerprint(), fingerprint());
}

/// Same input, same bytes, on every platform: only arithmetic and libm are used. A change of the
/// method changes this number, and its author writes the new one down.
#[test]
fn the_bytes_are_the_same_on_every_machine() {
    assert_eq!(fingerprint(), GOLDEN, "{:#x}", fingerprint());
}

const GOLDEN: u64 = 0xaa07_bd9d_1e95_710f;
