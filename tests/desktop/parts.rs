//! The parts: what runs low is seen, stock comes, a repair takes of it, and what is undone goes back once.

use std::fs;

use hashmend_tests::{Desk, Outcome, button, field, heading, id, link, role, story, text, walk};
use serde_json::json;

/// Wait until the part that is open says that so many of it are there.
fn has(desk: &Desk, count: u32) -> Outcome {
    desk.wait_until(
        &format!("{count} are in stock"),
        &format!(
            "return document.querySelector('[data-testid=in-stock] strong')?.innerText === {}",
            json!(count.to_string())
        ),
    )
}

fn open_the_part(desk: &Desk) -> Outcome {
    desk.sequence("g p")?;
    desk.wait_for(heading("Parts"))?;
    desk.fill(id("find-part"), "CHIP-1398")?;
    desk.wait_until(
        "the part is found alone",
        "return document.querySelectorAll('[data-testid=part-row]').length === 1",
    )?;
    desk.click(id("part-row"))?;
    desk.wait_for(id("in-stock")).map(drop)
}

#[test]
fn a_low_part_is_received_used_by_a_repair_and_put_back_once() -> Outcome {
    story("parts", |desk| {
        walk::start_with_demo(desk)?;
        desk.sequence("g p")?;
        desk.wait_for(heading("Parts"))?;
        desk.wait_for(id("part-row"))?;
        desk.shot("parts-demo")?;
        desk.sequence("a")?;
        desk.wait_for(id("part-facts"))?;
        desk.fill(id("part-number"), "CHIP-1398")?;
        desk.fill(field("Name"), "Hash chip BM1398")?;
        desk.fill(field("Order when so many are left"), "2")?;
        desk.fill(field("Days from order to shelf"), "30")?;
        desk.keys("Control+s")?;
        desk.wait_for(text("CHIP-1398 added"))?;

        // It is low before the first has come, and stands so in the list.
        has(desk, 0)?;
        desk.wait_for(text("None left"))?;
        desk.wait_for(text("to order now"))?;
        desk.click(id("receive"))?;
        desk.wait_for(role("dialog", "Receive CHIP-1398"))?;
        desk.fill(field("How many"), "5")?;
        desk.choose(field("Into"), "New place…")?;
        desk.fill(field("Name of the place"), "Shelf A")?;
        desk.keys("Control+s")?;
        desk.wait_for(text("5 CHIP-1398 received"))?;
        has(desk, 5)?;
        desk.shot("parts-received")?;

        // A count that differs needs its reason, and is a line of its own.
        desk.click(id("count"))?;
        desk.wait_for(role("dialog", "Count CHIP-1398"))?;
        desk.fill(field("Counted"), "4")?;
        desk.fill(field("Why it differs"), "one was bent")?;
        desk.keys("Control+s")?;
        desk.wait_for(text("CHIP-1398: 4 counted"))?;
        has(desk, 4)?;

        // A repair takes one from the shelf.
        desk.sequence("g b")?;
        desk.wait_for(id("queue-row"))?;
        desk.click(id("queue-row"))?;
        desk.wait_for(id("bench-unit"))?;
        desk.sequence("1")?;
        desk.wait_for(text("Diagnosis:"))?;
        desk.sequence("3")?;
        desk.wait_for(role("dialog", "What was done"))?;
        desk.pick(field("Part used"), "CHIP", "CHIP-1398")?;
        desk.wait_for(field("From"))?;
        desk.keys("Control+s")?;
        desk.wait_until_gone(role("dialog", "What was done"))?;
        open_the_part(desk)?;
        has(desk, 3)?;
        desk.wait_for(link("on T-"))?;
        desk.shot("parts-used")?;

        // Taken back at the bench, by its own key, it lies on the shelf again.
        desk.sequence("g b")?;
        desk.wait_for(id("queue-row"))?;
        desk.click(id("queue-row"))?;
        desk.wait_for(id("bench-unit"))?;
        desk.click(button("Take back: Reseat"))?;
        desk.wait_for(text("parts are on their shelf again"))?;
        open_the_part(desk)?;
        has(desk, 4)?;
        desk.wait_for(text("taken back"))?;

        // The line of a count goes back from the ledger, and offers that no second time.
        desk.click(button("Take back: −1 counted"))?;
        has(desk, 5)?;
        desk.wait_until_gone(button("Take back: −1 counted"))?;
        desk.shot("parts-light")?;
        walk::wear(desk, "Dark")?;
        desk.shot("parts-dark").map(drop)
    })
}

