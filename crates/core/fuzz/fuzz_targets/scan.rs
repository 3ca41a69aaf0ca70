//! What a scanner types, line after line, into a scan session.
#![no_main]

use std::cell::RefCell;

use hashmend_core::scan_session::ScanSetting;
use hashmend_core::{Act, Store, Timestamp};
use libfuzzer_sys::fuzz_target;

/// Scans after which the desk is a new one, so that it stays small.
const EACH: u32 = 500;

fn act() -> Act {
    Act::new("fuzz", Timestamp::from_millis(1_790_000_000_000))
}

thread_local! {
    static DESK: RefCell<(Store, u32)> = RefCell::new((Store::in_memory(&act()).unwrap(), 0));
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    DESK.with_borrow_mut(|(desk, scans)| {
        if *scans >= EACH {
            (*desk, *scans) = (Store::in_memory(&act()).unwrap(), 0);
        }
        desk.set_scan_session(&ScanSetting::default(), &act()).unwrap();
        for line in text.lines().take(20) {
            *scans += 1;
            let _ = desk.scan_step(line, &act());
            let _ = desk.find(line, 10);
        }
        desk.end_scan_session(&act()).unwrap();
    });
});
