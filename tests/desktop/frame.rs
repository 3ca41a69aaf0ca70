//! The window itself: where it stands, how many there are, and what it does first.

use std::fs;

use hashmend_tests::process::wait_until;
use hashmend_tests::{Desk, Outcome, PATIENCE, Place, heading, story, text, walk};

const PAINTED: &str = "the first screen is painted";

/// The small file beside the desk, once it holds `part`.
fn remembered(desk: &Desk, part: &str) -> Outcome {
    let path = desk.data_dir().join("desk.window.json");
    wait_until("the window is remembered", PATIENCE, || {
        let kept = fs::read_to_string(&path).ok()?;
        kept.contains(part).then_some(())
    })
}

fn width(desk: &Desk) -> Outcome<u64> {
    let width = desk.run("return innerWidth", &serde_json::json!([]))?;
    Ok(width.as_u64().unwrap_or_default())
}

#[test]
fn a_window_comes_back_as_it_was_left() -> Outcome {
    story("frame-remembered", |desk| {
        let left = Place {
            x: 90,
            y: 70,
            width: 1120,
            height: 720,
        };
        walk::go_to(desk, "Centers")?;
        walk::wear(desk, "Dark")?;
        desk.put(left)?;
        remembered(desk, "1120")?;
        let usual = width(desk)?;
        desk.keys("Control+=")?;
        desk.wait_for(text("110%"))?;
        remembered(desk, "\"zoom\":110")?;
        desk.wait_until(
            "the page is larger",
            &format!("return innerWidth < {usual}"),
        )?;
        let larger = width(desk)?;

        desk.crash()?;
        desk.start()?;

        desk.wait_for(heading("Centers"))?;
        assert_eq!(desk.place()?, left);
        assert_eq!(width(desk)?, larger);
        desk.wait_until(
            "it is dark",
            "return document.documentElement.dataset.theme === 'dark'",
        )?;
        desk.shot("frame-remembered")?;
        desk.keys("Control+0")?;
        desk.wait_until(
            "the size is as usual",
            &format!("return innerWidth === {usual}"),
        )
    })
}

#[test]
fn a_window_left_on_a_screen_that_is_gone_comes_to_one_that_is_there() -> Outcome {
    story("frame-gone", |desk| {
        desk.crash()?;
        let gone = r#"{"at":[4000.0,300.0],"size":[2000.0,1500.0],"maximized":false,"zoom":100}"#;
        fs::write(desk.data_dir().join("desk.window.json"), gone)?;

        desk.start()?;

        desk.wait_for(text("demo fleet"))?;
        let place = desk.place()?;
        assert!(place.x >= 0 && place.x < 1300, "{place:?}");
        assert!(place.width <= 1400 && place.height <= 900, "{place:?}");
        Ok(())
    })
}

#[test]
fn a_file_has_one_window_and_another_file_has_its_own() -> Outcome {
    story("frame-one", |desk| {
        desk.wait_for(text("demo fleet"))?;

        // The same folder, written another way.
        let mut again = desk.start_another(&desk.data_dir().join("../data/."))?;
        assert!(again.ends(PATIENCE)?, "the second start was not content");
        wait_until("the first is raised", PATIENCE, || {
            let said = desk.said().ok()?;
            said.contains("raised by a second start").then_some(())
        })?;

        let other = desk.start_another(&desk.data_dir().with_file_name("other"))?;
        assert!(other.hears(PAINTED, PATIENCE).is_some(), "no other window");
        desk.wait_for(text("demo fleet")).map(drop)
    })
}

#[test]
fn the_ticket_list_is_there_before_anything_is_learned() -> Outcome {
    story("frame-first", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Tickets")?;
        desk.wait_for(text("T-0"))?;
        desk.crash()?;
        let before = desk.said()?.len();

        desk.start()?;

        desk.wait_for(text("T-0"))?;
        let (painted, learned) = wait_until("both are said", PATIENCE, || {
            let said = desk.said().ok()?.split_off(before);
            Some((said.find(PAINTED)?, said.find("learned from the tickets")?))
        })?;
        assert!(painted < learned, "it learned before it was painted");
        Ok(())
    })
}
