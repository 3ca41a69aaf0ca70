//! What is refused, what is warned of, and what just works.

use hashmend_turnaround::{
    Error, Evidence, HoldScenario, Mode, PriorRow, Priors, Route, Settings, Stage, Subject,
    Warning, Warranty, forecast,
};

use crate::shop::*;

const MONDAY: &str = "2026-03-02T15:00:00Z";

#[test]
fn no_units_are_refused() {
    let err = forecast(
        &priors(),
        &us_route("2026-03-02"),
        &units(0),
        at(MONDAY),
        &settings(),
    )
    .unwrap_err();

    assert_eq!(err, Error::NoUnits);
}

#[test]
fn ten_thousand_units_take_longer_than_one() {
    let run = |quantity| {
        forecast(
            &priors(),
            &us_route("2026-03-02"),
            &units(quantity),
            at(MONDAY),
            &settings(),
        )
        .unwrap()
    };

    let (one, many) = (run(1), run(10_000));

    assert!(many.total.p50.days > one.total.p50.days + 5.0);
    assert!(one.first_back.is_none());
    // The first of many comes no later than a unit sent alone would.
    assert_eq!(many.first_back.unwrap().p50.days, one.total.p50.days);
    assert!(
        many.warnings
            .iter()
            .any(|it| matches!(it, Warning::CapacityAssumed { .. }))
            && !one
                .warnings
                .iter()
                .any(|it| matches!(it, Warning::CapacityAssumed { .. }))
    );
}

#[test]
fn a_clock_set_back_is_refused() {
    let subject = unit_in(Stage::Queued, "2026-03-03T00:00:00Z");
    let err = forecast(
        &priors(),
        &us_route("2026-03-02"),
        &subject,
        at(MONDAY),
        &settings(),
    )
    .unwrap_err();

    assert!(matches!(err, Error::AsofBeforeLastEvent { .. }), "{err}");
    assert!(err.to_string().contains("check the clock"), "{err}");
}

#[test]
fn a_stage_the_route_lacks_is_refused() {
    let subject = unit_in(Stage::CustomsBack, "2026-03-01T00:00:00Z");
    let err = forecast(
        &priors(),
        &us_route("2026-03-02"),
        &subject,
        at(MONDAY),
        &settings(),
    )
    .unwrap_err();

    assert_eq!(
        err.to_string(),
        "the route through Dallas has no stage customs_back"
    );
}

#[test]
fn too_few_paths_are_refused() {
    let few = Settings {
        paths: 10,
        ..settings()
    };
    let err = forecast(
        &priors(),
        &us_route("2026-03-02"),
        &unit(),
        at(MONDAY),
        &few,
    )
    .unwrap_err();

    assert_eq!(err, Error::PathCount { found: 10 });
}

#[test]
fn a_probability_that_is_none_is_refused() {
    for p_hold in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
        let settings = Settings {
            hold: HoldScenario::AsFiltered { p_hold },
            ..settings()
        };
        let err = forecast(
            &priors(),
            &shenzhen_route("2026-03-02"),
            &unit(),
            at(MONDAY),
            &settings,
        )
        .unwrap_err();
        assert!(err.to_string().starts_with("P(hold) is "), "{err}");
    }
}

#[test]
fn each_route_has_its_own_stages() {
    let stages = |route: &Route, warranty| {
        let subject = Subject { warranty, ..unit() };
        forecast(&priors(), route, &subject, at(MONDAY), &settings())
            .unwrap()
            .stages
            .iter()
            .map(|stage| stage.stage)
            .collect::<Vec<_>>()
    };

    let overseas = stages(&shenzhen_route("2026-03-02"), Warranty::Out);
    assert_eq!(overseas, Stage::ALL);
    let us = stages(&us_route("2026-03-02"), Warranty::In);
    assert!(us.iter().all(|stage| !matches!(
        stage,
        Stage::CustomsOut | Stage::CustomsBack | Stage::AwaitingApproval
    )));
    let bench = stages(&in_house("2026-03-02"), Warranty::In);
    assert_eq!(
        bench,
        [
            Stage::Queued,
            Stage::Diagnosing,
            Stage::Repairing,
            Stage::Testing,
            Stage::Ready
        ]
    );
}

