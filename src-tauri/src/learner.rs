//! A thread of its own learns from the tickets whenever the journal has moved.
//!
//! It reads over a connection of its own and holds no lock while it fits, so neither the window
//! nor a write ever waits for it. It begins when the first screen is painted: before that, the
//! cores belong to the window. Until it is done, estimates rest on what was learned before and
//! say so.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use hashmend_core::learn::Lessons;
use hashmend_core::{Result, Store};

use crate::clock::Clock;

/// Changes seldom come alone: those within this time are learned from together.
const GATHER: Duration = Duration::from_millis(1_500);

/// Open tickets grow older without an event; what is learned from their age is seldom older.
const AT_LEAST_EVERY: Duration = Duration::from_secs(3_600);

/// A window that never says it is painted is in trouble of its own; the ranges need not be too.
const PATIENCE: Duration = Duration::from_secs(180);

#[derive(Debug)]
pub struct Learner {
    shared: Arc<Shared>,
    nudges: Sender<()>,
}

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    clock: Clock,
    lessons: RwLock<Option<Arc<Lessons>>>,
    /// The first screen is painted.
    awake: AtomicBool,
    /// Held while the file is open, so that it is never replaced under a reader.
    reading: Mutex<()>,
}

impl Learner {
    /// Start the thread, which learns nothing before [`Learner::wake`]; it ends when the learner is
    /// dropped. `learned` is called whenever it has learned anew.
    pub fn start(path: &Path, clock: Clock, learned: impl Fn() + Send + 'static) -> Self {
        let shared = Arc::new(Shared {
            path: path.to_owned(),
            clock,
            lessons: RwLock::default(),
            awake: AtomicBool::new(false),
            reading: Mutex::default(),
        });
        let (nudges, heard) = mpsc::channel();
        let own = Arc::clone(&shared);
        let started = std::thread::Builder::new()
            .name("learner".into())
            .spawn(move || own.run(&heard, &learned));
        if let Err(error) = started {
            tracing::error!(%error, "nothing is learned from the tickets: no thread for it");
        }
        Self { shared, nudges }
    }

    /// The window is usable: learning may begin.
    pub fn wake(&self) {
        if !self.shared.awake.swap(true, Ordering::AcqRel) {
            self.nudge();
        }
    }

    pub fn lessons(&self) -> Option<Arc<Lessons>> {
        self.shared
            .lessons
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The journal may have moved.
    pub fn nudge(&self) {
        // Without the thread there is nobody to hear it, which was logged when it did not start.
        let _ = self.nudges.send(());
    }

    /// The journal stands at `head`: learn again if it stood elsewhere.
    pub fn heard(&self, head: u32) {
        if self
            .lessons()
            .is_none_or(|lessons| lessons.position != i64::from(head))
        {
            self.nudge();
        }
    }

    /// No file is read while the guard lives. What was learned from it is forgotten.
    pub fn pause(&self) -> MutexGuard<'_, ()> {
        let guard = self
            .shared
            .reading
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        self.shared.keep(None);
        guard
    }
}

