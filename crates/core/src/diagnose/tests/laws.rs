//! What holds of any log, and of anything else.

use std::io::{Read, Write};

use proptest::prelude::*;

use super::*;

/// A stream that gives its bytes in pieces of these sizes, over and over.
struct Dripping<'a> {
    bytes: &'a [u8],
    sizes: Vec<usize>,
    at: usize,
}

impl Read for Dripping<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let size = self.sizes[self.at % self.sizes.len()];
        self.at += 1;
        let count = size.min(to.len()).min(self.bytes.len());
        to[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

/// Lines that some rule knows, and lines that none does.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let book = Book::shipped().unwrap();
    let known: Vec<Vec<u8>> = book
        .rules
        .iter()
        .map(|rule| rule.test_line.clone().into_bytes())
        .collect();
    prop_oneof![
        6 => prop::sample::select(known),
        2 => "[ -~]{0,60}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..60),
        1 => (0u8..4, 0u16..130).prop_map(|(chain, found)| {
            format!("2025-10-06 17:41:31 Chain[{chain}]: find {found} asic, times 0").into_bytes()
        }),
        1 => Just(b"2025-10-06 17:40:11 start the http log.".to_vec()),
    ]
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(line(), 0..40).prop_map(|lines| lines.join(&b'\n'))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        let options = Options::default();
        let _ = read(Source::Bytes(&bytes), &options, &mut |_| ControlFlow::Continue(()));
    }

    #[test]
    fn how_a_log_arrives_changes_nothing(
        text in text(),
        sizes in prop::collection::vec(1usize..200, 1..6),
    ) {
        let whole = of(&text);
        let mut stream = Dripping { bytes: &text, sizes, at: 0 };

        let dripped = read(
            Source::Stream(&mut stream),
            &Options { today: NaiveDate::from_ymd_opt(2026, 11, 22), ..Options::default() },
            &mut |_| ControlFlow::Continue(()),
        );

        prop_assert_eq!(dripped.unwrap(), whole);
    }

    #[test]
    fn a_finding_is_one_place_and_has_its_proof(text in text()) {
        let diagnosis = of(&text);

        let lines = text.split(|byte| *byte == b'\n').count() as u32;
        let mut places = std::collections::BTreeSet::new();
        for (finding, at) in diagnosis.findings.iter().zip(0u32..) {
            let place = (&finding.fault_class, &finding.component, finding.chain);
            prop_assert!(places.insert(place), "{place:?} twice");
            prop_assert!(!finding.lines.is_empty());
            prop_assert!(finding.lines.iter().all(|line| (1..=lines).contains(&line.number)));
            prop_assert!(finding.count as usize >= 1);
            prop_assert!((0.0..=1.0).contains(&finding.confidence));
            prop_assert!(finding.first_at <= finding.last_at);
            if let Some(cause) = finding.explained_by {
                prop_assert!(cause != at && (cause as usize) < diagnosis.findings.len());
                prop_assert_eq!(finding.role, Role::Symptom);
            }
        }
        // Causes stand before symptoms.
        let roles: Vec<bool> = diagnosis.findings.iter().map(|f| f.role == Role::Symptom).collect();
        prop_assert!(roles.is_sorted());
    }

    #[test]
    fn lines_that_no_rule_knows_change_nothing_but_numbers(
        text in text(),
        noise in prop::collection::vec("[a-z ]{0,30}", 1..5),
    ) {
        let plain = of(&text);
        let mut noisy = noise.join("\n").into_bytes();
        noisy.push(b'\n');
        noisy.extend(&text);
        let with_noise = of(&noisy);

        // Codes alone are codes; codes among words are not.
        if plain.unit.format.as_deref() != Some("whatsminer") {
            prop_assert_eq!(found(&plain), found(&with_noise));
        }
    }
}

#[test]
fn a_watch_that_breaks_off_is_obeyed() {
    let long = b"2025-10-06 17:41:31 nothing\n".repeat(200_000);
    let mut looks = 0;

    let stopped = read(Source::Bytes(&long), &Options::default(), &mut |_| {
        looks += 1;
        if looks > 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });

    assert!(matches!(stopped, Err(crate::error::Error::Cancelled)));
    assert_eq!(looks, 3);
}

#[test]
fn the_same_log_twice_says_the_same_and_more_often() {
    let text = "2025-10-06 17:41:31 Data load fail for chain 1.\n";

    let once = of(text);
    let twice = of(text.repeat(2));

    assert_eq!(found(&once), found(&twice));
    assert_eq!(twice.findings[0].count, 2);
}

#[test]
fn a_damaged_gzip_says_the_same_whole_and_in_drops_and_keeps_what_came_before_the_damage() {
    let line = "2026-11-02 08:00:00 asic_num = 126 chain 1 found\n";
    let mut text = String::new();
    for n in 0..4_000u32 {
        // Unlike lines: packed they stay long enough to be damaged in the middle.
        text += &format!("{} {line}", n.wrapping_mul(2_654_435_761));
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    let mut bytes = packed.finish().unwrap();
    let at = bytes.len() / 2;
    bytes[at..at + 40].fill(0xff);
    let options = Options::default();

    let whole = read(Source::Bytes(&bytes), &options, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();

    assert!(whole.read.lines > 1_000, "{} lines", whole.read.lines);
    assert!(!whole.read.left_out.is_empty());
    for most in [1, 3, 61] {
        let mut stream = Dripping {
            bytes: &bytes,
            sizes: vec![most],
            at: 0,
        };
        let dripped = read(Source::Stream(&mut stream), &options, &mut |_| {
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(dripped, whole, "{most} at a time");
    }
}
