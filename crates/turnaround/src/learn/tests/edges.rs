//! A log of nothing, of one, of too much, of what cannot be. What calendars do at their edges is
//! tested with the calendars.

use super::*;
use crate::learn::grid::bin;
use crate::learn::node::{Fate, ONE, Tally};

/// Days by which half have closed, of a case just opened.
fn p50(cases: &[Told]) -> f64 {
    left(&learned(cases), 0.0).quantile(0.5)
}

#[test]
fn without_any_case_the_range_is_the_priors_and_wide() {
    let left = left(&learned(&[]), 0.0);

    assert!((left.quantile(0.5) / 10.0 - 1.0).abs() < 0.03);
    assert!(left.quantile(0.95) >= 40.0, "{}", left.quantile(0.95));
}

#[test]
fn one_case_moves_the_range_a_little() {
    let (none, short, long) = (p50(&[]), p50(&[closed(2.0)]), p50(&[closed(50.0)]));

    assert!(short < none && none < long, "{short} {none} {long}");
    assert!(short > 5.0 && long < 20.0, "{short} {long}");
}

#[test]
fn one_open_case_raises_the_median_and_never_lowers_it() {
    let none = p50(&[]);
    for age in [0.001, 0.1, 1.0, 5.0, 10.0, 20.0, 100.0, 1000.0] {
        let one = p50(&[open(age)]);
        assert!(
            one >= none - 1e-9,
            "open for {age} days: {one} below {none}"
        );
    }
    assert!(p50(&[open(60.0)]) > none + 0.5);
}

#[test]
fn with_open_cases_only_the_curve_follows_the_prior_beyond_the_last_and_the_end_only_recedes() {
    let cases: Vec<Told> = (1..20).map(|nth| open(f64::from(nth))).collect();
    let engine = learned(&cases);

    let mut last = 0.0;
    for elapsed in [0.0, 1.0, 3.0, 8.0, 15.0, 25.0, 60.0, 200.0] {
        let end = elapsed + left(&engine, elapsed).quantile(0.5);
        assert!(end >= last, "{end} after {last}");
        last = end;
    }

    // At a node: the hazard beyond the last open stay is the parent's.
    let parent = Curve::lognormal(libm::log(10.0), 0.8, 0.0);
    let mut tally = Tally::default();
    for case in 1..20 {
        tally.add(bin(f64::from(case)), Fate::Open, ONE);
    }
    let curve = tally.curve(&parent, 12.0);
    for at in bin(19.0) + 1..150 {
        let (own, parents) = (
            curve.0[at + 1] / curve.0[at],
            parent.0[at + 1] / parent.0[at],
        );
        assert!((own - parents).abs() < 1e-9, "{own} {parents}");
    }
}

#[test]
fn stays_of_no_time_at_all_are_no_trouble() {
    let cases: Vec<Told> = (0..50).map(|_| closed(0.0)).collect();

    let left = left(&learned(&cases), 0.0);

    assert!(left.quantile(0.5) < 0.5, "{}", left.quantile(0.5));
    assert!(left.quantile(0.95).is_finite());
}

#[test]
fn a_stay_that_has_just_begun_has_all_its_days_left() {
    let curve = Curve::lognormal(libm::log(10.0), 0.8, 0.1);

    assert_eq!(curve.left_after(0.0), Some(curve.clone()));
}

#[test]
fn a_stay_longer_than_any_before_still_gets_days() {
    let cases: Vec<Told> = (0..60)
        .map(|nth| closed(1.0 + f64::from(nth) / 60.0))
        .collect();
    let engine = learned(&cases);

    for elapsed in [10.0, 100.0, 1000.0, 5000.0] {
        let left = left(&engine, elapsed);
        assert!(
            left.quantile(0.5).is_finite() && left.quantile(0.5) > 0.0,
            "{elapsed}"
        );
        assert!(left.quantile(0.95) >= left.quantile(0.5), "{elapsed}");
    }
}

#[test]
fn a_center_with_a_hundred_thousand_cases_does_not_drown_one_with_a_single_case() {
    let mut cases: Vec<Told> = (0..100_000)
        .map(|case| closed(lognormal(3.0, 0.3, chance(1, case, 0))))
        .collect();
    cases.push(Told {
        center: "Harbour",
        ..closed(30.0)
    });
    let engine = learned(&cases);

    let (many, one) = (
        left_at(&engine, "Ridge", "Bitmain", 0.0).quantile(0.5),
        left_at(&engine, "Harbour", "Bitmain", 0.0).quantile(0.5),
    );

    assert!((many / 3.0 - 1.0).abs() < 0.05, "{many}");
    assert!(one > many && one < 6.0, "{one} {many}");
}

