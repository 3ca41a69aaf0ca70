//! Tickets read back as the log the estimator learns from, on a real desk.

use hashmend_turnaround::{EventLog, Outcome};

use super::*;
use crate::desk::DemoSize;
use crate::device::DeviceKind;
use crate::estimate::{Assumptions, Comparison, Outlook, Question, WhatIf};
use crate::id::TicketId;
use crate::journal::Act;
use crate::ticket::{Stage, WarrantyClass};

const NOW: i64 = 1_795_000_000_000; // 2026-11-18

fn now() -> Timestamp {
    Timestamp::from_millis(NOW)
}

fn act() -> Act {
    Act::new("Ana", now())
}

fn demo(tickets: u32) -> Store {
    let mut store = Store::in_memory(&act()).unwrap();
    let size = DemoSize {
        devices: 400,
        tickets,
        seed: 3,
    };
    store
        .make_demo(
            size,
            &act(),
            &mut |_, _| std::ops::ControlFlow::Continue(()),
        )
        .unwrap();
    store
}

fn count(store: &Store, sql: &str) -> u32 {
    store.conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn every_ticket_that_was_sent_off_is_a_case_with_its_stays() {
    let store = demo(120);

    let past = store.past(now()).unwrap();

    let sent = count(&store, "SELECT count(*) FROM ticket WHERE stage <> 'draft'");
    assert_eq!(past.tickets, sent);
    assert!(past.cleaning.excluded.is_empty(), "{:?}", past.cleaning);
    let log = past.log();
    let stays = count(
        &store,
        "SELECT count(*) FROM stage_visit WHERE stage NOT IN
         ('draft', 'delivered', 'closed', 'rejected', 'cancelled')",
    );
    assert_eq!(log.visits().len() as u32, stays);
    assert!(past.from_demo);
}

#[test]
fn of_more_tickets_than_are_held_an_even_sample_teaches() {
    let mut store = demo(120);
    let whole = store.past(now()).unwrap();
    assert_eq!(whole.of, whole.tickets);

    let past = store.past_of(30, now()).unwrap();

    assert_eq!(past.of, whole.tickets);
    assert!((20..=30).contains(&past.tickets), "{}", past.tickets);
    let log = past.log();
    for nth in 0..log.cases().len() {
        let number: u32 = log.case_name(nth)[2..].parse().unwrap();
        assert_eq!(number % whole.tickets.div_ceil(30), 0, "{number}");
    }
    store.use_lessons(Some(std::sync::Arc::new(past.learn().unwrap())));
    let text = store.learning().unwrap().to_string();
    assert!(text.contains("an even sample of"), "{text}");
}

#[test]
fn a_case_ends_when_its_unit_is_back_and_says_how() {
    let store = demo(120);
    let past = store.past(now()).unwrap();
    let log = past.log();

    for (nth, case) in log.cases().iter().enumerate() {
        let (stage, disposition): (Stage, Option<String>) = store
            .conn
            .query_row(
                "SELECT stage, disposition FROM ticket WHERE printf('T-%06d', number) = ?1",
                [log.case_name(nth)],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        let over = stage.is_end() || stage == Stage::Delivered;
        assert_eq!(case.closed != EventLog::OPEN, over, "{stage}");
        assert_eq!(case.outcome == Outcome::Open, !over, "{stage}");
        if disposition.as_deref() == Some("ber_scrapped") {
            assert_eq!(case.outcome, Outcome::BeyondRepair);
        }
    }
    let back = past.returns.us + past.returns.overseas;
    assert!(back > 0 && back < past.tickets);
}

#[test]
fn units_that_moved_as_one_shipment_count_once_in_customs_and_apart_on_the_bench() {
    let mut store = demo(60);
    let id: crate::id::RmaId = store
        .conn
        .query_row(
            "SELECT rma_id FROM ticket WHERE rma_id IS NOT NULL GROUP BY rma_id
             ORDER BY count(*) DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let tickets: Vec<crate::id::TicketId> = store
        .conn
        .prepare("SELECT id FROM ticket WHERE rma_id = ?1")
        .unwrap()
        .query_map([id], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    assert!(tickets.len() > 1);
    store
        .conn
        .execute_batch("PRAGMA foreign_keys = OFF")
        .unwrap();
    for ticket in &tickets {
        store
            .conn
            .execute("DELETE FROM stage_visit WHERE ticket_id = ?1", [ticket])
            .unwrap();
        for (seq, stage) in ["customs_out", "diagnosing"].iter().enumerate() {
            let entered = now().plus_days(-10.0 + seq as f64);
            let left = (seq == 0).then(|| now().plus_days(-9.0));
            store
                .conn
                .execute(
                    "INSERT INTO stage_visit (ticket_id, seq, stage, attempt, entered_at, left_at)
                     VALUES (?1, ?2, ?3, 1, ?4, ?5)",
                    rusqlite::params![ticket, seq as i64 + 1, stage, entered, left],
                )
                .unwrap();
        }
    }
    store.use_lessons(None);

    let past = store.past(now()).unwrap();

    let log = past.log();
    let of = |stage: &str| -> Vec<u16> {
        let stage = log.stages().id(stage).unwrap();
        log.visits()
            .iter()
            .filter(|stay| u32::from(stay.stage) == stage && stay.start >= NOW - 11 * 86_400_000)
            .filter(|stay| stay.together > 1 || stage == log.stages().id("diagnose").unwrap())
            .map(|stay| stay.together)
            .collect()
    };
    assert_eq!(of("customs_out"), vec![tickets.len() as u16; tickets.len()]);
    assert!(of("diagnose").iter().all(|together| *together == 1));
}

#[test]
fn made_up_tickets_teach_only_where_there_are_no_real_ones() {
    let store = demo(60);
    store
        .conn
        .execute("UPDATE ticket SET customer_id = NULL WHERE number = 1", [])
        .unwrap();

    let past = store.past(now()).unwrap();

    assert_eq!(past.tickets, 1);
    assert!(!past.from_demo);
}

#[test]
fn an_estimate_says_how_fresh_it_is() {
    let mut store = demo(60);
    let waiting = store.learning().unwrap();
    assert_eq!(waiting.state, LearningState::Waiting);
    assert!(waiting.to_string().contains("Learning from your"));

    let lessons = store.past(now()).unwrap().learn().unwrap();
    store.use_lessons(Some(Arc::new(lessons)));
    assert_eq!(store.learning().unwrap().state, LearningState::Current);

    store.rename_desk("Another", &act()).unwrap();
    let behind = store.learning().unwrap();
    assert_eq!(
        (behind.state, behind.newer_events),
        (LearningState::Behind, 1)
    );
    assert_eq!(behind.learned_at, Some(now()));
}

#[test]
fn a_desk_without_tickets_has_nothing_to_learn() {
    let mut store = Store::in_memory(&act()).unwrap();
    assert_eq!(store.learning().unwrap().state, LearningState::Nothing);

    let past = store.past(now()).unwrap();
    assert_eq!((past.tickets, past.from_demo), (0, false));
    store.use_lessons(Some(Arc::new(past.learn().unwrap())));

    assert_eq!(store.learning().unwrap().state, LearningState::Nothing);
}

fn taught(store: &mut Store) {
    let lessons = store.past(now()).unwrap().learn().unwrap();
    store.use_lessons(Some(Arc::new(lessons)));
}

fn ask(store: &Store) -> Comparison {
    let what = WhatIf {
        model_id: None,
        component: DeviceKind::Hashboard,
        warranty_class: WarrantyClass::OutOfWarranty,
        level: 2,
        from_site: None,
        quantity: 1,
        on: None,
    };
    store
        .where_to_send(&Question::WhatIf { what }, &Assumptions::default(), now())
        .unwrap()
}

#[test]
fn without_tickets_the_published_answer_stays_to_the_last_digit() {
    let mut store = Store::in_memory(&act()).unwrap();
    let published = ask(&store);

    taught(&mut store);

    assert_eq!(ask(&store).routes, published.routes);
}

#[test]
fn with_tickets_a_range_says_how_many_and_moves_to_what_they_took() {
    let mut store = demo(300);
    let published = ask(&store);
    taught(&mut store);

    let learned = ask(&store);

    let mut moved = 0;
    for route in &learned.routes {
        let own = route.basis.finished_tickets + route.basis.open_tickets;
        assert!(
            route.basis.to_string().contains("made-up tickets"),
            "{}",
            route.basis
        );
        // Made-up returns are no test of a range.
        assert_eq!(route.why.caution.as_ref().unwrap().back, 0);
        for stage in &route.why.stages {
            let Some(own) = stage.own.filter(|_| stage.finished >= 20) else {
                continue;
            };
            let (from, to) = (stage.published.p50, own.p50);
            if (to / from).ln().abs() > 0.3 {
                moved += 1;
                assert_eq!(
                    stage.blended.p50 > from,
                    to > from,
                    "{} {stage:?}",
                    route.center
                );
            }
            assert!(stage.prior_share < 1.0 && stage.against_published.is_some());
        }
        let before = published
            .routes
            .iter()
            .find(|before| before.center_id == route.center_id)
            .unwrap();
        assert!(own == 0 || route.range != before.range, "{}", route.center);
        assert_eq!(route.why.nearest.len(), 5);
        assert!(
            route
                .why
                .nearest
                .iter()
                .all(|near| near.number.starts_with("T-"))
        );
    }
    assert!(moved > 0);
    assert!(
        learned
            .routes
            .iter()
            .any(|route| route.basis.finished_tickets > 20)
    );
}

#[test]
fn an_open_ticket_is_conditioned_on_its_wait_by_the_tickets_before_it() {
    let mut store = demo(300);
    taught(&mut store);
    let ticket: TicketId = store
        .conn
        .query_row(
            "SELECT id FROM ticket WHERE stage = 'queued' AND center_id IS NOT NULL ORDER BY number LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let outlook = |store: &Store| -> Outlook {
        store
            .outlook(&Question::Ticket { id: ticket }, now())
            .unwrap()
    };

    let so_far = outlook(&store).route.unwrap();
    store
        .conn
        .execute(
            "UPDATE ticket SET stage_since = stage_since - 40 * 86400000 WHERE id = ?1",
            [ticket],
        )
        .unwrap();
    let stuck = outlook(&store).route.unwrap();

    assert!(stuck.range != so_far.range);
    assert!(so_far.basis.finished_tickets > 0, "{}", so_far.basis);
}
