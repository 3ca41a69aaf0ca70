//! Stories of past repairs brought in, on a real desk in memory.

use std::io::Cursor;
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::id::TicketId;
use crate::journal::replay;
use crate::ticket::{Disposition, MoveNote, Stage};
use crate::time::Timestamp;

const HEAD: &str = "case_id,seq,stage,started_at,ended_at,center,attr_serial,attr_disposition,case_opened_at,case_closed_at\n";

fn act() -> Act {
    Act::new("Kim", Timestamp::parse("2026-11-22T03:13:00Z").unwrap())
}

fn on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn desk() -> Store {
    Store::in_memory(&act()).unwrap()
}

fn try_read(store: &Store, bytes: &[u8], columns: Option<&[&str]>) -> Result<PastRepairs> {
    let columns: Option<Vec<String>> =
        columns.map(|columns| columns.iter().map(|&field| field.to_owned()).collect());
    store.read_past_from(
        "past.csv",
        Cursor::new(bytes),
        bytes.len() as u64,
        columns.as_deref(),
        act().now,
        &mut on,
    )
}

fn read(store: &Store, text: &str) -> PastRepairs {
    try_read(store, text.as_bytes(), None).unwrap()
}

/// Rows under [`HEAD`].
fn log(rows: &str) -> String {
    format!("{HEAD}{rows}")
}

fn preview(store: &Store, past: &PastRepairs) -> PastPreview {
    store.preview_past(past, &mut on).unwrap()
}

fn bring_in(store: &mut Store, text: &str) -> BroughtIn {
    let past = read(store, text);
    let seen = preview(store, &past);
    let brought = store.bring_in_past(&past, false, &act(), &mut on).unwrap();
    assert_eq!(
        (seen.to_add, seen.to_grow, seen.known, seen.cannot),
        (
            brought.added,
            brought.grown,
            brought.known,
            brought.left_out
        ),
        "the preview says what is then done: {seen:?} {brought:?}"
    );
    brought
}

/// Stages of the ticket of a case with the day each began.
fn way(store: &Store, case: &str) -> Vec<(Stage, String)> {
    let page = store.ticket(known::ticket_of(case), &act()).unwrap();
    page.visits
        .iter()
        .map(|visit| (visit.stage, visit.entered_at.date().to_string()))
        .collect()
}

fn on_day(stage: Stage, day: &str) -> (Stage, String) {
    (stage, day.to_owned())
}

/// The journal, played again, gives the same tables.
fn replays(store: &Store) {
    let mut copy = desk();
    let tx = copy.conn.transaction().unwrap();
    tx.pragma_update(None, "defer_foreign_keys", true).unwrap();
    for table in replay::TABLES {
        tx.execute(&format!("DELETE FROM {table}"), []).unwrap();
    }
    replay::apply_all(&store.conn, &tx).unwrap();
    assert_eq!(
        replay::digests(&tx).unwrap(),
        replay::digests(&store.conn).unwrap()
    );
}

fn columns_of(past: &PastRepairs) -> Vec<&'static str> {
    past.columns()
        .iter()
        .map(|column| column.field.map_or("", PastField::as_str))
        .collect()
}

#[test]
fn a_log_becomes_tickets_and_undo_takes_them_back_as_one() {
    let mut store = desk();
    let text = log(
        "a,1,approval,2026-01-01,2026-01-05,Shop,AAA111,ntf,,2026-01-20\n\
                    a,2,queue,2026-01-05,2026-01-20,Shop,AAA111,ntf,,2026-01-20\n\
                    b,1,queue,2026-02-05,,Shop,BBB222,,,\n",
    );

    let brought = bring_in(&mut store, &text);

    assert_eq!((brought.added, brought.devices_added), (2, 2));
    assert_eq!(
        way(&store, "a"),
        [
            on_day(Stage::Submitted, "2026-01-01"),
            on_day(Stage::Queued, "2026-01-05"),
            on_day(Stage::Delivered, "2026-01-20"),
            on_day(Stage::Closed, "2026-01-20"),
        ]
    );
    let row = store.ticket(known::ticket_of("a"), &act()).unwrap().row;
    assert_eq!(row.disposition, Some(Disposition::Ntf));
    replays(&store);
    store.undo(brought.action.unwrap(), &act()).unwrap();
    assert!(store.ticket(known::ticket_of("a"), &act()).is_err());
}

