//! The published door-to-door table, reproduced from the shipped priors.
//!
//! The table counts a business day as 1.4 days, knows no customs hold, leaves out packing (1 and
//! 0.5 working days at the median) and branches except rework, so the same is assumed here.
//! It does not say which queue paid repairs stand in (authorised fits best) nor how rework is drawn,
//! and its figures are whole days: the tolerance is two days, or 5 % where that is more.
//! On real calendars a working day takes 7/5.16 = 1.36 days plus holidays.

use hashmend_turnaround::{
    CenterSpread, Forecast, HoldPrior, HoldScenario, Mode, Priors, RepairLevel, Route, Settings,
    Subject, Warranty, forecast,
};

use crate::shop::*;

fn table_priors() -> Priors {
    let mut priors = priors();
    for site_type in ["us", "overseas"] {
        for stage in ["prepare", "pack_back"] {
            edit(&mut priors, site_type, stage, "any", |row| {
                let time = row.time.as_mut().unwrap();
                (time.p50, time.p95, time.tau) = (1e-4, 2e-4, 0.0);
            });
        }
        for branch in ["ber", "ntf", "declined"] {
            edit(&mut priors, site_type, branch, "any", |row| {
                row.p_occurs = Some(0.0)
            });
        }
    }
    priors
}

fn even_us() -> Route {
    let even = even_calendar("America/Chicago", "US");
    Route {
        center_calendar: even.clone(),
        site_calendar: even,
        ..us_route("2026-03-02")
    }
}

fn even_overseas(mode: Mode) -> Route {
    Route {
        outbound: mode,
        back: mode,
        center_calendar: even_calendar("Asia/Shanghai", "CN"),
        site_calendar: even_calendar("America/Chicago", "US"),
        ..shenzhen_route("2026-03-02")
    }
}

fn subject(warranty: Warranty, level: RepairLevel) -> Subject {
    Subject {
        warranty,
        level,
        ..unit()
    }
}

fn run(route: &Route, subject: &Subject, spread: CenterSpread) -> Forecast {
    let settings = Settings {
        spread,
        hold: HoldScenario::None,
        paths: 8000,
        ..settings()
    };
    forecast(
        &table_priors(),
        route,
        subject,
        at("2026-03-02T15:00:00Z"),
        &settings,
    )
    .unwrap()
}

fn days(forecast: &Forecast) -> [f64; 4] {
    let p10 = forecast
        .quantiles
        .iter()
        .find(|q| q.percent == 10)
        .unwrap()
        .days;
    let total = &forecast.total;
    [p10, total.p50.days, total.p80.days, total.p95.days]
}

#[track_caller]
fn assert_near(found: [f64; 4], published: [f64; 4]) {
    for (found, published) in found.iter().zip(published) {
        let tolerance = f64::max(2.0, 0.05 * published);
        assert!(
            (found - published).abs() <= tolerance,
            "{found:.1} is not near {published}"
        );
    }
}

#[test]
fn the_typical_center_gives_the_published_totals() {
    let rows = [
        (
            even_us(),
            Warranty::In,
            RepairLevel::L2,
            [20.0, 29.0, 37.0, 48.0],
        ),
        (
            even_us(),
            Warranty::Out,
            RepairLevel::L1,
            [20.0, 29.0, 37.0, 49.0],
        ),
        (
            even_us(),
            Warranty::Out,
            RepairLevel::L3,
            [24.0, 36.0, 47.0, 64.0],
        ),
        (
            even_overseas(Mode::Express),
            Warranty::In,
            RepairLevel::L2,
            [26.0, 36.0, 46.0, 59.0],
        ),
        (
            even_overseas(Mode::Express),
            Warranty::Out,
            RepairLevel::L3,
            [30.0, 42.0, 55.0, 73.0],
        ),
        (
            even_overseas(Mode::AirFreight),
            Warranty::Out,
            RepairLevel::L3,
            [39.0, 53.0, 66.0, 84.0],
        ),
    ];
    for (route, warranty, level, published) in rows {
        let found = run(&route, &subject(warranty, level), CenterSpread::Typical);
        assert_near(days(&found), published);
    }
}

#[test]
fn an_unknown_center_gives_the_published_wide_totals() {
    let rows = [
        (
            even_us(),
            Warranty::In,
            RepairLevel::L2,
            [20.0, 33.0, 48.0, 73.0],
        ),
        (
            even_us(),
            Warranty::Out,
            RepairLevel::L1,
            [20.0, 33.0, 49.0, 74.0],
        ),
        (
            even_us(),
            Warranty::Out,
            RepairLevel::L3,
            [24.0, 41.0, 62.0, 97.0],
        ),
        (
            even_overseas(Mode::Express),
            Warranty::In,
            RepairLevel::L2,
            [26.0, 41.0, 57.0, 82.0],
        ),
        (
            even_overseas(Mode::Express),
            Warranty::Out,
            RepairLevel::L3,
            [30.0, 48.0, 69.0, 103.0],
        ),
        (
            even_overseas(Mode::AirFreight),
            Warranty::Out,
            RepairLevel::L3,
            [39.0, 61.0, 83.0, 118.0],
        ),
    ];
    for (route, warranty, level, published) in rows {
        let found = run(&route, &subject(warranty, level), CenterSpread::Unknown);
        assert_near(days(&found), published);
    }
}

#[test]
fn a_lane_on_hold_gives_the_published_order_of_wait() {
    // The table draws the length of a hold from its published median of 60 days; the regime's
    // memoryless 75 days and its backlog come to nearly the same, hence 15 %.
    let settings = Settings {
        hold: HoldScenario::AsFiltered { p_hold: 0.9 },
        hold_prior: HoldPrior {
            affected_share: 1.0,
            ..HoldPrior::default()
        },
        ..settings()
    };
    let found = forecast(
        &table_priors(),
        &even_overseas(Mode::Express),
        &unit(),
        at("2026-03-02T15:00:00Z"),
        &settings,
    )
    .unwrap();

    // By the time it gets there, the lane has had a month to come free.
    assert!((0.50..0.75).contains(&found.p_held), "{}", found.p_held);
    assert!(
        (55.0..96.0).contains(&found.total.p50.days),
        "{}",
        found.total.p50.days
    );
    assert!(
        (244.0 - found.total.p95.days).abs() < 40.0,
        "{}",
        found.total.p95.days
    );
}

#[test]
fn day_one_holds_put_a_few_percent_into_the_overseas_tail() {
    let run = |hold| {
        let settings = Settings { hold, ..settings() };
        let asof = at("2026-03-02T15:00:00Z");
        forecast(
            &priors(),
            &shenzhen_route("2026-03-02"),
            &unit(),
            asof,
            &settings,
        )
        .unwrap()
    };

    let (without, with) = (run(HoldScenario::None), run(HoldScenario::PriorFrequency));

    assert!((0.03..0.06).contains(&with.p_held), "{}", with.p_held);
    assert!((with.total.p50.days - without.total.p50.days).abs() < 2.0);
    assert!(with.total.p95.days > without.total.p95.days + 3.0);
}
