use crate::serials::serial;
use hashmend_tests::{Desk, Find, Outcome, button, field, id, link, story, text, walk};

/// Put units into the fleet by pasting their serials.
fn take_in(desk: &Desk, serials: &[String]) -> Outcome {
    walk::go_to(desk, "Fleet")?;
    desk.click(link("Import a list"))?;
    let list = format!("serial\tmodel\n{}\n", rows(serials).join("\n"));
    desk.paste(field("Serials"), &list)?;
    desk.click(button("Take over"))?;
    desk.wait_for(text("added"))?;
    Ok(())
}

fn rows(serials: &[String]) -> Vec<String> {
    serials
        .iter()
        .map(|serial| format!("{serial}\tAntminer S19 Pro"))
        .collect()
}

/// Scan and wait until the scan of this number has its verdict.
fn scan(desk: &Desk, label: &str, n: usize, verdict: &str) -> Outcome {
    desk.scan(label)?;
    let script = "const panel = document.querySelector('[data-testid=verdict]');
                  return panel?.dataset.n + ' ' + panel?.dataset.verdict";
    let wanted = format!("{n} {verdict}");
    desk.wait_until(&format!("scan {n} is {verdict}"), || {
        let shown = desk.run(script, &serde_json::json!([]))?;
        Ok(shown.as_str() == Some(&wanted))
    })
}

#[test]
fn twenty_units_are_scanned_onto_a_shelf_and_the_last_is_taken_back() -> Outcome {
    story("scan-session", |desk| {
        let serials: Vec<String> = (0..20).map(serial).collect();
        take_in(desk, &serials)?;
        walk::go_to(desk, "Scan session")?;
        desk.fill(field("Location"), "Shelf 3")?;
        desk.click(button("Start scanning"))?;
        desk.wait_for(id("scan-session"))?;

        for (i, label) in serials.iter().enumerate() {
            scan(desk, label, i + 1, "good")?;
        }
        scan(desk, &serials[4], 21, "duplicate")?;
        scan(desk, &serial(77), 22, "unknown")?;
        desk.shot("scan-session")?;
        desk.keys("u")?;
        desk.wait_for(text("taken back"))?;

        assert!(desk.text_of(id("counts"))?.contains("19"));
        assert!(desk.text_of(id("unknown"))?.contains(&serial(77)));
        desk.crash()?;
        desk.start()?;
        walk::go_to(desk, "Scan session")?;
        desk.wait_for(id("scan-session"))?;
        assert_eq!(desk.count("scan")?, 22);
        scan(desk, &serials[19], 23, "good")?;
        Ok(())
    })
}

#[test]
fn a_scan_while_a_note_is_typed_leaves_the_note_and_opens_the_unit() -> Outcome {
    story("scan-into-note", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Tickets")?;
        desk.click(link("T-0"))?;
        desk.wait_for(id("ticket-page"))?;
        let serial = demo_serial(desk)?;
        desk.click(button("More"))?;
        desk.click(Find::Role("menuitem", "Note"))?;
        desk.type_text("fan 2 dead, b")?;

        desk.scan(&serial)?;

        desk.wait_for(id("device-page"))?;
        Ok(())
    })
}

/// A serial of the demo fleet that stands on the page.
fn demo_serial(desk: &Desk) -> Outcome<String> {
    let shown = desk.shown_text()?;
    let serial = shown.split_whitespace().find(|word| word.starts_with("DEMO"));
    Ok(serial.unwrap_or_default().to_owned())
}
