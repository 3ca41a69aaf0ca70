//! What the window holds: two connections to one desk, what is being taken in, a clock.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashmend_core::attachment::{self, Picture};
use hashmend_core::bulk::Refused;
use hashmend_core::device::take_in::TakeIn;
use hashmend_core::history::{HistoryProblem, PastRepairs};
use hashmend_core::id::{ActionId, AttachmentId, PersonId};
use hashmend_core::people::SignedIn;
use hashmend_core::review::Facts;
use hashmend_core::{Act, Error, Result, Store};
use serde::Serialize;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};

use crate::clock::Clock;
use crate::figures::Figures;
use crate::learner::Learner;

#[derive(Debug)]
pub struct App {
    pub path: PathBuf,
    pub clock: Clock,
    pub learner: Learner,
    pub figures: Figures,
    /// Reads do not wait for a long write: each has its own connection.
    writer: Mutex<Option<Store>>,
    reader: Mutex<Option<Store>>,
    lists: Mutex<HashMap<u32, TakeIn>>,
    past: Mutex<HashMap<u32, Arc<OpenedPast>>>,
    /// What the last acts on many records refused, the newest last.
    refused: Mutex<Vec<(u32, Arc<Vec<Refused>>)>>,
    /// Numbers lists, past repairs and reports alike.
    next_list: AtomicU32,
    cancelled: Arc<AtomicBool>,
    /// Who gave their PIN last; gone when the window closes.
    person: Mutex<Option<SignedIn>>,
    /// One photo at a time is decoded: each may need a quarter of a gigabyte while it is.
    decoding: Mutex<()>,
}

/// Past repairs that were read, and what of them is left out.
#[derive(Debug)]
pub struct OpenedPast {
    pub repairs: PastRepairs,
    pub left_out: Vec<HistoryProblem>,
}

/// Reports kept for saving; older ones are let go.
const MOST_REPORTS: usize = 8;

/// How far long work has come.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub struct Progress {
    pub done: u32,
    pub total: u32,
}

impl App {
    /// `learned` is called whenever the estimator has learned anew.
    pub fn open(path: PathBuf, clock: Clock, learned: impl Fn() + Send + 'static) -> Self {
        let figures = Figures::start(&path, clock);
        let next = figures.clone();
        let learned = move || {
            // One after the other: the cores belong to the window.
            next.nudge();
            learned();
        };
        Self {
            learner: Learner::start(&path, clock, learned),
            figures,
            path,
            clock,
            writer: Mutex::default(),
            reader: Mutex::default(),
            lists: Mutex::default(),
            past: Mutex::default(),
            refused: Mutex::default(),
            next_list: AtomicU32::new(1),
            cancelled: Arc::default(),
            person: Mutex::default(),
            decoding: Mutex::default(),
        }
    }

    /// Open the file while the web view is still starting, which takes longer.
    pub fn open_ahead(app: &AppHandle) {
        let app = app.clone();
        let started = std::thread::Builder::new()
            .name("opening".into())
            // What goes wrong is said when the screen asks for the desk itself.
            .spawn(move || drop(app.state::<Self>().read(|store, _act| store.desk())));
        if let Err(error) = started {
            tracing::warn!(%error, "the file is opened when it is asked for");
        }
    }

    pub fn act(&self) -> Act {
        match lock(&self.person).as_ref() {
            Some(person) => Act::by(person, self.clock.now()),
            None => Act::new(whoami(), self.clock.now()),
        }
    }

    /// Whoever was signed in stays so until the PIN proved right.
    pub fn sign_in(&self, person: PersonId, pin: &str) -> Result<()> {
        let proof = self.write(|store, act| store.sign_in(person, pin, act.now))?;
        *lock(&self.person) = Some(proof);
        Ok(())
    }

    pub fn sign_out(&self) {
        *lock(&self.person) = None;
    }

    pub fn write<T>(&self, work: impl FnOnce(&mut Store, &Act) -> Result<T>) -> Result<T> {
        let act = self.act();
        let mut store = lock(&self.writer);
        let done = work(self.opened(&mut store, &act)?, &act);
        drop(store);
        self.learner.nudge();
        done
    }

    /// What the window's newest write did, if it changed anything.
    pub fn last_action(&self) -> Option<ActionId> {
        lock(&self.writer).as_ref().and_then(Store::last_action)
    }

    pub fn read<T>(&self, work: impl FnOnce(&Store, &Act) -> Result<T>) -> Result<T> {
        let act = self.act();
        let mut store = lock(&self.reader);
        work(self.opened(&mut store, &act)?, &act)
    }

