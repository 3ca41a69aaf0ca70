//! Money: what a route costs with the wait, and what would make another route win.

use hashmend_turnaround::{
    Candidate, Charges, Comparison, CostPart, Error, Hashing, Region, Subject, compare, cost,
    forecast,
};

use crate::shop::*;

const SUNDAY: &str = "2026-11-22T15:00:00Z";

fn us_charges() -> Charges {
    Charges {
        fee_per_unit: 180.0,
        freight_out: 900.0,
        freight_back: 900.0,
        ..Charges::default()
    }
}

fn overseas_charges() -> Charges {
    Charges {
        fee_per_unit: 120.0,
        freight_out: 4000.0,
        freight_back: 4200.0,
        duty_rate: 0.25,
        dutiable_value_per_unit: 120.0,
        brokerage: 150.0,
    }
}

fn hashing() -> Hashing {
    Hashing {
        ph_per_unit: 0.2,
        hashprice: 40.0,
        power_kw_per_unit: 3.5,
        power_price: 0.05,
    }
}

fn us_and_shenzhen(hashing: &Hashing, subject: &Subject) -> Comparison {
    compare_at(&us_charges(), &overseas_charges(), hashing, subject).unwrap()
}

fn compare_at(
    us: &Charges,
    overseas: &Charges,
    hashing: &Hashing,
    subject: &Subject,
) -> Result<Comparison, Error> {
    let candidates = [
        Candidate {
            route: us_route("2026-11-22"),
            charges: *us,
        },
        Candidate {
            route: shenzhen_route("2026-11-22"),
            charges: *overseas,
        },
    ];
    compare(
        &priors(),
        &candidates,
        subject,
        hashing,
        at(SUNDAY),
        &settings(),
    )
}

#[test]
fn parts_add_up_to_the_total_at_the_mean() {
    let found = us_and_shenzhen(&hashing(), &units(300));

    for route in &found.routes {
        let sum: f64 = route.cost.parts.iter().map(|(_, range)| range.mean).sum();
        assert!((sum / route.cost.total.mean - 1.0).abs() < 1e-9);
        assert!(route.cost.total.p50 <= route.cost.total.p80);
    }
    let duty = found.routes[1]
        .cost
        .parts
        .iter()
        .find(|(part, _)| *part == CostPart::Duty)
        .unwrap();
    assert!((duty.1.mean - 300.0 * 0.25 * 120.0).abs() < 1e-9);
}

#[test]
fn lost_hashing_is_hashrate_times_hashprice_times_days() {
    let asof = at(SUNDAY);
    let found = forecast(
        &priors(),
        &us_route("2026-11-22"),
        &units(10),
        asof,
        &settings(),
    )
    .unwrap();
    let hashing = Hashing {
        ph_per_unit: 0.2,
        hashprice: 40.0,
        ..Hashing::default()
    };

    let cost = cost(&found, &Charges::default(), &hashing).unwrap();

    let days: f64 = found.path_days.days.iter().sum::<f64>() / found.path_days.days.len() as f64;
    assert!((cost.total.mean - 10.0 * 0.2 * 40.0 * days).abs() < 1e-6);
}

#[test]
fn chances_to_win_add_up_to_one() {
    let found = us_and_shenzhen(&hashing(), &units(300));

    let cheapest: f64 = found.routes.iter().map(|route| route.p_cheapest).sum();
    let first: f64 = found.routes.iter().map(|route| route.p_first_back).sum();
    assert!((cheapest - 1.0).abs() < 1e-9 && (first - 1.0).abs() < 1e-9);
    assert!(found.routes[0].p_first_back > 0.5);
    assert_eq!(found.fastest, 0);
}

#[test]
fn a_quote_lowered_by_the_break_even_ties() {
    let subject = units(300);
    let found = us_and_shenzhen(&hashing(), &subject);
    let gap = found.us_or_overseas.unwrap();
    assert_eq!(
        found.routes[gap.winner as usize].forecast.region,
        Region::Us
    );
    assert!(gap.quote_lower_by > 0.0);

    let mut cheaper = overseas_charges();
    cheaper.fee_per_unit -= gap.quote_lower_by.min(cheaper.fee_per_unit);
    let mut dearer = us_charges();
    dearer.fee_per_unit +=
        gap.quote_lower_by - (overseas_charges().fee_per_unit - cheaper.fee_per_unit);
    let tied = compare_at(&dearer, &cheaper, &hashing(), &subject).unwrap();

    let mean = |i: usize| tied.routes[i].cost.total.mean;
    assert!(
        (mean(0) / mean(1) - 1.0).abs() < 1e-9,
        "{} {}",
        mean(0),
        mean(1)
    );
}