#[test]
fn a_dry_run_and_a_preview_change_nothing() {
    let mut store = desk();
    let past = read(&store, &log("a,1,queue,2026-01-05,,Shop,AAA111,,,\n"));

    let brought = store.bring_in_past(&past, true, &act(), &mut on).unwrap();

    assert_eq!((brought.added, brought.action), (1, None));
    assert_eq!(preview(&store, &past).to_add, 1);
    assert!(store.ticket(known::ticket_of("a"), &act()).is_err());
}

#[test]
fn the_preview_says_what_is_in_the_file() {
    let store = desk();
    let past = read(
        &store,
        &log("a,1,queue,2026-01-05,2026-01-09,Shop,,,,\n\
              a,2,polishing,2026-01-09,,Shop,,,,\n\
              b,1,queue,2026-03-05,,Bench,,,,\n\
              c,1,queue,whenever,,Bench,,,,\n"),
    );

    let preview = preview(&store, &past);

    assert_eq!((preview.rows, preview.stays, preview.cases), (4, 3, 2));
    assert_eq!((preview.open, preview.closed, preview.months), (2, 0, 3));
    let stages: Vec<_> = preview.stages.iter().map(|s| (s.stage, s.stays)).collect();
    assert_eq!(stages, [(Some(Stage::Queued), 2), (None, 1)]);
    assert_eq!(preview.centers.len(), 2);
    assert!(!preview.centers[0].known && !preview.is_sheet);
    let lines: Vec<u32> = preview
        .left_out
        .iter()
        .map(|problem| problem.line)
        .collect();
    assert_eq!(lines, [3, 5]);
    assert_eq!(preview.left_out_count, 2);
    let csv = left_out_csv(&preview.left_out);
    assert!(
        csv.starts_with("line,case,field,reason\n3,a,stage,"),
        "{csv}"
    );
    let hostile = HistoryProblem {
        case: "=1+1".into(),
        ..preview.left_out[0].clone()
    };
    assert!(left_out_csv(&[hostile]).contains(",'=1+1,"));
}

#[test]
fn a_file_of_closed_repairs_only_asks_how_it_was_exported() {
    let store = desk();
    let closed = read(&store, &log("a,1,queue,2026-01-05,,X,,,,2026-02-01\n"));
    let open = read(&store, &log("a,1,queue,2026-01-05,,X,,,,\n"));

    assert!(preview(&store, &closed).closed_only);
    assert!(preview(&store, &closed).warnings[0].contains("How was it exported?"));
    assert!(preview(&store, &open).warnings.is_empty());
}

#[test]
fn a_case_that_has_grown_gets_its_later_stays_and_its_end() {
    let mut store = desk();
    bring_in(&mut store, &log("a,1,queue,2026-01-05,,X,AAA111,,,\n"));
    let later = log(
        "a,1,queue,2026-01-05,2026-01-09,X,AAA111,repaired,,2026-02-01\n\
                     a,2,repair,2026-01-09,2026-01-20,X,AAA111,repaired,,2026-02-01\n\
                     a,3,return,2026-01-20,2026-02-01,X,AAA111,repaired,,2026-02-01\n",
    );

    let grown = bring_in(&mut store, &later);
    let again = bring_in(&mut store, &later);

    assert_eq!((grown.added, grown.grown), (0, 1));
    assert_eq!((again.grown, again.known, again.action), (0, 1, None));
    let stages: Vec<Stage> = way(&store, "a").iter().map(|(stage, _)| *stage).collect();
    assert_eq!(
        stages,
        [
            Stage::Queued,
            Stage::Repairing,
            Stage::FromCenter,
            Stage::Delivered,
            Stage::Closed
        ]
    );
    replays(&store);
    store.undo(grown.action.unwrap(), &act()).unwrap();
    assert_eq!(way(&store, "a"), [on_day(Stage::Queued, "2026-01-05")]);
}

