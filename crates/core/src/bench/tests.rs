//! The bench as it is looked at, on a real desk in memory.

use super::fixture::{Shop, at};
use super::*;
use crate::ticket::{HoldReason, Stage, TicketChanges};

#[test]
fn a_unit_shows_the_slots_of_its_model_and_its_open_ticket() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    shop.ticket(unit, Stage::Diagnosing);

    let page = shop.store.bench_unit(unit, &at(10)).unwrap();

    let slots: Vec<&str> = page.slots.iter().map(|slot| slot.slot.as_str()).collect();
    assert_eq!(
        slots,
        [
            "HB0", "HB1", "HB2", "CB", "PSU", "FAN0", "FAN1", "FAN2", "FAN3"
        ]
    );
    assert_eq!(page.slots[0].layout.as_ref().unwrap().chips, 114);
    let ticket = page.ticket.unwrap();
    assert_eq!(ticket.row.stage, Stage::Diagnosing);
    assert!(ticket.moves.iter().any(|to| to.to == Stage::Repairing));
}

#[test]
fn a_scanned_board_leads_to_the_miner_on_the_bench_that_it_sits_in() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let board = shop.board("HEMBOARD000000001", shop.farm);
    shop.store.install(unit, "HB2", board, &at(1)).unwrap();

    let alone = shop.store.bench_unit(board, &at(2)).unwrap();
    shop.ticket(unit, Stage::Diagnosing);
    let inside = shop.store.bench_unit(board, &at(10)).unwrap();

    assert_eq!((alone.unit.id, alone.scanned_slot), (board, None));
    assert_eq!(inside.unit.id, unit);
    assert_eq!(inside.scanned_slot.as_deref(), Some("HB2"));
}

#[test]
fn the_queue_is_mine_by_due_day_with_the_held_apart() {
    let mut shop = Shop::new();
    let mut tickets = Vec::new();
    for n in 0..4 {
        let unit = shop.miner(&format!("SMTTATUBDJAAI000{n}"));
        tickets.push(shop.ticket(unit, Stage::Queued));
    }
    let day = |days: u64| at(0).now.date() + chrono::Days::new(days);
    for (id, assignee, due) in [
        (tickets[0], Some("Kim"), Some(day(9))),
        (tickets[1], Some("Kim"), Some(day(1))),
        (tickets[2], None, None),
        (tickets[3], Some("Kim"), Some(day(2))),
    ] {
        let changes = TicketChanges {
            assignee: assignee.map(Into::into),
            due_on: due,
            level: Some(1),
            ..TicketChanges::default()
        };
        shop.store.change_tickets(&[id], &changes, &at(5)).unwrap();
    }
    shop.store
        .hold_tickets(&[tickets[3]], HoldReason::Parts, None, "", &at(6))
        .unwrap();

    let queue = shop.store.bench_queue("Kim", &at(7)).unwrap();

    let ids = |rows: &[QueueRow]| -> Vec<crate::id::TicketId> {
        rows.iter().map(|row| row.ticket.id).collect()
    };
    assert_eq!(ids(&queue.mine), [tickets[1], tickets[0]]);
    assert_eq!(ids(&queue.free), [tickets[2]]);
    assert_eq!(ids(&queue.held), [tickets[3]]);
    assert_eq!(
        queue.mine.iter().map(|row| row.risk).collect::<Vec<_>>(),
        [Risk::Near, Risk::InTime]
    );
    assert_eq!(queue.free[0].risk, Risk::Open);
}

#[test]
fn the_queue_comes_out_of_its_index_in_order() {
    let shop = Shop::new();
    for tail in queue::plans() {
        let plan: Vec<String> = shop
            .store
            .conn
            .prepare(&format!(
                "EXPLAIN QUERY PLAN SELECT t.id FROM ticket AS t {tail}"
            ))
            .unwrap()
            .query_map(["x"], |row| row.get(3))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();

        assert!(
            plan[0].contains("ticket_at_bench")
                && !plan.iter().any(|step| step.contains("TEMP B-TREE")),
            "{plan:#?}"
        );
    }
}

