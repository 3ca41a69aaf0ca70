//! What lets a unit go as repaired, on a real desk in memory.

use super::*;
use crate::bench::fixture::{Shop, at};
use crate::device::DeviceKind;
use crate::repair::{NewRepair, RepairCode};
use crate::ticket::{NewTestRun, Stage};

fn passed(kind: TestKind) -> NewTestRun {
    NewTestRun::plain(kind, "frame 2", 240, true)
}

fn clean() -> NewRepair {
    NewRepair {
        code: RepairCode::Clean,
        component: Component::Miner,
        ..NewRepair::default()
    }
}

#[test]
fn a_jig_pass_does_not_let_a_miner_go_and_a_whole_machine_pass_does() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Testing);

    shop.store
        .record_test(ticket, &passed(TestKind::Jig), &at(10))
        .unwrap();
    let jig = shop.ready(ticket, 11).unwrap_err();
    shop.store
        .record_test(ticket, &passed(TestKind::FullMachine), &at(12))
        .unwrap();

    assert!(jig.to_string().contains("it needs full_machine"), "{jig}");
    shop.ready(ticket, 13).unwrap();
    shop.replays();
}

#[test]
fn a_board_that_came_alone_goes_with_a_jig_pass() {
    let mut shop = Shop::new();
    let board = shop.unit(DeviceKind::Hashboard, "HEMBOARD000000001", shop.farm);
    let ticket = shop.ticket(board, Stage::Testing);

    shop.store
        .record_test(ticket, &passed(TestKind::Jig), &at(10))
        .unwrap();

    shop.ready(ticket, 11).unwrap();
}

#[test]
fn a_repair_after_the_test_makes_the_pass_stale_and_its_undo_makes_it_good_again() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Testing);
    shop.store
        .record_test(ticket, &passed(TestKind::FullMachine), &at(10))
        .unwrap();
    let repair = shop.store.record_repair(ticket, &clean(), &at(11)).unwrap();

    let stale = shop.ready(ticket, 12).unwrap_err();
    shop.store.undo(repair.action, &at(13)).unwrap();

    assert!(
        stale.to_string().contains("older than the last repair"),
        "{stale}"
    );
    shop.ready(ticket, 14).unwrap();
}

#[test]
fn a_unit_goes_without_its_test_for_a_reason_that_stands_in_the_journal() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Testing);

    let silent = shop.store.waive_test(ticket, "  ", &at(10)).unwrap_err();
    shop.store
        .waive_test(ticket, "the farm tests it itself", &at(11))
        .unwrap();
    shop.ready(ticket, 12).unwrap();

    assert!(silent.to_string().starts_with("reason"), "{silent}");
    let said = shop.store.ticket(ticket, &at(13)).unwrap().timeline;
    assert!(
        said.iter().any(
            |line| line.kind == "test.waived" && line.text.contains("the farm tests it itself")
        ),
        "{said:?}"
    );
}

#[test]
fn a_run_is_not_called_passed_against_its_template() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Testing);
    let run = |mean: f64, minutes, passed| NewTestRun {
        template: Some("full_machine".into()),
        minutes,
        passed,
        measured: Measured {
            mean_ths: Some(mean),
            chips_found: Some(342),
            hw_error_percent: Some(0.2),
            chip_c: Some(78.0),
            ..Measured::default()
        },
        answers: vec![Answer {
            label: "All fans at speed".into(),
            yes: true,
        }],
        ..NewTestRun::plain(TestKind::FullMachine, "frame 2", minutes, passed)
    };

    let weak = shop
        .store
        .record_test(ticket, &run(80.0, 240, true), &at(10))
        .unwrap_err();
    let short = shop
        .store
        .record_test(ticket, &run(109.0, 30, true), &at(11))
        .unwrap_err();
    shop.store
        .record_test(ticket, &run(80.0, 240, false), &at(12))
        .unwrap();
    shop.store
        .record_test(ticket, &run(109.0, 240, true), &at(13))
        .unwrap();

    assert!(weak.to_string().contains("mean_ths"), "{weak}");
    assert!(short.to_string().contains("asks for 120"), "{short}");
    let tests = shop.store.ticket(ticket, &at(14)).unwrap().tests;
    let good = &tests[1];
    assert_eq!(good.measured.expected_ths, Some(110.0));
    assert_eq!(good.measured.chips_expected, Some(342));
    assert_eq!(good.person, "Kim");
    assert!(good.checks.iter().all(|check| check.passed == Some(true)));
    assert_eq!(tests[0].checks[0].passed, Some(false));
    shop.replays();
}

#[test]
fn a_burn_in_runs_on_by_itself_and_says_what_is_left() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Testing);
    let start = NewTestStart {
        kind: TestKind::BurnIn,
        template: None,
        rig: "rack 3".into(),
        minutes: 240,
    };
    shop.store.start_test(ticket, &start, &at(10)).unwrap();

    let twice = shop.store.start_test(ticket, &start, &at(11)).unwrap_err();
    let running = shop.store.running_tests(&at(70)).unwrap();
    let over = shop.store.running_tests(&at(999)).unwrap();
    let run = NewTestRun {
        minutes: 0,
        ..passed(TestKind::Jig)
    };
    let ended = shop
        .store
        .end_test(running[0].id, Some(&run), &at(260))
        .unwrap();

    assert!(twice.to_string().contains("running already"), "{twice}");
    assert_eq!(running[0].minutes_left, 180);
    assert_eq!(over[0].minutes_left, 0);
    let test = shop.store.ticket(ticket, &at(261)).unwrap().tests.remove(0);
    assert_eq!((test.kind, test.minutes), (TestKind::BurnIn, 250));
    assert!(shop.store.running_tests(&at(261)).unwrap().is_empty());
    let undone = shop.store.undo(ended.action, &at(262)).unwrap();
    assert_eq!(shop.store.running_tests(&at(263)).unwrap().len(), 1);
    shop.store.undo(undone.action, &at(264)).unwrap();
    assert!(shop.store.running_tests(&at(265)).unwrap().is_empty());
    shop.ready(ticket, 266).unwrap();
    shop.replays();
}