#[test]
fn a_ticket_that_went_on_by_hand_is_left_as_it_is_and_said() {
    let mut store = desk();
    bring_in(&mut store, &log("a,1,queue,2026-01-05,,X,AAA111,,,\n"));
    let ticket: TicketId = known::ticket_of("a");
    let note = MoveNote::default();
    store
        .move_tickets(&[ticket], Stage::Diagnosing, &note, &act())
        .unwrap();

    let brought = bring_in(
        &mut store,
        &log("a,1,queue,2026-01-05,2026-01-09,X,AAA111,,,\n\
              a,2,repair,2026-01-09,,X,AAA111,,,\n"),
    );

    assert_eq!((brought.grown, brought.known), (0, 1));
    assert!(brought.problems[0].text.contains("went on by hand"));
    assert_eq!(way(&store, "a").len(), 2);
}

#[test]
fn a_cancelled_case_is_a_cancelled_ticket_and_a_scrapped_one_says_so() {
    let mut store = desk();
    bring_in(
        &mut store,
        &log("a,1,queue,2026-01-05,,X,AAA111,cancelled,,2026-01-09\n\
              b,1,queue,2026-01-05,,X,BBB222,scrapped,,2026-01-09\n"),
    );

    assert_eq!(way(&store, "a")[1].0, Stage::Cancelled);
    let b = store.ticket(known::ticket_of("b"), &act()).unwrap().row;
    assert_eq!(b.disposition, Some(Disposition::BerScrapped));
}

#[test]
fn what_a_ticket_cannot_have_is_named_by_line_and_field_and_the_rest_goes_on() {
    let mut store = desk();
    for (row, field) in [
        ("a,1,polishing,2026-01-05,,X,,,,", "stage"),
        ("a,1,queue,1999-01-05,,X,,,,", "started_at"),
        ("a,1,queue,2026-01-05,,X,1.23E+15,,,", "attr_serial"),
    ] {
        let brought = bring_in(&mut store, &log(&format!("{row}\n")));

        assert_eq!((brought.added, brought.left_out), (0, 1), "{row}");
        assert_eq!(brought.problems[0].line, 2, "{row}");
        assert_eq!(brought.problems[0].field, field, "{row}");
    }
    let brought = bring_in(
        &mut store,
        &log("a,1,queue,2026-01-05,,X,,,,\na,2,repair,2026-01-01,,X,,,,\n"),
    );
    assert_eq!((brought.added, brought.problems[0].line), (1, 3));
}

#[test]
fn one_unit_on_two_open_cases_is_told_before_and_after() {
    let mut store = desk();

    let brought = bring_in(
        &mut store,
        &log("a,1,queue,2026-01-05,,X,AAA111,,,\nb,1,queue,2026-02-05,,X,AAA111,,,\n"),
    );

    assert_eq!((brought.added, brought.left_out), (1, 1));
}

#[test]
fn a_log_with_semicolons_or_in_utf_16_is_a_log_all_the_same() {
    let store = desk();
    let text = log("a,1,queue,2026-01-05,,X,AAA111,,,\n");
    let mut utf_16 = vec![0xff, 0xfe];
    utf_16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));

    for bytes in [text.replace(',', ";").into_bytes(), utf_16] {
        let past = try_read(&store, &bytes, None).unwrap();

        assert!(!preview(&store, &past).is_sheet);
        assert_eq!(preview(&store, &past).to_add, 1);
    }
}

const SHEET: &str = "RMA #,Serial Number,Model,Repair center,RMA date,Shipped,Received,Diagnosed,\
Quote sent,Quote approved,Repaired,Tested,Shipped back,Returned / closed,Result,Notes\n";

