//! Learning from 10,000 and 100,000 tickets of nine stages, and what an estimate costs after it.
//!
//! Beside the times it prints how much memory the log and what was learned from it take, where
//! the system tells.

#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::hint::black_box;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use hashmend_turnaround::{
    Background, Candidate, CenterKind, Charges, CleanSettings, DayWeights, EventLog,
    EventLogBuilder, Hashing, HolidayTable, Hours, Known, LearnSettings, Learned, Left, Mode,
    Position, Priors, RawVisit, Region, RepairLevel, Route, Settings, Subject, To, Warranty,
    WorkCalendar, WorkWeek, compare, forecast,
};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;

const STAGES: [&str; 9] = [
    "submitted",
    "to_center",
    "queued",
    "diagnosing",
    "awaiting_approval",
    "repairing",
    "testing",
    "from_center",
    "customs_back",
];
const CENTERS: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];
const MAKERS: [&str; 3] = ["bitmain", "microbt", "canaan"];
const LEVELS: [&str; 3] = ["L1", "L2", "L3"];

fn asof() -> DateTime<Utc> {
    "2026-11-22T00:00:00Z".parse().unwrap()
}

/// Tickets opened evenly over three years; the latest are open still.
fn log_of(tickets: u32) -> EventLog {
    let mut rng = Pcg64Mcg::new(7);
    let mut draw = |of: u64| rng.next_u64() % of;
    let names = ["maker", "level", "warranty", "fault", "site"];
    let mut builder = EventLogBuilder::new(names.map(str::to_owned).to_vec());
    let first = asof() - Duration::days(3 * 365);
    for ticket in 0..tickets {
        let name = format!("T-{ticket:06}");
        let center = CENTERS[draw(8) as usize];
        let site = if center < "E" { "us" } else { "overseas" };
        let fault = format!("F{}", draw(20));
        let attributes = [
            MAKERS[draw(3) as usize],
            LEVELS[draw(3) as usize],
            if draw(2) == 0 { "in" } else { "out" },
            fault.as_str(),
            site,
        ];
        let opened =
            first + Duration::minutes(i64::from(ticket) * 3 * 365 * 1440 / i64::from(tickets));
        let mut at = opened;
        let ends: Vec<DateTime<Utc>> = STAGES
            .iter()
            .map(|_| {
                at += Duration::minutes(60 + draw(8 * 1440) as i64);
                at
            })
            .collect();
        let closed = ends.last().copied().filter(|closed| *closed <= asof());
        let mut started = opened;
        for (seq, (stage, ended)) in STAGES.iter().zip(&ends).enumerate() {
            if started > asof() {
                break;
            }
            builder.add(RawVisit {
                line: u64::from(ticket) * 9 + seq as u64,
                case_id: &name,
                seq: Some(seq as u32),
                stage,
                started_at: started,
                ended_at: (*ended <= asof()).then_some(*ended),
                center,
                attributes: &attributes,
                case_opened_at: Some(opened),
                case_closed_at: closed,
                outcome: None,
            });
            started = *ended;
        }
    }
    builder.finish(&CleanSettings::default()).0
}

fn fit(log: EventLog, priors: &Priors, look_back: bool) -> Learned {
    let background = Background {
        priors: Some(priors),
        ..Background::default()
    };
    let settings = LearnSettings {
        look_back,
        ..LearnSettings::default()
    };
    Learned::fit(log, &background, asof(), &settings).unwrap()
}

