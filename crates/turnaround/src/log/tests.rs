use std::fmt::Write as _;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::*;
use crate::error::Error;

const HEAD: &str = "case_id,seq,stage,started_at,ended_at,center,attr_maker,attr_disposition,\
                    case_opened_at,case_closed_at\n";

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// Milliseconds of a day of 2026 at midnight UTC.
fn day(month: u32, day: u32) -> i64 {
    at(&format!("2026-{month:02}-{day:02}T00:00:00Z")).timestamp_millis()
}

fn read_with(text: &[u8], settings: &CleanSettings) -> Result<(EventLog, CleaningReport), Error> {
    read_event_log(text, settings, &mut |_| ControlFlow::Continue(()))
}

fn read(text: &str) -> (EventLog, CleaningReport) {
    let settings = CleanSettings {
        now: Some(at("2026-11-22T00:00:00Z")),
        only_touched_since: None,
    };
    read_with(text.as_bytes(), &settings).unwrap()
}

/// Rows under [`HEAD`].
fn log_of(rows: &str) -> (EventLog, CleaningReport) {
    read(&format!("{HEAD}{rows}"))
}

fn stages_of(log: &EventLog, case: &str) -> Vec<String> {
    let case = log.cases()[log.case_by_name(case).unwrap()];
    let stages = log.visits_of(&case).iter();
    stages
        .map(|visit| log.stages().name(visit.stage.into()).to_owned())
        .collect()
}

#[test]
fn a_visit_takes_32_bytes() {
    assert_eq!(size_of::<Visit>(), 32);
    assert!(size_of::<Case>() <= 40);
}

#[test]
fn rows_of_a_case_are_put_in_order_wherever_they_stand() {
    let (log, report) = log_of(
        "a,2,queue,2026-01-05,2026-01-09,X,,,,\n\
         b,1,queue,2026-01-01,,X,,,,\n\
         a,1,approval,2026-01-01,2026-01-05,X,,,,\n",
    );

    assert_eq!(stages_of(&log, "a"), ["approval", "queue"]);
    assert_eq!(log.case_name(0), "a");
    assert_eq!((report.rows, report.kept, report.cases), (3, 3, 2));
    assert_eq!(report.excluded_count, 0);
}

#[test]
fn without_seq_stays_go_by_their_start() {
    let (log, _) = read(
        "stage,started_at,case_id\nrepair,2026-01-09,a\nqueue,2026-01-05,a\nqa,2026-01-09,a\n",
    );

    assert_eq!(stages_of(&log, "a"), ["queue", "repair", "qa"]);
}

#[test]
fn an_end_up_to_twelve_hours_before_its_start_is_no_time_at_all() {
    let (log, report) = log_of("a,1,queue,2026-01-05T12:00:00Z,2026-01-05T00:00:00Z,X,,,,\n");

    assert_eq!(log.visits()[0].end, log.visits()[0].start);
    assert_eq!(report.count(CleaningKind::EndShortlyBeforeStart), 1);
}

