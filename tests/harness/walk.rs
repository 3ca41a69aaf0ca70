//! The ways every story takes: in, and around.

use crate::find::role;
use crate::{Desk, Find, Outcome, button, field, heading, id, link};
use std::path::PathBuf;

/// The entries of the rail, and the names of their pictures.
const AREAS: [(&str, &str); 6] = [
    ("Tickets", "tickets"),
    ("Fleet", "fleet"),
    ("RMAs", "rmas"),
    ("Where to send", "where-to-send"),
    ("Centers", "centers"),
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

/// A picture of every screen in both looks, into `artifacts/<folder>`.
pub fn every_screen(desk: &Desk, folder: &str) -> Outcome<Vec<PathBuf>> {
    in_both_looks(desk, folder, |take| {
        for (area, name) in AREAS {
            go_to(desk, area)?;
            if area == "Where to send" {
                // The comparison is what the screen is for.
                desk.wait_for(id("compare-row"))?;
            }
            take(name)?;
        }
        go_to(desk, "Fleet")?;
        desk.click(link("Import a list"))?;
        desk.wait_for(field("Serials"))?;
        take("import")?;
        go_to(desk, "Tickets")?;
        desk.click(link("Bring past repairs"))?;
        desk.wait_for(field("Past repairs"))?;
        take("past-repairs")?;
        desk.click(link("New RMA"))?;
        desk.wait_for(heading("New RMA"))?;
        take("new-rma")?;
        desk.keys("Escape")?;
        desk.click(button("Keys"))?;
        desk.wait_for(role("dialog", "Keys"))?;
        take("keys")?;
        desk.keys("Escape")?;
        desk.wait_until_gone(role("dialog", "Keys"))
    })
}

/// Pictures of one ticket, one RMA and one unit of the demo fleet, in both looks.
pub fn records(desk: &Desk, folder: &str) -> Outcome<Vec<PathBuf>> {
    in_both_looks(desk, folder, |take| {
        for (area, number, there, name) in [
            ("Tickets", "T-0", id("ticket-page"), "ticket"),
            ("RMAs", "RMA-20", heading("RMA-20"), "rma"),
            ("Fleet", "D-0", heading("Names it goes by"), "unit"),
        ] {
            go_to(desk, area)?;
            desk.click(link(number))?;
            desk.wait_for(there)?;
            take(name)?;
            if name != "unit" {
                desk.click(id("why"))?;
                desk.wait_for(id("explanation"))?;
                take(&format!("{name}-why"))?;
            }
        }
        go_to(desk, "Centers")?;
        desk.click(Find::Text("MineHub NYC"))?;
        desk.click(role("tab", "Turnaround"))?;
        desk.wait_for(id("record"))?;
        desk.click(id("why"))?;
        desk.wait_for(id("explanation"))?;
        take("center-why")
    })
}

fn in_both_looks(
    desk: &Desk,
    folder: &str,
    round: impl Fn(&mut dyn FnMut(&str) -> Outcome) -> Outcome,
) -> Outcome<Vec<PathBuf>> {
    let mut pictures = Vec::new();
    for theme in ["Light", "Dark"] {
        wear(desk, theme)?;
        let look = theme.to_lowercase();
        round(&mut |name| {
            pictures.push(desk.picture(folder, &format!("{name}-{look}"))?);
            Ok(())
        })?;
    }
    Ok(pictures)
}
