//! Backup and restore. A copy counts only once it has been read back.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};

use super::{Store, beside, doctor, holder, migrate};
use crate::attachment::content::{self, Held};
use crate::error::{Error, Result};
use crate::journal::{Act, replay};
use crate::people::{self, Right};
use crate::time::Timestamp;

/// A backup that was read back and found good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BackedUp {
    pub path: String,
    /// Size of the copy in KiB.
    pub kib: u32,
    pub events: u32,
    /// What attachments hold, each counted once.
    pub files: u32,
    /// Those of them that are not what was attached.
    pub damaged_files: u32,
}

impl Store {
    /// Copy the desk to `path` while it is in use, and read the copy back: SQLite's integrity
    /// check, the hash chain, and every table row by row and every attached file the same as the
    /// desk's.
    ///
    /// The copy is one file that needs no other beside it, and appears under its name only when
    /// it was found good.
    ///
    /// # Errors
    /// `Refused` when `path` exists: a backup never replaces anything, least of all an older
    /// backup that may be the better one.
    pub fn back_up(&self, path: &Path, _now: Timestamp) -> Result<BackedUp> {
        if path.exists() {
            return Err(taken(path));
        }
        let part = Part::beside(path);
        // One read transaction: what is compared is the very state that is copied, whoever writes.
        let snapshot = self.conn.unchecked_transaction()?;
        let events = doctor::event_count(&snapshot)?;
        copy(&snapshot, &part.0)?;
        let copied = Connection::open_with_flags(&part.0, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        holds_together(&copied)?;
        // A photo that rotted in the desk is no reason to have no backup of the rest of it.
        let files = content::held(&copied)?;
        if doctor::event_count(&copied)? != events
            || replay::digests(&copied)? != replay::digests(&snapshot)?
            || content::held(&snapshot)? != files
        {
            return Err(Error::Unreadable(
                "the copy read back differs from the desk; no backup was made; is the disk sound?"
                    .into(),
            ));
        }
        copied.close().map_err(|(_, error)| error)?;
        snapshot.commit()?;
        part.publish(path)?;
        backed_up(path, events, files)
    }

    /// Put the backup `from` in the place of the desk at `path`, which is kept beside it as
    /// `….before-restore-<time>`.
    ///
    /// A damaged desk, or none, is no hindrance: that is what backups are for. A backup whose
    /// journal holds but whose tables differ from it has its tables filled anew. Until the last
    /// step, a single rename, the desk is as it was.
    ///
    /// # Errors
    /// `NotOurFile`, `NewerFile` or `Unreadable` for a backup that is no good; `Busy` while
    /// another program has the desk open; `NotAllowed` or `NotSignedIn` on a desk with people.
    pub fn restore(path: &Path, from: &Path, act: &Act) -> Result<BackedUp> {
        let now = act.now;
        may_restore(path, act)?;
        if path.exists() && fs::canonicalize(path).ok() == fs::canonicalize(from).ok() {
            return Err(Error::Refused(format!(
                "{} is the desk itself; name the backup to restore",
                from.display()
            )));
        }
        migrate::examine(from)?;
        if let Some(folder) = folder_of(path) {
            fs::create_dir_all(folder).map_err(|source| Error::file(folder, source))?;
        }
        let part = Part::beside(path);
        let (events, files) = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(Error::from)
            .and_then(|source| copy(&source, &part.0))
            .and_then(|()| make_ready(&part.0, now))
            .map_err(|error| no_good(from, error))?;
        if path.exists() {
            set_aside(path, now)?;
        }
        // Left without its file, a log must not be taken for the new file's.
        for log in [beside(path, "-wal"), beside(path, "-shm")] {
            remove_if_there(&log)?;
        }
        part.replace(path)?;
        backed_up(path, events, files)
    }
}

/// The people of the desk that is to be replaced say who may. One too damaged to say it is
/// replaced by whoever can.
fn may_restore(path: &Path, act: &Act) -> Result<()> {
    let standing = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(Error::from)
        .and_then(|conn| people::standing(&conn, act.person()));
    match standing {
        Ok(standing) => standing.demand(Right::Restore),
        Err(_) => Ok(()),
    }
}

/// Let `work` write a new file that appears at `path` whole or not at all.
///
/// # Errors
/// `Refused` when `path` exists already.
pub(crate) fn write_file(path: &Path, work: impl FnOnce(fs::File) -> Result<()>) -> Result<()> {
    if path.exists() {
        return Err(taken(path));
    }
    let part = Part::beside(path);
    let file = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&part.0)
        .map_err(|source| file_error(path, source))?;
    work(file)?;
    flush(&part.0)?;
    part.publish(path)
}

