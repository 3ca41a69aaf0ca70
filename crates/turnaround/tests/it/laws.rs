//! What must hold for any route, unit and day.

use chrono::Duration;
use hashmend_turnaround::{
    Forecast, HoldScenario, Mode, RepairLevel, Route, Settings, Stage, Standing, Subject, Warranty,
    forecast,
};
use proptest::prelude::*;

use crate::shop::*;

fn case() -> impl Strategy<Value = (bool, Subject, i64, Settings)> {
    (
        any::<bool>(),
        prop::sample::select(vec![Warranty::In, Warranty::Out]),
        prop::sample::select(vec![RepairLevel::L1, RepairLevel::L2, RepairLevel::L3]),
        1_u32..2000,
        prop::option::of((0..Stage::ALL.len(), 0_i64..200)),
        0_i64..3000,
        any::<u32>(),
        prop::sample::select(vec![
            HoldScenario::None,
            HoldScenario::PriorFrequency,
            HoldScenario::AsFiltered { p_hold: 0.7 },
            HoldScenario::AssumeHoldUntil {
                released_on: day("2027-03-01"),
            },
        ]),
    )
        .prop_map(
            |(overseas, warranty, level, quantity, standing, hours, seed, hold)| {
                let asof = at("2026-10-01T00:00:00Z") + Duration::hours(hours);
                let subject = Subject {
                    features: Vec::new(),
                    key: format!("T-{seed:06}"),
                    warranty,
                    level,
                    quantity,
                    standing: standing.map(|(stage, days)| Standing {
                        stage: Stage::ALL[stage],
                        entered_at: asof - Duration::days(days),
                        opened_at: asof - Duration::days(days),
                    }),
                    needed_by: Some(asof + Duration::days(45)),
                };
                let settings = Settings {
                    seed,
                    paths: 500,
                    hold,
                    ..settings()
                };
                (overseas, subject, hours, settings)
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_forecast_is_a_distribution((overseas, subject, hours, settings) in case()) {
        let asof = at("2026-10-01T00:00:00Z") + Duration::hours(hours);
        let route = if overseas { shenzhen_route("2026-11-01") } else { us_route("2026-11-01") };
        let found = forecast(&priors(), &route, &subject, asof, &settings);
        let on_route = subject
            .standing
            .is_none_or(|standing| route.has_stage(standing.stage, subject.warranty));
        prop_assert_eq!(found.is_ok(), on_route);
        let Ok(found) = found else { return Ok(()) };

        let days: Vec<f64> = found.quantiles.iter().map(|q| q.days).collect();
        prop_assert_eq!(days.len(), 19);
        prop_assert!(days.windows(2).all(|pair| pair[0] <= pair[1]));
        prop_assert!(days.iter().all(|days| days.is_finite() && *days >= 0.0));
        let total = &found.total;
        prop_assert!(total.p50.days <= total.p80.days && total.p80.days <= total.p95.days);
        prop_assert!(total.p50.on <= total.p80.on && total.p80.on <= total.p95.on);
        if let Some(first) = &found.first_back {
            prop_assert!(first.p50.days <= total.p50.days && first.p95.days <= total.p95.days);
        }
        let p = found.p_by_needed.unwrap();
        prop_assert!((0.0..=1.0).contains(&p));
        if p > 0.51 { prop_assert!(total.p50.days <= 45.0 + 1e-6); }

        let outcomes = found.outcomes;
        prop_assert!((outcomes.repaired + outcomes.ntf + outcomes.ber + outcomes.declined - 1.0).abs() < 1e-5);
        let means: f64 = found.stages.iter().map(|stage| stage.mean_days).sum();
        prop_assert!((means - total.mean_days).abs() < 1e-4, "{} {}", means, total.mean_days);
        let shares: f64 = found.stages.iter().map(|stage| stage.variance_share).sum();
        prop_assert!((shares - 1.0).abs() < 1e-4, "{}", shares);
        for stage in &found.stages {
            prop_assert!(stage.p50_days <= stage.p80_days && stage.p80_days <= stage.p95_days);
            prop_assert!(stage.starts_p50_days <= stage.finishes_p50_days);
            prop_assert!((0.0..=1.0).contains(&stage.p_entered));
        }
    }

    #[test]
    fn a_longer_prior_never_shortens_the_way(factor in 1.0_f64..5.0, seed: u32) {
        let settings = Settings { seed, paths: 500, ..settings() };
        let asof = at("2026-11-22T15:00:00Z");
        let run = |priors| forecast(&priors, &us_route("2026-11-22"), &unit(), asof, &settings).unwrap();

        let usual = run(priors());
        let slower = run(edited("us", "queue", "authorized", |row| {
            let time = row.time.as_mut().unwrap();
            (time.p50, time.p95) = (time.p50 * factor, time.p95 * factor);
        }));

        for (slow, quick) in slower.quantiles.iter().zip(&usual.quantiles) {
            prop_assert!(slow.days >= quick.days - 1e-6);
        }
    }
}

fn bytes(forecast: &Forecast) -> String {
    serde_json::to_string(forecast).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let run = |seed| {
        let settings = Settings { seed, ..settings() };
        let asof = at("2026-11-22T15:00:00Z");
        bytes(
            &forecast(
                &priors(),
                &shenzhen_route("2026-11-22"),
                &units(300),
                asof,
                &settings,
            )
            .unwrap(),
        )
    };

    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn a_frozen_forecast_is_read_back_whole() {
    let asof = at("2026-11-22T15:00:00Z");
    let forecast = forecast(
        &priors(),
        &shenzhen_route("2026-11-22"),
        &units(300),
        asof,
        &settings(),
    )
    .unwrap();

    let back: Forecast = serde_json::from_str(&bytes(&forecast)).unwrap();

    assert_eq!(bytes(&back), bytes(&forecast));
    assert!(back.path_days.days.is_empty());
}

#[test]
fn the_bytes_are_the_same_on_every_machine() {
    // Frozen estimates are checked by drawing them again: a change of these bits is a change of
    // every estimate ever shown, and is to be made knowingly.
    let asof = at("2026-11-22T15:00:00Z");
    let route = Route {
        back: Mode::AirFreight,
        ..shenzhen_route("2026-11-22")
    };
    let subject = Subject {
        warranty: Warranty::Out,
        level: RepairLevel::L3,
        ..units(300)
    };
    let found = forecast(&priors(), &route, &subject, asof, &settings()).unwrap();

    let bits: Vec<u64> = [5, 50, 80, 95]
        .iter()
        .map(|percent| {
            found
                .quantiles
                .iter()
                .find(|q| q.percent == *percent)
                .unwrap()
                .days
                .to_bits()
        })
        .collect();
    assert_eq!(bits, GOLDEN, "{:?}", found.quantiles);
}

const GOLDEN: [u64; 4] = [
    4630356477968162155,
    4634676764413306302,
    4637035377365991291,
    4639712183565361353,
];
