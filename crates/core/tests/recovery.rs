//! Nothing lost: killed processes, full disks, other programs' files, backups and what they
//! bring back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use hashmend_core::desk::DeskEvent;
use hashmend_core::id::DeskId;
use hashmend_core::{Act, Error, Store, Timestamp};
use rusqlite::Connection;
use tempfile::TempDir;

const CHILD: &str = "HASHMEND_RECOVERY_CHILD";
/// Settings written per action by the child: enough that a kill lands inside one.
const BATCH: usize = 40;

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T03:13:00Z").unwrap()
}

fn act() -> Act {
    Act::new("wei", now())
}

/// A folder with a desk in it.
fn desk() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.hashmend");
    Store::create(&path, "Ridge Farm", &act()).unwrap();
    (folder, path)
}

fn set(store: &mut Store, key: &str, value: &str) -> hashmend_core::Result<()> {
    store.write(&act(), |w| {
        w.append(
            DeskId(uuid::Uuid::nil()),
            DeskEvent::SettingChanged {
                key: key.into(),
                value: Some(value.into()),
                was: None,
            },
        )
    })
}

/// A setting as another program would read it from the file.
fn setting(path: &Path, key: &str) -> Option<String> {
    let conn = Connection::open(path).unwrap();
    conn.query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| {
        row.get(0)
    })
    .ok()
}

fn assert_sound(path: &Path) {
    let mut store = Store::open(path, now()).unwrap();
    let examination = store.examine(&act()).unwrap();
    assert!(examination.ok, "{:#?}", examination.checks);
}

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

