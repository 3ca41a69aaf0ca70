//! At the bench: from scan to ready without a mouse.

use hashmend_tests::{Desk, Outcome, Trouble, button, field, heading, id, role, story, text, walk};
use serde_json::json;

/// A unit of the demo fleet that waits at our own bench, scanned from wherever the desk was.
fn scan_a_waiting_unit(desk: &Desk) -> Outcome<String> {
    desk.sequence("g b")?;
    desk.wait_for(heading("Bench"))?;
    desk.wait_for(id("queue-row"))?;
    let serial = desk.run(
        "return document.querySelector('[data-testid=queue-row] .mono').textContent",
        &json!([]),
    )?;
    let serial = serial
        .as_str()
        .ok_or_else(|| Trouble::new("nothing waits at the bench"))?
        .to_owned();
    desk.scan(&serial)?;
    desk.wait_for(id("bench-unit"))?;
    desk.wait_for(text(&serial))?;
    Ok(serial)
}

/// Press the key of a command until the ticket stands in `stage`; other stages lie between.
fn go_on_to(desk: &Desk, stage: &str) -> Outcome {
    for _ in 0..4 {
        if desk.text_of(id("stage-badge"))? == stage {
            return Ok(());
        }
        let before = desk.text_of(id("stage-badge"))?;
        desk.sequence("4")?;
        desk.wait_until(
            &format!("the ticket has left {before}"),
            &format!(
                "return document.querySelector('[data-testid=stage-badge]')?.innerText.trim() !== {}",
                json!(before)
            ),
        )?;
    }
    Err(Trouble::new(format!("the ticket never came to {stage}")))
}

fn find_an_asic_fault(desk: &Desk) -> Outcome {
    desk.sequence("2")?;
    desk.wait_for(role("dialog", "What was found"))?;
    desk.wait_for_focus("Fault")?;
    desk.type_text("asic")?;
    desk.keys("Down")?;
    desk.keys("Enter")?;
    desk.keys("Control+s")?;
    desk.wait_for(text("1 finding recorded")).map(drop)
}

fn record_a_run(desk: &Desk, key: &str, title: &str) -> Outcome {
    desk.sequence(key)?;
    desk.wait_for(role("dialog", title))?;
    desk.wait_for_focus("Rig")?;
    desk.keys("Control+a")?;
    desk.type_text("Jig 2")?;
    desk.choose(field("Held against"), "No limits")?;
    desk.keys("Control+s")?;
    desk.wait_until_gone(role("dialog", title))
}

#[test]
fn a_scanned_unit_is_worked_to_ready_by_keys_after_a_test_that_failed() -> Outcome {
    story("bench", |desk| {
        walk::start_with_demo(desk)?;
        scan_a_waiting_unit(desk)?;
        desk.shot("bench-light")?;

        // Start: the time runs, and what waited is being diagnosed.
        desk.sequence("1")?;
        desk.wait_for(text("Diagnosis:"))?;
        assert_eq!(desk.text_of(id("stage-badge"))?, "Diagnosing");

        find_an_asic_fault(desk)?;

        go_on_to(desk, "Repairing")?;
        desk.sequence("3")?;
        desk.wait_for(role("dialog", "What was done"))?;
        desk.keys("Control+s")?;
        desk.wait_for(text("Reseat"))?;
        go_on_to(desk, "Testing")?;

        // Without a passed run nothing leaves the test.
        desk.wait_for(id("bench-missing"))?;
        desk.sequence("4")?;
        assert_eq!(desk.text_of(id("stage-badge"))?, "Testing");

        record_a_run(desk, "6", "It failed")?;
        desk.wait_for(text("Moved to Repairing"))?;
        desk.sequence("3")?;
        desk.wait_for(role("dialog", "What was done"))?;
        desk.keys("Control+s")?;
        desk.wait_until_gone(role("dialog", "What was done"))?;
        go_on_to(desk, "Testing")?;
        record_a_run(desk, "5", "It passed")?;
        desk.wait_for(text("Passed run recorded"))?;
        desk.shot("bench-tested")?;
        go_on_to(desk, "Ready")?;
        walk::wear(desk, "Dark")?;
        desk.shot("bench-dark").map(drop)
    })
}

#[test]
fn a_pasted_log_becomes_findings_with_the_lines_that_prove_them() -> Outcome {
    story("bench-log", |desk| {
        walk::start_with_demo(desk)?;
        scan_a_waiting_unit(desk)?;
        desk.sequence("1")?;
        desk.wait_for(text("Diagnosis:"))?;

        desk.paste(
            id("log-text"),
            include_str!("../../crates/core/tests/diagnose/wm-psu.log"),
        )?;
        desk.click(id("read-log"))?;
        desk.wait_for(id("log-verdict"))?;
        desk.wait_for(text("Fault found"))?;
        desk.shot("bench-log")?;
        desk.click(id("log-record"))?;
        desk.wait_for(text("1 finding recorded"))?;
        desk.wait_for(text("Found in a log"))?;

        // The log itself is kept with the ticket.
        desk.click(button("Undo"))?;
        desk.wait_for(text("Nothing found yet.")).map(drop)
    })
}