impl Shared {
    fn run(&self, heard: &Receiver<()>, learned: &impl Fn()) {
        let asleep = Instant::now();
        while !self.awake.load(Ordering::Acquire) {
            match heard.recv_timeout(PATIENCE.saturating_sub(asleep.elapsed())) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        // A large desk at a busy bench: learning takes at most a tenth of one core.
        let mut wait = GATHER.max(self.learn_once(false, learned) * 10);
        loop {
            let is_due = match heard.recv_timeout(AT_LEAST_EVERY) {
                Ok(()) => {
                    std::thread::sleep(wait);
                    while heard.try_recv().is_ok() {}
                    false
                }
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            wait = GATHER.max(self.learn_once(is_due, learned) * 10);
        }
    }

    /// How long it took.
    fn learn_once(&self, is_due: bool, learned: &impl Fn()) -> Duration {
        let begun = Instant::now();
        match self.learn(is_due) {
            Ok(true) => learned(),
            Ok(false) => {}
            // The desk may be busy; the next nudge tries again.
            Err(error) => tracing::warn!(%error, "could not learn from the tickets"),
        }
        begun.elapsed()
    }

    /// Whether there was anything to learn: a desk, and news in it unless it `is_due` without.
    fn learn(&self, is_due: bool) -> Result<bool> {
        if !self.path.exists() {
            return Ok(false);
        }
        let now = self.clock.now();
        let past = {
            let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
            let store = Store::open(&self.path, now)?;
            if !is_due && self.known() == Some(i64::from(store.desk()?.head)) {
                return Ok(false);
            }
            store.past(now)?
        };
        let (tickets, position) = (past.tickets, past.position);
        let lessons = past.learn()?;
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        self.keep(Some(Arc::new(lessons)));
        tracing::info!(tickets, position, "learned from the tickets");
        Ok(true)
    }

    /// How far the journal is learned from.
    fn known(&self) -> Option<i64> {
        let lessons = self.lessons.read().unwrap_or_else(PoisonError::into_inner);
        lessons.as_ref().map(|lessons| lessons.position)
    }

    fn keep(&self, lessons: Option<Arc<Lessons>>) {
        *self.lessons.write().unwrap_or_else(PoisonError::into_inner) = lessons;
    }
}

#[cfg(test)]
mod tests {
    use hashmend_core::Act;
    use hashmend_core::ticket::TicketQuery;

    use super::*;

    fn desk(folder: &Path) -> (PathBuf, Store, Act) {
        let clock = Clock::new(false);
        let act = Act::new("Ana", clock.now());
        let path = folder.join("desk.hashmend");
        let store = Store::create(&path, "Desk", &act).unwrap();
        (path, store, act)
    }

    /// What was learned, once it is as wanted.
    fn once(learner: &Learner, wanted: impl Fn(&Lessons) -> bool) -> Arc<Lessons> {
        let begun = Instant::now();
        loop {
            if let Some(lessons) = learner.lessons().filter(|lessons| wanted(lessons)) {
                return lessons;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "nothing was learned"
            );
            std::thread::yield_now();
        }
    }

    #[test]
    fn what_another_hand_wrote_is_learned_without_anyone_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut store, act) = desk(folder.path());
        let (told, heard) = mpsc::channel();
        let learner = Learner::start(&path, Clock::new(false), move || {
            let _ = told.send(());
        });
        learner.wake();
        let first = once(&learner, |_| true);

        store.rename_desk("Another", &act).unwrap();
        let head = store.desk().unwrap().head;
        learner.heard(head);

        let second = once(&learner, |lessons| lessons.position > first.position);
        assert_eq!(second.position, i64::from(head));
        learner.heard(head);
        assert_eq!(learner.lessons().unwrap().position, i64::from(head));
        assert_eq!(heard.try_iter().count(), 2, "the window is told each time");
    }

    #[test]
    fn nothing_is_learned_before_the_first_screen_is_painted() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut store, act) = desk(folder.path());
        let learner = Learner::start(&path, Clock::new(false), || {});

        // What a window does before it is painted: it looks at the desk, perhaps it writes.
        store.rename_desk("Another", &act).unwrap();
        learner.nudge();
        learner.heard(store.desk().unwrap().head);
        assert!(learner.lessons().is_none());
        learner.wake();

        once(&learner, |lessons| lessons.position > 0);
    }

    #[test]
    fn who_learns_holds_no_lock_a_list_or_a_write_would_wait_for() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut store, act) = desk(folder.path());
        // As the learner stands while it reads: its own connection, in the middle of a read.
        let reading = Store::open(&path, act.now).unwrap();
        let past = reading.past(act.now).unwrap();

        store.rename_desk("While it fits", &act).unwrap();
        store.tickets(&TicketQuery::default(), act.now).unwrap();

        assert!(past.learn().unwrap().position < i64::from(store.desk().unwrap().head));
    }

    #[test]
    fn a_desk_that_is_not_there_yet_is_no_trouble() {
        let folder = tempfile::tempdir().unwrap();
        let learner = Learner::start(
            &folder.path().join("desk.hashmend"),
            Clock::new(false),
            || {},
        );
        learner.wake();
        assert!(learner.lessons().is_none());

        let (_, store, _) = desk(folder.path());
        learner.heard(store.desk().unwrap().head);

        once(&learner, |lessons| lessons.tickets == 0);
        drop(learner.pause());
        assert!(learner.lessons().is_none());
    }
}