#[test]
fn an_excluded_row_is_named_by_line_case_and_field_and_the_rest_goes_on() {
    let cases = [
        (
            "a,1,queue,2026-01-05T12:00:01Z,2026-01-05T00:00:00Z,X,,,,",
            "ended_at",
            CleaningKind::EndBeforeStart,
        ),
        (
            "a,1,queue,2026-12-24,,X,,,,",
            "started_at",
            CleaningKind::StartInFuture,
        ),
        (
            "a,1,queue,yesterday,,X,,,,",
            "started_at",
            CleaningKind::UnreadableDate,
        ),
        (
            "a,1,queue,0000-01-01,,X,,,,",
            "started_at",
            CleaningKind::UnreadableDate,
        ),
        (
            "a,1,queue,2026-01-05,soon,X,,,,",
            "ended_at",
            CleaningKind::UnreadableDate,
        ),
        (
            "a,1,queue,2026-01-05,,X,,,,May",
            "case_closed_at",
            CleaningKind::UnreadableDate,
        ),
        (
            "a,1,queue,,,X,,,,",
            "started_at",
            CleaningKind::MissingValue,
        ),
        (
            "a,1,,2026-01-05,,X,,,,",
            "stage",
            CleaningKind::MissingValue,
        ),
        (
            ",1,queue,2026-01-05,,X,,,,",
            "case_id",
            CleaningKind::MissingValue,
        ),
        (
            "a,one,queue,2026-01-05,,X,,,,",
            "seq",
            CleaningKind::UnreadableSeq,
        ),
        ("a", "started_at", CleaningKind::MissingValue),
    ];
    for (row, field, kind) in cases {
        let (log, report) = log_of(&format!("{row}\nb,1,queue,2026-01-01,,X,,,,\n"));

        assert_eq!(report.excluded_count, 1, "{row}");
        let excluded = &report.excluded[0];
        assert_eq!(
            (excluded.line, excluded.field.as_str()),
            (2, field),
            "{row}"
        );
        assert_eq!(excluded.kind, kind, "{row}");
        assert!(kind.excludes() && !excluded.reason.is_empty(), "{row}");
        assert_eq!((report.rows, report.kept), (2, 1), "{row}");
        assert_eq!(log.cases().len(), 1, "{row}");
        assert_eq!(log.case_by_name("a"), None, "{row}");
        assert_eq!(log.case_by_name("b"), Some(0), "{row}");
    }
}

#[test]
fn bytes_that_are_no_text_cost_their_row_only() {
    let mut text = format!("{HEAD}a,1,queue,2026-01-05,,").into_bytes();
    text.extend(b"\xff\xfe,,,,\nb,1,queue,2026-01-01,,X,,,,\n");

    let (log, report) = read_with(&text, &CleanSettings::default()).unwrap();

    assert_eq!(report.count(CleaningKind::UnreadableRow), 1);
    assert_eq!(log.cases().len(), 1);
}

#[test]
fn a_missing_end_is_the_next_start_and_the_last_one_stays_open() {
    let (log, report) = log_of(
        "a,1,approval,2026-01-01,,X,,,,\n\
         a,2,queue,2026-01-05,,X,,,,\n",
    );

    assert_eq!(log.visits()[0].end, day(1, 5));
    assert_eq!(log.visits()[1].end, EventLog::OPEN);
    assert_eq!(log.cases()[0].closed, EventLog::OPEN);
    assert_eq!(log.cases()[0].outcome, Outcome::Open);
    assert_eq!(report.count(CleaningKind::EndFromNextStart), 1);
}

#[test]
fn a_closed_case_ends_its_last_stay() {
    let (log, report) = log_of("a,1,queue,2026-01-05,,X,,,,2026-01-09\n");

    assert_eq!(log.visits()[0].end, day(1, 9));
    assert_eq!(report.count(CleaningKind::EndFromClose), 1);
}

#[test]
fn stages_within_one_second_are_legal() {
    let (log, report) = log_of(
        "a,1,approval,2026-01-01,2026-01-01,X,,,,\n\
         a,2,queue,2026-01-01,2026-01-01,X,,,,\n",
    );

    assert_eq!(stages_of(&log, "a"), ["approval", "queue"]);
    assert_eq!(report.excluded_count, 0);
}

#[test]
fn a_stage_visited_again_is_rework() {
    let (log, report) = log_of(
        "a,1,repair,2026-01-01,2026-01-02,X,,,,\n\
         a,2,qa,2026-01-02,2026-01-03,X,,,,\n\
         a,3,repair,2026-01-03,2026-01-04,X,,,,\n\
         b,1,repair,2026-01-03,2026-01-04,X,,,,\n",
    );

    let again: Vec<bool> = log.visits().iter().map(|visit| visit.reopened).collect();
    assert_eq!(again, [false, false, true, false]);
    assert_eq!(report.count(CleaningKind::StageVisitedAgain), 1);
}

#[test]
fn a_repeated_row_counts_once_and_may_bring_the_end() {
    let (log, report) = log_of(
        "a,1,queue,2026-01-01,,X,,,,\n\
         a,1,queue,2026-01-01,2026-01-04,X,,,,\n",
    );

    assert_eq!(log.visits().len(), 1);
    assert_eq!(log.visits()[0].end, day(1, 4));
    assert_eq!(report.excluded[0].kind, CleaningKind::DuplicateRow);
    assert_eq!(report.excluded[0].line, 3);
}

