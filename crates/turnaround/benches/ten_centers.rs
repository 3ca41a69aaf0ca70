//! Ten centers for a 300-unit RMA: the target is 25 ms on two cores.

#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use hashmend_turnaround::{
    Candidate, CenterKind, Charges, DayWeights, Hashing, HolidayTable, Hours, Mode, Priors, Region,
    RepairLevel, Route, Settings, Subject, Warranty, WorkCalendar, WorkWeek, compare, forecast,
};

const PLACES: [(&str, &str); 10] = [
    ("America/Chicago", "US"),
    ("America/New_York", "US"),
    ("America/Denver", "US"),
    ("America/Los_Angeles", "US"),
    ("America/Toronto", "CA"),
    ("Asia/Shanghai", "CN"),
    ("Asia/Hong_Kong", "HK"),
    ("Asia/Kuala_Lumpur", "MY"),
    ("Asia/Bangkok", "TH"),
    ("Europe/Oslo", "NO"),
];

fn calendar(
    holidays: &HolidayTable,
    zone: &str,
    country: &str,
    day: NaiveDate,
) -> Arc<WorkCalendar> {
    let hours = Hours {
        zone: zone.to_owned(),
        country: country.to_owned(),
        week: WorkWeek::MONDAY_TO_FRIDAY,
        closures: Vec::new(),
    };
    Arc::new(WorkCalendar::build(&hours, holidays, &DayWeights::default(), day).unwrap())
}

fn candidates(holidays: &HolidayTable, day: NaiveDate) -> Vec<Candidate> {
    let site = calendar(holidays, "America/Chicago", "US", day);
    PLACES
        .iter()
        .map(|(zone, country)| {
            let (region, mode) = match *country {
                "US" => (Region::Us, Mode::Ground),
                _ => (Region::Overseas, Mode::Express),
            };
            Candidate {
                route: Route {
                    center: (*zone).to_owned(),
                    region,
                    kind: CenterKind::Authorized,
                    outbound: mode,
                    back: mode,
                    capacity: None,
                    center_calendar: calendar(holidays, zone, country, day),
                    site_calendar: Arc::clone(&site),
                },
                charges: Charges {
                    fee_per_unit: 150.0,
                    freight_out: 2000.0,
                    freight_back: 2000.0,
                    duty_rate: 0.25,
                    dutiable_value_per_unit: 150.0,
                    brokerage: 150.0,
                },
            }
        })
        .collect()
}

fn ten_centers(criterion: &mut Criterion) {
    let priors = Priors::parse(include_str!("../../../data/priors.csv")).unwrap();
    let holidays = HolidayTable::parse(
        include_str!("../../../data/holidays.csv"),
        include_str!("../../../data/make_up_days.csv"),
    )
    .unwrap();
    let asof: DateTime<Utc> = "2026-11-22T15:00:00Z".parse().unwrap();
    let subject = Subject {
        features: Vec::new(),
        key: "RMA-2026-000123".to_owned(),
        warranty: Warranty::Out,
        level: RepairLevel::L2,
        quantity: 300,
        standing: None,
        needed_by: None,
    };
    let hashing = Hashing {
        ph_per_unit: 0.2,
        hashprice: 40.0,
        power_kw_per_unit: 3.5,
        power_price: 0.05,
    };
    let settings = Settings::default();
    let candidates_ready = candidates(&holidays, asof.date_naive());

    criterion.bench_function("ten centers, 300 units", |bench| {
        bench.iter(|| {
            compare(
                &priors,
                &candidates_ready,
                &subject,
                &hashing,
                asof,
                &settings,
            )
            .unwrap()
        });
    });
    criterion.bench_function("ten centers, 300 units, calendars built", |bench| {
        bench.iter(|| {
            let candidates = candidates(&holidays, asof.date_naive());
            compare(&priors, &candidates, &subject, &hashing, asof, &settings).unwrap()
        });
    });
    criterion.bench_function("one center, one unit", |bench| {
        let one = Subject {
            quantity: 1,
            ..subject.clone()
        };
        let route = &candidates_ready[5].route;
        bench.iter(|| forecast(&priors, route, &one, asof, &settings).unwrap());
    });
}

criterion_group!(benches, ten_centers);
criterion_main!(benches);
