//! Past repairs, as an event log or a sheet, pasted or as a file: read, and what they would do.
#![no_main]

use std::cell::RefCell;
use std::ops::ControlFlow;

use hashmend_core::device::take_in::ListSource;
use hashmend_core::{Act, Store, Timestamp};
use libfuzzer_sys::fuzz_target;

fn act() -> Act {
    Act::new("fuzz", Timestamp::from_millis(1_790_000_000_000))
}

thread_local! {
    static DESK: RefCell<Store> = RefCell::new(Store::in_memory(&act()).unwrap());
    static FILE: std::path::PathBuf =
        std::env::temp_dir().join(format!("hashmend-fuzz-{}.csv", std::process::id()));
}

fuzz_target!(
    init: {
        // As for fleet lists.
        std::panic::set_hook(Box::new(|_| {}));
    },
    |bytes: &[u8]| {
        let source = match std::str::from_utf8(bytes) {
            Ok(text) => ListSource::Text { text: text.into() },
            Err(_) => FILE.with(|path| {
                std::fs::write(path, bytes).unwrap();
                ListSource::File { path: path.display().to_string() }
            }),
        };
        DESK.with_borrow(|desk| {
            let mut go_on = |_, _| ControlFlow::Continue(());
            if let Ok(past) = desk.read_past(&source, None, &act(), &mut go_on) {
                let _ = desk.preview_past(&past, &mut go_on);
            }
        });
    }
);