#[test]
fn a_sheet_with_a_row_per_repair_is_read_by_its_headers() {
    let mut store = desk();
    let text = format!(
        "{SHEET}R-1,AAA111,S19,Shop,2026-01-02,2026-01-05,2026-01-09,2026-01-20,2026-01-21,\
         2026-01-23,2026-02-01,2026-02-02,2026-02-03,2026-02-09,repaired,x\n\
         R-2,BBB222,S19,Shop,13/02/2026,,14/02/2026,,,,,,,,,n/a\n"
    );

    let past = read(&store, &text);
    assert_eq!(
        columns_of(&past),
        [
            "case",
            "serial",
            "model",
            "center",
            "requested_on",
            "shipped_on",
            "received_on",
            "diagnosed_on",
            "quoted_on",
            "approved_on",
            "repaired_on",
            "tested_on",
            "shipped_back_on",
            "returned_on",
            "outcome",
            ""
        ]
    );
    let brought = bring_in(&mut store, &text);

    assert_eq!((brought.rows, brought.added), (2, 2), "{brought:?}");
    assert_eq!(
        way(&store, "R-1 AAA111"),
        [
            on_day(Stage::Submitted, "2026-01-02"),
            on_day(Stage::ToCenter, "2026-01-05"),
            on_day(Stage::Queued, "2026-01-09"),
            on_day(Stage::Diagnosing, "2026-01-20"),
            on_day(Stage::AwaitingApproval, "2026-01-21"),
            on_day(Stage::Repairing, "2026-01-23"),
            on_day(Stage::Testing, "2026-02-01"),
            on_day(Stage::Ready, "2026-02-02"),
            on_day(Stage::FromCenter, "2026-02-03"),
            on_day(Stage::Delivered, "2026-02-09"),
            on_day(Stage::Closed, "2026-02-09"),
        ]
    );
    assert_eq!(
        way(&store, "R-2 BBB222"),
        [
            on_day(Stage::Submitted, "2026-02-13"),
            on_day(Stage::Queued, "2026-02-14")
        ]
    );
    assert_eq!(bring_in(&mut store, &text).known, 2);
}

