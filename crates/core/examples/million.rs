//! Makes the large desk that `cargo xtask bench window` measures on, and prints where it is:
//! `million FOLDER [UNITS]`.

#![allow(clippy::unwrap_used, reason = "it stops at the first surprise")]

#[path = "../benches/common/mod.rs"]
mod common;

use std::path::Path;

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().unwrap();
    let units = args
        .next()
        .map_or(1_000_000, |units| units.parse().unwrap());
    println!("{}", common::desk(Path::new(&folder), units).display());
}
