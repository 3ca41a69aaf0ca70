//! A 100,000-row fleet list with verdicts, journal and hash chain: the target is 5 s on two cores.
//!
//! Beside it the `sqlite3` shell's `.import` of the same file into one indexed table, and the
//! ratio of the two.

#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use hashmend_core::device::take_in::{ListDefaults, ListPurpose, ListSource};
use hashmend_core::{Act, Store, Timestamp};

const ROWS: usize = 100_000;

fn act() -> Act {
    Act::new("bench", Timestamp::from_millis(1_790_000_000_000))
}

/// A fleet as farms keep it: serial, MAC, model, place, status, warranty, note.
fn list() -> String {
    let models = ["S19j Pro", "S19 Pro", "S21", "S19 XP", "M30S++ VH40"];
    let letters = b"ACDEFGHJKLMNPQRTUVWXY34679";
    let mut text = String::from("Serial,MAC,Model,Location,Status,Warranty until,Note\n");
    let mut x = 1u64;
    for row in 0..ROWS {
        let mut serial = String::from("SMTT");
        for _ in 0..13 {
            x = x
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            serial.push(char::from(letters[(x >> 40) as usize % letters.len()]));
        }
        writeln!(
            text,
            "{serial},02:{:02X}:{:02X}:{:02X}:{:02X}:{:02X},{},C{:02}-R{:02}-{:02},{},2027-0{}-1{},",
            x >> 16 & 0xff,
            x >> 24 & 0xff,
            row >> 16 & 0xff,
            row >> 8 & 0xff,
            row & 0xff,
            models[row % models.len()],
            row / 2_000,
            row / 50 % 40,
            row % 50,
            if row % 11 == 0 { "offline" } else { "mining" },
            row % 9 + 1,
            row % 10,
        )
        .unwrap();
    }
    text
}

fn take_in(csv: &Path, desk: &Path) -> [Duration; 2] {
    let mut store = Store::create(desk, "Bench", &act()).unwrap();
    let source = ListSource::File {
        path: csv.display().to_string(),
    };
    let mut on = |_, _| ControlFlow::Continue(());
    let begun = Instant::now();
    let list = store
        .read_list(
            &source,
            ListPurpose::Fleet,
            None,
            &ListDefaults::default(),
            &act(),
            &mut on,
        )
        .unwrap();
    let judged = begun.elapsed();
    let taken = store.take_over(&list, None, &act(), &mut on).unwrap();
    let all = begun.elapsed();
    assert!(taken.added as usize > ROWS * 99 / 100, "{taken:?}");
    [judged, all]
}

/// The shell when there is one, else the same through the library.
fn bare(csv: &Path, file: &Path) -> Duration {
    const TABLE: &str = "CREATE TABLE fleet (serial TEXT, mac TEXT, model TEXT, location TEXT, status TEXT, \
                         warranty TEXT, note TEXT); CREATE INDEX fleet_serial ON fleet (serial);";
    let begun = Instant::now();
    let import = format!(".import --csv --skip 1 {} fleet", csv.display());
    let shell = Command::new("sqlite3")
        .arg(file)
        .args([TABLE, &import])
        .status();
    if shell.is_ok_and(|status| status.success()) {
        return begun.elapsed();
    }
    let begun = Instant::now();
    let _ = std::fs::remove_file(file);
    let mut conn = rusqlite::Connection::open(file).unwrap();
    conn.execute_batch(TABLE).unwrap();
    let tx = conn.transaction().unwrap();
    {
        let mut insert = tx
            .prepare("INSERT INTO fleet VALUES (?, ?, ?, ?, ?, ?, ?)")
            .unwrap();
        for row in csv::Reader::from_path(csv).unwrap().records() {
            insert
                .execute(rusqlite::params_from_iter(&row.unwrap()))
                .unwrap();
        }
    }
    tx.commit().unwrap();
    begun.elapsed()
}

fn import(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("fleet.csv");
    std::fs::write(&csv, list()).unwrap();
    let mut runs = 0;
    let mut fresh = |name: &str| {
        runs += 1;
        folder.path().join(format!("{name}-{runs}.db"))
    };

    let [judged, ours] = take_in(&csv, &fresh("first"));
    let theirs = bare(&csv, &fresh("shell"));
    println!(
        "import of {ROWS} rows: judged in {:.2} s, taken over after {:.2} s; bare .import {:.2} s; ratio {:.1}",
        judged.as_secs_f64(),
        ours.as_secs_f64(),
        theirs.as_secs_f64(),
        ours.as_secs_f64() / theirs.as_secs_f64()
    );

    let mut group = c.benchmark_group("import");
    group.sample_size(10);
    group.warm_up_time(Duration::from_millis(1));
    group.measurement_time(Duration::from_secs(20));
    let mut timed = |count: u64, run: &mut dyn FnMut(&Path) -> Duration| {
        (0..count)
            .map(|_| {
                let path = fresh("run");
                let took = run(&path);
                let _ = std::fs::remove_file(&path);
                took
            })
            .sum()
    };
    group.bench_function("100000 rows", |b| {
        b.iter_custom(|count| timed(count, &mut |path| take_in(&csv, path)[1]));
    });
    group.bench_function("bare .import", |b| {
        b.iter_custom(|count| timed(count, &mut |path| bare(&csv, path)));
    });
    group.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);
