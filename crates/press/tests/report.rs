//! A report on paper holds the numbers of the screen.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use hashmend_core::desk::DemoSize;
use hashmend_core::export::SheetFormat;
use hashmend_core::review::{Dimension, ReportAsked, ReportValue, ReviewFilter, Unit};
use hashmend_core::{Act, Store, Timestamp};
use std::ops::ControlFlow;

fn text_of(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document
        .extract_text(&pages)
        .unwrap()
        .split_whitespace()
        .collect()
}

#[test]
fn a_scorecard_says_the_same_on_paper_as_json_and_as_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let now: Timestamp = Timestamp::from_millis(1_795_000_000_000);
    let act = Act::new("Ana", now);
    let mut store = Store::create(&folder.path().join("desk.hashmend"), "Prairie", &act).unwrap();
    let size = DemoSize {
        devices: 200,
        tickets: 200,
        seed: 7,
    };
    store
        .make_demo(size, &act, &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    let facts = store.facts(now).unwrap();
    let month = "2026-07-15".parse().unwrap();
    let of = |center| ReviewFilter {
        center_id: Some(center),
        filed_from: Some("2026-07-01".parse().unwrap()),
        filed_to: Some("2026-07-31".parse().unwrap()),
        ..ReviewFilter::default()
    };
    // One of whom enough came back for the last range of all.
    let days = |center| {
        facts
            .turnaround(Dimension::Stage, &of(center), now)
            .whole
            .days
    };
    let center = facts
        .curves(&ReviewFilter::default(), now)
        .into_iter()
        .find(|curve| days(curve.center_id).p80.is_some())
        .unwrap();
    let asked = ReportAsked::Scorecard {
        center_id: center.center_id,
        month,
    };
    let report = store.review_report(&facts, &asked, &act).unwrap();

    let text = text_of(&hashmend_press::review(&store, &report).unwrap());

    let together = |said: &str| said.split_whitespace().collect::<String>();
    assert!(text.contains(&together(&center.center)), "{text}");
    assert!(text.contains("Prairie"));
    for section in &report.sections {
        assert!(
            text.contains(&together(&section.heading)),
            "{}",
            section.key
        );
        for row in &section.rows {
            for (value, column) in row.iter().zip(&section.columns) {
                if matches!(value, ReportValue::Number(_)) {
                    let shown = together(&value.shown(column.unit));
                    assert!(text.contains(&shown), "{}: {shown}", section.key);
                }
            }
        }
    }
    // And these are the numbers the screen asks for, in every file.
    let whole = days(center.center_id).p80.unwrap();
    let p80 = ReportValue::Number(whole);
    assert_eq!(report.sections[0].rows[0][5], p80);
    assert!(text.contains(&together(&p80.shown(Unit::Days))));
    let mut json = Vec::new();
    report.write(SheetFormat::Json, &mut json).unwrap();
    let json = String::from_utf8(json).unwrap();
    assert!(json.contains(&format!("{whole}")));
}
