//! What the figures are made of, read once behind the window and kept in step with the journal.
//!
//! A question brings the table up to the journal before it is answered, so no figure is older than
//! the desk. A thread of its own reads it first, once the learner is done, and takes in what was
//! written since, so that a question seldom has to.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hashmend_core::review::Facts;
use hashmend_core::{Result, Store, Timestamp};

use crate::clock::Clock;

/// Changes seldom come alone: those within this time are taken in together.
const GATHER: Duration = Duration::from_millis(1_500);

#[derive(Debug, Clone)]
pub struct Figures {
    shared: Arc<Shared>,
    nudges: Sender<()>,
}

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    clock: Clock,
    kept: Mutex<Option<Kept>>,
}

/// The table with the connection it is kept in step over.
#[derive(Debug)]
struct Kept {
    store: Store,
    facts: Facts,
}

impl Figures {
    /// Nothing is read before the first question or [`Figures::nudge`].
    pub fn start(path: &Path, clock: Clock) -> Self {
        let shared = Arc::new(Shared {
            path: path.to_owned(),
            clock,
            kept: Mutex::default(),
        });
        let (nudges, heard) = mpsc::channel();
        let own = Arc::clone(&shared);
        let started = std::thread::Builder::new()
            .name("figures".into())
            .spawn(move || own.run(&heard));
        if let Err(error) = started {
            tracing::error!(%error, "figures are read when they are asked for: no thread for it");
        }
        Self { shared, nudges }
    }

    /// The table is wanted, or may be behind.
    pub fn nudge(&self) {
        // Without the thread there is nobody to hear it, which was logged when it did not start.
        let _ = self.nudges.send(());
    }

    /// Ask the table, brought up to the journal.
    pub fn ask<T>(
        &self,
        now: Timestamp,
        work: impl FnOnce(&Store, &Facts) -> Result<T>,
    ) -> Result<T> {
        let mut kept = self.shared.lock();
        let kept = self.shared.current(&mut kept, now)?;
        work(&kept.store, &kept.facts)
    }

    /// No file is read while the guard lives. What was read from it is forgotten.
    pub fn pause(&self) -> Paused<'_> {
        let mut guard = self.shared.lock();
        *guard = None;
        Paused { _kept: guard }
    }
}

/// See [`Figures::pause`].
#[derive(Debug)]
pub struct Paused<'a> {
    _kept: MutexGuard<'a, Option<Kept>>,
}

impl Shared {
    fn run(&self, heard: &Receiver<()>) {
        while heard.recv().is_ok() {
            if let Err(error) = self.read() {
                // The desk may be busy; a question tries again and says so.
                tracing::warn!(%error, "could not read what the figures are made of");
            }
            std::thread::sleep(GATHER);
            while heard.try_recv().is_ok() {}
        }
    }

    fn read(&self) -> Result<()> {
        if !self.path.exists() {
            return Ok(());
        }
        let mut kept = self.lock();
        let kept = self.current(&mut kept, self.clock.now())?;
        tracing::info!(tickets = kept.facts.tickets(), "figures are in step");
        Ok(())
    }

    fn current<'a>(&self, kept: &'a mut Option<Kept>, now: Timestamp) -> Result<&'a mut Kept> {
        let known = match kept.take() {
            Some(mut known) => {
                known.store.catch_up(&mut known.facts, now)?;
                known
            }
            None => {
                let store = Store::open(&self.path, now)?;
                let facts = store.facts(now)?;
                Kept { store, facts }
            }
        };
        Ok(kept.insert(known))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use hashmend_core::Act;
    use hashmend_core::desk::DemoSize;

    use super::*;

    #[test]
    fn a_question_sees_what_was_written_a_moment_ago() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.hashmend");
        let clock = Clock::new(false);
        let act = Act::new("Ana", clock.now());
        let mut store = Store::create(&path, "Desk", &act).unwrap();
        let figures = Figures::start(&path, clock);
        let count = || {
            figures
                .ask(act.now, |_, facts| Ok(facts.tickets()))
                .unwrap()
        };
        assert_eq!(count(), 0);

        let size = DemoSize {
            devices: 20,
            tickets: 20,
            seed: 1,
        };
        store
            .make_demo(size, &act, &mut |_, _| ControlFlow::Continue(()))
            .unwrap();

        assert_eq!(count(), 20);
        drop(figures.pause());
        assert_eq!(count(), 20, "read anew");
    }
}
