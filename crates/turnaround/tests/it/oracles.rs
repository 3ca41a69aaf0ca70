//! Figures computed elsewhere: scipy's lognormal and Erlang laws.

use chrono::Duration;
use hashmend_turnaround::{Clock, Forecast, Priors, Settings, Stage, Standing, Subject, forecast};

use crate::shop::*;

/// Our bench with one stage left that counts, on a clock of plain days, nothing else happening.
fn one_stage(p50: f64, sd: f64, tau: f64) -> Priors {
    let mut priors = priors();
    for stage in ["qa", "pack_back"] {
        edit(&mut priors, "us", stage, "any", |row| {
            let time = row.time.as_mut().unwrap();
            (time.clock, time.p50, time.p95, time.tau) = (Clock::Calendar, 1e-6, 2e-6, 0.0);
        });
    }
    edit(&mut priors, "us", "repair", "L2", |row| {
        let time = row.time.as_mut().unwrap();
        (time.clock, time.p50, time.p95, time.tau) =
            (Clock::Calendar, p50, p50 * (1.645 * sd).exp(), tau);
    });
    edit(&mut priors, "us", "rework", "any", |row| {
        row.p_occurs = Some(0.0)
    });
    priors
}

fn in_repair_for(days: f64, priors: &Priors) -> Forecast {
    in_repair_over(4000, days, priors)
}

fn in_repair_over(paths: u32, days: f64, priors: &Priors) -> Forecast {
    let asof = at("2026-03-02T15:00:00Z");
    let subject = Subject {
        standing: Some(Standing {
            stage: Stage::Repairing,
            entered_at: asof - Duration::milliseconds((days * 86_400_000.0) as i64),
            opened_at: asof - Duration::milliseconds((days * 86_400_000.0) as i64),
        }),
        ..unit()
    };
    let settings = Settings {
        paths,
        ..settings()
    };
    forecast(priors, &in_house("2026-03-02"), &subject, asof, &settings).unwrap()
}

#[test]
fn a_lognormal_stage_that_has_lasted_15_days_has_the_conditional_quantiles_left() {
    // lognormal(ln 10, 0.8) given 15 days: P50, P80, P95 of what remains.
    let published = [7.675_271, 19.405_857, 41.386_626];

    for (sd, tau) in [(0.8, 0.0), (0.64, 0.48)] {
        let total = in_repair_for(15.0, &one_stage(10.0, sd, tau)).total;

        for (found, published) in [total.p50, total.p80, total.p95].iter().zip(published) {
            assert!(
                (found.days / published - 1.0).abs() < 1e-3,
                "{} {published}",
                found.days
            );
        }
    }
}

#[test]
fn no_time_elapsed_is_the_unconditional_law() {
    let total = in_repair_for(0.0, &one_stage(10.0, 0.8, 0.0)).total;

    // 10 exp(0.8 z).
    for (found, z) in [
        (total.p50, 0.0),
        (total.p80, 0.841_621_233_572_914_3),
        (total.p95, 1.644_853_626_951_472_7),
    ] {
        let law = 10.0 * f64::exp(0.8 * z);
        assert!(
            (found.days / law - 1.0).abs() < 1e-3,
            "{} {law}",
            found.days
        );
    }
}

#[test]
fn elapsed_beyond_every_past_stay_still_gives_an_answer() {
    let total = in_repair_for(600.0, &one_stage(10.0, 0.8, 0.0)).total;

    assert!(
        total.p50.days > 30.0 && total.p95.days < 2000.0,
        "{total:?}"
    );
}

#[test]
fn three_stages_chain_to_the_law_of_their_sum() {
    // Three independent lognormal(ln 4, 0.6) stages; quantiles of the sum by numerical convolution
    // of the densities on a grid of 1/50 day.
    let published = [13.41, 18.22, 24.54];
    let mut priors = one_stage(4.0, 0.6, 0.0);
    for stage in ["qa", "pack_back"] {
        edit(&mut priors, "us", stage, "any", |row| {
            let time = row.time.as_mut().unwrap();
            (time.p50, time.p95) = (4.0, 4.0 * (1.645 * 0.6_f64).exp());
        });
    }

    let total = in_repair_over(40_000, 0.0, &priors).total;

    for (found, published) in [total.p50, total.p80, total.p95].iter().zip(published) {
        assert!(
            (found.days / published - 1.0).abs() < 0.01,
            "{} {published}",
            found.days
        );
    }
}

#[test]
fn waiting_longer_never_brings_the_day_nearer() {
    let priors = one_stage(10.0, 0.8, 0.5);
    let mut last = 0.0;
    for days in [0.0, 0.5, 1.0, 2.0, 5.0, 9.0, 15.0, 30.0, 60.0, 120.0] {
        let whole = days + in_repair_for(days, &priors).total.p50.days;
        assert!(
            whole >= last - 1e-6,
            "after {days} days the whole is {whole}, before {last}"
        );
        last = whole;
    }
}

#[test]
fn five_days_in_the_queue_count_toward_the_queue() {
    let asof = at("2026-03-09T15:00:00Z");
    let run = |entered: &str| {
        let subject = unit_in(Stage::Queued, entered);
        forecast(
            &priors(),
            &us_route("2026-03-02"),
            &subject,
            asof,
            &settings(),
        )
        .unwrap()
    };

    let (fresh, waited) = (run("2026-03-09T15:00:00Z"), run("2026-03-02T15:00:00Z"));

    let queue = |forecast: &Forecast| forecast.stages[0].clone();
    assert_eq!(queue(&waited).stage, Stage::Queued);
    // Less to wait than when fresh, but by less than the week already waited.
    let left = queue(&waited).p50_days;
    let whole = queue(&fresh).p50_days;
    assert!(left < whole + 3.0 && left > whole - 7.0, "{left} {whole}");
    assert_eq!(
        waited
            .stages
            .iter()
            .find(|stage| stage.stage == Stage::ToCenter),
        None
    );
}
