//! Every released schema, as a real file with rows, is brought up to date and equals a new one.
//!
//! Each was made with the program of its day:
//! `hashmend --now 2026-11-22T03:13:00Z --data v2.hashmend demo --devices 24 --tickets 12 --seed 1`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

use hashmend_core::{Act, Store, Timestamp};
use rusqlite::Connection;

fn act() -> Act {
    Act::new("wei", Timestamp::parse("2026-11-22T03:13:00Z").unwrap())
}

fn released() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/schema");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "hashmend"))
        .collect();
    files.sort();
    files
}

fn schema(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let mut statement = conn
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
        .unwrap();
    let lines = statement.query_map([], |row| row.get(0)).unwrap();
    lines.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn every_released_schema_has_a_file_to_show_for_it() {
    assert_eq!(
        released().len() as u32,
        hashmend_core::store::SCHEMA_VERSION
    );
}

#[test]
fn a_released_file_is_brought_up_to_date_with_all_its_rows_and_equals_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new.hashmend");
    Store::create(&new, "New", &act()).unwrap();
    for file in released() {
        let path = folder.path().join("old.hashmend");
        std::fs::copy(&file, &path).unwrap();

        let mut store = Store::open(&path, act().now).unwrap();

        let desk = store.desk().unwrap();
        assert_eq!(desk.devices, 24, "{}", file.display());
        assert!(desk.has_demo);
        let examination = store.examine(&act()).unwrap();
        assert!(examination.ok, "{:#?}", examination.checks);
        assert_eq!(
            schema(&path),
            schema(&new),
            "{}: a released step was edited; add a step instead",
            file.display()
        );
        drop(store);
        std::fs::remove_file(&path).unwrap();
    }
}