#[test]
fn a_case_opens_with_its_first_stay_and_closes_with_its_last_at_least() {
    let (log, report) = log_of(
        "a,1,queue,2026-01-01,2026-01-09,X,,,2026-01-03,2026-01-05\n\
         b,1,queue,2026-01-03,2026-01-09,X,,,2026-01-01,2026-01-10\n",
    );

    let [a, b] = log.cases() else { panic!() };
    assert_eq!((a.opened, a.closed), (day(1, 1), day(1, 9)));
    assert_eq!((b.opened, b.closed), (day(1, 1), day(1, 10)));
    assert_eq!(report.count(CleaningKind::OpenedAfterFirstStart), 1);
    assert_eq!(report.count(CleaningKind::ClosedBeforeLastEnd), 1);
}

#[test]
fn what_ends_in_the_future_lasts_still() {
    let (log, report) = log_of("a,1,queue,2026-11-21,2026-11-30,X,,,,2026-12-01\n");

    assert_eq!(log.visits()[0].end, EventLog::OPEN);
    assert_eq!(log.cases()[0].outcome, Outcome::Open);
    assert_eq!(report.count(CleaningKind::EndInFuture), 1);
    assert_eq!(report.count(CleaningKind::ClosedInFuture), 1);
}

#[test]
fn without_a_column_for_it_a_case_closes_with_its_last_stay() {
    let (log, report) = read(
        "case_id,stage,started_at,ended_at\na,queue,2026-01-01,2026-01-04\nb,queue,2026-01-01,\n",
    );

    assert_eq!(log.cases()[0].closed, day(1, 4));
    assert_eq!(log.cases()[1].closed, EventLog::OPEN);
    assert_eq!(report.count(CleaningKind::ClosedFromLastEnd), 1);
}

#[test]
fn a_file_of_closed_cases_only_is_warned_about() {
    let (_, report) = log_of("a,1,queue,2026-01-01,2026-01-09,X,,,,2026-01-09\n");
    assert!(report.closed_only);
    assert!(report.warnings()[0].contains("How was it exported?"));

    let (_, report) = log_of("a,1,queue,2026-01-01,,X,,,,\n");
    assert!(!report.closed_only && report.warnings().is_empty());
    assert!(!log_of("").1.closed_only);
}

#[test]
fn a_log_complete_since_a_day_sees_older_cases_from_that_day_on() {
    let settings = CleanSettings {
        now: None,
        only_touched_since: Some(at("2026-02-01T00:00:00Z")),
    };
    let text = format!(
        "{HEAD}a,1,queue,2026-01-05,,X,,,,2026-03-01\n\
         b,1,queue,2026-02-05,,X,,,,2026-03-01\n\
         c,1,queue,2026-01-05,,X,,,,2026-01-09\n"
    );

    let (log, report) = read_with(text.as_bytes(), &settings).unwrap();

    let seen: Vec<i64> = log.cases().iter().map(|case| case.seen_from).collect();
    assert_eq!(seen, [day(2, 1), day(2, 5)]);
    assert_eq!(report.count(CleaningKind::OutsideWindow), 1);
    let (log, _) = log_of("a,1,queue,2026-01-05,,X,,,2026-01-02,2026-03-01\n");
    assert_eq!(log.cases()[0].seen_from, day(1, 2));
}