#[test]
fn at_the_break_even_hashprice_both_cost_the_same() {
    let free = Hashing {
        power_price: 0.0,
        ..hashing()
    };
    // Dear and quick against cheap and slow.
    let dear = Charges {
        fee_per_unit: 400.0,
        ..us_charges()
    };
    let found = compare_at(&dear, &overseas_charges(), &free, &units(300)).unwrap();
    let gap = found.us_or_overseas.unwrap();
    let hashprice = gap.hashprice.unwrap();

    let there = compare_at(
        &dear,
        &overseas_charges(),
        &Hashing { hashprice, ..free },
        &units(300),
    )
    .unwrap();

    let mean = |i: usize| there.routes[i].cost.total.mean;
    assert!(
        (mean(0) / mean(1) - 1.0).abs() < 1e-9,
        "{} {}",
        mean(0),
        mean(1)
    );
    let above = compare_at(
        &dear,
        &overseas_charges(),
        &Hashing {
            hashprice: hashprice * 1.1,
            ..free
        },
        &units(300),
    )
    .unwrap();
    assert_eq!(above.cheapest, 0);
}

#[test]
fn at_hashprice_zero_only_money_paid_counts() {
    let nothing = Hashing {
        hashprice: 0.0,
        power_price: 0.0,
        ..hashing()
    };

    let found = us_and_shenzhen(&nothing, &units(10));

    let us = 10.0 * 180.0 + 1800.0;
    assert!((found.routes[0].cost.total.p80 - us).abs() < 1e-9);
    assert_eq!(found.routes[0].p_cheapest, 1.0);
    assert!(serde_json::to_string(&found).is_ok());
}

#[test]
fn money_that_is_none_is_refused_by_name() {
    for bad in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
        let broken = Hashing {
            hashprice: bad,
            ..hashing()
        };
        let err = compare_at(&us_charges(), &overseas_charges(), &broken, &unit()).unwrap_err();
        assert!(
            err.to_string().starts_with("hashprice (Dallas) is "),
            "{err}"
        );

        let broken = Charges {
            duty_rate: bad,
            ..overseas_charges()
        };
        let err = compare_at(&us_charges(), &broken, &hashing(), &unit()).unwrap_err();
        assert!(
            err.to_string().starts_with("duty rate (Shenzhen) is "),
            "{err}"
        );
    }
}

#[test]
fn a_frozen_forecast_is_not_costed_again() {
    let found = forecast(
        &priors(),
        &us_route("2026-11-22"),
        &unit(),
        at(SUNDAY),
        &settings(),
    )
    .unwrap();
    let frozen = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();

    let err = cost(&frozen, &us_charges(), &hashing()).unwrap_err();

    assert!(matches!(err, Error::NoPaths { .. }), "{err}");
}

#[test]
fn nothing_to_compare_is_refused() {
    let err = compare(&priors(), &[], &unit(), &hashing(), at(SUNDAY), &settings()).unwrap_err();

    assert_eq!(err, Error::NoCandidates);
}

#[test]
fn a_comparison_forecasts_as_a_forecast_alone_does() {
    let found = us_and_shenzhen(&hashing(), &units(300));

    let alone = forecast(
        &priors(),
        &shenzhen_route("2026-11-22"),
        &units(300),
        at(SUNDAY),
        &settings(),
    )
    .unwrap();

    assert_eq!(found.routes[1].forecast, alone);
}

#[test]
fn centers_alike_have_the_same_luck() {
    let mut twin = us_route("2026-11-22");
    twin.center = "Houston".to_owned();
    let candidates = [us_route("2026-11-22"), twin].map(|route| Candidate {
        route,
        charges: us_charges(),
    });

    let found = compare(
        &priors(),
        &candidates,
        &unit(),
        &hashing(),
        at(SUNDAY),
        &settings(),
    )
    .unwrap();

    assert_eq!(found.routes[0].p_first_back, 0.5);
    assert_eq!(
        found.routes[0].forecast.total,
        found.routes[1].forecast.total
    );
}