#[test]
fn outcomes_follow_the_published_branches() {
    let subject = Subject {
        warranty: Warranty::Out,
        ..unit()
    };
    let outcomes = forecast(
        &priors(),
        &us_route("2026-03-02"),
        &subject,
        at(MONDAY),
        &settings(),
    )
    .unwrap()
    .outcomes;

    assert!((outcomes.ber - 0.05).abs() < 0.002, "{outcomes:?}");
    // Some of the no-trouble-found units fail their burn-in after all.
    assert!((outcomes.ntf - 0.10 * 0.92).abs() < 0.01, "{outcomes:?}");
    assert!(
        (outcomes.declined - 0.05 * 0.85).abs() < 0.01,
        "{outcomes:?}"
    );
    let sum = outcomes.repaired + outcomes.ntf + outcomes.ber + outcomes.declined;
    assert!((sum - 1.0).abs() < 1e-5);
}

#[test]
fn endless_rework_is_cut_off_and_said() {
    let always = edited("us", "rework", "any", |row| row.p_occurs = Some(1.0));

    let found = forecast(
        &always,
        &us_route("2026-03-02"),
        &unit(),
        at(MONDAY),
        &settings(),
    )
    .unwrap();

    assert!(
        found
            .warnings
            .iter()
            .any(|it| matches!(it, Warning::ReworkCapped { .. }))
    );
    assert!(found.total.p95.days.is_finite() && found.total.p50.days > 100.0);
}

#[test]
fn a_center_that_writes_everything_off_is_refused() {
    let all = edited("us", "ber", "any", |row| row.p_occurs = Some(1.0));

    let err = forecast(
        &all,
        &us_route("2026-03-02"),
        &unit(),
        at(MONDAY),
        &settings(),
    )
    .unwrap_err();

    assert!(matches!(err, Error::NothingComesBack { .. }));
}

#[test]
fn an_estimate_before_new_year_waits_out_both_new_years() {
    let subject = unit_in(Stage::Repairing, "2026-12-30T00:00:00Z");
    let found = forecast(
        &priors(),
        &shenzhen_route("2026-12-30"),
        &subject,
        at("2026-12-30T10:00:00Z"),
        &settings(),
    )
    .unwrap();
    let quiet = unit_in(Stage::Repairing, "2026-03-10T00:00:00Z");
    let same_in_march = forecast(
        &priors(),
        &shenzhen_route("2026-03-02"),
        &quiet,
        at("2026-03-10T10:00:00Z"),
        &settings(),
    )
    .unwrap();

    assert!(found.total.p95.days > same_in_march.total.p95.days);
    // No day of return falls on a holiday of the center.
    let center = calendar(&hours("Asia/Shanghai", "CN"), "2026-12-30");
    for point in [found.total.p50, found.total.p80, found.total.p95] {
        assert!(center.is_working_day(point.on), "{}", point.on);
    }
    let crossed: Vec<_> = found
        .stages
        .iter()
        .flat_map(|stage| &stage.days_off)
        .collect();
    assert!(
        crossed.iter().any(|off| off.on == day("2027-01-01")),
        "{crossed:?}"
    );
}

#[test]
fn days_are_rounded_up_to_a_working_day() {
    let found = forecast(
        &priors(),
        &us_route("2026-03-02"),
        &unit(),
        at(MONDAY),
        &settings(),
    )
    .unwrap();
    let texas = calendar(&hours("America/Chicago", "US"), "2026-03-02");

    for point in [found.total.p50, found.total.p80, found.total.p95] {
        let exact = texas.local_day(
            at(MONDAY) + chrono::Duration::milliseconds((point.days * 86_400_000.0) as i64),
        );
        assert_eq!(point.on, texas.next_working_day(exact));
    }
}

#[test]
fn a_holiday_table_that_ends_too_soon_is_said() {
    let asof = at("2030-12-20T15:00:00Z");
    let found = forecast(
        &priors(),
        &shenzhen_route("2030-12-20"),
        &unit(),
        asof,
        &settings(),
    )
    .unwrap();

    assert!(
        found
            .warnings
            .iter()
            .any(|it| matches!(it, Warning::HolidaysEnd { .. })),
        "{:?}",
        found.warnings
    );
    assert!(
        found
            .warnings
            .iter()
            .any(|it| matches!(it, Warning::MakeUpDaysEnd { .. })),
        "{:?}",
        found.warnings
    );
    assert!(found.total.p95.days.is_finite());
}