/// Write `bytes` into a new file that appears at `path` whole or not at all.
///
/// # Errors
/// `Refused` when `path` exists already.
pub fn save_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    write_file(path, |mut file| {
        std::io::Write::write_all(&mut file, bytes).map_err(|source| file_error(path, source))
    })
}

fn taken(path: &Path) -> Error {
    Error::Refused(format!(
        "{} is already there and is kept; choose another name",
        path.display()
    ))
}

/// Copy a whole database into a new file and flush it to the disk.
pub(super) fn copy(from: &Connection, to: &Path) -> Result<()> {
    let read_only = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly) => Error::ReadOnly {
            path: to.to_owned(),
        },
        _ => error.into(),
    };
    let mut into = Connection::open(to).map_err(read_only)?;
    let backup = Backup::new(from, &mut into).map_err(read_only)?;
    // All pages in one step: a copy in several starts over whenever somebody writes.
    match backup.step(-1).map_err(read_only)? {
        StepResult::Done => {}
        _ => {
            return Err(Error::Busy {
                holder: String::new(),
            });
        }
    }
    drop(backup);
    // The desk's write-ahead mode came along; a copy should need no files beside it.
    into.pragma_update(None, "journal_mode", "delete")?;
    into.close().map_err(|(_, error)| error)?;
    flush(to)
}

/// What is wrong with a backup, told of the backup and not of the copy that was made of it.
fn no_good(from: &Path, error: Error) -> Error {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    let why = match error {
        Error::Unreadable(why) | Error::BrokenJournal(why) | Error::NotOurFile { why, .. } => why,
        Error::Database(error)
            if matches!(
                error.sqlite_error_code(),
                Some(DatabaseCorrupt | NotADatabase)
            ) =>
        {
            "it is damaged".into()
        }
        other => return other,
    };
    Error::Unreadable(format!(
        "{}: {why}; it was not restored, and the desk is as it was",
        from.display()
    ))
}

/// Bring a copied backup up to date and its tables in line with its journal; its events and files.
fn make_ready(part: &Path, now: Timestamp) -> Result<(u32, Held)> {
    let mut store = Store::connect(part, now)?;
    holds_together(&store.conn)?;
    migrate::migrate_copy(&mut store.conn, now)?;
    if !doctor::replayed(&store.conn).ok {
        let examination = store.rebuild_anyhow(now)?;
        if let Some(check) = examination.checks.iter().find(|check| !check.ok) {
            return Err(Error::Unreadable(check.text.clone()));
        }
    }
    let events = doctor::event_count(&store.conn)?;
    let files = content::held(&store.conn)?;
    store.conn.pragma_update(None, "journal_mode", "delete")?;
    store.conn.close().map_err(|(_, error)| error)?;
    flush(part)?;
    Ok((events, files))
}

/// What a copy must be, before anything is built on it.
fn holds_together(conn: &Connection) -> Result<()> {
    for check in [
        doctor::integrity(conn),
        doctor::foreign_keys(conn),
        doctor::chain(conn),
    ] {
        if !check.ok {
            return Err(Error::Unreadable(format!(
                "the copy does not hold together: {}",
                check.text
            )));
        }
    }
    Ok(())
}