#[test]
fn the_outcome_is_what_the_log_says_about_the_end_and_never_an_attribute() {
    let words = [
        ("repaired", Outcome::Repaired),
        ("Replaced", Outcome::Repaired),
        ("ntf", Outcome::NoTroubleFound),
        ("BER scrapped", Outcome::BeyondRepair),
        ("ber_returned", Outcome::BeyondRepair),
        ("declined", Outcome::Declined),
        ("rejected", Outcome::Declined),
        ("cancelled", Outcome::Cancelled),
        ("", Outcome::Repaired),
        ("polished", Outcome::Repaired),
    ];
    for (word, outcome) in words {
        let (log, report) = log_of(&format!(
            "a,1,queue,2026-01-05,,X,bitmain,{word},,2026-03-01\n"
        ));

        assert_eq!(log.cases()[0].outcome, outcome, "{word}");
        assert_eq!(log.outcome_word(&log.cases()[0]), word);
        assert_eq!(log.attributes().len(), 1);
        let unknown = report.count(CleaningKind::UnknownOutcome);
        assert_eq!(unknown, u32::from(word == "polished"), "{word}");
    }
    let (log, _) = log_of("a,1,queue,2026-01-05,,X,,repaired,,\n");
    assert_eq!(log.cases()[0].outcome, Outcome::Open);
}

#[test]
fn equal_attributes_are_one_profile_and_blank_is_value_0() {
    let (log, _) = read(
        "attr_b,case_id,attr_a,stage,started_at\n\
         x,1,,q,2026-01-01\n\
         x,2,,q,2026-01-01\n\
         x,3,y,q,2026-01-01\n",
    );

    let profiles: Vec<u32> = log.visits().iter().map(|visit| visit.profile).collect();
    assert_eq!(profiles, [0, 0, 1]);
    assert_eq!(log.profile(0), [1, 0]);
    assert_eq!(log.attributes()[0].name, "b");
    assert_eq!(log.value(1, 1), "y");
    assert_eq!(log.value(9, 9), "");
    assert_eq!(log.profile(9), [0_u32; 0]);
}

#[test]
fn a_promise_is_kept_apart_and_never_an_attribute() {
    let (log, report) = read(
        "case_id,stage,started_at,promised_at\n\
         a,q,2026-01-01,2026-02-01\na,r,2026-01-02,2026-02-09\nb,q,2026-01-01,whenever\n",
    );

    assert_eq!(log.promised(0), Some(day(2, 1)));
    assert_eq!(log.promised(1), None);
    assert!(log.attributes().is_empty());
    assert_eq!(report.count(CleaningKind::UnreadablePromise), 1);
    assert_eq!(report.kept, 3);
}

#[test]
fn instants_with_an_offset_a_space_or_no_time_are_read() {
    for text in [
        "2026-01-05T00:00:00Z",
        "2026-01-05T08:00:00+08:00",
        "2026-01-05 00:00:00",
        "2026-01-05T00:00:00.000",
        "2026-01-05 00:00",
        "2026-01-05",
    ] {
        let (log, _) = log_of(&format!("a,1,queue,{text},,X,,,,\n"));

        assert_eq!(log.visits()[0].start, day(1, 5), "{text}");
    }
}

#[test]
fn a_seq_that_a_spreadsheet_made_a_decimal_is_read() {
    let (log, _) = log_of(
        "a,10.0,queue,2026-01-05,,X,,,,\n\
         a,9.0,approval,2026-01-05,,X,,,,\n",
    );

    assert_eq!(stages_of(&log, "a"), ["approval", "queue"]);
}

#[test]
fn a_file_that_is_no_log_is_refused_with_what_is_missing() {
    for bytes in [
        &b""[..],
        b"serial,model\nX,S19\n",
        b"\xff\xfe\x00\x01",
        &[0; 100],
    ] {
        let error = read_with(bytes, &CleanSettings::default()).unwrap_err();

        assert!(error.to_string().contains("case_id"), "{error}");
    }
}

#[test]
fn a_quote_that_is_never_closed_is_refused_instead_of_read_to_the_end() {
    let mut text = format!("{HEAD}a,1,\"queue,2026-01-05\n");
    text.push_str(&"b,1,queue,2026-01-05,,X,,,,\n".repeat(50_000));

    let error = read_with(text.as_bytes(), &CleanSettings::default()).unwrap_err();

    assert!(error.to_string().contains("never closed"), "{error}");
}

