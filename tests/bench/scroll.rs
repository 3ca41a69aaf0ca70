//! Frames while a list of a million rows is scrolled.

use hashmend_tests::{Desk, Outcome};
use serde_json::{Value, json};

use crate::sample::Sample;
use crate::start::all_tickets;

/// Writes down the gaps between frames from here on.
const RECORD: &str = "
    window.gaps = [];
    let last = performance.now();
    const next = (now) => {
      if (window.gaps === null) return;
      window.gaps.push(now - last);
      last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);";

/// The gaps so far, and no more of them.
const STOP: &str = "const gaps = window.gaps; window.gaps = null; return gaps";

/// As a wheel that is turned without a stop: a notch of three rows in each frame, for so many frames.
const ROLL: &str = "
    const [frames, done] = arguments;
    const grid = document.querySelector('main [role=grid]');
    let left = frames;
    const next = () => {
      if (left-- === 0) return done(grid.scrollTop);
      grid.scrollTop += 108;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);";

const PAGES: usize = 40;
const FRAMES: u64 = 100;

pub fn measure(desk: &Desk) -> Outcome {
    all_tickets(desk)?;
    println!("\nframes, ms between one and the next     least   median      P95     most");
    desk.run(RECORD, &json!([]))?;
    desk.run_async(ROLL, &json!([FRAMES]))?;
    report("wheel", &gaps(desk)?);

    desk.run(
        "document.querySelector('main [role=grid]').focus()",
        &json!([]),
    )?;
    desk.run(RECORD, &json!([]))?;
    for _ in 0..PAGES {
        desk.keys("PageDown")?;
    }
    report("page down", &gaps(desk)?);
    Ok(())
}

fn gaps(desk: &Desk) -> Outcome<Sample> {
    let gaps: Value = desk.run(STOP, &json!([]))?;
    Ok(Sample::new(serde_json::from_value(gaps)?))
}

fn report(what: &str, sample: &Sample) {
    println!(
        "{what:24} {:5} frames    {sample}   {} over 50 ms, P99 {:.0} ms",
        sample.len(),
        sample.above(50.0),
        sample.at(0.99)
    );
}
