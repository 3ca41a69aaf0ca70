//! The long lists: filters, columns, views, acts on many rows, the panel beside them.

use std::fs;
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::serials::serial;
use hashmend_tests::find::role;
use hashmend_tests::{
    Desk, Outcome, PATIENCE, Trouble, button, field, heading, id, link, story, text, walk,
};
use serde_json::json;

/// File an RMA of these units from the terminal.
fn file(desk: &Desk, units: Range<u64>) -> Outcome {
    let list = desk.data_dir().join("serials.txt");
    let serials: Vec<String> = units.map(serial).collect();
    fs::write(&list, serials.join("\n"))?;
    desk.at_the_terminal(&[
        "rma",
        "new",
        "--center",
        "MineHub NYC",
        "--model",
        "S19 Pro",
        "--symptom",
        "Hashrate at one third",
        "--serials",
        &list.display().to_string(),
    ])?;
    Ok(())
}

/// File an RMA of so many units, and look at their tickets.
fn filed(desk: &Desk, count: u64) -> Outcome {
    // The welcome stands on a desk that is there.
    desk.wait_for(button("demo fleet"))?;
    file(desk, 0..count)?;
    walk::go_to(desk, "Tickets")?;
    desk.wait_for(text(&format!("{} tickets", grouped(count))))?;
    Ok(())
}

/// "1,000", as the window writes it.
fn grouped(count: u64) -> String {
    if count < 1000 {
        count.to_string()
    } else {
        format!("{},{:03}", count / 1000, count % 1000)
    }
}

fn number(n: u32) -> String {
    format!("T-{n:06}")
}

/// Wait until the desk's file remembers this of the tickets list.
fn remembered(desk: &Desk, part: &str) -> Outcome {
    let asked = "return window.__TAURI_INTERNALS__.invoke('scratch', { key: 'list/tickets' })";
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        let kept = desk.run(asked, &json!([]))?;
        if kept.as_str().is_some_and(|kept| kept.contains(part)) {
            return Ok(());
        }
        std::thread::yield_now();
    }
    Err(Trouble::new(format!("{part} is not remembered")))
}

/// Open the filter menu by its key, type, and take the first that is offered.
fn filter(desk: &Desk, typed: &str) -> Outcome {
    desk.keys("f")?;
    desk.wait_for(id("filter-search"))?;
    desk.type_text(typed)?;
    desk.keys("Enter")?;
    // Until then the menu has the keys.
    desk.wait_until_gone(id("filter-search"))
}

#[test]
fn five_hundred_tickets_move_at_once_but_seven_and_all_of_it_is_taken_back() -> Outcome {
    story("bulk", |desk| {
        filed(desk, 500)?;
        let held: Vec<String> = (1..=7).map(|n| number(n * 60)).collect();
        let mut args = vec!["ticket", "hold"];
        args.extend(held.iter().map(String::as_str));
        args.extend(["--reason", "parts"]);
        desk.at_the_terminal(&args)?;

        desk.click(role("checkbox", "Select all rows shown"))?;
        desk.click(id("select-all-matching"))?;
        desk.wait_for(text("500 selected"))?;
        desk.shot("bulk-selected")?;
        desk.keys("m")?;
        desk.click(id("move-option-authorized"))?;
        desk.click(id("move-confirm"))?;

        desk.wait_for(text("7 of 500 left as they are"))?;
        desk.wait_for(text("it is on hold"))?;
        desk.wait_for(link(&held[0]))?;
        desk.shot("bulk-refused")?;
        desk.click(id("select-refused"))?;
        desk.wait_for(text("7 selected"))?;
        desk.wait_for(text("493 tickets moved to Authorized"))?;
        filter(desk, "authorized")?;
        desk.wait_for(text("493 tickets"))?;

        desk.keys("u")?;
        desk.wait_for(text("Taken back"))?;
        // Nothing is authorized any more, and the list says which filter is to blame.
        desk.wait_for(text("Nothing matches"))?;
        desk.shot("bulk-undone")?;
        desk.click(button("Stage: Authorized → 500"))?;
        desk.wait_for(text("500 tickets"))?;
        Ok(())
    })
}

