//! A made-up desk on paper.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Read;
use std::ops::ControlFlow;

use hashmend_core::dispute::DisputeOf;
use hashmend_core::quote::{NewQuote, QuoteLine, QuoteLineKind};
use hashmend_core::store::save_bytes;
use hashmend_core::ticket::TicketQuery;
use hashmend_core::{Act, Store, Timestamp};
use hashmend_press::Language;

fn at(hours: i64) -> Act {
    Act::new(
        "Kim",
        Timestamp::from_millis(1_790_000_000_000 + hours * 3_600_000),
    )
}

/// The text of a PDF without its spaces.
fn read(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).unwrap();
    text.split_whitespace().collect()
}

fn a_desk(folder: &std::path::Path) -> Store {
    let mut store = Store::create(&folder.join("desk.hashmend"), "Prairie Repair", &at(0)).unwrap();
    store
        .make_demo(
            hashmend_core::desk::DemoSize {
                devices: 60,
                tickets: 40,
                seed: 7,
            },
            &at(0),
            &mut |_, _| ControlFlow::Continue(()),
        )
        .unwrap();
    store
}

fn a_line(text: &str, quantity: u32, cents: i32) -> QuoteLine {
    QuoteLine {
        kind: QuoteLineKind::Other,
        text: text.into(),
        quantity,
        unit_cents: cents,
        part_id: None,
        finding_id: None,
        source: String::new(),
    }
}

/// Where `PAPER_PAGES` names a folder the pages are kept there, to be looked at.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("PAPER_PAGES") {
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
}

#[test]
fn a_quote_and_a_dispute_pack_say_what_the_desk_says_in_four_languages() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = a_desk(folder.path());
    let rows = store
        .tickets(&TicketQuery::default(), at(1).now)
        .unwrap()
        .rows;
    let row = rows
        .iter()
        .find(|row| {
            matches!(
                row.stage,
                hashmend_core::ticket::Stage::Diagnosing | hashmend_core::ticket::Stage::Testing
            )
        })
        .unwrap();
    let mut quote = NewQuote {
        lines: vec![a_line("Hashboard HB1, level 3", 1, 90_00)],
        valid_until: "2026-12-24".parse().unwrap(),
        note: String::new(),
    };
    // The made-up bench may have quoted before.
    let first = store.quotes(row.id, &at(1)).unwrap().len() as u16 + 1;
    store.make_quote(row.id, &quote, &at(2)).unwrap();
    quote.lines.push(a_line("BM1398 chip", 3, 25_00));
    store.make_quote(row.id, &quote, &at(3)).unwrap();

    for (language, total) in [
        (Language::En, "$165.00"),
        (Language::Zh, "US$165.00"),
        (Language::Es, "165,00US$"),
        (Language::Ru, "165,00$"),
    ] {
        let pdf = hashmend_press::quote(&store, row.id, None, language, &at(4)).unwrap();
        keep(&format!("desk-quote-{language:?}.pdf"), &pdf);
        let text = read(&pdf);
        for said in [total, "BM1398chip", "2026-12-24", &row.number] {
            assert!(text.contains(said), "{language:?}: {said} is not in {text}");
        }
    }
    let first = hashmend_press::quote(&store, row.id, Some(first), Language::En, &at(4)).unwrap();
    assert!(read(&first).contains("Replacedbyalaterversion"));
    let path = folder.path().join("quote.pdf");
    save_bytes(&path, &first).unwrap();
    assert!(save_bytes(&path, &first).is_err(), "nothing is replaced");

    let zip = folder.path().join("pack.zip");
    let mut seen = Vec::new();
    hashmend_press::pack(
        &store,
        DisputeOf::Device(row.device_id),
        Language::En,
        &zip,
        &at(5),
        &mut |done, total| {
            seen.push((done, total));
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&zip).unwrap()).unwrap();
    let mut pdf = Vec::new();
    archive
        .by_name("dispute.pdf")
        .unwrap()
        .read_to_end(&mut pdf)
        .unwrap();
    keep("dispute.pdf", &pdf);
    let text = read(&pdf);
    for said in [
        "Disputepack",
        "Chainofcustody",
        "Journalofthisunit",
        &row.number,
        "PrairieRepair",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    assert!(seen.windows(2).all(|two| two[0].0 <= two[1].0), "{seen:?}");
    assert!(
        seen.last().is_some_and(|(done, total)| done == total),
        "{seen:?}"
    );
}

#[test]
fn a_quote_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = a_desk(folder.path());
    let row = store
        .tickets(&TicketQuery::default(), at(1).now)
        .unwrap()
        .rows
        .remove(0);

    let error = hashmend_press::quote(&store, row.id, Some(9), Language::En, &at(2)).unwrap_err();

    assert!(error.to_string().contains("version 9 of T-"), "{error}");
}
