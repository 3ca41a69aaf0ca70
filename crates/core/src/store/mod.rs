//! One SQLite file and the one way to write to it.

pub(crate) mod bulk;
mod care;
mod doctor;
mod holder;
mod migrate;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use crate::error::{Error, Result};
use crate::id::{ActionId, DeskId, IdSource};
use crate::journal::{Act, Writer};
use crate::learn::Lessons;
use crate::time::Timestamp;

pub(crate) use care::write_file;
pub use care::{BackedUp, save_bytes};
pub use doctor::{Check, Examination};
pub use migrate::SCHEMA_VERSION;

/// How long a write waits for another process before it says who is in the way.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What a connection keeps of the file for itself. The system keeps the rest, in memory it can
/// take back; a page from there costs a microsecond or two.
pub(crate) const CACHE_KIB: i32 = 8_192;

/// While it writes: what does not fit is written twice.
const WRITING_CACHE_KIB: i32 = 65_536;

/// The desk's file, open.
///
/// Several stores, in one process or many, may be open on one file: readers never wait, writers
/// take turns.
#[derive(Debug)]
pub struct Store {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
    ids: IdSource,
    pub(crate) lessons: Option<Arc<Lessons>>,
    last_action: Option<ActionId>,
}

impl Store {
    /// Open the desk at `path`, bringing an older file up to date.
    ///
    /// # Errors
    /// `NotOurFile` for another program's file or one damaged beyond opening, `NewerFile`
    /// (untouched) for a newer schema, `ReadOnly`, `Busy`, `DiskFull`; `File` when there is
    /// nothing at `path`.
    pub fn open(path: &Path, now: Timestamp) -> Result<Self> {
        migrate::examine(path)?;
        let mut store = Self::connect(path, now)?;
        if store.conn.is_readonly("main")? {
            return Err(Error::ReadOnly {
                path: path.to_owned(),
            });
        }
        migrate::migrate(&mut store.conn, path, now).map_err(|error| store.located(error, now))?;
        Ok(store)
    }

    /// Make a new desk at `path`, with the shipped catalog in it.
    ///
    /// # Errors
    /// `Refused` when a file is there already.
    pub fn create(path: &Path, name: &str, act: &Act) -> Result<Self> {
        Self::create_with_ids(path, name, act, IdSource::from_entropy())
    }

