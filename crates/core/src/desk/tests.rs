//! The desk as a whole, in memory.

use std::ops::ControlFlow;

use super::*;
use crate::journal::{Act, replay};
use crate::store::Store;
use crate::ticket::TicketQuery;
use crate::time::Timestamp;

fn act() -> Act {
    Act::new("Kim", Timestamp::from_millis(1_790_000_000_000))
}

fn small() -> DemoSize {
    DemoSize {
        devices: 200,
        tickets: 60,
        seed: 3,
    }
}

fn on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn a_new_desk_is_empty_and_knows_its_catalog() {
    let store = Store::in_memory(&act()).unwrap();

    let desk = store.desk().unwrap();

    assert!(desk.is_empty && !desk.has_demo);
    assert!(store.models("S21", 20).unwrap().len() > 1);
    assert!(store.centers().unwrap().len() >= 10);
}

#[test]
fn the_demo_fleet_is_the_same_for_the_same_seed_and_is_alive() {
    let make = || {
        let mut store = Store::in_memory(&act()).unwrap();
        store.make_demo(small(), &act(), &mut on).unwrap();
        store
    };

    let (one, other) = (make(), make());

    assert_eq!(
        replay::digests(&one.conn).unwrap(),
        replay::digests(&other.conn).unwrap()
    );
    let open = one
        .count_tickets(
            &TicketQuery {
                open: Some(true),
                ..TicketQuery::default()
            },
            act().now,
        )
        .unwrap()
        .count;
    assert!((3..60).contains(&open), "{open} of 60 are open");
    assert!(
        one.conn
            .query_row("SELECT count(*) FROM hold", [], |row| row.get::<_, u32>(0))
            .unwrap()
            > 0
    );
}

#[test]
fn the_demo_bench_has_worked_and_never_took_a_part_that_was_not_there() {
    let mut store = Store::in_memory(&act()).unwrap();
    let size = DemoSize {
        devices: 600,
        tickets: 300,
        seed: 3,
    };
    store.make_demo(size, &act(), &mut on).unwrap();

    for table in [
        "finding",
        "repair_action",
        "labour",
        "quote",
        "stock_move",
        "test_run",
    ] {
        let rows: u32 = store
            .conn
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                row.get(0)
            })
            .unwrap();
        assert!(rows >= 10, "{rows} rows in {table}");
    }
    let lowest: i32 = store
        .conn
        .query_row(
            "SELECT min(level) FROM (SELECT sum(quantity) OVER (PARTITION BY part_id ORDER BY event) AS level FROM stock_move)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(lowest >= 0, "stock fell to {lowest}");
    let unproved: u32 = store
        .conn
        .query_row(
            "SELECT count(*) FROM repair_action AS r WHERE NOT EXISTS (SELECT 1 FROM finding AS f WHERE f.id = r.finding_id)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(unproved, 0, "each repair answers a finding");
}

#[test]
fn the_demo_data_goes_and_what_is_real_stays() {
    let mut store = Store::in_memory(&act()).unwrap();
    let before = replay::digests(&store.conn).unwrap();
    store.make_demo(small(), &act(), &mut on).unwrap();

    let twice = store.make_demo(small(), &act(), &mut on).unwrap_err();
    let desk = store.remove_demo(&act()).unwrap();

    assert!(twice.to_string().contains("there already"), "{twice}");
    assert!(desk.is_empty && !desk.has_demo);
    let after = replay::digests(&store.conn).unwrap();
    for (was, is) in before.iter().zip(&after).filter(|(was, _)| was.0 != "desk") {
        assert_eq!(was, is, "only the numbers given out stay used up");
    }
    store.write(&act(), |w| replay::rebuild(w.tx)).unwrap();
    assert_eq!(replay::digests(&store.conn).unwrap(), after);
}

#[test]
fn a_cancelled_demo_leaves_nothing() {
    let mut store = Store::in_memory(&act()).unwrap();
    let before = replay::digests(&store.conn).unwrap();

    let err = store
        .make_demo(small(), &act(), &mut |_, _| ControlFlow::Break(()))
        .unwrap_err();

    assert!(matches!(err, crate::Error::Cancelled));
    assert_eq!(replay::digests(&store.conn).unwrap(), before);
}

#[test]
fn half_typed_text_is_kept_without_an_event() {
    let mut store = Store::in_memory(&act()).unwrap();
    let head = store.desk().unwrap().head;

    store
        .keep_scratch("intake:fleet", Some("SMTTATUBDJ"), &act())
        .unwrap();

    assert_eq!(
        store.scratch("intake:fleet").unwrap().as_deref(),
        Some("SMTTATUBDJ")
    );
    assert_eq!(store.desk().unwrap().head, head);
}

#[test]
fn a_setting_changed_can_be_changed_back() {
    let mut store = Store::in_memory(&act()).unwrap();

    store.change_setting("theme", Some("dark"), &act()).unwrap();
    store.change_setting("theme", None, &act()).unwrap();

    assert_eq!(store.setting("theme").unwrap(), None);
}

#[test]
fn the_find_box_finds_a_unit_by_the_middle_of_its_serial_and_by_its_numbers() {
    let mut store = Store::in_memory(&act()).unwrap();
    store.make_demo(small(), &act(), &mut on).unwrap();
    let ticket = store
        .tickets(
            &TicketQuery {
                limit: 1,
                ..TicketQuery::default()
            },
            act().now,
        )
        .unwrap()
        .rows
        .remove(0);
    let serial = ticket.serial.unwrap();

    for text in [
        &serial[..6],
        &serial[5..],
        &ticket.number,
        &ticket.rma.unwrap(),
    ] {
        let hits = store.find(text, 20).unwrap();

        assert!(!hits.is_empty(), "{text}");
    }
    let infix = store
        .find(&serial[serial.len() - 12..serial.len() - 1], 20)
        .unwrap();
    assert!(infix.iter().any(|hit| hit.label == serial), "{infix:?}");
    assert!(
        store
            .find("\"; DROP TABLE ticket; --", 20)
            .unwrap()
            .is_empty()
    );
    assert!(!store.find("S21", 20).unwrap().is_empty());
}
