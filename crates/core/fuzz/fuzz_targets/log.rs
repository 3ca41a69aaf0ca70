//! Any bytes are a log: read without a panic, the same however they arrive.
#![no_main]

use std::io::Read;
use std::ops::ControlFlow;

use hashmend_core::diagnose::{Options, Source, read};
use libfuzzer_sys::fuzz_target;

/// Gives one to `most` bytes at a time.
struct Dripping<'a>(&'a [u8], usize);

impl Read for Dripping<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(self.0.len()).min(to.len());
        to[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

fuzz_target!(|bytes: &[u8]| {
    let options = Options::default();
    let whole = read(Source::Bytes(bytes), &options, &mut |_| ControlFlow::Continue(()));
    let most = 1 + bytes.len() % 61;
    let mut stream = Dripping(bytes, most);
    let dripped = read(Source::Stream(&mut stream), &options, &mut |_| {
        ControlFlow::Continue(())
    });
    match (whole, dripped) {
        (Ok(whole), Ok(dripped)) => assert_eq!(whole, dripped),
        (whole, dripped) => assert_eq!(whole.is_err(), dripped.is_err()),
    }
});
