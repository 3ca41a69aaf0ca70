//! The ways every story takes: in, and around.

use crate::find::role;
use crate::look::Looks;
use crate::{Desk, Find, Outcome, button, field, heading, id, link};
use serde_json::json;
use std::path::PathBuf;

/// The entries of the rail, and the names of their pictures.
const AREAS: [(&str, &str); 11] = [
    ("Today", "today"),
    ("Tickets", "tickets"),
    ("Bench", "bench"),
    ("Parts", "parts"),
    ("Fleet", "fleet"),
    ("RMAs", "rmas"),
    ("Scan session", "scan-session"),
    ("Where to send", "where-to-send"),
    ("Centers", "centers"),
    ("Turnaround", "turnaround"),
    ("Settings", "settings"),
];

/// From the first start to a desk full of demo units, by the one button that is for it.
pub fn start_with_demo(desk: &Desk) -> Outcome {
    desk.click(button("demo fleet"))?;
    desk.wait_for(Find::Text("Demo fleet: these units"))?;
    Ok(())
}

/// Go to an area by its entry in the rail.
pub fn go_to(desk: &Desk, area: &str) -> Outcome {
    desk.click(link(area))?;
    desk.wait_for(heading(area)).map(drop)
}

/// Take the `Light` or the `Dark` look.
pub fn wear(desk: &Desk, theme: &str) -> Outcome {
    desk.click(role("radio", theme))
}

/// Every screen, panel and menu of the desk as it is filled, in both looks: pictures into
/// `artifacts/<folder>`, and axe-core finds nothing wrong with any.
pub fn every_screen(desk: &Desk, folder: &str) -> Outcome<Vec<PathBuf>> {
    in_both_looks(desk, folder, |looks| {
        for (area, name) in AREAS {
            go_to(desk, area)?;
            match area {
                // The comparison is what the screen is for.
                "Where to send" => desk.wait_for(id("compare-row")).map(drop)?,
                "Today" => desk.wait_until(
                    "the day has been read",
                    "return document.querySelector('[data-testid=figures], main .empty') !== null",
                )?,
                "Turnaround" => figures_are_here(desk)?,
                _ => {}
            }
            looks.take(name)?;
        }
        sections(desk, looks)?;
        views(desk, looks)?;
        comparison(desk, looks)?;
        go_to(desk, "Centers")?;
        desk.keys("a")?;
        desk.wait_for(field("Name"))?;
        looks.take("center-new")?;
        desk.keys("Escape")?;
        stock(desk, looks)?;
        go_to(desk, "Fleet")?;
        desk.click(link("Import a list"))?;
        desk.wait_for(field("Serials"))?;
        looks.take("import")?;
        go_to(desk, "Tickets")?;
        desk.click(link("Bring past repairs"))?;
        desk.wait_for(field("Past repairs"))?;
        looks.take("past-repairs")?;
        desk.click(link("New RMA"))?;
        desk.wait_for(heading("New RMA"))?;
        looks.take("new-rma")?;
        desk.click(button("More"))?;
        desk.wait_for(role("menu", ""))?;
        looks.take("menu")?;
        desk.keys("Escape")?;
        desk.wait_until_gone(role("menu", ""))?;
        go_to(desk, "Tickets")?;
        desk.keys("Control+k")?;
        desk.wait_for(role("dialog", ""))?;
        looks.take("palette")?;
        desk.type_text("Where")?;
        looks.take("palette-found")?;
        desk.keys("Escape")?;
        desk.wait_until_gone(role("dialog", ""))?;
        desk.keys("?")?;
        desk.wait_for(role("dialog", "Keys"))?;
        looks.take("keys")?;
        desk.keys("Escape")?;
        desk.wait_until_gone(role("dialog", "Keys"))
    })
}

/// What the parts open: a new one, the harvest, the places, the loans of boards.
fn stock(desk: &Desk, looks: &mut Looks<'_>) -> Outcome {
    go_to(desk, "Parts")?;
    desk.keys("a")?;
    desk.wait_for(id("part-facts"))?;
    looks.take("part-new")?;
    desk.keys("Escape")?;
    for (key, name) in [("h", "parts-harvest"), ("p", "parts-places")] {
        desk.sequence(key)?;
        desk.wait_for(role("dialog", ""))?;
        looks.take(name)?;
        desk.keys("Escape")?;
        desk.wait_until_gone(role("dialog", ""))?;
    }
    desk.sequence("l")?;
    desk.wait_for(heading("Board loans"))?;
    looks.take("loans")
}