#[test]
fn a_workbook_is_read_with_its_dates_and_their_hours() {
    let mut store = desk();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet
        .write_row(0, 0, ["Serial", "Received", "Repaired", "Returned"])
        .unwrap();
    sheet.write_string(1, 0, "AAA111").unwrap();
    for (column, day) in [(1, 46_024.0), (2, 46_030.25), (3, 46_040.0)] {
        sheet
            .write_number_with_format(1, column, day, &date)
            .unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();

    let past = try_read(&store, &bytes, None).unwrap();
    store.bring_in_past(&past, false, &act(), &mut on).unwrap();

    let page = store
        .ticket(known::ticket_of("AAA111 2026-01-02"), &act())
        .unwrap();
    assert_eq!(
        page.visits[1].entered_at,
        Timestamp::parse("2026-01-08T06:00:00Z").unwrap()
    );
}

#[test]
fn after_a_diagnosis_the_next_date_tells_what_began() {
    let mut store = desk();
    bring_in(
        &mut store,
        "Serial,Received,Diagnosed,Repaired,Shipped back,Closed\n\
         AAA111,2026-01-02,2026-01-05,2026-01-09,2026-01-10,2026-01-20\n\
         BBB222,2026-01-02,2026-01-05,,2026-01-10,2026-01-20\n",
    );

    assert_eq!(
        way(&store, "AAA111 2026-01-02")[1],
        on_day(Stage::Repairing, "2026-01-05")
    );
    assert_eq!(
        way(&store, "BBB222 2026-01-02")[1],
        on_day(Stage::Ready, "2026-01-05")
    );
}

#[test]
fn headers_are_known_in_the_words_that_shops_use() {
    let cases = [
        ("Date shipped", PastField::ShippedOn),
        ("Shipped back to us", PastField::ShippedBackOn),
        ("Date Received", PastField::ReceivedOn),
        ("Received On", PastField::ReceivedOn),
        ("RMA Date", PastField::RequestedOn),
        ("RMA No.", PastField::Case),
        ("Ticket #", PastField::Case),
        ("Diagnosis date", PastField::DiagnosedOn),
        ("Repair completed", PastField::RepairedOn),
        ("QA passed", PastField::TestedOn),
        ("Date closed", PastField::ReturnedOn),
        ("Returned", PastField::ReturnedOn),
        ("Arrived at center", PastField::ReceivedOn),
        ("SN", PastField::Serial),
        ("收货日期", PastField::ReceivedOn),
        ("Repair Center", PastField::Center),
    ];
    for (header, field) in cases {
        let found = sheet::named(header).map(|(field, _)| field);

        assert_eq!(found, Some(field), "{header}");
    }
    assert_eq!(sheet::named("Colour"), None);
}

#[test]
fn a_faulty_repair_of_a_sheet_is_left_out_by_line_and_column() {
    let mut store = desk();
    for (row, column) in [
        ("AAA111,2026-01-02,soon", "Shipped"),
        ("AAA111,2026-01-02,2026-01-01", "Shipped"),
        ("AAA111,01/02/2026,", "RMA date"),
        (",2026-01-02,", "row"),
        ("AAA111,,", "row"),
        ("BBB222,2026-01-02,", "RMA date"),
    ] {
        let brought = bring_in(
            &mut store,
            &format!("Serial,RMA date,Shipped\nBBB222,2026-01-02,2026-01-03\n{row}\n"),
        );

        assert_eq!(brought.problems.len(), 1, "{row}: {brought:?}");
        assert_eq!(brought.problems[0].line, 3, "{row}");
        assert_eq!(brought.problems[0].field, column, "{row}");
    }
}

#[test]
fn columns_set_by_hand_are_remembered_for_the_same_header() {
    let mut store = desk();
    let text = "Unit,Alpha,Omega\nAAA111,2026-01-02,2026-01-09\n";
    let by_hand = ["serial", "received_on", "returned_on"];
    assert_eq!(columns_of(&read(&store, text)), ["", "", ""]);

    let past = try_read(&store, text.as_bytes(), Some(&by_hand)).unwrap();
    let brought = store.bring_in_past(&past, false, &act(), &mut on).unwrap();

    assert_eq!(brought.added, 1);
    let again = read(&store, &text.replace("AAA111", "BBB222"));
    assert_eq!(columns_of(&again), by_hand);
    assert_eq!(again.columns()[0].how, "remembered from last time");
    store.undo(brought.action.unwrap(), &act()).unwrap();
    assert_eq!(columns_of(&read(&store, text)), ["", "", ""]);
}

#[test]
fn a_field_that_there_is_not_is_refused_with_those_there_are() {
    let store = desk();

    let error = try_read(&store, b"Serial,Shipped\nA,2026-01-02\n", Some(&["colour"])).unwrap_err();

    assert!(error.to_string().contains("shipped_on"), "{error}");
}

#[test]
fn a_sheet_without_what_is_needed_says_which_column_is_missing() {
    let store = desk();
    let past = read(&store, "Serial,Model\nAAA111,S19\n");

    let preview = preview(&store, &past);

    assert!(
        preview
            .warnings
            .iter()
            .any(|w| w.contains("when a stage began"))
    );
    assert!(
        preview
            .warnings
            .iter()
            .any(|w| w.contains("taken to be open"))
    );
    assert_eq!((preview.cases, preview.left_out_count), (0, 1));
}

#[test]
fn a_sheet_that_cannot_tell_the_queue_from_the_bench_says_so() {
    let store = desk();
    let mixed = read(
        &store,
        "SN,Received,Repaired\nAAA111,2026-01-02,2026-01-09\n",
    );
    let told = read(
        &store,
        "SN,Received,Diagnosed,Repaired\nAAA111,2026-01-02,2026-01-03,2026-01-09\n",
    );

    let warns = |past| {
        let warnings = preview(&store, past).warnings;
        warnings
            .iter()
            .any(|warning| warning.contains("in the queue"))
    };
    assert!(warns(&mixed) && !warns(&told));
}

#[test]
fn reading_and_bringing_in_can_be_cancelled() {
    let mut store = desk();
    let text = log("a,1,queue,2026-01-05,,X,AAA111,,,\n");
    let past = read(&store, &text);

    let error = store
        .bring_in_past(&past, false, &act(), &mut |_, _| ControlFlow::Break(()))
        .unwrap_err();

    assert!(matches!(error, Error::Cancelled));
    assert_eq!(preview(&store, &past).to_add, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), headed in any::<bool>()) {
        let store = desk();
        let mut all = if headed { SHEET.as_bytes().to_vec() } else { Vec::new() };
        all.extend(bytes);

        if let Ok(past) = try_read(&store, &all, None) {
            let _ = store.preview_past(&past, &mut on);
        }
    }
}
