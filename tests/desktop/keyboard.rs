//! The window without a mouse: the palette, the keys of each screen, and a focus that is always there.

use hashmend_tests::{Desk, Outcome, Trouble, heading, id, role, story, text, walk};
use serde_json::json;

/// The keys that open each screen, and the heading it has.
const SCREENS: [(&str, &str); 11] = [
    ("g d", "Today"),
    ("g t", "Tickets"),
    ("g b", "Bench"),
    ("g p", "Parts"),
    ("g f", "Fleet"),
    ("g r", "RMAs"),
    ("g x", "Scan session"),
    ("g w", "Where to send"),
    ("g c", "Centers"),
    ("g a", "Turnaround"),
    ("g s", "Settings"),
];

/// More Tabs than any screen has stops.
const MOST_STOPS: usize = 500;

/// What has the focus: a name for it, and whether a line around it (or around the control it is in) shows that.
const FOCUSED: &str = "
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return null;
    const shows = (element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) return true;
      // A table draws its line above its rows, or around the row that the arrows are on.
      const drawn = getComputedStyle(element, '::after');
      if (drawn.content !== 'none' && drawn.borderTopStyle !== 'none' && parseFloat(drawn.borderTopWidth) >= 1) return true;
      const row = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
      return row !== null && getComputedStyle(row).boxShadow !== 'none';
    };
    // A native radio or check box is drawn by its label; a field by the box around it.
    let visible = false;
    for (let at = focused, up = 0; at !== null && up < 4; at = at.parentElement, up += 1) visible ||= shows(at);
    window.stops ??= new Map();
    if (!window.stops.has(focused)) window.stops.set(focused, window.stops.size);
    const name = focused.getAttribute('aria-label') ?? focused.innerText ?? '';
    return [`${focused.tagName} ${focused.role ?? ''} ${name.trim().slice(0, 60)} #${window.stops.get(focused)}`, visible];";

fn focused(desk: &Desk) -> Outcome<Option<(String, bool)>> {
    Ok(serde_json::from_value(desk.run(FOCUSED, &json!([]))?)?)
}

fn must_be_visible(desk: &Desk, when: &str) -> Outcome<String> {
    match focused(desk)? {
        Some((name, true)) => Ok(name),
        Some((name, false)) => Err(Trouble::new(format!(
            "{when}: the focus on {name} is not to be seen"
        ))),
        None => Err(Trouble::new(format!("{when}: nothing has the focus"))),
    }
}

/// From stop to stop until one comes again.
fn walk_by_tab(desk: &Desk, screen: &str) -> Outcome<Vec<String>> {
    let mut stops = Vec::new();
    for _ in 0..MOST_STOPS {
        desk.keys("Tab")?;
        // Beyond the last stop the page itself has its turn, once.
        let Some(_) = focused(desk)? else { continue };
        let stop = must_be_visible(desk, screen)?;
        if stops.contains(&stop) {
            return Ok(stops);
        }
        stops.push(stop);
    }
    Err(Trouble::new(format!("{screen}: Tab never comes round")))
}

#[test]
fn every_screen_is_walked_by_tab_with_the_focus_in_sight() -> Outcome {
    story("keyboard-walk", |desk| {
        walk::start_with_demo(desk)?;
        for (keys, title) in SCREENS {
            // Out of whatever list and field the walk before came to rest in, where letters are letters.
            desk.keys("Escape")?;
            desk.keys("Escape")?;
            desk.sequence(keys)?;
            desk.wait_for(heading(title))?;
            desk.wait_until(
                &format!("the heading of {title} or its list has the focus"),
                "return document.activeElement?.tagName === 'H1' || document.activeElement?.role === 'grid'",
            )?;

            let stops = walk_by_tab(desk, title)?;

            assert!(stops.len() > 8, "{title} has only these stops: {stops:?}");
        }
        Ok(())
    })
}