fn names(folder: &Path) -> Vec<String> {
    contents(folder)
        .into_iter()
        .map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

// A second process --------------------------------------------------------------------------

/// This test is the other process of the tests below; by itself it has nothing to do.
#[test]
fn the_other_process() {
    let Ok(task) = std::env::var(CHILD) else {
        return;
    };
    let (task, path) = task.split_once(' ').unwrap();
    let path = Path::new(path);
    let mut out = std::io::stdout();
    match task {
        "write" => {
            let mut store = Store::open(path, now()).unwrap();
            for n in 1_u32.. {
                store
                    .write_long("import", &act(), |w| {
                        for key in 0..BATCH {
                            w.append(
                                DeskId(uuid::Uuid::nil()),
                                DeskEvent::SettingChanged {
                                    key: format!("key {key}"),
                                    value: Some(n.to_string()),
                                    was: None,
                                },
                            )?;
                        }
                        Ok(())
                    })
                    .unwrap();
                writeln!(out, "acknowledged {n}").unwrap();
                out.flush().unwrap();
            }
        }
        "create" => {
            writeln!(out, "acknowledged 0").unwrap();
            out.flush().unwrap();
            for n in 1_u32.. {
                let file = path.with_file_name(format!("desk-{n}.hashmend"));
                Store::create(&file, "Ridge Farm", &act()).unwrap();
                writeln!(out, "acknowledged {n}").unwrap();
                out.flush().unwrap();
            }
        }
        "hold" => {
            let mut store = Store::open(path, now()).unwrap();
            let _ = store.write_long("import", &act(), |_| {
                writeln!(out, "acknowledged 1").unwrap();
                out.flush().unwrap();
                // Until the parent kills this process.
                let _ = std::io::stdin().read_line(&mut String::new());
                Ok(())
            });
        }
        other => panic!("no task {other}"),
    }
}

fn other_process(task: &str, path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_other_process", "--nocapture"])
        .env(CHILD, format!("{task} {}", path.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads acknowledgements up to `n`, kills, and gives the last one that was sent.
fn kill_after(mut child: Child, n: u32) -> u32 {
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.split_once("acknowledged ")?.1.parse::<u32>().ok());
    let mut last = lines.find(|&done| done >= n).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    if let Some(more) = lines.last() {
        last = more;
    }
    last
}

#[test]
fn a_process_killed_in_the_middle_of_a_write_loses_nothing_it_acknowledged() {
    let (_folder, path) = desk();

    for round in 0..20 {
        let acknowledged = kill_after(other_process("write", &path), 1 + round * 7 % 5);

        let first: u32 = setting(&path, "key 0").unwrap().parse().unwrap();
        assert!(
            first == acknowledged || first == acknowledged + 1,
            "acknowledged {acknowledged}, found {first}"
        );
        for key in 0..BATCH {
            let value: u32 = setting(&path, &format!("key {key}"))
                .unwrap()
                .parse()
                .unwrap();
            assert_eq!(value, first, "half an action is in the file");
        }
        assert_sound(&path);
    }
}

#[test]
fn a_process_killed_while_making_a_desk_leaves_a_whole_one_or_none() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..10 {
        let sub = folder.path().join(round.to_string());
        fs::create_dir(&sub).unwrap();

        kill_after(other_process("create", &sub.join("x")), round % 3);

        for name in names(&sub) {
            if name.ends_with(".hashmend") {
                assert_sound(&sub.join(name));
            }
        }
    }
}

#[test]
fn who_holds_the_file_is_told_to_the_one_who_waits() {
    let (_folder, path) = desk();
    let mut child = other_process("hold", &path);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines
        .find(|line| line.as_ref().unwrap().contains("acknowledged"))
        .unwrap()
        .unwrap();
    let mut store = Store::open(&path, now()).unwrap();

    let error = set(&mut store, "colour", "dark").unwrap_err().to_string();
    child.kill().unwrap();
    child.wait().unwrap();

    let holder = format!(" import, process {}, since 03:13 UTC)", child.id());
    assert!(error.contains(&holder), "{error}");
    set(&mut store, "colour", "dark").unwrap();
    assert_eq!(setting(&path, "colour").as_deref(), Some("dark"));
}

// A full disk -------------------------------------------------------------------------------

#[test]
fn a_full_disk_refuses_the_action_and_keeps_every_earlier_one() {
    let (_folder, path) = desk();
    let mut store = Store::open(&path, now()).unwrap();
    let pages: u32 = store
        .write(&act(), |w| {
            Ok(w.tx.pragma_query_value(None, "page_count", |row| row.get(0))?)
        })
        .unwrap();
    store
        .write(&act(), |w| {
            w.tx.pragma_update(None, "max_page_count", pages + 8)?;
            Ok(())
        })
        .unwrap();
    let long = "x".repeat(2_000);

    let mut kept = 0;
    let error = loop {
        match set(&mut store, &format!("key {kept}"), &long) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };

    assert!(matches!(error, Error::DiskFull), "{error}");
    assert!(kept > 0);
    drop(store);
    for key in 0..kept {
        assert!(setting(&path, &format!("key {key}")).is_some());
    }
    assert_eq!(setting(&path, &format!("key {kept}")), None);
    assert_sound(&path);
}

// Files that are not ours --------------------------------------------------------------------

#[test]
fn a_file_that_is_not_ours_is_refused_by_reason_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let mut rubbish = Vec::new();
    let mut state = 7_u32;
    for _ in 0..10_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        rubbish.push((state >> 24) as u8);
    }
    let mut only_a_header = b"SQLite format 3\0".to_vec();
    only_a_header.extend(&rubbish);
    let others = {
        let conn = Connection::open(folder.path().join("theirs.db")).unwrap();
        conn.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
            .unwrap();
        drop(conn);
        fs::read(folder.path().join("theirs.db")).unwrap()
    };

    for (bytes, why) in [
        (Vec::new(), "it is empty"),
        (b"serial,model\nX,S19\n".to_vec(), "it is not a database"),
        (rubbish, "it is not a database"),
        (b"SQLite format 3\0".to_vec(), "it ends within its header"),
        (only_a_header, "it belongs to another program"),
        (others, "it belongs to another program"),
    ] {
        fs::write(&path, &bytes).unwrap();
        let before = contents(folder.path());

        let error = Store::open(&path, now()).unwrap_err();

        assert!(matches!(error, Error::NotOurFile { .. }), "{error}");
        assert!(error.to_string().contains(why), "{error}");
        assert!(contents(folder.path()) == before, "{why}");
    }
}

#[test]
fn a_newer_file_is_refused_without_touching_a_byte() {
    let (folder, path) = desk();
    let conn = Connection::open(&path).unwrap();
    conn.pragma_update(None, "journal_mode", "delete").unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    let before = contents(folder.path());

    let error = Store::open(&path, now()).unwrap_err();

    assert!(
        matches!(error, Error::NewerFile { found: 99, .. }),
        "{error}"
    );
    assert!(contents(folder.path()) == before);
}

#[test]
fn a_newer_file_whose_upgrade_is_still_in_the_log_is_refused_too() {
    let (_folder, path) = desk();
    let conn = Connection::open(&path).unwrap();
    conn.pragma_update(None, "journal_mode", "wal").unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&path).unwrap();

    let error = Store::open(&path, now()).unwrap_err();

    assert!(
        matches!(error, Error::NewerFile { found: 99, .. }),
        "{error}"
    );
    assert!(fs::read(&path).unwrap() == before);
}