#[test]
fn a_country_without_holidays_is_said() {
    let mut route = us_route("2026-03-02");
    route.center_calendar = calendar(&hours("America/Costa_Rica", "CR"), "2026-03-02");

    let found = forecast(&priors(), &route, &unit(), at(MONDAY), &settings()).unwrap();

    assert!(
        found
            .warnings
            .iter()
            .any(|it| matches!(it, Warning::NoHolidays { .. }))
    );
}

#[test]
fn a_mode_nothing_is_published_for_borrows_and_says_so() {
    let route = Route {
        outbound: Mode::Sea,
        ..shenzhen_route("2026-03-02")
    };

    let found = forecast(&priors(), &route, &unit(), at(MONDAY), &settings()).unwrap();

    assert!(
        found
            .warnings
            .iter()
            .any(|it| matches!(it, Warning::PriorBorrowed { .. })),
        "{:?}",
        found.warnings
    );
}

#[test]
fn a_hold_assumed_until_a_day_keeps_units_until_then() {
    let run = |hold| {
        let settings = Settings { hold, ..settings() };
        forecast(
            &priors(),
            &shenzhen_route("2026-03-02"),
            &unit(),
            at(MONDAY),
            &settings,
        )
        .unwrap()
    };

    let held = run(HoldScenario::AssumeHoldUntil {
        released_on: day("2026-08-01"),
    });

    assert!(held.p_held > 0.8, "{}", held.p_held);
    assert!(
        held.total.p50.days > 150.0 && held.total.p80.days < 200.0,
        "{:?}",
        held.total
    );
    let past = run(HoldScenario::AssumeHoldUntil {
        released_on: day("2026-02-01"),
    });
    assert!(
        past.warnings
            .iter()
            .any(|it| matches!(it, Warning::HoldAlreadyReleased))
    );
    assert_eq!(past.p_held, 0.0);
}

#[test]
fn a_shipment_stuck_in_customs_is_suspected_of_a_hold() {
    let asof = at("2026-05-01T15:00:00Z");
    let run = |entered: &str| {
        let subject = unit_in(Stage::CustomsBack, entered);
        forecast(
            &priors(),
            &shenzhen_route("2026-03-02"),
            &subject,
            asof,
            &settings(),
        )
        .unwrap()
    };

    let (fresh, stuck) = (run("2026-04-30T15:00:00Z"), run("2026-03-05T15:00:00Z"));

    assert!(fresh.p_held < 0.1, "{}", fresh.p_held);
    assert!(stuck.p_held > 0.7, "{}", stuck.p_held);
    assert!(stuck.total.p50.days > 20.0, "{:?}", stuck.total);
}

#[test]
fn every_shipped_row_is_read_with_its_evidence() {
    let priors = priors();

    assert_eq!(priors.shipped().len(), 41);
    let row = priors
        .find("overseas", "return", "express", day("2026-03-02"))
        .unwrap();
    assert_eq!((row.time.unwrap().p50, row.time.unwrap().p95), (5.0, 11.0));
    assert_eq!(row.evidence, Evidence::Solid);
    assert!(row.source_rows.contains("HK-US"));
}

#[test]
fn an_edit_stands_beside_the_shipped_row() {
    let slow = edited("us", "queue", "authorized", |row| {
        row.time.as_mut().unwrap().p50 = 12.0
    });

    assert_eq!(slow.shipped(), priors().shipped());
    let run = |priors: &Priors| {
        forecast(
            priors,
            &us_route("2026-03-02"),
            &unit(),
            at(MONDAY),
            &settings(),
        )
        .unwrap()
    };
    let (before, after) = (run(&priors()), run(&slow));
    assert!(after.total.p50.days > before.total.p50.days + 4.0);
    assert_eq!(
        (before.basis.edited_stages, after.basis.edited_stages),
        (0, 1)
    );
}

#[test]
fn an_edit_no_stage_can_have_is_refused() {
    let mut priors = priors();
    let row = priors
        .find("us", "queue", "authorized", day("2026-03-02"))
        .unwrap()
        .clone();
    let with = |change: &dyn Fn(&mut PriorRow)| {
        let mut row = row.clone();
        change(&mut row);
        row
    };
    let bad = [
        with(&|row| row.time.as_mut().unwrap().p50 = 0.0),
        with(&|row| row.time.as_mut().unwrap().p50 = f64::NAN),
        with(&|row| row.time.as_mut().unwrap().p95 = 5.0),
        with(&|row| row.time.as_mut().unwrap().tau = f64::INFINITY),
        with(&|row| row.p_occurs = Some(1.5)),
        with(&|row| row.worth_tickets = 0.0),
    ];
    for row in bad {
        assert!(matches!(priors.edit(row), Err(Error::BadNumber { .. })));
    }
    assert!(priors.edits().is_empty());
}