/// Resident kilobytes, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn learn(criterion: &mut Criterion) {
    let priors = Priors::parse(include_str!("../../../data/priors.csv")).unwrap();
    let before = resident();
    let large = log_of(100_000);
    let with_log = resident();
    let learned = fit(large.clone(), &priors, false);
    if let (Some(before), Some(with_log), Some(after)) = (before, with_log, resident()) {
        println!(
            "100,000 tickets: the log {} MB, the log twice and what was learned {} MB",
            (with_log - before) / 1024,
            (after - before) / 1024
        );
    }
    drop(learned);
    let mut group = criterion.benchmark_group("learn");
    group.sample_size(10);
    let small = log_of(10_000);
    group.bench_function("refit 10,000 tickets", |bench| {
        bench.iter_batched(
            || small.clone(),
            |log| black_box(fit(log, &priors, false)),
            criterion::BatchSize::PerIteration,
        );
    });
    group.bench_function("refit 100,000 tickets", |bench| {
        bench.iter_batched(
            || large.clone(),
            |log| black_box(fit(log, &priors, false)),
            criterion::BatchSize::PerIteration,
        );
    });
    group.bench_function("look back at 8 dates over 10,000 tickets", |bench| {
        bench.iter_batched(
            || small.clone(),
            |log| black_box(fit(log, &priors, true)),
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
    let mut learned = fit(small, &priors, false);
    let position = Position {
        case: "T-1",
        opened: asof(),
        stage: "submitted",
        entered: asof(),
        center: "F",
        attributes: vec![
            ("maker", "bitmain"),
            ("level", "L2"),
            ("warranty", "out"),
            ("fault", "F3"),
            ("site", "overseas"),
        ],
    };
    let left = Left {
        from: position.clone(),
        at: asof() + Duration::days(2),
        to: To::Stage("to_center"),
        together: 1,
    };
    criterion.bench_function("one more event", |bench| {
        bench.iter(|| learned.observe(black_box(&left)).unwrap());
    });
    criterion.bench_function("days left of one case", |bench| {
        bench.iter(|| black_box(learned.remaining(&position, asof()).unwrap()));
    });
}

fn calendar(holidays: &HolidayTable, zone: &str, country: &str) -> Arc<WorkCalendar> {
    let hours = Hours {
        zone: zone.to_owned(),
        country: country.to_owned(),
        week: WorkWeek::MONDAY_TO_FRIDAY,
        closures: Vec::new(),
    };
    let day = asof().date_naive();
    Arc::new(WorkCalendar::build(&hours, holidays, &DayWeights::default(), day).unwrap())
}

/// The centers of the log, US and overseas, with what they charge.
fn candidates(holidays: &HolidayTable) -> Vec<Candidate> {
    let site = calendar(holidays, "America/Chicago", "US");
    CENTERS
        .iter()
        .map(|center| {
            let us = *center < "E";
            let (region, mode, zone, country) = if us {
                (Region::Us, Mode::Ground, "America/Denver", "US")
            } else {
                (Region::Overseas, Mode::Express, "Asia/Hong_Kong", "HK")
            };
            Candidate {
                route: Route {
                    center: (*center).to_owned(),
                    region,
                    kind: CenterKind::Authorized,
                    outbound: mode,
                    back: mode,
                    capacity: Some(10),
                    center_calendar: calendar(holidays, zone, country),
                    site_calendar: Arc::clone(&site),
                },
                charges: Charges {
                    fee_per_unit: 150.0,
                    freight_out: 80.0,
                    freight_back: 80.0,
                    duty_rate: 0.25,
                    dutiable_value_per_unit: 150.0,
                    brokerage: 50.0,
                },
            }
        })
        .collect()
}

fn estimate(criterion: &mut Criterion) {
    let priors = Priors::parse(include_str!("../../../data/priors.csv")).unwrap();
    let holidays = HolidayTable::parse(
        include_str!("../../../data/holidays.csv"),
        include_str!("../../../data/make_up_days.csv"),
    )
    .unwrap();
    let learned = fit(log_of(10_000), &priors, true);
    let known = Known {
        priors: &priors,
        learned: Some(&learned),
    };
    let candidates = candidates(&holidays);
    let subject = Subject {
        key: "T-1".to_owned(),
        warranty: Warranty::Out,
        level: RepairLevel::L2,
        quantity: 1,
        standing: None,
        features: [("maker", "bitmain"), ("level", "L2"), ("fault", "F3")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        needed_by: None,
    };
    let hashing = Hashing {
        ph_per_unit: 0.2,
        hashprice: 40.0,
        ..Hashing::default()
    };
    let settings = Settings::default();
    criterion.bench_function("estimate, one center", |bench| {
        let route = &candidates[4].route;
        bench.iter(|| black_box(forecast(known, route, &subject, asof(), &settings).unwrap()));
    });
    criterion.bench_function("estimate, eight centers with costs", |bench| {
        bench.iter(|| {
            black_box(compare(known, &candidates, &subject, &hashing, asof(), &settings).unwrap())
        });
    });
}

criterion_group!(benches, learn, estimate);
criterion_main!(benches);
