//! The screen a manager reads in ten seconds, on a real desk in memory.

use super::*;
use crate::device::DeviceFacts;
use crate::radar::tests::{BITMAIN, Shop, day, noon};
use crate::ticket::{HoldReason, Stage, TicketChanges};

fn today(shop: &Shop, on: &str) -> Today {
    shop.store.today(&TodayQuery::default(), &noon(on)).unwrap()
}

fn numbers(pile: &Pile) -> Vec<&str> {
    pile.rows.iter().map(|row| row.number.as_str()).collect()
}

#[test]
fn a_new_desk_asks_for_nothing() {
    let today = today(&Shop::new(), "2026-05-01");

    for pile in [
        &today.mine,
        &today.overdue,
        &today.promise_passed,
        &today.at_risk,
        &today.untouched,
        &today.back,
    ] {
        assert_eq!(pile.count.count, 0);
    }
    assert!(today.held.is_empty() && today.deadlines.is_empty());
    assert_eq!(today.drafts.count.count, 0);
}

#[test]
fn the_longest_overdue_stands_first_and_what_is_due_ahead_is_a_deadline() {
    let mut shop = Shop::new();
    for due in ["2026-05-09", "2026-05-03", "2026-05-20"] {
        let id = shop.filed("MicroBT", BITMAIN, "2026-05-01");
        let changes = TicketChanges {
            due_on: Some(day(due)),
            ..TicketChanges::default()
        };
        shop.store
            .change_tickets(&[id], &changes, &noon("2026-05-08"))
            .unwrap();
    }

    let today = today(&shop, "2026-05-10");

    assert_eq!(numbers(&today.overdue), ["T-000002", "T-000001"]);
    assert_eq!(today.overdue.count.count, 2);
    assert_eq!(today.deadlines.len(), 1);
    assert_eq!(
        today.deadlines[0].rows[0].ticket.as_deref(),
        Some("T-000003")
    );
}

#[test]
fn holds_are_grouped_by_whose_time_it_is_the_oldest_first() {
    let mut shop = Shop::new();
    let held = [
        (HoldReason::Parts, "2026-05-04"),
        (HoldReason::CustomsHold, "2026-05-02"),
        (HoldReason::Parts, "2026-05-03"),
    ];
    for (reason, on) in held {
        let id = shop.filed("Bitmain", BITMAIN, "2026-05-01");
        shop.store
            .hold_tickets(&[id], reason, None, "", &noon(on))
            .unwrap();
    }

    let today = today(&shop, "2026-05-05");

    let piles: Vec<_> = today
        .held
        .iter()
        .map(|pile| (pile.holder, pile.count.count, pile.oldest.date()))
        .collect();
    assert_eq!(
        piles,
        [
            (Holder::Customs, 1, day("2026-05-02")),
            (Holder::Parts, 2, day("2026-05-03")),
        ]
    );
    assert_eq!(today.held[1].rows[0].number, "T-000003");
}

#[test]
fn a_ticket_nobody_touched_for_the_days_set_is_told_of() {
    let mut shop = Shop::new();
    shop.filed("Bitmain", BITMAIN, "2026-05-01");

    assert_eq!(today(&shop, "2026-05-08").untouched.count.count, 0);
    assert_eq!(today(&shop, "2026-05-09").untouched.count.count, 1);
    shop.store
        .change_setting(UNTOUCHED_SETTING, Some("3"), &noon("2026-05-02"))
        .unwrap();
    assert_eq!(today(&shop, "2026-05-05").untouched.count.count, 1);
    assert_eq!(today(&shop, "2026-05-05").untouched_days, 3);
}

#[test]
fn a_unit_that_is_back_waits_for_its_check_and_breaks_no_promise_any_more() {
    let mut shop = Shop::new();
    let id = shop.filed("Bitmain", BITMAIN, "2026-03-01");
    shop.store
        .write(&noon("2026-03-01"), |w| {
            let passed = noon("2026-03-20").now;
            w.append(
                id,
                crate::ticket::TicketEvent::Promised {
                    id,
                    is: Some((passed, passed)),
                    was: None,
                },
            )
        })
        .unwrap();
    assert_eq!(today(&shop, "2026-03-18").at_risk.count.count, 1);
    assert_eq!(today(&shop, "2026-03-21").promise_passed.count.count, 1);

    shop.repaired(id, "2026-04-01");
    shop.go(id, &[Stage::Delivered], "2026-04-08");

    let after = today(&shop, "2026-04-09");
    assert_eq!(after.promise_passed.count.count, 0);
    assert_eq!(after.back.count.count, 1);
    shop.go(id, &[Stage::Closed], "2026-04-09");
    assert_eq!(today(&shop, "2026-04-09").back.count.count, 0);
}

#[test]
fn a_draft_is_left_lying_after_a_day() {
    let mut shop = Shop::new();
    let device = shop.unit("Bitmain", DeviceFacts::default());
    let rma = shop.drafted(&[device], BITMAIN, "2026-05-01");

    assert_eq!(today(&shop, "2026-05-02").drafts.count.count, 0);
    let later = today(&shop, "2026-05-03");
    assert_eq!(later.drafts.rows[0].id, rma);
    assert_eq!(later.untouched.count.count, 0);
}

#[test]
fn whoever_asks_sees_what_is_assigned_to_them() {
    let mut shop = Shop::new();
    let theirs = shop.filed("Bitmain", BITMAIN, "2026-05-01");
    shop.filed("Bitmain", BITMAIN, "2026-05-01");
    let assign = TicketChanges {
        assignee: Some("Kim".into()),
        ..TicketChanges::default()
    };
    shop.store
        .change_tickets(&[theirs], &assign, &noon("2026-05-01"))
        .unwrap();

    let today = today(&shop, "2026-05-02");

    assert_eq!(numbers(&today.mine), ["T-000001"]);
    assert_eq!(today.open.count, 2);
}

#[test]
fn no_pile_walks_a_table_or_sorts() {
    let shop = Shop::new();
    let piles = [
        (MINE, "t.stage_since"),
        (PROMISE_PASSED, "t.promised_p80_at"),
        (AT_RISK, "t.promised_p80_at"),
        (UNTOUCHED, "t.touched_at"),
        (BACK, "t.stage_since"),
    ];
    let mut all: Vec<String> = piles
        .iter()
        .map(|(which, worst)| format!("SELECT 1 FROM ticket AS t WHERE {which} ORDER BY {worst}"))
        .collect();
    all.push(format!("SELECT t.id {HELD} ORDER BY h.from_at"));
    all.push("SELECT 1 FROM rma AS r INDEXED BY rma_draft WHERE r.submitted_at IS NULL AND r.touched_at < ?1 ORDER BY r.touched_at".into());
    for sql in all {
        let mut statement = shop
            .store
            .conn
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().unwrap() {
            let step: String = row.get(3).unwrap();
            assert!(
                !step.starts_with("SCAN") && !step.contains("B-TREE"),
                "{step}\n{sql}"
            );
        }
    }
}
