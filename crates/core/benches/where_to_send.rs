//! The starter centers for a 300-unit RMA, from the tables to the answer: the target is 50 ms.

#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::ops::ControlFlow;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use hashmend_core::desk::DemoSize;
use hashmend_core::device::DeviceKind;
use hashmend_core::estimate::{Assumptions, Fleet, Question, WhatIf};
use hashmend_core::ticket::WarrantyClass;
use hashmend_core::{Act, Store, Timestamp};

fn where_to_send(criterion: &mut Criterion) {
    let now = Timestamp::parse("2026-11-02T15:00:00Z").unwrap();
    let mut store = Store::in_memory(&Act::new("bench", now)).unwrap();
    let models = store.models("S19 Pro", 1).unwrap();
    let question = |model_id, quantity| Question::WhatIf {
        what: WhatIf {
            model_id,
            component: DeviceKind::Hashboard,
            warranty_class: WarrantyClass::OutOfWarranty,
            level: 2,
            from_site: None,
            quantity,
            on: None,
        },
    };
    let asked = question(models.first().map(|model| model.id), 300);
    let answer = store
        .where_to_send(&asked, &Assumptions::default(), now)
        .unwrap();
    // Down to ten: the target is for ten.
    for route in answer.routes.iter().skip(10) {
        let mut center = store.center(route.center_id).unwrap().center;
        center.retired_on = Some(now.date());
        store.save_center(&center, &Act::new("bench", now)).unwrap();
    }
    let answer = store
        .where_to_send(&asked, &Assumptions::default(), now)
        .unwrap();
    criterion.bench_function(
        &format!("where_to_send {} centers, 300 units", answer.routes.len()),
        |bencher| {
            bencher.iter(|| {
                store
                    .where_to_send(&asked, &Assumptions::default(), now)
                    .unwrap()
            });
        },
    );
    criterion.bench_function("founding a desk", |bencher| {
        bencher.iter(|| Store::in_memory(&Act::new("bench", now)).unwrap());
    });
}

/// Ten thousand open tickets in two worlds: the target is a second.
fn two_worlds(criterion: &mut Criterion) {
    let now = Timestamp::parse("2026-11-02T15:00:00Z").unwrap();
    let act = Act::new("bench", now);
    let mut store = Store::in_memory(&act).unwrap();
    let size = DemoSize {
        devices: 80_000,
        tickets: 80_000,
        seed: 1,
    };
    store
        .make_demo(size, &act, &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    let lessons = store.past(now).unwrap().learn().unwrap();
    store.use_lessons(Some(Arc::new(lessons)));
    let scenarios = store.scenarios(now).unwrap();
    for scenario in scenarios {
        let found = store
            .two_worlds(&Fleet::Open, &scenario.changes, now)
            .unwrap();
        criterion.bench_function(
            &format!(
                "{}: {} open tickets, {} groups, {} paths",
                scenario.name, found.units, found.cells, found.paths
            ),
            |bencher| {
                bencher.iter(|| {
                    store
                        .two_worlds(&Fleet::Open, &scenario.changes, now)
                        .unwrap()
                });
            },
        );
    }
}

criterion_group!(name = benches; config = Criterion::default().sample_size(20); targets = where_to_send, two_worlds);
criterion_main!(benches);