/// What stands behind the tabs of the settings.
fn sections(desk: &Desk, looks: &mut Looks<'_>) -> Outcome {
    go_to(desk, "Settings")?;
    let count = desk.count_role("tab")?;
    for at in 1..count {
        desk.click_nth("tab", at)?;
        looks.take(&format!("settings-{at}"))?;
    }
    Ok(())
}

/// The views of the turnaround, and what its reports ask.
fn views(desk: &Desk, looks: &mut Looks<'_>) -> Outcome {
    go_to(desk, "Turnaround")?;
    let count = desk.count_role("tab")?;
    for at in 1..count {
        desk.click_nth("tab", at)?;
        figures_are_here(desk)?;
        looks.take(&format!("turnaround-{at}"))?;
    }
    desk.click(button("Report"))?;
    desk.click(role("menuitem", "Scorecard of a center"))?;
    desk.wait_for(role("dialog", ""))?;
    looks.take("turnaround-scorecard")?;
    desk.keys("Escape")?;
    desk.wait_until_gone(role("dialog", ""))
}

/// Every figure asked for is drawn.
pub fn figures_are_here(desk: &Desk) -> Outcome {
    desk.wait_until(
        "the figures are there",
        "return document.querySelector('main [data-loading], main [aria-busy=true]') === null",
    )
}

/// The comparison as a table, opened, and with something frozen.
fn comparison(desk: &Desk, looks: &mut Looks<'_>) -> Outcome {
    go_to(desk, "Where to send")?;
    desk.wait_for(id("compare-row"))?;
    desk.keys("t")?;
    desk.wait_for(id("compare-table"))?;
    looks.take("where-to-send-table")?;
    desk.keys("t")?;
    desk.wait_for(id("compare-row"))?;
    desk.keys("e")?;
    desk.wait_for(id("frozen-row"))?;
    desk.click(id("compare-name"))?;
    desk.keys("Right")?;
    looks.take("where-to-send-open")
}

/// What the three long lists open: filters, columns, views, a pasted list, the panel, the ticks.
fn lists(desk: &Desk, looks: &mut Looks<'_>) -> Outcome {
    for (area, name) in [("Tickets", "tickets"), ("Fleet", "fleet"), ("RMAs", "rmas")] {
        go_to(desk, area)?;
        for (key, shown, what) in [
            ("f", role("dialog", "Filter"), "filter"),
            ("l", role("dialog", "Columns"), "columns"),
            ("v", role("menu", ""), "views"),
        ] {
            desk.keys(key)?;
            desk.wait_for(shown)?;
            looks.take(&format!("{name}-{what}"))?;
            desk.keys("Escape")?;
            desk.wait_until_gone(shown)?;
        }
        if area != "RMAs" {
            desk.keys("p")?;
            desk.wait_for(role("dialog", ""))?;
            looks.take(&format!("{name}-paste"))?;
            desk.keys("Escape")?;
            desk.wait_until_gone(role("dialog", ""))?;
        }
        // A menu left behind keeps the focus; from the box that finds, the way down is into the list.
        desk.keys("Control+f")?;
        desk.keys("Down")?;
        desk.keys("Down")?;
        desk.keys("Enter")?;
        desk.wait_for(id("side-panel"))?;
        desk.keys(" ")?;
        looks.take(&format!("{name}-panel"))?;
    }
    Ok(())
}

