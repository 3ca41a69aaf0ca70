//! A scanner at the real window: amid a text, and unit after unit.

use crate::serials::serial;
use hashmend_tests::{Desk, Outcome, button, field, id, link, role, story, text, walk};
use serde_json::json;

/// Units `1` to `units` of the series, at a rack each.
fn fleet_of(desk: &Desk, units: u64) -> Outcome {
    walk::go_to(desk, "Fleet")?;
    desk.click(link("Import a list"))?;
    let rows: String = (1..=units)
        .map(|n| format!("{}\tAntminer S19 Pro\tC01-R{n:02}\n", serial(n)))
        .collect();
    desk.paste(
        field("Serials"),
        &format!("serial\tmodel\tlocation\n{rows}"),
    )?;
    desk.wait_for(text(&format!("All {units} rows are ready")))?;
    desk.click(id("take-over"))?;
    desk.wait_for(text(&format!("{units} units added")))
        .map(drop)
}

/// The verdict on the `n`th scan, once it is in.
fn verdict(desk: &Desk, n: usize) -> Outcome<String> {
    desk.wait_until(
        &format!("scan {n} has its verdict"),
        &format!("return document.querySelector('[data-testid=verdict]')?.dataset.n === '{n}'"),
    )?;
    let verdict = desk.run(
        "return document.querySelector('[data-testid=verdict]').dataset.verdict",
        &json!([]),
    )?;
    Ok(verdict.as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_scan_amid_a_note_leaves_no_letter_in_it_and_leads_nobody_away() -> Outcome {
    story("scan-amid-note", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Fleet")?;
        desk.wait_for(text("DEMO"))?;
        let theirs = desk.run(
            "return document.querySelector('[role=row] .mono').textContent",
            &json!([]),
        )?;
        let theirs = theirs.as_str().unwrap_or_default().to_owned();
        walk::go_to(desk, "Tickets")?;
        desk.click(link("T-0"))?;
        desk.wait_for(id("ticket-page"))?;
        desk.keys("n")?;
        desk.wait_for(role("dialog", "Add a note"))?;
        desk.wait_until(
            "the note has the focus",
            "return document.activeElement?.tagName === 'TEXTAREA'",
        )?;

        desk.type_text("dead at chip ")?;
        desk.scan(&theirs)?;
        desk.wait_for(text(&format!("Scanned {theirs}")))?;
        desk.type_text("14")?;

        assert_eq!(desk.value_of(id("note-text"))?, "dead at chip 14");
        desk.shot("scan-amid-note")?;
        desk.keys("Control+s")?;
        desk.wait_until_gone(role("dialog", "Add a note"))?;
        desk.wait_for(text("dead at chip 14"))?;
        desk.wait_for(id("ticket-page")).map(drop)
    })
}

#[test]
fn a_scan_from_any_screen_opens_the_unit_or_says_it_is_not_ours() -> Outcome {
    story("scan-anywhere", |desk| {
        fleet_of(desk, 2)?;
        walk::go_to(desk, "Centers")?;

        desk.scan(&serial(2))?;
        desk.wait_for(id("unit-page"))?;
        desk.wait_for(text(&serial(2)))?;

        desk.scan(&serial(9))?;
        desk.wait_for(text(&format!("has the number {}", serial(9))))?;
        desk.wait_for(id("unit-page")).map(drop)
    })
}

#[test]
fn unit_after_unit_is_put_in_a_box_by_scanning_and_the_last_taken_back() -> Outcome {
    story("scan-session", |desk| {
        fleet_of(desk, 3)?;
        walk::go_to(desk, "Scan session")?;
        desk.fill(field("Location"), "BENCH-04")?;
        desk.click(button("Start"))?;
        desk.wait_for(id("scan-session"))?;

        for (n, (unit, expected)) in [(1, "good"), (2, "good"), (1, "duplicate"), (77, "unknown")]
            .into_iter()
            .enumerate()
        {
            desk.scan(&serial(unit))?;
            assert_eq!(verdict(desk, n + 1)?, expected, "scan {}", n + 1);
        }
        desk.shot("scan-session")?;
        walk::wear(desk, "Dark")?;
        desk.shot("scan-session-dark")?;

        // The last that did something, not the last that was scanned.
        desk.keys("u")?;
        desk.wait_until(
            "the second scan is struck out",
            "return document.querySelectorAll('[data-testid=scan].undone').length === 1",
        )?;

        walk::go_to(desk, "Fleet")?;
        desk.wait_for(text(&serial(1)))?;
        let shown = desk.shown_text()?;
        assert_eq!(shown.matches("BENCH-04").count(), 1, "{shown}");
        assert!(shown.contains("C01-R02"), "{shown}");
        Ok(())
    })
}
