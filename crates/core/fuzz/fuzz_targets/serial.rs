//! Serials, MACs, tags and the desk's own formats, as typed or scanned.
#![no_main]

use hashmend_core::serial::{Patterns, normalise, normalise_mac, normalise_tag, parse_patterns};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(serial) = normalise(&text) {
        let again = normalise(&serial.normal).map(|again| again.normal);
        assert_eq!(again.as_deref(), Ok(serial.normal.as_str()));
        let _ = Patterns::shipped().recognise(&serial.normal, None);
    }
    let _ = normalise_tag(&text);
    let _ = normalise_mac(&text);
    let (rows, _) = parse_patterns(&text);
    let _ = Patterns::new(rows);
});