#[test]
fn our_header_over_rubbish_is_an_error_and_never_a_panic() {
    let (folder, path) = desk();
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "journal_mode", "delete")
        .unwrap();
    let whole = fs::read(&path).unwrap();

    for (from, to) in [(100, 4_096), (100, 200), (4_096, 40_000), (20, 60)] {
        let mut bytes = whole.clone();
        let to = to.min(bytes.len());
        for (i, byte) in bytes[from..to].iter_mut().enumerate() {
            *byte = (i * 37 % 251) as u8;
        }
        let damaged = folder.path().join(format!("damaged-{from}-{to}.hashmend"));
        fs::write(&damaged, &bytes).unwrap();

        match Store::open(&damaged, now()) {
            Err(error) => assert!(matches!(error, Error::NotOurFile { .. }), "{error}"),
            Ok(mut store) => {
                let examination = store.examine(&act()).unwrap();
                assert!(!examination.ok, "{from}..{to}");
            }
        }
    }
    for keep in [100, 5_000, whole.len() / 2] {
        let cut = folder.path().join(format!("cut-{keep}.hashmend"));
        fs::write(&cut, &whole[..keep]).unwrap();

        if let Ok(mut store) = Store::open(&cut, now()) {
            assert!(!store.examine(&act()).unwrap().ok, "{keep}");
        }
    }
}

// The doctor ----------------------------------------------------------------------------------

#[test]
fn a_changed_line_of_the_journal_is_found_and_not_built_upon() {
    let (_folder, path) = desk();
    let mut store = Store::open(&path, now()).unwrap();
    set(&mut store, "colour", "dark").unwrap();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "DROP TRIGGER event_is_never_changed;
         UPDATE event SET payload = replace(payload, 'dark', 'pink') WHERE payload LIKE '%dark%';",
    )
    .unwrap();
    drop(conn);

    let examination = store.examine(&act()).unwrap();
    let error = store.rebuild(&act()).unwrap_err();

    let chain = examination
        .checks
        .iter()
        .find(|check| check.name == "chain")
        .unwrap();
    assert!(!examination.ok && !chain.ok);
    assert!(chain.text.contains("changed after it was written"));
    assert!(matches!(error, Error::BrokenJournal(_)), "{error}");
}

#[test]
fn a_table_that_differs_from_the_journal_is_found_and_rebuilt() {
    let (_folder, path) = desk();
    let mut store = Store::open(&path, now()).unwrap();
    set(&mut store, "colour", "dark").unwrap();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("UPDATE setting SET value = 'pink'")
        .unwrap();
    drop(conn);

    let found = store.examine(&act()).unwrap();
    let rebuilt = store.rebuild(&act()).unwrap();

    let replay = found
        .checks
        .iter()
        .find(|check| check.name == "replay")
        .unwrap();
    assert!(!replay.ok && replay.text.contains("setting"), "{replay:?}");
    assert!(rebuilt.ok && rebuilt.rebuilt, "{:#?}", rebuilt.checks);
    assert_eq!(setting(&path, "colour").as_deref(), Some("dark"));
    let enforced: bool = store
        .write(&act(), |w| {
            Ok(w.tx.pragma_query_value(None, "foreign_keys", |row| row.get(0))?)
        })
        .unwrap();
    assert!(enforced, "references are no longer enforced");
}

#[test]
fn an_examination_does_not_wait_for_a_writer_except_for_the_search_index() {
    let (_folder, path) = desk();
    let mut store = Store::open(&path, now()).unwrap();
    let child = other_process("write", &path);

    let examination = store.examine(&act()).unwrap();

    kill_after(child, 1);
    // Only the search index needs the writer's turn, and says so when it does not get it.
    let faults: Vec<_> = examination
        .checks
        .iter()
        .filter(|check| !check.ok)
        .filter(|check| check.name != "search" || !check.text.contains("is writing to this file"))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(examination.checks.len(), 6);
}

// Backup and restore --------------------------------------------------------------------------

#[test]
fn a_backup_made_while_another_process_writes_is_whole() {
    let (folder, path) = desk();
    let child = other_process("write", &path);
    let store = Store::open(&path, now()).unwrap();

    for n in 0..3 {
        let copy = folder.path().join(format!("copy-{n}.hashmend"));
        let made = store.back_up(&copy, now()).unwrap();
        assert!(made.events > 0 && made.kib > 0);
        assert_sound(&copy);
    }

    kill_after(child, 1);
    assert_sound(&path);
}