    /// A read so long that others would have to wait for it: on a connection of its own.
    pub fn read_aside<T>(&self, work: impl FnOnce(&Store, &Act) -> Result<T>) -> Result<T> {
        let act = self.act();
        work(&Store::open(&self.path, act.now)?, &act)
    }

    /// A question to the table of figures, which has a connection of its own.
    pub fn figures<T>(&self, work: impl FnOnce(&Store, &Facts, &Act) -> Result<T>) -> Result<T> {
        let act = self.act();
        self.figures
            .ask(act.now, |store, facts| work(store, facts, &act))
    }

    fn opened<'a>(&self, slot: &'a mut Option<Store>, act: &Act) -> Result<&'a mut Store> {
        // Opened at the first use and again after a failure, so that the reason reaches the
        // screen and "try again" can work.
        if slot.is_none() {
            *slot = Some(Store::open_or_create(&self.path, "My repair desk", act)?);
        }
        let store = slot
            .as_mut()
            .ok_or_else(|| Error::Refused("the desk is not open".into()))?;
        store.use_lessons(self.learner.lessons());
        Ok(store)
    }

    /// Let go of the file, so that it can be replaced.
    pub fn close(&self) {
        *lock(&self.writer) = None;
        *lock(&self.reader) = None;
    }

    pub fn keep_list(&self, list: TakeIn) -> u32 {
        let id = self.next_list.fetch_add(1, Ordering::Relaxed);
        lock(&self.lists).insert(id, list);
        id
    }

    pub fn with_list<T>(&self, id: u32, work: impl FnOnce(&mut TakeIn) -> Result<T>) -> Result<T> {
        let mut lists = lock(&self.lists);
        let list = lists
            .get_mut(&id)
            .ok_or_else(|| Error::not_found("open list", id))?;
        work(list)
    }

    pub fn drop_list(&self, id: u32) {
        lock(&self.lists).remove(&id);
    }

    pub fn keep_past(&self, past: OpenedPast) -> u32 {
        let id = self.next_list.fetch_add(1, Ordering::Relaxed);
        lock(&self.past).insert(id, Arc::new(past));
        id
    }

    /// Shared, so that long work on it holds up nobody who closes it.
    pub fn past(&self, id: u32) -> Result<Arc<OpenedPast>> {
        lock(&self.past)
            .get(&id)
            .cloned()
            .ok_or_else(|| Error::not_found("open file of past repairs", id))
    }

    pub fn drop_past(&self, id: u32) {
        lock(&self.past).remove(&id);
    }

    pub fn keep_refused(&self, refused: Vec<Refused>) -> u32 {
        let id = self.next_list.fetch_add(1, Ordering::Relaxed);
        let mut reports = lock(&self.refused);
        if reports.len() >= MOST_REPORTS {
            reports.remove(0);
        }
        reports.push((id, Arc::new(refused)));
        id
    }

    pub fn refused(&self, id: u32) -> Result<Arc<Vec<Refused>>> {
        lock(&self.refused)
            .iter()
            .find(|(report, _)| *report == id)
            .map(|(_, refused)| Arc::clone(refused))
            .ok_or_else(|| Error::not_found("report", id))
    }

    /// The small picture of an attachment, made now if nobody asked before. Neither readers nor
    /// writers wait while it is.
    pub fn thumbnail(&self, id: AttachmentId) -> Result<Vec<u8>> {
        let _one_at_a_time = lock(&self.decoding);
        match self.read(|store, _act| store.picture(id))? {
            Picture::Made(jpeg) => Ok(jpeg),
            Picture::ToMake { hash, bytes } => {
                let made = attachment::thumbnail(&bytes);
                self.write(|store, _act| store.keep_thumbnail(&hash, made.as_deref()))?;
                Ok(made.unwrap_or_default())
            }
        }
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// A progress function that reports to the screen and stops when cancel was pressed.
    pub fn progress(
        &self,
        channel: Channel<Progress>,
    ) -> impl FnMut(u64, u64) -> ControlFlow<()> + use<> {
        let cancelled = Arc::clone(&self.cancelled);
        cancelled.store(false, Ordering::Relaxed);
        move |done, total| {
            let _ = channel.send(Progress {
                done: done as u32,
                total: total as u32,
            });
            if cancelled.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        }
    }
}

/// A thread that panicked while holding the lock leaves a store whose transaction rolled back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While nobody is signed in, the actor is the account of this computer.
fn whoami() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "desk".into())
}