#[test]
fn every_view_of_the_turnaround_is_walked_by_tab_with_the_focus_in_sight() -> Outcome {
    story("keyboard-turnaround", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Turnaround")?;
        for at in 0..desk.count_role("tab")? {
            desk.click_nth("tab", at)?;
            walk::figures_are_here(desk)?;

            let view = format!("view {at} of the turnaround");
            let stops = walk_by_tab(desk, &view)?;

            assert!(stops.len() > 8, "{view} has only these stops: {stops:?}");
        }
        Ok(())
    })
}

#[test]
fn the_palette_finds_opens_and_does_and_gives_the_focus_back() -> Outcome {
    story("keyboard-palette", |desk| {
        walk::start_with_demo(desk)?;
        desk.sequence("g t")?;
        desk.wait_for(heading("Tickets"))?;
        desk.wait_for(text("T-0"))?;
        desk.keys("Down")?;
        desk.wait_until(
            "the list has the focus",
            "return document.activeElement?.role === 'grid'",
        )?;

        // Away and back: the focus is where it was.
        desk.keys("Control+k")?;
        desk.wait_for(id("find-input"))?;
        desk.shot("palette-empty")?;
        desk.keys("Escape")?;
        desk.wait_until_gone(id("palette"))?;
        desk.wait_until(
            "the list has the focus again",
            "return document.activeElement?.role === 'grid'",
        )?;

        // A record by its number.
        desk.keys("Control+k")?;
        desk.wait_for(id("find-input"))?;
        desk.type_text("t-000012")?;
        desk.wait_for(role("option", "T-000012"))?;
        desk.shot("palette-found")?;
        desk.keys("Enter")?;
        desk.wait_for(id("ticket-page"))?;
        desk.wait_until(
            "its name has the focus",
            "return document.activeElement?.tagName === 'H1'",
        )?;

        // What the screen in view can do, by its words; it stands there with its key.
        // Whoever knows the keys does not wait for the box.
        desk.keys("Control+k")?;
        desk.type_text("> note")?;
        desk.wait_until(
            "the box has every letter",
            "return document.activeElement?.value === '> note'",
        )?;
        desk.wait_for(role("option", "Note…"))?;
        desk.shot("palette-commands")?;
        desk.keys("Enter")?;
        desk.wait_for(role("dialog", "Add a note"))?;
        desk.keys("Escape")?;
        desk.wait_until_gone(role("dialog", "Add a note"))?;
        desk.wait_until_gone(id("palette"))?;
        desk.wait_until(
            "the page has the focus again",
            "return document.activeElement?.closest('[role=\"dialog\"]') === null",
        )?;

        // What was opened last stands first.
        desk.keys("Control+k")?;
        desk.wait_for(role("option", "T-000012"))?;
        desk.keys("Escape")?;
        desk.wait_until_gone(id("palette"))?;

        // A part of the settings, from anywhere.
        desk.keys("Control+k")?;
        desk.wait_for(id("find-input"))?;
        desk.type_text("backup")?;
        desk.keys("Enter")?;
        desk.wait_for(heading("Settings"))?;
        desk.wait_for(text("Backup")).map(drop)
    })
}

#[test]
fn the_sheet_of_keys_has_those_of_the_screen_in_view() -> Outcome {
    story("keyboard-sheet", |desk| {
        walk::start_with_demo(desk)?;
        desk.sequence("g f")?;
        desk.wait_for(heading("Fleet"))?;
        desk.keys("?")?;
        desk.wait_for(role("dialog", "Keys"))?;
        let shown = desk.text_of(role("dialog", "Keys"))?;
        desk.shot("keys-fleet")?;
        for each in ["Import a list", "Tickets", "Find", "Larger"] {
            assert!(shown.contains(each), "'{each}' is missing in: {shown}");
        }
        desk.keys("Escape")?;
        desk.wait_until_gone(role("dialog", "Keys"))?;
        must_be_visible(desk, "after the sheet").map(drop)
    })
}