    /// As [`Store::create`], with ids that follow from a seed: for demos and tests.
    pub fn create_with_ids(path: &Path, name: &str, act: &Act, mut ids: IdSource) -> Result<Self> {
        if path.exists() {
            return Err(Error::Refused(format!(
                "{} is already there; open it, or choose another name",
                path.display()
            )));
        }
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|source| care::file_error(folder, source))?;
        }
        // Made under another name: whoever opens the desk, even after a power cut in between,
        // finds it whole or not at all.
        let part = care::Part::beside(path);
        {
            let mut store = Self::connect(&part.0, act.now)?;
            store.ids = ids;
            migrate::migrate(&mut store.conn, &part.0, act.now)?;
            store.found(name, act)?;
            ids = store.ids;
            store.conn.pragma_update(None, "journal_mode", "delete")?;
            store.conn.close().map_err(|(_, error)| error)?;
        }
        part.publish(path)?;
        let mut store = Self::connect(path, act.now)?;
        store.ids = ids;
        Ok(store)
    }

    /// A desk in memory, for tests and throw-away questions.
    pub fn in_memory(act: &Act) -> Result<Self> {
        let conn = Connection::open_in_memory()?;
        let mut store = Self {
            conn,
            path: PathBuf::new(),
            ids: IdSource::from_seed(1),
            lessons: None,
            last_action: None,
        };
        store.set_up()?;
        migrate::migrate(&mut store.conn, Path::new(""), act.now)?;
        store.found("Test desk", act)?;
        Ok(store)
    }

    /// The desk at `path`, made if nothing is there.
    pub fn open_or_create(path: &Path, name: &str, act: &Act) -> Result<Self> {
        if path.exists() {
            return Self::open(path, act.now);
        }
        match Self::create(path, name, act) {
            // Another window was quicker.
            Err(Error::Refused(_)) if path.exists() => Self::open(path, act.now),
            made => made,
        }
    }

    fn connect(path: &Path, now: Timestamp) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn =
            Connection::open_with_flags(path, flags).map_err(|error| cannot_open(path, error))?;
        let mut store = Self {
            conn,
            path: path.to_owned(),
            ids: IdSource::from_entropy(),
            lessons: None,
            last_action: None,
        };
        store.set_up().map_err(|error| store.located(error, now))?;
        Ok(store)
    }

    fn set_up(&mut self) -> Result<()> {
        self.conn.busy_timeout(BUSY_TIMEOUT)?;
        self.conn.pragma_update(None, "journal_mode", "wal")?;
        // An acknowledged action survives a power cut, not only a crash.
        self.conn.pragma_update(None, "synchronous", "full")?;
        self.conn.pragma_update(None, "foreign_keys", true)?;
        self.conn.pragma_update(None, "trusted_schema", false)?;
        self.cache(CACHE_KIB)?;
        self.conn.pragma_update(None, "temp_store", "memory")?;
        self.conn.set_prepared_statement_cache_capacity(256);
        Ok(())
    }

    /// What is over the bound is let go of at once.
    pub(crate) fn cache(&self, kib: i32) -> Result<()> {
        Ok(self.conn.pragma_update(None, "cache_size", -kib)?)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Run `work` as one act: one transaction, committed only if it returns `Ok`.
    ///
    /// The write lock is taken up front. A transaction that reads first and writes later can
    /// fail with `SQLITE_BUSY_SNAPSHOT`, which no busy timeout retries.
    pub fn write<T>(
        &mut self,
        act: &Act,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T>,
    ) -> Result<T> {
        self.write_noted(None, act, work)
    }

    /// As [`Store::write`], for work that may take longer than others like to wait: while it
    /// goes on, they are told `what` ("import", "demo") holds the file, and since when.
    pub fn write_long<T>(
        &mut self,
        what: &str,
        act: &Act,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T>,
    ) -> Result<T> {
        self.write_noted(Some(what), act, work)
    }

    fn write_noted<T>(
        &mut self,
        what: Option<&str>,
        act: &Act,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T>,
    ) -> Result<T> {
        let path = self.path.clone();
        let done = self
            .cache(WRITING_CACHE_KIB)
            .and_then(|()| self.write_inner(what, act, work));
        // What is written is written, whatever the cache says.
        let _ = self.cache(CACHE_KIB);
        done.map_err(|error| located(error, &path, act.now))
    }

    fn write_inner<T>(
        &mut self,
        what: Option<&str>,
        act: &Act,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T>,
    ) -> Result<T> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let _note = what.map(|what| holder::Note::leave(&self.path, what, act.now));
        let desk: Option<DeskId> = tx
            .query_row("SELECT id FROM desk", [], |row| row.get(0))
            .optional()?;
        let desk = desk.unwrap_or(DeskId(uuid::Uuid::nil()));
        let (out, done) = {
            let mut writer = Writer::new(&tx, &mut self.ids, desk, act)?;
            let out = work(&mut writer)?;
            (out, writer.has_appended().then_some(writer.action))
        };
        tx.commit()?;
        self.last_action = done;
        Ok(out)
    }

    /// What the newest write of this store did, for whoever wants to offer its undo; `None` when
    /// it changed nothing.
    pub fn last_action(&self) -> Option<ActionId> {
        self.last_action
    }

    fn located(&self, error: Error, now: Timestamp) -> Error {
        located(error, &self.path, now)
    }
}

/// What SQLite cannot know: which file, and who holds it.
fn located(error: Error, path: &Path, now: Timestamp) -> Error {
    match error {
        Error::Busy { holder } if holder.is_empty() => Error::Busy {
            holder: holder::holder(path, now),
        },
        Error::ReadOnly { .. } => Error::ReadOnly {
            path: path.to_owned(),
        },
        Error::Database(error) => match error.sqlite_error_code() {
            // The log cannot be made beside the file.
            Some(rusqlite::ErrorCode::CannotOpen) => Error::ReadOnly {
                path: path.to_owned(),
            },
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                Error::NotOurFile {
                    path: path.to_owned(),
                    why: "it is damaged; `hashmend doctor` says where, and a backup brings it back"
                        .into(),
                }
            }
            _ => Error::Database(error),
        },
        other => other,
    }
}

/// `desk.hashmend` and `-wal` make `desk.hashmend-wal`.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn cannot_open(path: &Path, error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::CannotOpen) => Error::File {
            path: path.to_owned(),
            source: std::io::Error::other(
                "cannot be opened; is it a folder, or are you not allowed to?",
            ),
        },
        _ => error.into(),
    }
}

impl Store {
    /// The first event of a new desk, then the shipped catalog.
    fn found(&mut self, name: &str, act: &Act) -> Result<()> {
        let id = DeskId(self.ids.next(act.now));
        self.write(act, |w| {
            w.append(
                id,
                crate::desk::DeskEvent::Founded {
                    id,
                    name: name.to_owned(),
                },
            )?;
            crate::catalog::ship(w)
        })
    }
}
