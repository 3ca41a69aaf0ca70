//! Start to painted, and the memory at rest, ours and the bare window's by turns.

use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use hashmend_tests::process::Started;
use hashmend_tests::{Desk, Outcome, Trouble, id, link};
use rustix::fs::{Advice, fadvise};

use crate::memory::{self, Memory};
use crate::sample::Sample;

/// The page says so, two frames after its content is there.
const PAINTED: &str = "the first screen is painted";
const LOADED: &str = "the page is loaded";
const LEARNED: &str = "learned from the tickets";
const PATIENCE: Duration = Duration::from_secs(60);
/// A million tickets are learned from for a while.
const LESSON: Duration = Duration::from_secs(600);
/// What a window needs to come to rest once it is painted, and the web view to keep what it was told.
const REST: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Window {
    painted: Sample,
    own: Sample,
    web: Sample,
}

impl Window {
    fn take(&mut self, painted: Duration, memory: Memory) {
        self.painted.add(millis(painted));
        self.own.add(memory.own);
        self.web.add(memory.web);
    }
}

pub fn measure(desk: &mut Desk, bare: &Path, file: &Path, starts: usize) -> Outcome {
    leave_on_the_list(desk)?;
    let mut theirs = Window::default();
    let mut loaded = Sample::default();
    let mut ours = Window::default();
    // The first start of each fills the caches both have: code, fonts, WebKit's own files.
    for round in 0..=starts {
        let window = desk.start_here(&mut Command::new(bare))?;
        let load = heard(&window, LOADED, PATIENCE)?;
        let painted = heard(&window, PAINTED, PATIENCE)?;
        thread::sleep(REST);
        let memory = memory::of(window.pid());
        drop(window);
        if round > 0 {
            theirs.take(painted, memory);
            loaded.add(millis(load));
        }

        forget(file)?;
        let window = desk.start_another(&desk.data_dir())?;
        let painted = heard(&window, PAINTED, PATIENCE)?;
        thread::sleep(REST);
        let memory = memory::of(window.pid());
        if round > 0 {
            ours.take(painted, memory);
        }
        if round == starts {
            let learned = heard(&window, LEARNED, LESSON)?;
            thread::sleep(REST);
            let after = memory::of(window.pid());
            println!(
                "learned from the tickets {:.1} s after the start; own memory then {:.0} MB, at most {:.0} MB",
                learned.as_secs_f64(),
                after.own,
                after.peak
            );
        }
        drop(window);
    }

    println!("\n{starts} starts each, by turns            least   median      P95     most");
    println!("bare window, page loaded, ms         {loaded}");
    println!("bare window, painted, ms             {}", theirs.painted);
    println!("Hashmend, ticket list painted, ms    {}", ours.painted);
    println!("bare window, own memory, MB          {}", theirs.own);
    println!("Hashmend, own memory, MB             {}", ours.own);
    println!("bare window, web processes, MB       {}", theirs.web);
    println!("Hashmend, web processes, MB          {}", ours.web);
    println!();
    verdict("cold start", &ours.painted, &theirs.painted);
    verdict("cold start against the load event", &ours.painted, &loaded);
    verdict("own memory", &ours.own, &theirs.own);
    verdict("memory with the web processes", &ours.web, &theirs.web);
    Ok(())
}

/// A window comes back to the screen it was left on.
fn leave_on_the_list(desk: &mut Desk) -> Outcome {
    desk.start()?;
    all_tickets(desk)?;
    thread::sleep(REST);
    desk.crash()
}

/// The list, without what an earlier run may have left in its search.
pub fn all_tickets(desk: &Desk) -> Outcome {
    desk.click(link("Tickets"))?;
    desk.wait_for(id("ticket-find"))?;
    if desk.sees(id("clear-filters"))? {
        desk.click(id("clear-filters"))?;
    }
    desk.wait_for(id("ticket-row")).map(drop)
}

fn verdict(what: &str, ours: &Sample, theirs: &Sample) {
    let ratio = ours.median() / theirs.median();
    println!("{what}: {ratio:.2} times the bare window (bound 1.3)");
}

fn heard(window: &Started, what: &str, patience: Duration) -> Outcome<Duration> {
    window
        .hears(what, patience)
        .ok_or_else(|| Trouble::new(format!("nobody said '{what}'")))
}

/// Let the system drop what it holds of the file, so that each start reads it from the disk.
fn forget(file: &Path) -> Outcome {
    let file = File::open(file)?;
    file.sync_all()?;
    Ok(fadvise(&file, 0, None, Advice::DontNeed)?)
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}
