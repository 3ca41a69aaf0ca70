//! Draws the pictures of `docs/turnaround.md` with the engine itself:
//!
//! ```text
//! cargo run --release -p hashmend-turnaround --example pictures
//! ```
//!
//! The same code draws the same bytes. The promise kept is measured on the real log of shipments,
//! the rest on simulated tickets, and the pictures say so.

mod lane;
mod luck;
mod promise;
mod stage;
mod svg;
mod waiting;

use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/img/turnaround");
    fs::create_dir_all(&folder)?;
    for (name, picture) in [
        ("one-stage", stage::picture()?),
        ("what-is-left", waiting::picture()?),
        ("customs-hold", lane::picture()?),
        ("promise-kept", promise::picture()?),
    ] {
        fs::write(folder.join(name).with_extension("svg"), picture)?;
        println!("{name}.svg");
    }
    lane::lateness()
}
