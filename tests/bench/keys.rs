//! From a key press to the result on the screen.

use hashmend_tests::{Desk, Outcome, PATIENCE, Trouble, id, link, process::wait_until};
use serde_json::{Value, json};

use crate::sample::Sample;

/// In the page: from the key to the second frame after the answer to what now stands in the box.
const WATCH: &str = include_str!("keys.js");

/// What people type: numbers, beginnings and middles of serials, a MAC, models, customers, words.
const TEXTS: [&str; 14] = [
    "T-000456",
    "D-0777",
    "RMA-2026-00",
    "S19 Pro",
    "HTM",
    "NGSB",
    "A1B2C3",
    "02:1f:3c",
    "Prairie",
    "Whatsminer M50",
    "zeus",
    "7F31",
    "go to tick",
    "> theme",
];

pub fn measure(desk: &Desk) -> Outcome {
    desk.wait_for(id("ticket-row"))?;
    desk.run(WATCH, &json!([]))?;
    println!("\nkey press to painted, ms                 least   median      P95     most");

    desk.keys("Control+k")?;
    desk.wait_for(id("find-input"))?;
    report("palette", &typed(desk, "find", &TEXTS)?);
    desk.keys("Escape")?;

    desk.click(link("Tickets"))?;
    desk.wait_for(id("ticket-row"))?;
    desk.click(id("ticket-find"))?;
    report(
        "search of the tickets",
        &typed(desk, "tickets", &TEXTS[..12])?,
    );
    Ok(())
}

fn typed(desk: &Desk, command: &str, texts: &[&str]) -> Outcome<Sample> {
    let mut sample = Sample::default();
    desk.run("window.watched.ask(arguments[0])", &json!([command]))?;
    for text in texts {
        for key in text.chars() {
            desk.run("window.watched.begin()", &json!([]))?;
            desk.press(key)?;
            sample.add(painted(desk)?);
        }
        desk.keys("Control+a")?;
        desk.run("window.watched.begin()", &json!([]))?;
        desk.keys("Backspace")?;
        sample.add(painted(desk)?);
    }
    Ok(sample)
}

fn painted(desk: &Desk) -> Outcome<f64> {
    wait_until("the result is painted", PATIENCE, || {
        let took: Value = desk.run("return window.watched.took", &json!([])).ok()?;
        took.as_f64()
    })
    .map_err(|error| {
        let state = desk.run("return JSON.stringify([window.watched, document.activeElement.value, document.activeElement.outerHTML])", &json!([]));
        Trouble::new(format!("{error}: {state:?}"))
    })
}

fn report(what: &str, sample: &Sample) {
    println!(
        "{what:24} {:4} presses    {sample}   {} over 100 ms",
        sample.len(),
        sample.above(100.0)
    );
}
