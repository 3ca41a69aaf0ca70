//! On a desk of a million units and tickets: one act on 500 and on 10,000 tickets, its undo, and
//! today's page. The acts are done to a copy.

#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

mod common;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use hashmend_core::bulk::Selection;
use hashmend_core::id::TicketId;
use hashmend_core::ticket::bulk::TicketAct;
use hashmend_core::ticket::{HoldReason, MoveNote, Stage, TicketQuery, TicketSort};
use hashmend_core::today::TodayQuery;
use hashmend_core::{Act, Store, Timestamp};

use common::NOW;

const ROUNDS: usize = 3;

fn main() {
    // Cargo asks every bench for its tests too.
    if std::env::args().any(|arg| arg == "--test" || arg == "--list") {
        return;
    }
    let units: u32 = std::env::var("HASHMEND_BENCH_UNITS")
        .ok()
        .and_then(|units| units.parse().ok())
        .unwrap_or(1_000_000);
    let desk = common::desk(Path::new(env!("CARGO_TARGET_TMPDIR")), units);
    let filter = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    // The copy takes a while: not for somebody who asked for another bench.
    if filter
        .as_ref()
        .is_some_and(|part| !part.starts_with("acts"))
    {
        return;
    }
    let wanted = |name: &str| filter.as_ref().is_none_or(|part| name.contains(part));
    let report = |name: &str, took: &mut Vec<Duration>| {
        took.sort();
        let [least, half, most] = [took[0], took[took.len() / 2], took[took.len() - 1]]
            .map(|took| took.as_secs_f64() * 1_000.0);
        println!("{name:44} time: [{least:.1} ms {half:.1} ms {most:.1} ms]");
    };

    if wanted("acts/today") {
        let store = Store::open(&desk, NOW).unwrap();
        let mut took: Vec<Duration> = (0..20)
            .map(|_| {
                let begun = Instant::now();
                store
                    .today(&TodayQuery::default(), &Act::new("bench", NOW))
                    .unwrap();
                begun.elapsed()
            })
            .collect();
        report("acts/today's page", &mut took);
    }

    let copy = desk.with_extension("acted");
    std::fs::copy(&desk, &copy).unwrap();
    let mut store = Store::open(&copy, NOW).unwrap();
    let mut clock = NOW.millis();
    for many in [500, 10_000] {
        let waiting = some(&store, Stage::Submitted, many);
        let acts = [
            (
                "authorized",
                TicketAct::Move {
                    to: Stage::Authorized,
                    note: MoveNote::default(),
                },
            ),
            (
                "held",
                TicketAct::Hold {
                    reason: HoldReason::Paperwork,
                    holder: None,
                    note: String::new(),
                },
            ),
            (
                "assigned",
                TicketAct::Assign {
                    assignee: Some("Ana".into()),
                },
            ),
        ];
        for (name, what) in acts {
            let name = format!("acts/{many} {name}");
            if !wanted(&name) {
                continue;
            }
            let (mut did, mut undid) = (Vec::new(), Vec::new());
            let (mut done, mut refused) = (0, 0);
            for _ in 0..ROUNDS {
                clock += 60_000;
                let act = Act::new("bench", Timestamp::from_millis(clock));
                let begun = Instant::now();
                let report = store
                    .act_on_tickets(
                        &Selection::Ids(waiting.clone()),
                        &what,
                        &act,
                        &mut |_, _| ControlFlow::Continue(()),
                    )
                    .unwrap()
                    .report();
                did.push(begun.elapsed());
                (done, refused) = (report.done, report.refused);
                clock += 60_000;
                let act = Act::new("bench", Timestamp::from_millis(clock));
                let begun = Instant::now();
                store.undo(report.action.unwrap(), &act).unwrap();
                undid.push(begun.elapsed());
            }
            report(
                &format!("{name} ({done} done, {refused} refused)"),
                &mut did,
            );
            report(&format!("{name}, undone"), &mut undid);
        }
    }
    drop(store);
    std::fs::remove_file(&copy).unwrap();
}

/// So many tickets of one stage.
fn some(store: &Store, stage: Stage, many: usize) -> Vec<TicketId> {
    let mut query = TicketQuery {
        stages: vec![stage],
        sort: TicketSort::Number,
        limit: 1_000,
        ..TicketQuery::default()
    };
    let mut ids = Vec::new();
    while ids.len() < many {
        let page = store.tickets(&query, NOW).unwrap();
        ids.extend(page.rows.iter().map(|row| row.id));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    ids.truncate(many);
    ids
}