#[test]
fn the_chips_of_a_board_are_marked_by_keys_and_commands_are_printed() -> Outcome {
    story("bench-chips", |desk| {
        walk::start_with_demo(desk)?;
        scan_a_waiting_unit(desk)?;
        desk.wait_for(id("chip-map"))?;
        desk.run(
            "document.querySelector('[data-chip=\"0\"]').focus()",
            &json!([]),
        )?;
        desk.keys("Right")?;
        desk.keys(" ")?;
        desk.wait_for(text("1 chip chosen"))?;
        desk.sequence("d")?;
        desk.wait_for(text("1 chip: Dead"))?;
        desk.wait_for(role("button", "chip 1, Dead"))?;
        desk.shot("bench-chips")?;

        desk.click(button("Command barcodes"))?;
        desk.wait_for(id("command-sheet"))?;
        desk.shot("bench-barcodes")?;
        desk.keys("Escape")?;
        desk.wait_until_gone(id("command-sheet"))?;

        // A printed command does what its key does.
        desk.scan("HM-START")?;
        desk.wait_for(text("Diagnosis:"))?;
        desk.scan("HM-HOLD-PARTS")?;
        desk.wait_for(id("command-release"))?;
        desk.scan("HM-RELEASE")?;
        desk.wait_for(id("command-hold")).map(drop)
    })
}

/// From the queue to the test stage, with a finding and a repair on the way.
fn work_up_to_the_test(desk: &Desk) -> Outcome {
    desk.sequence("1")?;
    desk.wait_for(text("Diagnosis:"))?;
    find_an_asic_fault(desk)?;
    go_on_to(desk, "Repairing")?;
    desk.sequence("3")?;
    desk.wait_for(role("dialog", "What was done"))?;
    desk.keys("Control+s")?;
    desk.wait_until_gone(role("dialog", "What was done"))?;
    go_on_to(desk, "Testing")
}

#[test]
fn a_manager_lets_a_unit_go_untested_and_it_comes_back_as_a_bounce() -> Outcome {
    story("bench-bounce", |desk| {
        walk::start_with_demo(desk)?;
        scan_a_waiting_unit(desk)?;
        work_up_to_the_test(desk)?;

        // Refused without a passed run, until somebody says why it may go.
        desk.wait_for(id("bench-missing"))?;
        desk.sequence("4")?;
        assert_eq!(desk.text_of(id("stage-badge"))?, "Testing");
        desk.shot("bench-refused")?;
        desk.sequence("w")?;
        desk.wait_for(id("reason"))?;
        desk.wait_for_focus("Reason")?;
        desk.type_text("Rig broken, the customer takes it as it is")?;
        desk.keys("Control+s")?;
        desk.wait_for(text("It may go without the test"))?;
        for stage in ["Ready", "Delivered", "Closed"] {
            go_on_to(desk, stage).or_else(|trouble| match stage {
                // An ended ticket is on the bench no more.
                "Closed" => desk.wait_for(id("take-in")).map(drop),
                _ => Err(trouble),
            })?;
        }

        // Brought back: one act opens the ticket that is linked to it.
        desk.wait_for(id("take-in"))?;
        desk.wait_for(id("last-time"))?;
        desk.shot("bench-take-back")?;
        desk.sequence("1")?;
        desk.wait_for(text("Ticket opened"))?;
        desk.wait_for(text("Back after T-"))?;
        desk.wait_for(id("cohort"))?;
        walk::wear(desk, "Dark")?;
        desk.shot("bench-bounce-dark").map(drop)
    })
}

#[test]
fn a_second_unit_is_worked_on_while_the_first_burns_in() -> Outcome {
    story("bench-burn-in", |desk| {
        walk::start_with_demo(desk)?;
        let first = scan_a_waiting_unit(desk)?;
        work_up_to_the_test(desk)?;
        desk.sequence("8")?;
        desk.wait_for(role("dialog", "Start a test that runs by itself"))?;
        desk.wait_for_focus("Rig")?;
        desk.keys("Control+a")?;
        desk.type_text("Rack 4")?;
        desk.keys("Control+s")?;
        desk.wait_for(text("It runs; the queue shows what is left"))?;
        desk.wait_for(id("running-test"))?;

        let other = desk.run(
            "return [...document.querySelectorAll('[data-testid=queue-row] .mono')].map((each) => each.textContent).find((serial) => serial !== arguments[0])",
            &json!([first]),
        )?;
        let other = other
            .as_str()
            .ok_or_else(|| Trouble::new("only one unit waits at the bench"))?;
        desk.scan(other)?;
        desk.wait_for(text(other))?;
        desk.sequence("1")?;
        desk.wait_for(text("Time runs:"))?;
        // The first one goes on in the list while the second is worked on.
        desk.wait_for(id("running-test"))?;

        desk.shot("bench-second").map(drop)
    })
}

