//! How honest the ranges are: in worlds drawn from the prior, and with a prior that is wrong.

use std::io::Write;

use rayon::prelude::*;

use super::*;
use crate::learn::snapshot::{Days, Seen};
use crate::log::Visit;
use crate::normal;
use crate::outside::{LEVELS, Quantiles, Scores};

/// Spread of one stay around its center's median, as [`PRIOR`] has it.
fn spread() -> f64 {
    libm::log(PRIOR.p95 / PRIOR.p50) / 1.645
}

/// Cases of a world with this median, opened over the last 60 days; some are still open.
fn world(p50: f64, cases: usize, seed: u32) -> Vec<Told> {
    (0..cases)
        .map(|case| {
            let opened = 60.0 * chance(seed, case, 1);
            let length = lognormal(p50, spread(), chance(seed, case, 2));
            if length < opened {
                told(opened, &[("bench", length)], true)
            } else {
                open(opened)
            }
        })
        .collect()
}

/// Kolmogorov's asymptotic p-value of a distance over `n` (Stephens 1970).
fn p_value(distance: f64, n: usize) -> f64 {
    let root = (n as f64).sqrt();
    let x = (root + 0.12 + 0.11 / root) * distance;
    let terms = (1..100).map(|k| {
        let sign = if k % 2 == 1 { 1.0 } else { -1.0 };
        sign * libm::exp(-2.0 * f64::from(k * k) * x * x)
    });
    (2.0 * terms.sum::<f64>()).clamp(0.0, 1.0)
}

/// Simulation-based calibration (Talts et al. 2018): with worlds drawn from the prior, what
/// happens next lies anywhere in its range alike.
fn ranks(salt: u32, cases: usize, elapsed: f64) -> f64 {
    const WORLDS: u32 = 200;
    let mut ranks: Vec<f64> = (0..WORLDS)
        .into_par_iter()
        .filter_map(|nth| {
            let seed = 1000 * salt + nth;
            // The spread between centers that the engine allows a log of one stage.
            let p50 = lognormal(PRIOR.p50, 0.3, chance(seed, usize::MAX, 0));
            let engine = learned_with(
                &world(p50, cases, seed),
                PRIOR,
                &LearnSettings {
                    paths: 1000,
                    ..LearnSettings::default()
                },
            );
            // The next case. Worlds in which it does not last so long are not asked about: how long
            // it has lasted tells of its world, and the engine may know no less of it than we do.
            let z = normal::quantile(chance(seed, usize::MAX, 1));
            let ends = p50 * libm::exp(spread() * z);
            (ends > elapsed).then(|| left(&engine, elapsed).chance_by(ends - elapsed))
        })
        .collect();
    ranks.sort_by(f64::total_cmp);
    let n = ranks.len() as f64;
    let distance = ranks
        .iter()
        .enumerate()
        .map(|(at, rank)| (rank - at as f64 / n).max((at + 1) as f64 / n - rank))
        .fold(0.0, f64::max);
    p_value(distance, ranks.len())
}

#[test]
fn in_worlds_drawn_from_the_prior_new_cases_fall_anywhere_in_their_range_alike() {
    for (name, cases) in [("none", 0), ("5", 5), ("20", 20), ("80", 80)] {
        let p = ranks(cases as u32 + 1, cases, 0.0);
        writeln!(
            std::io::stderr(),
            "200 worlds, {name} cases, new: KS p {p:.3}"
        )
        .unwrap();
        assert!(p > 0.01, "{name} cases: p {p}");
    }
}

#[test]
fn in_worlds_drawn_from_the_prior_open_cases_fall_anywhere_in_their_range_alike() {
    for cases in [0, 5, 20, 80] {
        let p = ranks(cases as u32 + 501, cases, PRIOR.p50 * 0.4);
        writeln!(
            std::io::stderr(),
            "200 worlds, {cases} cases, open: KS p {p:.3}"
        )
        .unwrap();
        assert!(p > 0.01, "{cases} cases: p {p}");
    }
}

/// Mean pinball loss (P50, P80, P95) of one estimate over every outcome of the world alike.
fn loss(engine: &Learned, p50: f64) -> f64 {
    let left = left(engine, 0.0);
    let quantiles: Quantiles = LEVELS.map(|level| left.quantile(level));
    let outcomes = (0..200).map(|nth| lognormal(p50, spread(), (f64::from(nth) + 0.5) / 200.0));
    Scores::of(outcomes.map(|days| (&quantiles, days)))
        .unwrap()
        .pinball
}