#[test]
fn reading_can_be_cancelled() {
    let mut text = HEAD.to_owned();
    for case in 0..20_000 {
        writeln!(text, "{case},1,queue,2026-01-05,,X,,,,").unwrap();
    }
    let mut heard = Vec::new();

    let error = read_event_log(text.as_bytes(), &CleanSettings::default(), &mut |so_far| {
        heard.push(so_far);
        if heard.len() == 2 {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })
    .unwrap_err();

    assert_eq!(error, Error::Cancelled);
    assert!(heard[0].rows < heard[1].rows && heard[0].bytes < heard[1].bytes);
}

#[test]
fn a_column_of_free_text_is_no_stage() {
    let mut text = HEAD.to_owned();
    for case in 0..70_000 {
        writeln!(text, "{case},1,note {case},2026-01-05,,X,,,,").unwrap();
    }

    let (log, report) = read(&text);

    assert_eq!(log.stages().len(), 65_536);
    assert_eq!(report.count(CleaningKind::TooManyNames), 70_000 - 65_536);
    assert_eq!(report.excluded.len(), 1_000);
}

#[test]
fn every_kind_says_what_was_done() {
    for kind in CleaningKind::ALL {
        assert_eq!(
            kind.words().contains("left out"),
            kind.excludes(),
            "{kind:?}"
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(rows in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut bytes = HEAD.as_bytes().to_vec();
        bytes.extend(rows);

        let _ = read_with(&bytes, &CleanSettings::default());
    }

    #[test]
    fn every_row_is_kept_or_named_and_a_log_holds_together(
        rows in proptest::collection::vec(
            ("[ab]", "[0-3]?", "[qrs]", 0u32..400, proptest::option::of(0u32..400), proptest::option::of(0u32..400)),
            0..40,
        ),
        since in proptest::option::of(0u32..400),
    ) {
        let date = |day: u32| format!("202{}-{:02}-{:02}", 5 + day / 360, day / 30 % 12 + 1, day % 28 + 1);
        let or_blank = |day: Option<u32>| day.map_or(String::new(), date);
        let mut text = HEAD.to_owned();
        for (case, seq, stage, start, end, closed) in &rows {
            let (start, end, closed) = (date(*start), or_blank(*end), or_blank(*closed));
            writeln!(text, "{case},{seq},{stage},{start},{end},X,,,,{closed}").unwrap();
        }
        let settings = CleanSettings {
            now: Some(at("2025-11-01T00:00:00Z")),
            only_touched_since: since.map(|day| at(&format!("{}T00:00:00Z", date(day)))),
        };

        let (log, report) = read_with(text.as_bytes(), &settings).unwrap();

        prop_assert_eq!(report.rows as usize, rows.len());
        prop_assert_eq!(report.rows, report.kept + report.excluded_count);
        prop_assert_eq!(log.cases().iter().map(|case| case.visits).sum::<u32>(), report.kept);
        for case in log.cases() {
            let visits = log.visits_of(case);
            prop_assert!(visits.len() == case.visits as usize && !visits.is_empty());
            prop_assert!(case.opened <= case.seen_from && case.seen_from <= case.closed);
            for (nth, visit) in visits.iter().enumerate() {
                prop_assert!(case.opened <= visit.start && visit.start <= visit.end);
                prop_assert!(visit.end <= case.closed);
                prop_assert!(visit.end != EventLog::OPEN || nth + 1 == visits.len());
            }
        }
    }
}

#[test]
fn units_that_went_as_one_keep_how_many_they_were() {
    let mut builder = EventLogBuilder::new(Vec::new());
    let row = RawVisit {
        line: 1,
        case_id: "a",
        seq: None,
        stage: "customs_out",
        started_at: at("2026-01-05T00:00:00Z"),
        ended_at: None,
        center: "",
        attributes: &[],
        case_opened_at: None,
        case_closed_at: None,
        outcome: None,
    };
    builder.add_together(row, 60);
    builder.add(RawVisit {
        case_id: "b",
        ..row
    });
    builder.add_together(
        RawVisit {
            case_id: "c",
            ..row
        },
        0,
    );

    let (log, _) = builder.finish(&CleanSettings::default());

    let together: Vec<u16> = log.visits().iter().map(|visit| visit.together).collect();
    assert_eq!(together, [60, 1, 1]);
}