#[test]
fn a_foreign_board_is_seen_at_once_on_the_bench_and_on_the_passport() -> Outcome {
    story("bench-boards", |desk| {
        walk::start_with_demo(desk)?;
        scan_a_waiting_unit(desk)?;
        desk.sequence("1")?;
        desk.wait_for(text("Diagnosis:"))?;
        for serial in ["HEMTEST000000001", "HEMTEST000000777"] {
            desk.sequence("0")?;
            desk.wait_for(role("dialog", "What sits in the slots"))?;
            desk.fill(id("look-HB0"), serial)?;
            if serial.ends_with("777") {
                desk.wait_for(text("HEMTEST000000001 the time before"))?;
                desk.shot("bench-looks")?;
            }
            desk.keys("Control+s")?;
            desk.wait_until_gone(role("dialog", "What sits in the slots"))?;
        }
        desk.wait_for(id("foreign-banner"))?;
        desk.shot("bench-foreign")?;
        desk.click(id("unit-passport"))?;
        desk.wait_for(id("unit-page"))?;
        desk.wait_for(id("foreign-board"))?;
        desk.shot("passport-foreign").map(drop)
    })
}

/// Scan a unit onto the bench, and wait until it is there.
fn put_on_the_bench(desk: &Desk, serial: &str) -> Outcome {
    desk.scan(serial)?;
    desk.wait_until(
        "the unit is on the bench",
        &format!(
            "return document.querySelector('[data-testid=unit-passport]')?.textContent === {}",
            json!(serial)
        ),
    )
}

#[test]
fn a_donors_board_is_told_by_both_passports() -> Outcome {
    const BOARD: &str = "HEMBOARD000000777";
    story("bench-donor", |desk| {
        walk::start_with_demo(desk)?;
        let unit = scan_a_waiting_unit(desk)?;
        let giver = desk.run(
            "return [...document.querySelectorAll('[data-testid=queue-row] .mono')].map((each) => each.textContent).find((serial) => serial !== arguments[0])",
            &json!([unit]),
        )?;
        let giver = giver
            .as_str()
            .ok_or_else(|| Trouble::new("only one unit waits at the bench"))?
            .to_owned();
        // What is read off the giver's boards on arrival is what sits in it.
        put_on_the_bench(desk, &giver)?;
        desk.sequence("0")?;
        desk.wait_for(role("dialog", "What sits in the slots"))?;
        desk.choose(field("When"), "Received")?;
        desk.fill(id("look-HB0"), BOARD)?;
        desk.shot("bench-slots")?;
        desk.keys("Control+s")?;
        desk.wait_until_gone(role("dialog", "What sits in the slots"))?;
        desk.wait_for(text(BOARD))?;

        put_on_the_bench(desk, &unit)?;
        go_on_to(desk, "Diagnosing")?;
        desk.sequence("3")?;
        desk.wait_for(role("dialog", "What was done"))?;
        desk.choose(field("Action"), "Swap board")?;
        desk.fill(field("Board that goes in"), BOARD)?;
        desk.shot("bench-swap")?;
        desk.keys("Control+s")?;
        desk.wait_until_gone(role("dialog", "What was done"))?;
        desk.wait_for(text(&format!("{BOARD} in")))?;

        // Both say where it is, and where it was.
        for (serial, shot) in [(&unit, "passport-taker"), (&giver, "passport-giver")] {
            put_on_the_bench(desk, serial)?;
            desk.click(id("unit-passport"))?;
            desk.wait_for(id("unit-page"))?;
            desk.wait_for(text(BOARD))?;
            desk.shot(shot)?;
            desk.sequence("g b")?;
            desk.wait_for(heading("Bench"))?;
        }
        Ok(())
    })
}

#[test]
fn a_quote_is_written_from_the_bench_and_its_next_version_begins_as_the_last() -> Outcome {
    story("quote", |desk| {
        walk::start_with_demo(desk)?;
        scan_a_waiting_unit(desk)?;
        desk.click(role("link", "Quote"))?;
        desk.wait_for(id("quote-editor"))?;
        desk.click(id("quote-add"))?;
        desk.type_text("Cleaning by hand")?;
        desk.keys("Tab")?;
        desk.keys("Tab")?;
        desk.type_text("150")?;
        desk.keys("Tab")?;
        desk.shot("quote-writing")?;
        let total = desk.text_of(id("quote-total"))?;
        desk.keys("Control+s")?;
        desk.wait_for(id("quote-version"))?;
        desk.wait_for(text("Cleaning by hand"))?;
        assert!(desk.text_of(id("quote-version"))?.contains(&total));
        desk.shot("quote-draft")?;

        desk.keys("e")?;
        desk.wait_for(id("quote-editor"))?;
        assert_eq!(desk.text_of(id("quote-total"))?, total);
        desk.fill(field("Note to the customer"), "Without the fan")?;
        desk.keys("Control+s")?;
        desk.wait_until(
            "both versions stand",
            "return document.querySelectorAll('[data-testid=quote-version]').length === 2",
        )
    })
}
