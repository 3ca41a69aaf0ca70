//! A note beside the file that says who is writing to it for long.
//!
//! SQLite says that a file is locked, never by whom. Long writes leave a note while they hold
//! the lock, so that whoever has to wait is told what for.

use std::fs;
use std::path::{Path, PathBuf};

use super::beside;
use crate::time::Timestamp;

/// Where the process table does not tell whether a process lives, a note older than this is
/// taken for one left behind by a crash.
const STALE_AFTER_DAYS: f64 = 0.25;

/// Stands while a long write goes on; dropping it takes the note away.
#[derive(Debug)]
pub(super) struct Note(Option<PathBuf>);

impl Note {
    /// To be called with the write lock held: the note then has one author at a time.
    ///
    /// A note that cannot be written is left out: it is a courtesy, the lock is what protects.
    pub(super) fn leave(file: &Path, work: &str, now: Timestamp) -> Self {
        if file.as_os_str().is_empty() {
            return Self(None);
        }
        let path = beside(file, ".holder");
        let pid = std::process::id();
        let text = format!(
            "{} {work}\n{pid}\n{now}\n{}\n",
            program(),
            born(pid).unwrap_or_default()
        );
        Self(fs::write(&path, text).is_ok().then_some(path))
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

/// ` (hashmend import, process 1234, since 12:03 UTC)`, to follow "another program is writing
/// to this file"; empty when nobody left a note or its author is gone.
pub(super) fn holder(file: &Path, now: Timestamp) -> String {
    read(&beside(file, ".holder"), now).unwrap_or_default()
}

fn read(note: &Path, now: Timestamp) -> Option<String> {
    let text = fs::read_to_string(note).ok()?;
    let mut lines = text.lines();
    let what = lines.next()?;
    let pid: u32 = lines.next()?.parse().ok()?;
    let since = Timestamp::parse(lines.next()?)?;
    let alive = if Path::new("/proc/self/stat").exists() {
        // A number is given to a new process some day; the instant it was born is its own.
        born(pid).is_some_and(|born| lines.next() == Some(born.as_str()))
    } else {
        now.days_since(since).abs() < STALE_AFTER_DAYS
    };
    alive.then(|| {
        format!(
            " ({what}, process {pid}, since {} UTC)",
            since.to_datetime().format("%H:%M")
        )
    })
}

/// When the kernel started a process, in its ticks: field 22 of `/proc/<pid>/stat`, see
/// <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>. `None`: no such process.
fn born(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in brackets and may itself hold both.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(19).map(str::to_owned)
}

fn program() -> String {
    std::env::current_exe()
        .ok()
        .and_then(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "hashmend".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_795_348_980_000); // 2026-11-22T12:03Z

    #[test]
    fn a_note_names_work_process_and_hour_and_goes_with_its_author() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desk.hashmend");

        let note = Note::leave(&file, "import", NOON);

        let said = holder(&file, NOON);
        let pid = std::process::id();
        assert!(
            said.ends_with(&format!(" import, process {pid}, since 12:03 UTC)")),
            "{said}"
        );
        drop(note);
        assert_eq!(holder(&file, NOON), "");
    }

    #[test]
    fn a_note_left_by_a_dead_process_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desk.hashmend");
        let note = folder.path().join("desk.hashmend.holder");
        let long_ago = NOON.plus_days(-2.0);

        for text in [
            format!("hashmend import\n4294967295\n{long_ago}\n5\n"),
            format!("hashmend import\n{}\n{long_ago}\n1\n", std::process::id()),
            "rubbish".to_owned(),
            String::new(),
        ] {
            fs::write(&note, &text).unwrap();

            assert_eq!(holder(&file, NOON), "", "{text:?}");
        }
    }
}