#[test]
fn a_maker_and_a_center_never_met_are_judged_like_all_others() {
    let cases: Vec<Told> = (0..80)
        .map(|case| closed(lognormal(6.0, 0.5, chance(2, case, 0))))
        .collect();
    let engine = learned(&cases);

    let stranger = left_at(&engine, "Nowhere", "Nobody", 0.0);

    let p50 = stranger.quantile(0.5);
    assert!((p50 / 6.0 - 1.0).abs() < 0.25, "{p50}");
}

#[test]
fn two_cases_a_millisecond_apart_are_two_cases() {
    let ms = 1.0 / DAY_MS;
    let pair = [
        closed(4.0),
        Told {
            opened: 5.0 + ms,
            ..closed(4.0)
        },
    ];

    let engine = learned(&pair);

    assert_eq!(engine.log().cases().len(), 2);
    assert!(p50(&pair) < p50(&[closed(4.0)]));
}

#[test]
fn a_case_reopened_visits_its_stage_again() {
    let stays = [("bench", 2.0), ("burn-in", 1.0), ("bench", 3.0)];
    let cases: Vec<Told> = (0..40)
        .map(|nth| told(7.0 + f64::from(nth), &stays, true))
        .collect();
    let engine = learned(&cases);

    let left = left(&engine, 0.0);

    // From the first bench six days, from the second three.
    assert!(
        (2.0..8.0).contains(&left.quantile(0.5)),
        "{}",
        left.quantile(0.5)
    );
    assert!(engine.log().visits().iter().any(|visit| visit.reopened));
}

#[test]
fn a_stage_that_is_skipped_takes_no_time() {
    let cases: Vec<Told> = (0..60)
        .map(|nth| {
            let customs = if nth % 2 == 0 { 0.0 } else { 6.0 };
            told(12.0, &[("bench", 2.0), ("customs", customs)], true)
        })
        .collect();

    let left = left(&learned(&cases), 0.0);

    assert!(left.quantile(0.3) < 4.5, "{}", left.quantile(0.3));
    assert!(left.quantile(0.8) > 5.5, "{}", left.quantile(0.8));
}

#[test]
fn rework_without_end_ends() {
    let stays: Vec<(&'static str, f64)> = (0..60)
        .map(|nth| (if nth % 2 == 0 { "bench" } else { "burn-in" }, 0.5))
        .collect();
    let cases: Vec<Told> = (0..30).map(|_| told(40.0, &stays, true)).collect();

    let left = left(&learned(&cases), 0.0);

    assert!(left.quantile(0.5) > 5.0 && left.quantile(0.95) < 1500.0);
}

#[test]
fn figures_that_are_none_are_refused() {
    let background = |p50, p95| Background {
        generic: Some(GenericPrior { p50, p95 }),
        ..Background::default()
    };
    let fit = |background: &Background, settings: &LearnSettings| {
        Learned::fit(log_of(&[closed(3.0)]), background, now(), settings).map(|_| ())
    };

    for (p50, p95) in [
        (f64::NAN, 40.0),
        (10.0, f64::NAN),
        (10.0, f64::INFINITY),
        (f64::INFINITY, f64::INFINITY),
        (0.0, 10.0),
        (-1.0, 10.0),
        (10.0, 10.0),
        (10.0, 5.0),
    ] {
        assert!(fit(&background(p50, p95), &plain()).is_err(), "{p50} {p95}");
    }
    for half_life_days in [f64::NAN, f64::INFINITY, 0.0, -3.0] {
        let settings = LearnSettings {
            half_life_days,
            ..plain()
        };
        assert!(
            fit(&Background::default(), &settings).is_err(),
            "{half_life_days}"
        );
    }
}

#[test]
fn a_clock_set_back_is_refused() {
    let position = Position {
        case: "asked",
        opened: now(),
        stage: "bench",
        entered: now() + days(1.0),
        center: "Ridge",
        attributes: vec![],
    };

    let answer = learned(&[closed(3.0)]).remaining(&position, now());

    assert!(matches!(answer, Err(Error::AsofBeforeLastEvent { .. })));
}

#[test]
fn what_starts_in_the_future_is_not_looked_at() {
    let now_only = p50(&[closed(5.0)]);
    let with_future = p50(&[closed(5.0), told(-3.0, &[("bench", 90.0)], true)]);

    assert_eq!(now_only, with_future);
}
