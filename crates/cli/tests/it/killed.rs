//! The program killed in the middle of an import: all of it is there, or nothing.
#![cfg(unix)]

use std::process::Stdio;

use crate::Shop;

const CASES: usize = 2_000;

fn log() -> String {
    let mut log =
        "case_id,seq,stage,started_at,ended_at,center,attr_serial,case_closed_at\n".to_owned();
    for case in 0..CASES {
        for (seq, stage) in ["queue", "diagnose", "repair"].iter().enumerate() {
            let day = seq + 1;
            log.push_str(&format!(
                "{case},{seq},{stage},2026-01-{day:02}T00:00:00Z,,Bench,KILL{case:08},2026-02-01T00:00:00Z\n"
            ));
        }
    }
    log
}

#[test]
fn an_import_killed_on_its_way_leaves_all_or_nothing() {
    let shop = Shop::new();
    let log = shop.with("log.csv", log());
    let note = shop.path("desk.hashmend.holder");
    let mut killed_inside = 0;

    for round in 0..6_u32 {
        let mut child = shop
            .command(&["import", "events", &log])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // The note stands while the import holds the write lock.
        while !note.exists() && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        for _ in 0..round * 40_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let tickets = shop.done(&["export", "tickets"]).lines().count() - 1;
        assert!(tickets == 0 || tickets == CASES, "{tickets}");
        killed_inside += u32::from(tickets == 0);
        assert_eq!(shop.json(&["doctor"])["ok"], true);
    }

    assert!(killed_inside > 0);
    // A note left by the dead holds nobody up.
    let brought = shop.json(&["import", "events", &log]);
    let (added, known) = (&brought["added"], &brought["known"]);
    assert_eq!(
        added.as_u64().unwrap() + known.as_u64().unwrap(),
        CASES as u64
    );
}