#[test]
fn a_prior_that_is_wrong_costs_little_after_a_few_cases() {
    const REPEATS: u32 = 60;
    const TOLD: [usize; 4] = [0, 3, 10, 30];
    let p50 = 12.0;
    let mean = |off: f64, cases: usize| {
        let prior = GenericPrior {
            p50: p50 * off,
            p95: p50 * off * libm::exp(1.645 * spread()),
        };
        let losses: Vec<f64> = (0..REPEATS)
            .into_par_iter()
            .map(|repeat| {
                let told: Vec<Told> = (0..cases)
                    .map(|case| closed(lognormal(p50, spread(), chance(repeat, case, 9))))
                    .collect();
                loss(
                    &learned_with(
                        &told,
                        prior,
                        &LearnSettings {
                            paths: 1000,
                            ..LearnSettings::default()
                        },
                    ),
                    p50,
                )
            })
            .collect();
        losses.iter().sum::<f64>() / f64::from(REPEATS)
    };
    let full = mean(1.0, 2000);
    let mut out = std::io::stderr();
    writeln!(out, "loss relative to full data; cases told: {TOLD:?}").unwrap();
    let mut worst = Vec::new();
    for off in [0.25, 0.5, 1.0, 2.0, 4.0] {
        let relative = TOLD.map(|cases| mean(off, cases) / full);
        writeln!(out, "  prior off x{off:<4}: {relative:.2?}").unwrap();
        worst.push((off, relative));
    }
    let (_, [_, _, ten, thirty]) = worst[4];
    assert!(ten <= 1.15, "off x4 after 10 cases: {ten}");
    assert!(thirty <= 1.08, "off x4 after 30 cases: {thirty}");
}

/// A log of the synthetic world without a hold: `tests/judge/rma_sim.py OUT 400 1 0`.
const WORLD: &str = include_str!("../../../tests/worlds/without_hold.csv");

#[test]
fn in_the_world_without_a_hold_every_stage_gets_its_share() {
    let (log, _) = crate::read_event_log(WORLD.as_bytes(), &CleanSettings::default(), &mut |_| {
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    let end = log.visits().iter().map(|visit| visit.end).max().unwrap();
    let asof = DateTime::from_timestamp_millis(end).unwrap();
    let settings = LearnSettings {
        half_life_days: 1e6,
        ..plain()
    };
    let told = log.clone();
    let engine = Learned::fit(log, &Background::default(), asof, &settings).unwrap();

    // Medians by stage and center: the simulator's, and those of a case nothing else is known of.
    let mut checked = 0;
    for (center, center_name) in told.centers().iter().enumerate().skip(1) {
        let mut medians = Vec::new();
        for (stage, name) in told.stages().iter().enumerate() {
            let attributes = vec![u32::MAX; told.attributes().len()];
            // On the stage's own clock, which may hardly run on weekends.
            let root = engine.know.root(stage as u16, &attributes);
            let length = |visit: &Visit| {
                let (stage, center) = (visit.stage, u32::from(visit.center));
                engine
                    .know
                    .days_between(stage, center, root, visit.start, visit.end)
            };
            let mut lengths: Vec<f64> = told
                .visits()
                .iter()
                .filter(|visit| {
                    usize::from(visit.stage) == stage && usize::from(visit.center) == center
                })
                .map(length)
                .collect();
            if lengths.len() < 30 {
                continue;
            }
            lengths.sort_by(f64::total_cmp);
            let mean = lengths.iter().sum::<f64>() / lengths.len() as f64;
            let seen = Seen {
                center: center as u32,
                attributes: &attributes,
                age: None,
            };
            let found = engine
                .snapshot
                .curve(Days::Stay, &engine.know, stage as u16, &seen)
                .quantile(0.5);
            medians.push((name, mean, lengths[lengths.len() / 2], found));
        }
        let (all, all_found): (f64, f64) = medians
            .iter()
            .fold((0.0, 0.0), |(a, b), (_, _, x, y)| (a + x, b + y));
        for (name, mean, median, found) in medians {
            if mean <= 2.0 {
                continue;
            }
            checked += 1;
            let (share, found) = (median / all, found / all_found);
            assert!(
                (found / share - 1.0).abs() <= 0.15,
                "{center_name}, {name}: share {found:.3}, the simulator's {share:.3}"
            );
        }
    }
    assert!(checked >= 20, "{checked}");
}
