//! Working time, on a real desk in memory.

use super::*;
use crate::bench::fixture::{Shop, at};
use crate::journal::Act;
use crate::ticket::{HoldReason, Stage};

#[test]
fn to_begin_on_the_next_unit_ends_the_one_before() {
    let mut shop = Shop::new();
    let (a, b) = (
        shop.miner("SMTTATUBDJAAI0001"),
        shop.miner("SMTTATUBDJAAI0002"),
    );
    let (first, second) = (
        shop.ticket(a, Stage::Diagnosing),
        shop.ticket(b, Stage::Diagnosing),
    );

    shop.store
        .start_work(first, Activity::Diagnose, "", &at(10))
        .unwrap();
    let twice = shop
        .store
        .start_work(first, Activity::Diagnose, "", &at(11))
        .unwrap_err();
    shop.store
        .start_work(second, Activity::Repair, "", &at(40))
        .unwrap();
    shop.store.stop_work(&at(55)).unwrap();
    let idle = shop.store.stop_work(&at(56)).unwrap_err();

    assert!(twice.to_string().contains("already"), "{twice}");
    assert!(idle.to_string().contains("no work of yours"), "{idle}");
    let minutes = |shop: &Shop, id| shop.store.ticket_clock(id, &at(60)).unwrap().labour_minutes;
    assert_eq!((minutes(&shop, first), minutes(&shop, second)), (30, 15));
    shop.replays();
}

#[test]
fn two_people_work_on_one_unit_and_each_has_their_own_minutes() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Repairing);
    let tao = |minute: i64| Act::new("Tao", at(minute).now);

    shop.store
        .start_work(ticket, Activity::Repair, "", &at(10))
        .unwrap();
    shop.store
        .start_work(ticket, Activity::Test, "", &tao(20))
        .unwrap();
    shop.store.stop_work(&at(30)).unwrap();

    let clock = shop.store.ticket_clock(ticket, &at(50)).unwrap();
    let sums: Vec<(&str, Activity, u32)> = clock
        .labour
        .iter()
        .map(|sum| (sum.person.as_str(), sum.activity, sum.minutes))
        .collect();
    assert_eq!(
        sums,
        [("Tao", Activity::Test, 30), ("Kim", Activity::Repair, 20)]
    );
}

#[test]
fn a_span_set_right_is_right_everywhere_and_can_be_undone() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Repairing);
    shop.store
        .start_work(ticket, Activity::Repair, "", &at(10))
        .unwrap();
    shop.store.stop_work(&at(500)).unwrap();
    let work = shop.store.work_on(ticket, &at(501)).unwrap().remove(0);
    let right = |until| Span {
        activity: Activity::Clean,
        note: "forgot to stop".into(),
        from_at: at(10).now,
        until_at: Some(at(until).now),
    };

    let future = shop
        .store
        .correct_work(work.id, &right(9_999), "forgot to stop", &at(502))
        .unwrap_err();
    let corrected = shop
        .store
        .correct_work(work.id, &right(40), "forgot to stop", &at(503))
        .unwrap();
    let unexplained = shop
        .store
        .correct_work(work.id, &right(41), " ", &at(504))
        .unwrap_err();
    let now = at(600);
    let minutes = shop
        .store
        .ticket_clock(ticket, &now)
        .unwrap()
        .labour_minutes;
    let bench = shop.store.bench_unit(unit, &now).unwrap().ticket.unwrap();
    let everywhere = [
        bench.clock.labour_minutes,
        bench.work[0].minutes,
        shop.store.work_on(ticket, &now).unwrap()[0].minutes,
        shop.store.work_of("Kim", at(0).now, &now).unwrap()[0].minutes,
        bench.clock.labour[0].minutes,
    ];
    let told = shop.store.ticket(ticket, &now).unwrap().timeline;
    shop.store.undo(corrected, &at(601)).unwrap();

    assert!(future.to_string().starts_with("end"), "{future}");
    assert!(
        unexplained.to_string().starts_with("reason"),
        "{unexplained}"
    );
    assert_eq!(minutes, 30);
    assert_eq!(everywhere, [30; 5]);
    assert_eq!(bench.clock.labour[0].activity, Activity::Clean);
    assert!(
        told.iter()
            .any(|line| line.text == "Work set right: clean, 30 min: forgot to stop"),
        "{told:#?}"
    );
    assert_eq!(
        shop.store
            .ticket_clock(ticket, &at(700))
            .unwrap()
            .labour_minutes,
        490
    );
    shop.replays();
}

#[test]
fn the_clock_says_who_held_each_hour_and_forgets_a_hold_that_was_undone() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Diagnosing);
    let held = shop
        .store
        .hold_tickets(&[ticket], HoldReason::Parts, None, "", &at(61))
        .unwrap();

    let during = shop.store.ticket_clock(ticket, &at(121)).unwrap();
    shop.store.undo(held.action, &at(181)).unwrap();
    let after = shop.store.ticket_clock(ticket, &at(181)).unwrap();

    let hours = |clock: &TicketClock| -> Vec<(Holder, f64)> {
        clock
            .held_by
            .iter()
            .map(|held| (held.holder, held.elapsed_hours))
            .collect()
    };
    assert_eq!(hours(&during), [(Holder::Us, 1.0), (Holder::Parts, 1.0)]);
    assert_eq!(during.now, Some(Holder::Parts));
    assert_eq!(hours(&after), [(Holder::Us, 3.0)]);
    assert_eq!(after.now, Some(Holder::Us));
}
