//! The log reader over long logs: the target is 100 MB/s, in memory that does not grow.
//!
//! Three kinds: a quiet log, one in which every fifth line has to be looked at by a rule, and API
//! answers written into the log each second, as a debug build of the firmware does.

#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::fmt::Write as _;
use std::ops::ControlFlow;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hashmend_core::diagnose::{Options, Source, read};

const SIZE: usize = 100 << 20;

fn log(line: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(SIZE + 4096);
    let mut n = 0;
    while text.len() < SIZE {
        let (hour, minute, second) = (n / 3600 % 24, n / 60 % 60, n % 60);
        writeln!(
            text,
            "2025-10-06 {hour:02}:{minute:02}:{second:02} {}",
            line(n)
        )
        .unwrap();
        n += 1;
    }
    text
}

fn quiet(n: usize) -> String {
    match n % 4 {
        0 => "freq = 525, percent = 90, hcn = 12480, timeout = 449".into(),
        1 => "set_voltage_by_steps to 1280.".into(),
        2 => format!("job {n} accepted share diff 65536 target 0000000000000000fffe0000"),
        _ => "0x0080 FF FF FF FF FF FF FF FF   FF FF FF FF FF FF FF FF".into(),
    }
}

fn busy(n: usize) -> String {
    match n % 10 {
        0 => "temp:55,vol:14.98,power:2969".into(),
        5 => "reg crc error".into(),
        _ => quiet(n),
    }
}

fn answers(n: usize) -> String {
    let board = |index: usize| {
        format!(
            "{{\"index\": {index}, \"freq_avg\": 525, \"rate_ideal\": \"36000\", \
             \"rate_real\": \"{}\", \"asic_num\": 114, \"asic\": \"\", \
             \"temp_pic\": [60, 61, 60, 61], \"hw\": 0, \"eeprom\": true}}",
            35_000 + n % 1000
        )
    };
    format!(
        "bitmain_update_api_stats(1431) : {{\"inited\": 1, \"chain\": [{}, {}, {}], \
         \"error_code\": 0}}",
        board(0),
        board(1),
        board(2)
    )
}

fn reader(c: &mut Criterion) {
    let mut group = c.benchmark_group("log reader");
    group.sample_size(10);
    for (name, text) in [
        ("quiet", log(quiet)),
        ("busy", log(busy)),
        ("answers", log(answers)),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| {
                read(
                    Source::Bytes(text.as_bytes()),
                    &Options::default(),
                    &mut |_| ControlFlow::Continue(()),
                )
                .unwrap()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, reader);
criterion_main!(benches);