#[test]
fn a_backup_never_replaces_a_file() {
    let (folder, path) = desk();
    let store = Store::open(&path, now()).unwrap();
    let taken = folder.path().join("taken");
    fs::write(&taken, "mine").unwrap();

    let error = store.back_up(&taken, now()).unwrap_err();
    let onto_itself = store.back_up(&path, now()).unwrap_err();

    assert!(matches!(error, Error::Refused(_)), "{error}");
    assert!(matches!(onto_itself, Error::Refused(_)), "{onto_itself}");
    assert_eq!(fs::read(&taken).unwrap(), b"mine");
}

#[test]
fn a_backup_into_a_folder_that_is_not_there_leaves_nothing_behind() {
    let (folder, path) = desk();
    let store = Store::open(&path, now()).unwrap();
    let before = names(folder.path());

    let error = store
        .back_up(&folder.path().join("no/such/copy"), now())
        .unwrap_err();

    assert!(
        matches!(error, Error::File { .. } | Error::ReadOnly { .. }),
        "{error}"
    );
    assert_eq!(names(folder.path()), before);
}

#[test]
fn a_restore_brings_the_backup_back_and_keeps_the_desk_beside_it() {
    let (folder, path) = desk();
    let mut store = Store::open(&path, now()).unwrap();
    set(&mut store, "colour", "dark").unwrap();
    let copy = folder.path().join("copy");
    store.back_up(&copy, now()).unwrap();
    set(&mut store, "colour", "light").unwrap();
    drop(store);

    let restored = Store::restore(&path, &copy, &act()).unwrap();

    assert_eq!(restored.path, path.display().to_string());
    assert_eq!(setting(&path, "colour").as_deref(), Some("dark"));
    assert_sound(&path);
    let kept = folder
        .path()
        .join("desk.hashmend.before-restore-20261122T031300");
    assert_eq!(setting(&kept, "colour").as_deref(), Some("light"));
    assert_sound(&kept);

    // Again in the same second: the desk kept first is not written over.
    Store::restore(&path, &kept, &act()).unwrap();
    assert_eq!(setting(&path, "colour").as_deref(), Some("light"));
    assert_eq!(setting(&kept, "colour").as_deref(), Some("light"));
}

#[test]
fn a_restore_is_refused_while_another_program_has_the_desk_open() {
    let (folder, path) = desk();
    let store = Store::open(&path, now()).unwrap();
    let copy = folder.path().join("copy");
    store.back_up(&copy, now()).unwrap();
    let before = names(folder.path());

    let error = Store::restore(&path, &copy, &act()).unwrap_err();

    assert!(matches!(error, Error::Busy { .. }), "{error}");
    assert_eq!(names(folder.path()), before);
    assert_sound(&path);
}

#[test]
fn a_damaged_backup_is_made_good_from_its_journal_or_not_restored() {
    let (folder, path) = desk();
    let mut store = Store::open(&path, now()).unwrap();
    for n in 0..200 {
        set(&mut store, &format!("key {n}"), &"x".repeat(200)).unwrap();
    }
    let copy = folder.path().join("copy");
    store.back_up(&copy, now()).unwrap();
    drop(store);
    let whole = fs::read(&copy).unwrap();

    let mut refused = 0;
    for at in (4_096..whole.len()).step_by(whole.len() / 16) {
        let mut bytes = whole.clone();
        let to = bytes.len().min(at + 900);
        bytes[at..to].fill(0x5a);
        fs::write(&copy, &bytes).unwrap();

        match Store::restore(&path, &copy, &act()) {
            Err(error) => {
                assert!(
                    matches!(error, Error::Unreadable(_) | Error::NotOurFile { .. }),
                    "{at}: {error}"
                );
                refused += 1;
            }
            // Only a table was hit, or an unused byte: the journal made it good.
            Ok(_) => assert_sound(&path),
        }
        for n in 0..200 {
            assert_eq!(
                setting(&path, &format!("key {n}")),
                Some("x".repeat(200)),
                "{at}"
            );
        }
    }
    assert!(refused > 3, "{refused}");
    fs::write(&copy, "not a backup").unwrap();
    let error = Store::restore(&path, &copy, &act()).unwrap_err();
    assert!(matches!(error, Error::NotOurFile { .. }), "{error}");
    assert_sound(&path);
}

#[test]
fn a_damaged_desk_can_be_restored_over() {
    let (folder, path) = desk();
    let store = Store::open(&path, now()).unwrap();
    let copy = folder.path().join("copy");
    store.back_up(&copy, now()).unwrap();
    drop(store);

    for damage in [&b""[..], b"half a file"] {
        fs::write(&path, damage).unwrap();

        Store::restore(&path, &copy, &act()).unwrap();

        assert_sound(&path);
    }
    fs::remove_file(&path).unwrap();
    Store::restore(&path, &copy, &act()).unwrap();
    assert_sound(&path);
}