#[test]
fn a_label_off_a_bin_opens_its_part_from_any_screen() -> Outcome {
    story("parts-scan", |desk| {
        walk::start_with_demo(desk)?;
        desk.at_the_terminal(&["part", "add", "FAN-12038", "Fan 12038", "--kind", "fan"])?;
        desk.sequence("g t")?;
        desk.wait_for(heading("Tickets"))?;

        desk.scan("FAN-12038")?;

        desk.wait_for(heading("Parts"))?;
        desk.wait_for(id("in-stock"))?;
        desk.wait_for(text("Fan 12038")).map(drop)
    })
}

#[test]
fn a_fault_class_is_added_retired_and_taken_back_and_a_bad_code_is_named() -> Outcome {
    story("parts-settings", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Settings")?;
        desk.click(role("tab", "Bench"))?;
        desk.wait_for(id("fault-row"))?;
        desk.click(id("add-fault"))?;
        desk.wait_for(role("dialog", "New fault class"))?;
        desk.fill(field("Name"), "Bent heat sink")?;
        desk.fill(field("Code"), "Bent Sink")?;
        desk.keys("Control+s")?;
        desk.wait_for(text("small letters, digits and underscores, such as"))?;
        desk.shot("faults-refused")?;
        desk.fill(field("Code"), "hb_bent_sink")?;
        desk.keys("Control+s")?;
        desk.wait_until_gone(role("dialog", "New fault class"))?;
        desk.wait_for(button("Retire Bent heat sink"))?;
        desk.click(button("Retire Bent heat sink"))?;
        desk.wait_for(button("Bring back Bent heat sink"))?;
        desk.click(button("Undo"))?;
        desk.wait_for(button("Retire Bent heat sink"))?;
        desk.shot("faults-light")?;

        desk.click(button("Edit Whole machine"))?;
        desk.wait_for(role("dialog", "Edit Whole machine"))?;
        desk.shot("test-template")?;
        desk.fill(field("Shortest run"), "240")?;
        desk.keys("Control+s")?;
        desk.wait_until_gone(role("dialog", "Edit Whole machine"))?;
        desk.wait_for(text("240 minutes"))?;
        desk.click(button("Whole machine: back to the shipped one"))?;
        desk.wait_for(text("120 minutes")).map(drop)
    })
}

#[test]
fn a_farms_board_in_anothers_miner_is_a_debt_until_it_is_settled() -> Outcome {
    story("loans", |desk| {
        walk::start_with_demo(desk)?;
        let list = desk.data_dir().join("boards.csv");
        fs::write(&list, "serial,kind\nHEMBOARD0LENT00001,hashboard\n")?;
        let (list, lender) = (list.to_string_lossy(), "Demo: Rockdale Digital");
        desk.at_the_terminal(&["import", "devices", &list, "--customer", lender])?;
        // What waits at our own bench is somebody else's.
        desk.sequence("g b")?;
        desk.wait_for(id("queue-row"))?;
        desk.click(id("queue-row"))?;
        desk.wait_for(id("bench-unit"))?;
        desk.sequence("1")?;
        desk.wait_for(text("Diagnosis:"))?;
        desk.sequence("3")?;
        desk.wait_for(role("dialog", "What was done"))?;
        desk.choose(field("Action"), "Swap board")?;
        desk.fill(field("Board that goes in"), "HEMBOARD0LENT00001")?;
        desk.keys("Control+s")?;
        desk.wait_until_gone(role("dialog", "What was done"))?;
        desk.wait_for(text("is Demo: Rockdale Digital’s"))?;

        desk.sequence("g p")?;
        desk.wait_for(heading("Parts"))?;
        desk.sequence("l")?;
        desk.wait_for(id("loan-row"))?;
        desk.wait_for(text("owes Demo: Rockdale Digital"))?;
        desk.shot("loans-light")?;
        desk.click(id("settle"))?;
        desk.wait_for(role("dialog", "How was it made good?"))?;
        desk.choose(field("How"), "It was paid")?;
        desk.fill(field("Details"), "80 dollars")?;
        desk.keys("Control+s")?;
        desk.wait_for(text("Nobody owes anybody a board"))?;
        desk.click(role("radio", "All"))?;
        desk.wait_for(text("It was paid: 80 dollars"))?;
        desk.click(button("Undo"))?;
        desk.wait_for(text("owes Demo: Rockdale Digital"))?;
        walk::wear(desk, "Dark")?;
        desk.shot("loans-dark")?;

        // The same debt stands on the unit's own page.
        desk.click(link("D-"))?;
        desk.wait_for(id("unit-loans"))?;
        desk.shot("loans-unit").map(drop)
    })
}
