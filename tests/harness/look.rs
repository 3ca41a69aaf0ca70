//! Looking at a screen as those do who see little, hear it, or zoomed in.

use crate::{Desk, Outcome, Trouble};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const AXE: &str = include_str!("axe.js");
const REACH: &str = include_str!("reach.js");

/// Pictures of screens, and what is wrong with them: told together, for one run costs minutes.
#[derive(Debug)]
pub struct Looks<'a> {
    desk: &'a Desk,
    folder: &'a str,
    look: &'static str,
    pictures: Vec<PathBuf>,
    troubles: Vec<String>,
}

impl<'a> Looks<'a> {
    pub fn new(desk: &'a Desk, folder: &'a str) -> Self {
        Self {
            desk,
            folder,
            look: "light",
            pictures: Vec::new(),
            troubles: Vec::new(),
        }
    }

    /// The theme worn from now on.
    pub fn wears(&mut self, look: &'static str) {
        self.look = look;
    }

    /// A picture of what stands there now, and what axe-core says of it.
    pub fn take(&mut self, name: &str) -> Outcome {
        let name = format!("{name}-{}", self.look);
        self.pictures.push(self.desk.picture(self.folder, &name)?);
        let found = axe(self.desk)?;
        self.troubles.extend(
            found
                .into_iter()
                .map(|trouble| format!("{name}: {trouble}")),
        );
        Ok(())
    }

    /// A picture of what stands there now, and what of it lies out of reach.
    pub fn reach(&mut self, name: &str) -> Outcome {
        self.pictures.push(self.desk.picture(self.folder, name)?);
        let lost = lines(&self.desk.run(REACH, &json!([]))?);
        self.troubles
            .extend(lost.into_iter().map(|trouble| format!("{name}: {trouble}")));
        Ok(())
    }

    /// The pictures.
    ///
    /// # Errors
    /// All that was wrong on any of them.
    pub fn close(self) -> Outcome<Vec<PathBuf>> {
        if self.troubles.is_empty() {
            Ok(self.pictures)
        } else {
            Err(Trouble::new(self.troubles.join("\n")))
        }
    }
}

/// What axe-core finds wrong with the page as it stands.
pub fn axe(desk: &Desk) -> Outcome<Vec<String>> {
    if desk.run("return window.axe === undefined", &json!([]))? == true {
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let source = fs::read_to_string(&source)
            .map_err(|_| Trouble::new("axe-core is missing: run `npm ci` in ui"))?;
        desk.run(&source, &json!([]))?;
    }
    Ok(lines(&desk.run_async(AXE, &serde_json::json!([]))?))
}

fn lines(found: &Value) -> Vec<String> {
    let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
    found
        .iter()
        .filter_map(|line| line.as_str().map(str::to_owned))
        .collect()
}