#[test]
fn a_bad_prior_row_is_named() {
    let header = "site_type,stage,segment,clock,p50,p95,tau,c0,p_occurs,evidence,source_rows\n";
    let read = |row: &str| {
        Priors::parse(&format!("{header}{row}\n"))
            .unwrap_err()
            .to_string()
    };

    assert_eq!(
        read("us,queue,any,business,inf,15,0.8,10,1,T,x"),
        r#"priors, row 2: p50 is "inf"; expected days, more than 0"#
    );
    assert_eq!(
        read("us,queue,any,weekly,5,15,0.8,10,1,T,x"),
        r#"priors, row 2: clock is "weekly"; expected business or calendar"#
    );
    assert!(read("us,queue,any,business,5,4,0.8,10,1,T,x").contains("p95 is \"4\""));
    assert!(read("us,queue,any,business,5,15").starts_with("priors, row 2: "));
    assert!(
        read("us,qa,any,business,1,3,0,10,1,T,x\nus,qa,any,business,1,3,0,10,1,T,x")
            .contains("row 3")
    );
}

#[test]
fn a_missing_stage_is_named() {
    let only = "site_type,stage,segment,clock,p50,p95,tau,c0,p_occurs,evidence,source_rows\nus,approval,any,business,1,5,0.5,10,1,T,x\n";
    let priors = Priors::parse(only).unwrap();

    let err = forecast(
        &priors,
        &us_route("2026-03-02"),
        &unit(),
        at(MONDAY),
        &settings(),
    )
    .unwrap_err();

    assert_eq!(err.to_string(), "no prior for stage prepare at us sites");
}

#[test]
fn the_longest_stays_a_user_can_type_still_give_days() {
    let mut endless = priors();
    for (stage, segment) in [
        ("queue", "authorized"),
        ("repair", "L2"),
        ("outbound", "ground"),
    ] {
        edit(&mut endless, "us", stage, segment, |row| {
            let time = row.time.as_mut().unwrap();
            (time.p50, time.p95, time.tau) = (3650.0, 36_500.0, 3.0);
        });
    }

    let found = forecast(
        &endless,
        &us_route("2026-03-02"),
        &units(u32::MAX),
        at(MONDAY),
        &settings(),
    )
    .unwrap();

    assert!(found.total.p95.days.is_finite() && found.total.p50.on <= found.total.p95.on);
}

#[test]
fn an_estimate_dated_out_of_range_is_refused() {
    for asof in [
        chrono::DateTime::<chrono::Utc>::MIN_UTC,
        chrono::DateTime::<chrono::Utc>::MAX_UTC,
    ] {
        let err = forecast(
            &priors(),
            &us_route("2026-03-02"),
            &unit(),
            asof,
            &settings(),
        )
        .unwrap_err();
        assert!(matches!(err, Error::DayOutOfRange { .. }), "{err}");
    }
}

#[test]
fn a_canadian_site_clears_customs_to_a_us_center_by_borrowed_figures() {
    let mut route = us_route("2026-03-02");
    route.site_calendar = calendar(&hours("America/Edmonton", "CA"), "2026-03-02");

    let found = forecast(&priors(), &route, &unit(), at(MONDAY), &settings()).unwrap();

    assert!(
        found
            .stages
            .iter()
            .any(|stage| stage.stage == Stage::CustomsBack)
    );
    assert!(
        found
            .warnings
            .iter()
            .any(|it| matches!(it, Warning::PriorBorrowed { .. })),
        "{:?}",
        found.warnings
    );
    // The known holds are of goods coming into the US.
    assert_eq!(found.p_held, 0.0);
}

#[test]
fn needed_back_by_the_p80_has_a_chance_of_80_percent() {
    let route = us_route("2026-03-02");
    let p80 = forecast(&priors(), &route, &unit(), at(MONDAY), &settings())
        .unwrap()
        .total
        .p80
        .days;
    let subject = Subject {
        needed_by: Some(at(MONDAY) + chrono::Duration::milliseconds((p80 * 86_400_000.0) as i64)),
        ..unit()
    };

    let p = forecast(&priors(), &route, &subject, at(MONDAY), &settings())
        .unwrap()
        .p_by_needed
        .unwrap();

    assert!((p - 0.8).abs() < 0.001, "{p}");
}