#[test]
fn a_unit_back_inside_its_repair_warranty_is_a_bounce_that_shows_what_was_done_and_by_whom() {
    let mut shop = Shop::new();
    let mut bench = shop.store.center(shop.bench).unwrap().center;
    bench.repair_warranty_days = Some(30);
    shop.store.save_center(&bench, &at(0)).unwrap();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let first = shop.ticket(unit, Stage::Testing);
    let clean = crate::repair::NewRepair {
        code: crate::repair::RepairCode::Clean,
        component: Component::Miner,
        ..crate::repair::NewRepair::default()
    };
    shop.store.record_repair(first, &clean, &at(10)).unwrap();
    let run =
        crate::ticket::NewTestRun::plain(crate::ticket::TestKind::FullMachine, "rack", 240, true);
    shop.store.record_test(first, &run, &at(11)).unwrap();
    shop.ready(first, 12).unwrap();
    shop.go(first, Stage::Delivered, 13).unwrap();
    shop.go(first, Stage::Closed, 14).unwrap();

    let opened = shop
        .store
        .take_to_bench(unit, "dead again", &at(60 * 24 * 5))
        .unwrap();
    let twice = shop
        .store
        .take_to_bench(unit, "", &at(60 * 24 * 5))
        .unwrap_err();

    let page = shop.store.bench_unit(unit, &at(60 * 24 * 5 + 1)).unwrap();
    let ticket = page.ticket.unwrap();
    assert_eq!(ticket.row.stage, Stage::Queued);
    assert_eq!(ticket.row.symptom, "dead again");
    assert_eq!(ticket.bounce_of.map(|row| row.id), Some(first));
    let cohort = ticket.cohort.unwrap();
    assert_eq!(
        cohort.ticket,
        shop.store.ticket(first, &at(0)).unwrap().row.number
    );
    assert_eq!(cohort.month.to_string(), "2026-09-01");
    assert_eq!((cohort.held_days, cohort.center_id), (5, Some(shop.bench)));
    let last = page.last_time.unwrap();
    assert_eq!(last.repairs[0].person, "Kim");
    assert!(last.tests[0].passed);
    assert!(twice.to_string().contains("open ticket"), "{twice}");
    shop.store.undo(opened.action, &at(60 * 24 * 6)).unwrap();
    assert!(
        shop.store
            .bench_unit(unit, &at(60 * 24 * 6))
            .unwrap()
            .ticket
            .is_none()
    );
    shop.replays();
}

/// A repaired, delivered unit at a bench that stands by its repairs for thirty days.
fn repaired(shop: &mut Shop) -> crate::id::DeviceId {
    let mut bench = shop.store.center(shop.bench).unwrap().center;
    bench.repair_warranty_days = Some(30);
    shop.store.save_center(&bench, &at(0)).unwrap();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let first = shop.ticket(unit, Stage::Testing);
    let run =
        crate::ticket::NewTestRun::plain(crate::ticket::TestKind::FullMachine, "rack", 240, true);
    shop.store.record_test(first, &run, &at(11)).unwrap();
    shop.ready(first, 12).unwrap();
    shop.go(first, Stage::Delivered, 13).unwrap();
    shop.go(first, Stage::Closed, 14).unwrap();
    unit
}

#[test]
fn a_technician_takes_back_what_did_not_hold_and_files_nothing_else() {
    let mut shop = Shop::new();
    let unit = repaired(&mut shop);
    let other = shop.miner("SMTTATUBDJAAI0002");
    let person = |name: &str, role| crate::people::NewPerson {
        name: name.into(),
        role,
        pin: "4829".into(),
    };
    shop.store
        .add_person(&person("Ada", crate::people::Role::Admin), &at(20))
        .unwrap();
    let signed = |shop: &mut Shop, name: &str, minute: i64| {
        let people = shop.store.people().unwrap().people;
        let id = people.iter().find(|one| one.name == name).unwrap().id;
        let now = at(minute).now;
        crate::journal::Act::by(&shop.store.sign_in(id, "4829", now).unwrap(), now)
    };
    let ada = signed(&mut shop, "Ada", 21);
    shop.store
        .add_person(&person("Tao", crate::people::Role::Technician), &ada)
        .unwrap();
    let tao = signed(&mut shop, "Tao", 60 * 24);

    let before = shop.store.bench_unit(unit, &tao).unwrap();
    let offered = before.take_in.unwrap();
    let plain = shop.store.bench_unit(other, &tao).unwrap().take_in.unwrap();
    let refused = shop.store.take_to_bench(other, "dead", &tao).unwrap_err();
    let opened = shop.store.take_to_bench(unit, "dead again", &tao).unwrap();
    let during = shop.store.bench_unit(unit, &tao).unwrap();

    assert_eq!(offered.right, crate::people::Right::TakeBack);
    assert_eq!(plain.right, crate::people::Right::File);
    assert!(plain.bounce_of.is_none());
    assert_eq!(refused.code(), crate::error::Code::NotAllowed, "{refused}");
    assert_eq!(
        before.last_time.map(|last| last.row.id),
        offered.bounce_of.map(|row| row.id)
    );
    assert!(during.take_in.is_none());
    assert!(during.ticket.unwrap().bounce_of.is_some());
    shop.store.undo(opened.action, &tao).unwrap();
    shop.replays();
}