/// Give the desk at `path` a second name, and leave its first for the file to come.
fn set_aside(path: &Path, now: Timestamp) -> Result<()> {
    settle(path, now)?;
    let stem = format!(
        ".before-restore-{}",
        now.to_datetime().format("%Y%m%dT%H%M%S")
    );
    let kept = (1..)
        .map(|n| match n {
            1 => beside(path, &stem),
            n => beside(path, &format!("{stem}-{n}")),
        })
        .find(|kept| !kept.exists())
        .unwrap_or_else(|| beside(path, &stem));
    // A log is left only where the desk was too damaged to take it in; it stays with its file.
    for suffix in ["", "-wal"] {
        let (old, kept) = (beside(path, suffix), beside(&kept, suffix));
        if old.exists() {
            fs::hard_link(&old, &kept)
                .or_else(|_| fs::copy(&old, &kept).map(|_| ()))
                .map_err(|source| file_error(&kept, source))?;
        }
    }
    Ok(())
}

/// Make the desk at `path` one file without a log, which also proves that nobody has it open.
fn settle(path: &Path, now: Timestamp) -> Result<()> {
    if migrate::examine(path).is_err() {
        return Ok(());
    }
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    conn.busy_timeout(Duration::from_secs(1))?;
    // Leaving write-ahead mode needs the file to oneself, idle readers included.
    match conn
        .pragma_update(None, "journal_mode", "delete")
        .map_err(Error::from)
    {
        Err(Error::Busy { .. }) => Err(Error::Busy {
            holder: match holder::holder(path, now) {
                holder if holder.is_empty() => {
                    " (a window or another program has it open: close it)".into()
                }
                holder => holder,
            },
        }),
        Err(Error::ReadOnly { .. }) => Err(Error::ReadOnly {
            path: path.to_owned(),
        }),
        // Damaged inside: kept as it is, log and all.
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A file in the making, gone unless it is given its name.
#[derive(Debug)]
pub(super) struct Part(pub(super) PathBuf);

impl Part {
    pub(super) fn beside(path: &Path) -> Self {
        let part = Self(beside(path, &format!(".part-{}", std::process::id())));
        part.remove();
        part
    }

    fn remove(&self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(beside(&self.0, suffix));
        }
    }

    /// Name the file `path`, unless something came to be there meanwhile.
    pub(super) fn publish(self, path: &Path) -> Result<()> {
        // A link, unlike a rename, never replaces. Not every file system has links.
        match fs::hard_link(&self.0, path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(taken(path));
            }
            Err(_) => fs::rename(&self.0, path).map_err(|source| file_error(path, source))?,
        }
        flush_folder(path);
        Ok(())
    }

    fn replace(self, path: &Path) -> Result<()> {
        fs::rename(&self.0, path).map_err(|source| file_error(path, source))?;
        flush_folder(path);
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.remove();
    }
}

fn flush(path: &Path) -> Result<()> {
    fs::OpenOptions::new()
        .write(true)
        .open(path)
        .and_then(|file| file.sync_all())
        .map_err(|source| file_error(path, source))
}

/// A new name is on the disk only once its folder is.
fn flush_folder(path: &Path) {
    // Windows cannot open folders and writes names through by itself.
    if let Ok(folder) = fs::File::open(folder_of(path).unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

fn folder_of(path: &Path) -> Option<&Path> {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(file_error(path, error)),
        _ => Ok(()),
    }
}

pub(super) fn file_error(path: &Path, source: std::io::Error) -> Error {
    use std::io::ErrorKind;
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::DiskFull,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Error::ReadOnly {
            path: path.to_owned(),
        },
        _ => Error::file(path, source),
    }
}

fn backed_up(path: &Path, events: u32, files: Held) -> Result<BackedUp> {
    let size = fs::metadata(path).map_err(|source| Error::file(path, source))?;
    Ok(BackedUp {
        path: path.display().to_string(),
        kib: size.len().div_ceil(1024) as u32,
        events,
        files: files.files,
        damaged_files: files.damaged,
    })
}
