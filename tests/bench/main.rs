//! The figures of the window, against those of a window with one line of text on the same machine,
//! in the same run: `cargo xtask bench window`.

#[cfg(target_os = "linux")]
mod keys;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod sample;
#[cfg(target_os = "linux")]
mod scroll;
#[cfg(target_os = "linux")]
mod start;

#[cfg(target_os = "linux")]
fn main() -> hashmend_tests::Outcome {
    use std::path::PathBuf;

    use hashmend_tests::{Desk, Trouble};

    let wanted = |name: &str| {
        std::env::var_os(name).map(PathBuf::from).ok_or_else(|| {
            Trouble::new(format!("{name} is not set: run `cargo xtask bench window`"))
        })
    };
    let bare = wanted("HASHMEND_BARE_BIN")?;
    let file = wanted("HASHMEND_BENCH_DESK")?;
    let mut args = std::env::args().skip(1);
    let starts = match (args.next().as_deref(), args.next()) {
        (Some("--starts"), Some(n)) => n.parse()?,
        _ => 11,
    };
    let folder = file
        .parent()
        .ok_or_else(|| Trouble::new("the desk has no folder"))?;
    let mut desk = Desk::prepare("bench-window", Some(folder))?;

    start::measure(&mut desk, &bare, &file, starts)?;
    desk.start()?;
    keys::measure(&desk)?;
    scroll::measure(&desk)
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the window can only be measured on Linux, where it can be driven");
}