#[test]
fn columns_and_filters_are_as_they_were_left_after_a_restart() -> Outcome {
    story("columns", |desk| {
        filed(desk, 12)?;
        desk.wait_for(role("columnheader", "Customer"))?;
        desk.keys("l")?;
        desk.click(role("checkbox", "Customer"))?;
        desk.click(role("checkbox", "Box"))?;
        desk.wait_until_gone(role("columnheader", "Customer"))?;
        desk.wait_for(role("columnheader", "Box"))?;
        desk.shot("columns-chosen")?;
        desk.keys("Escape")?;
        filter(desk, "submitted")?;
        desk.wait_for(id("chip-stage"))?;
        remembered(desk, "stage=submitted")?;

        desk.crash()?;
        desk.start()?;
        walk::go_to(desk, "Tickets")?;

        desk.wait_for(id("chip-stage"))?;
        desk.wait_for(role("columnheader", "Box"))?;
        assert!(!desk.sees(role("columnheader", "Customer"))?);
        desk.keys("l")?;
        desk.click(id("columns-reset"))?;
        desk.wait_for(role("columnheader", "Customer"))?;
        Ok(())
    })
}

#[test]
fn a_view_brings_its_filters_back_and_its_removal_is_taken_back() -> Outcome {
    story("views", |desk| {
        filed(desk, 12)?;
        filter(desk, "submitted")?;
        desk.wait_for(id("chip-stage"))?;
        desk.keys("v")?;
        desk.click(id("view-save"))?;
        desk.fill(id("view-name"), "Waiting for a number")?;
        desk.click(id("view-confirm"))?;
        desk.wait_for(button("Waiting for a number"))?;
        desk.click(id("clear-filters"))?;
        desk.wait_until_gone(id("chip-stage"))?;
        desk.shot("views-changed")?;

        desk.keys("v")?;
        desk.click(role("menuitem", "Waiting for a number"))?;
        desk.wait_for(id("chip-stage"))?;
        desk.keys("v")?;
        desk.shot("views-menu")?;
        desk.click(id("view-remove"))?;
        desk.wait_until_gone(button("Waiting for a number"))?;
        desk.click(button("Undo"))?;
        desk.wait_for(text("Taken back"))?;
        desk.keys("v")?;
        desk.wait_for(role("menuitem", "Waiting for a number"))?;
        Ok(())
    })
}

#[test]
fn pasted_serials_are_found_and_those_missing_are_named() -> Outcome {
    story("paste-list", |desk| {
        filed(desk, 12)?;
        let pasted = format!("{}\n{}, NOWHERE-1", serial(3), serial(7).to_lowercase());
        desk.keys("p")?;
        desk.paste(field("Find these serials"), &pasted)?;
        desk.click(id("paste-find"))?;

        desk.wait_for(text("2 tickets"))?;
        desk.wait_for(text("1 not found"))?;
        desk.shot("paste-found")?;
        desk.click(button("3 pasted serials"))?;
        desk.wait_for(id("missing-serials"))?;
        assert_eq!(desk.value_of(id("missing-serials"))?, "NOWHERE-1");
        Ok(())
    })
}

#[test]
fn the_panel_follows_the_arrow_keys_and_opens_the_whole_ticket() -> Outcome {
    story("panel", |desk| {
        filed(desk, 12)?;
        desk.click(text(&serial(11)))?;
        desk.wait_for(heading(&number(12)))?;
        desk.wait_for(heading("Its way so far"))?;
        desk.shot("panel-light")?;

        desk.keys("Down")?;
        desk.wait_for(heading(&number(11)))?;
        desk.keys("Down")?;
        desk.wait_for(heading(&number(10)))?;
        desk.wait_for(heading("Its way so far"))?;
        desk.keys("Escape")?;
        desk.wait_until_gone(id("side-panel"))?;
        desk.keys("Up")?;
        desk.keys("Enter")?;
        desk.wait_for(heading(&number(11)))?;
        desk.keys("Control+Enter")?;
        desk.wait_for(id("ticket-page"))?;
        desk.wait_for(heading(&number(11)))?;
        Ok(())
    })
}

#[test]
fn a_list_of_two_thousand_is_walked_to_its_end() -> Outcome {
    story("long-list", |desk| {
        filed(desk, 1000)?;
        file(desk, 1000..2000)?;
        desk.wait_for(text("2,000 tickets"))?;
        desk.click(text(&serial(1999)))?;
        desk.keys("Escape")?;

        let begun = Instant::now();
        desk.keys("End")?;
        desk.wait_for(text(&number(1)))?;

        assert!(begun.elapsed() < Duration::from_secs(10));
        desk.shot("list-end")?;
        desk.keys("Home")?;
        desk.wait_for(text(&number(2000)))?;
        Ok(())
    })
}
