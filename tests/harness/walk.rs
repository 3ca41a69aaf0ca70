//! The ways every story takes: in, and around.

use crate::find::role;
use crate::{Desk, Find, Outcome, button, heading, link};
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
    let mut pictures = Vec::new();
    for theme in ["Light", "Dark"] {
        wear(desk, theme)?;
        let mut take = |name: &str| -> Outcome {
            let look = theme.to_lowercase();
            pictures.push(desk.picture(folder, &format!("{name}-{look}"))?);
            Ok(())
        };
        for (area, name) in AREAS {
            go_to(desk, area)?;
            take(name)?;
        }
    }
    Ok(pictures)
}
