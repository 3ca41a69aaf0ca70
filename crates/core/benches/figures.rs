//! The figures over a million tickets: the table read, kept in step, and each view asked of it. The
//! target is 500 ms a view.

#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

#[path = "common/mod.rs"]
mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use hashmend_core::bulk::Selection;
use hashmend_core::review::{Dimension, Facts, ReviewFilter};
use hashmend_core::ticket::bulk::TicketAct;
use hashmend_core::ticket::{TicketQuery, TicketSort};
use hashmend_core::{Act, Store};

const UNITS: u32 = 1_000_000;

fn figures(criterion: &mut Criterion) {
    // Cargo asks every bench for its tests too.
    if std::env::args().any(|arg| arg == "--test" || arg == "--list") {
        return;
    }
    let units = std::env::var("HASHMEND_BENCH_UNITS").map_or(UNITS, |units| units.parse().unwrap());
    let path = common::desk(Path::new(env!("CARGO_TARGET_TMPDIR")), units);
    let now = common::NOW;
    let mut store = Store::open(&path, now).unwrap();
    let begun = Instant::now();
    let mut facts = store.facts(now).unwrap();
    println!(
        "figures: {} tickets read in {:.1} s, {:.0} bytes each",
        facts.tickets(),
        begun.elapsed().as_secs_f64(),
        facts.bytes_per_ticket()
    );
    views(criterion, &facts);
    in_step(criterion, &mut store, &mut facts);
}

fn views(criterion: &mut Criterion, facts: &Facts) {
    let now = common::NOW;
    let all = ReviewFilter::default();
    let mut group = criterion.benchmark_group("figures");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(3));
    for by in [
        Dimension::Stage,
        Dimension::Center,
        Dimension::Model,
        Dimension::Week,
    ] {
        group.bench_function(format!("turnaround by {by}"), |bencher| {
            bencher.iter(|| facts.turnaround(by, &all, now));
        });
    }
    group.bench_function("curves by center", |bencher| {
        bencher.iter(|| facts.curves(&all, now))
    });
    group.bench_function("US and overseas by month", |bencher| {
        bencher.iter(|| facts.trend(&all, now))
    });
    group.bench_function("promises", |bencher| {
        bencher.iter(|| facts.promises(&all, now))
    });
    group.bench_function("backlog and flow", |bencher| {
        bencher.iter(|| facts.flow(&all, now))
    });
    group.bench_function("quality", |bencher| {
        bencher.iter(|| facts.quality(&all, now))
    });
    let from = now.plus_days(-90.0).date();
    group.bench_function("money of 90 days", |bencher| {
        bencher.iter(|| facts.money(&all, from, now.date(), now));
    });
    group.finish();
}

/// A hundred tickets assigned, then the table brought up to the journal.
fn in_step(criterion: &mut Criterion, store: &mut Store, facts: &mut Facts) {
    let page = TicketQuery {
        open: Some(true),
        sort: TicketSort::Number,
        ..TicketQuery::default()
    };
    let now = common::NOW;
    let ids: Vec<_> = store
        .tickets(&page, now)
        .unwrap()
        .rows
        .iter()
        .map(|row| row.id)
        .collect();
    let mut round = 0;
    let mut group = criterion.benchmark_group("figures");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(3));
    group.bench_function("in step after a hundred changes", |bencher| {
        bencher.iter_custom(|rounds| {
            let mut taken = Duration::ZERO;
            for _ in 0..rounds {
                round += 1;
                let act = Act::new("bench", now.plus_millis(round));
                let what = TicketAct::Assign {
                    assignee: Some(format!("Ana {}", round % 2)),
                };
                store
                    .act_on_tickets(&Selection::Ids(ids.clone()), &what, &act, &mut |_, _| {
                        std::ops::ControlFlow::Continue(())
                    })
                    .unwrap();
                let begun = Instant::now();
                store.catch_up(facts, now).unwrap();
                taken += begun.elapsed();
            }
            taken
        });
    });
    group.finish();
}

criterion_group!(benches, figures);
criterion_main!(benches);