/// One ticket, one RMA and one unit of the demo fleet with what they open, in both looks.
pub fn records(desk: &Desk, folder: &str) -> Outcome<Vec<PathBuf>> {
    in_both_looks(desk, folder, |looks| {
        lists(desk, looks)?;
        for (area, number, there, name) in [
            ("Tickets", "T-0", id("ticket-page"), "ticket"),
            ("RMAs", "RMA-20", heading("RMA-20"), "rma"),
            ("Fleet", "D-0", heading("Names it goes by"), "unit"),
        ] {
            go_to(desk, area)?;
            desk.click(link(number))?;
            desk.wait_for(there)?;
            looks.take(name)?;
            if name != "unit" {
                desk.click(id("why"))?;
                desk.wait_for(id("explanation"))?;
                looks.take(&format!("{name}-why"))?;
            }
            if name == "ticket" {
                for (key, dialog) in [("m", "move"), ("h", "hold"), ("n", "note")] {
                    desk.keys(key)?;
                    desk.wait_for(role("dialog", ""))?;
                    looks.take(&format!("ticket-{dialog}"))?;
                    desk.keys("Escape")?;
                    desk.wait_until_gone(role("dialog", ""))?;
                }
                desk.click(button("More"))?;
                desk.click(role("menuitem", "Dispute pack"))?;
                desk.wait_for(role("dialog", "Dispute pack"))?;
                looks.take("ticket-dispute")?;
                desk.keys("Escape")?;
                desk.wait_until_gone(role("dialog", "Dispute pack"))?;
                desk.keys("q")?;
                desk.wait_for(id("quote-editor"))?;
                looks.take("quote")?;
            }
        }
        go_to(desk, "Bench")?;
        desk.click(id("queue-row"))?;
        desk.wait_for(id("bench-unit"))?;
        looks.take("bench-unit")?;
        for (key, dialog) in [("2", "finding"), ("3", "repair"), ("5", "pass")] {
            desk.sequence(key)?;
            desk.wait_for(role("dialog", ""))?;
            looks.take(&format!("bench-{dialog}"))?;
            desk.keys("Escape")?;
            desk.wait_until_gone(role("dialog", ""))?;
        }
        go_to(desk, "Centers")?;
        desk.click(Find::Text("MineHub NYC"))?;
        for tab in ["Fees", "Lanes", "Capacity"] {
            desk.click(role("tab", tab))?;
            looks.take(&format!("center-{}", tab.to_lowercase()))?;
        }
        desk.click(role("tab", "Turnaround"))?;
        desk.wait_for(id("record"))?;
        desk.click(id("why"))?;
        desk.wait_for(id("explanation"))?;
        looks.take("center-why")
    })
}

/// Who works here: the list, the switch from one to another, and the locked desk.
pub fn people(desk: &Desk, folder: &str) -> Outcome<Vec<PathBuf>> {
    const PIN: &str = "4829";
    go_to(desk, "Settings")?;
    desk.click(role("tab", "People"))?;
    desk.fill(id("new-person-name"), "Ada")?;
    desk.fill(id("new-person-pin"), PIN)?;
    desk.keys("Enter")?;
    desk.wait_for(Find::Text("Ada is on the list"))?;
    in_both_looks(desk, folder, |looks| {
        go_to(desk, "Settings")?;
        desk.click(role("tab", "People"))?;
        looks.take("people")?;
        desk.keys("Control+u")?;
        desk.wait_for(role("dialog", "Switch person"))?;
        looks.take("people-switch")?;
        desk.keys("Escape")?;
        desk.wait_until_gone(role("dialog", "Switch person"))?;
        desk.keys("Control+l")?;
        desk.wait_for(id("sign-in"))?;
        looks.take("people-locked")?;
        // The only one there is chosen already.
        desk.wait_for(id("pin"))?;
        looks.take("people-pin")?;
        desk.type_text(PIN)?;
        desk.keys("Enter")?;
        desk.wait_until_gone(id("sign-in"))
    })
}

/// Every area with the window zoomed in: nothing of it is out of reach.
pub fn every_screen_zoomed_in(desk: &Desk, folder: &str) -> Outcome<Vec<PathBuf>> {
    let mut looks = Looks::new(desk, folder);
    for (area, name) in AREAS {
        press(desk, area, heading(area))?;
        if area == "Where to send" {
            desk.wait_for(id("compare-row"))?;
        }
        looks.reach(name)?;
        if area == "Turnaround" {
            for at in 1..desk.count_role("tab")? {
                desk.click_nth("tab", at)?;
                figures_are_here(desk)?;
                looks.reach(&format!("turnaround-{at}"))?;
            }
        }
    }
    press(desk, "Fleet", heading("Fleet"))?;
    press(desk, "D-0", heading("Names it goes by"))?;
    looks.reach("unit")?;
    press(desk, "Tickets", heading("Tickets"))?;
    press(desk, "T-0", id("ticket-page"))?;
    looks.reach("ticket")?;
    press(desk, "New RMA", heading("New RMA"))?;
    looks.reach("new-rma")?;
    looks.close()
}

/// Follow a link in a window that is zoomed in, where the driver's pointer misses what it aims at.
fn press(desk: &Desk, name: &str, then: Find<'_>) -> Outcome {
    let found = desk.wait_for(link(name))?;
    desk.run("arguments[0].click()", &json!([found.reference()]))?;
    desk.wait_for(then).map(drop)
}

fn in_both_looks(
    desk: &Desk,
    folder: &str,
    round: impl Fn(&mut Looks<'_>) -> Outcome,
) -> Outcome<Vec<PathBuf>> {
    let mut looks = Looks::new(desk, folder);
    for (theme, look) in [("Light", "light"), ("Dark", "dark")] {
        wear(desk, theme)?;
        looks.wears(look);
        round(&mut looks)?;
    }
    looks.close()
}
