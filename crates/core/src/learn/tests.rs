//! Tickets read back as the log the estimator learns from, on a real desk.

use hashmend_turnaround::{EventLog, Outcome};

use super::*;
use crate::desk::DemoSize;
use crate::journal::Act;
use crate::ticket::Stage;

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
    assert!(waiting.text.contains("Learning from your"));

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
