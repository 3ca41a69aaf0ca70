//! Questions from outside, the past replayed, and how both are scored.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};
use hashmend_turnaround::{
    AnswerSheet, Background, Backtest, BacktestSettings, BadQuestion, End, Error, GenericPrior,
    History, Instants, LEVELS, LearnSettings, Looks, Quantiles, QuestionSheet, Scores, answer_all,
    backtest,
};
use proptest::prelude::*;

use crate::shop::at;

/// One row of a made-up log; hours since its beginning.
#[derive(Debug, Clone)]
struct Row {
    case: u32,
    seq: u32,
    stage: &'static str,
    start: i64,
    end: Option<i64>,
    center: &'static str,
    maker: &'static str,
    opened: i64,
    closed: Option<i64>,
}

const STAGES: [&str; 3] = ["intake", "bench", "burn-in"];
const HOURS_A_DAY: i64 = 24;

/// A small shop: three stages, two centers, a case every few hours.
fn shop(cases: u32, seed: u64) -> Vec<Row> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = move |below: i64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as i64 % below
    };
    let mut rows = Vec::new();
    let mut opened = 0;
    for case in 0..cases {
        opened += 1 + draw(20);
        let center = ["Ridge", "Harbour"][draw(2) as usize];
        let maker = ["Bitmain", "MicroBT"][draw(2) as usize];
        let mut start = opened;
        let first = rows.len();
        for (seq, stage) in STAGES.into_iter().enumerate() {
            let end = start + 2 + draw(10 + 40 * seq as i64) + draw(30);
            rows.push(Row {
                case,
                seq: seq as u32,
                stage,
                start,
                end: Some(end),
                center,
                maker,
                opened,
                closed: None,
            });
            start = end;
        }
        for row in &mut rows[first..] {
            row.closed = Some(start);
        }
    }
    rows
}

fn hour(hour: i64) -> DateTime<Utc> {
    at("2025-01-01T00:00:00Z") + TimeDelta::hours(hour)
}

fn csv(rows: &[Row]) -> String {
    let shown = |at: Option<i64>| at.map_or(String::new(), |at| hour(at).to_rfc3339());
    let mut text = "case_id,seq,stage,started_at,ended_at,center,attr_maker,case_opened_at,\
                    case_closed_at,promised_at\n"
        .to_owned();
    for row in rows {
        text += &format!(
            "T-{},{},{},{},{},{},{},{},{},\n",
            row.case,
            row.seq,
            row.stage,
            shown(Some(row.start)),
            shown(row.end),
            row.center,
            row.maker,
            shown(Some(row.opened)),
            shown(row.closed)
        );
    }
    text
}

fn history(rows: &[Row]) -> History {
    History::read(csv(rows).as_bytes(), &mut |_| ControlFlow::Continue(())).unwrap()
}

fn learn() -> LearnSettings {
    LearnSettings {
        paths: 200,
        ..LearnSettings::default()
    }
}

fn replay_at(rows: &[Row], day: i64) -> Backtest {
    let settings = BacktestSettings {
        from: hour(day * HOURS_A_DAY),
        to: hour(day * HOURS_A_DAY),
        step: TimeDelta::days(5),
        cap: None,
        seed: 0,
    };
    backtest(
        &history(rows),
        &Background::default(),
        &settings,
        &learn(),
        &mut |_, _| ControlFlow::Continue(()),
    )
    .unwrap()
}

fn answers(replayed: &Backtest) -> BTreeMap<String, Quantiles> {
    let answers = replayed.replayed.iter();
    answers
        .map(|past| (past.question.id.clone(), past.quantiles))
        .collect()
}

/// Answers to `questions` from the log, as the CSV that is written; and the rows that were none.
fn answered(log: &str, questions: &str) -> (String, Vec<BadQuestion>) {
    let instants = Instants::of(QuestionSheet::open(questions.as_bytes()).unwrap()).unwrap();
    let history = History::read(log.as_bytes(), &mut |_| ControlFlow::Continue(())).unwrap();
    let background = Background {
        generic: Some(GenericPrior {
            p50: 5.0,
            p95: 15.0,
        }),
        ..Background::default()
    };
    let looks = Looks::new(&history, &instants, &background, &learn()).unwrap();
    let mut sheet = AnswerSheet::new(Vec::new(), &[]).unwrap();
    let mut bad = Vec::new();
    answer_all(
        &looks,
        &mut QuestionSheet::open(questions.as_bytes()).unwrap(),
        &mut sheet,
        &mut |row| bad.push(row),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    (String::from_utf8(sheet.finish().unwrap()).unwrap(), bad)
}

const ASKED: &str = "query_id,kind,asof,case_id,case_opened_at,stage,seq,stage_entered_at,center,\
                     attr_maker\n";

#[test]
fn a_question_gets_nineteen_quantiles_that_neither_cross_nor_go_below_zero() {
    let log = csv(&shop(120, 3));
    let questions = format!(
        "{ASKED}\
         q1,new,2025-02-10T00:00:00Z,T-900,2025-02-10T00:00:00Z,intake,0,2025-02-10T00:00:00Z,Ridge,Bitmain\n\
         q2,open,2025-02-10T00:00:00Z,T-901,2025-01-31T00:00:00Z,bench,1,2025-02-01T00:00:00Z,Ridge,Bitmain\n"
    );

    let (text, bad) = answered(&log, &questions);

    assert_eq!(bad, []);
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    assert!(header.starts_with("query_id,p05,p10,p15,"), "{header}");
    assert!(header.ends_with(",p90,p95"), "{header}");
    for (line, id) in lines.zip(["q1", "q2"]) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!((cells[0], cells.len()), (id, 20));
        let days: Vec<f64> = cells[1..]
            .iter()
            .map(|cell| cell.parse().unwrap())
            .collect();
        assert!(days[0] >= 0.0 && days.is_sorted(), "{line}");
    }
}

#[test]
fn a_stage_a_center_and_a_maker_nobody_has_met_are_answered_too() {
    let log = csv(&shop(60, 1));
    let questions = format!(
        "{ASKED}q,open,2025-02-10T00:00:00Z,X,2025-02-01T00:00:00Z,deep freeze,4,2025-02-08T00:00:00Z,Elsewhere,Nobody\n"
    );

    let (text, bad) = answered(&log, &questions);

    assert_eq!(bad, []);
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn a_log_without_a_row_is_answered_from_the_generic_prior() {
    let questions = format!(
        "{ASKED}q,new,2025-02-10T00:00:00Z,X,2025-02-10T00:00:00Z,bench,0,2025-02-10T00:00:00Z,Ridge,Bitmain\n"
    );

    let (text, _) = answered(&csv(&[]), &questions);

    let cells: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
    let p50: f64 = cells[10].parse().unwrap();
    assert!((p50 / 5.0 - 1.0).abs() < 0.05, "{p50}");
}

#[test]
fn a_question_asked_before_the_log_ends_is_answered_by_what_was_known_then() {
    let rows = shop(200, 6);
    let early = 40 * HOURS_A_DAY;
    let known: Vec<Row> = rows
        .iter()
        .filter(|row| row.start <= early)
        .map(|row| Row {
            end: row.end.filter(|end| *end <= early),
            closed: row.closed.filter(|closed| *closed <= early),
            ..row.clone()
        })
        .collect();
    let question = "q,open,2025-02-10T00:00:00Z,X,2025-02-01T00:00:00Z,bench,1,2025-02-08T00:00:00Z,Ridge,Bitmain\n";
    let later = "r,new,2025-12-31T00:00:00Z,Y,2025-12-31T00:00:00Z,intake,0,2025-12-31T00:00:00Z,Ridge,Bitmain\n";

    let (alone, _) = answered(&csv(&known), &format!("{ASKED}{question}"));
    let (among, _) = answered(&csv(&rows), &format!("{ASKED}{later}{question}"));
    let (last, _) = answered(&csv(&rows), &format!("{ASKED}{later}"));

    assert_eq!(alone.lines().nth(1), among.lines().nth(2));
    assert_eq!(last.lines().nth(1), among.lines().nth(1));
}

#[test]
fn a_bad_row_is_named_by_line_and_field_with_what_would_be_right_and_the_others_are_answered() {
    let rows = [
        (
            "kind",
            "q1,maybe,2025-02-10,T,2025-02-01,bench,1,2025-02-02,Ridge,",
        ),
        ("asof", "q2,open,,T,2025-02-01,bench,1,2025-02-02,Ridge,"),
        (
            "asof",
            "q3,open,10/02/2025,T,2025-02-01,bench,1,2025-02-02,Ridge,",
        ),
        (
            "query_id",
            ",open,2025-02-10,T,2025-02-01,bench,1,2025-02-02,Ridge,",
        ),
        (
            "case_id",
            "q5,open,2025-02-10,,2025-02-01,bench,1,2025-02-02,Ridge,",
        ),
        (
            "stage",
            "q6,open,2025-02-10,T,2025-02-01,,1,2025-02-02,Ridge,",
        ),
        (
            "seq",
            "q7,open,2025-02-10,T,2025-02-01,bench,first,2025-02-02,Ridge,",
        ),
        (
            "stage_entered_at",
            "q8,open,2025-02-10,T,2025-02-01,bench,1,2025-02-12,Ridge,",
        ),
        (
            "stage_entered_at",
            "q9,open,2025-02-10,T,2025-02-01,bench,1,,Ridge,",
        ),
        (
            "case_opened_at",
            "q10,open,2025-02-10,T,2025-02-11,bench,1,2025-02-02,Ridge,",
        ),
    ];
    let mut questions = ASKED.to_owned();
    for (_, row) in rows {
        questions += row;
        questions.push('\n');
    }
    questions += "fine,open,2025-02-10,T,2025-02-01,bench,1,2025-02-02,Ridge,\n";

    let (text, bad) = answered(&csv(&shop(40, 2)), &questions);

    let named: Vec<(u64, &str)> = bad.iter().map(|row| (row.line, row.field)).collect();
    let wanted: Vec<(u64, &str)> = (2..).zip(rows.map(|(field, _)| field)).collect();
    assert_eq!(named, wanted);
    assert_eq!(
        bad[0].to_string(),
        "line 2 (q1): kind is `maybe`; it is new or open"
    );
    assert_eq!(text.lines().nth(1).unwrap().split(',').next(), Some("fine"));
}

#[test]
fn questions_without_a_column_that_is_needed_are_refused() {
    let error = QuestionSheet::open("query_id,kind,asof\n".as_bytes()).unwrap_err();

    assert!(
        matches!(&error, Error::UnreadableQueries(why) if why.contains("no column case_id")),
        "{error}"
    );
}

#[test]
fn scores_are_those_computed_by_hand() {
    let quantiles: Quantiles = LEVELS.map(|level| level * 20.0);

    let scores = Scores::of([(&quantiles, 4.0), (&quantiles, 17.0)].into_iter()).unwrap();

    // P50 10, P80 16, P95 19. Took 4: 3, 2.4, .75; took 17: 3.5, .8, .1.
    assert_eq!(scores.n, 2);
    assert!((scores.mae - 6.5).abs() < 1e-12);
    assert!((scores.pinball_50 - 3.25).abs() < 1e-12);
    assert!((scores.pinball_80 - 1.6).abs() < 1e-12);
    assert!((scores.pinball_95 - 0.425).abs() < 1e-12);
    assert!((scores.pinball - (3.25 + 1.6 + 0.425) / 3.0).abs() < 1e-12);
    assert_eq!((scores.coverage_50, scores.coverage_80), (0.5, 0.5));
    assert_eq!(scores.coverage_95, 1.0);
    // Half had closed at .20 and still at .80.
    assert!((scores.pit_ks - 0.3).abs() < 1e-12, "{scores}");
    assert_eq!(Scores::of([].into_iter()), None);
}

#[test]
fn cases_still_open_are_counted_and_not_scored() {
    let mut rows = shop(150, 5);
    for row in rows.iter_mut().filter(|row| row.start > 40 * HOURS_A_DAY) {
        (row.end, row.closed) = (None, None);
    }
    let open_to_the_end: Vec<u32> = rows
        .iter()
        .filter(|row| row.closed.is_none())
        .map(|row| row.case)
        .collect();
    for row in &mut rows {
        if open_to_the_end.contains(&row.case) {
            row.closed = None;
        }
    }

    let replayed = replay_at(&rows, 39);
    let metrics = replayed.metrics();

    assert!(metrics.still_open > 0);
    assert_eq!(
        metrics.asked,
        metrics.still_open + metrics.overall.unwrap().n
    );
    let unscored = replayed
        .replayed
        .iter()
        .filter(|past| past.end == End::StillOpen);
    assert_eq!(unscored.count() as u64, metrics.still_open);
}

#[test]
fn a_date_with_fewer_than_twenty_closed_cases_is_passed_over() {
    let replayed = replay_at(&shop(120, 4), 2);

    assert!(replayed.dates.is_empty());
    assert_eq!(replayed.passed_over, [hour(2 * HOURS_A_DAY)]);
    assert!(replayed.replayed.is_empty());
}

#[test]
fn steps_and_dates_that_make_no_sense_are_refused() {
    let history = history(&shop(5, 1));
    let run = |from, to, step| {
        let settings = BacktestSettings {
            from: hour(from),
            to: hour(to),
            step,
            cap: Some(10),
            seed: 0,
        };
        backtest(
            &history,
            &Background::default(),
            &settings,
            &learn(),
            &mut |_, _| ControlFlow::Continue(()),
        )
    };

    assert!(run(0, 10, TimeDelta::zero()).is_err());
    assert!(run(10, 0, TimeDelta::days(1)).is_err());
    assert!(run(0, 100_000, TimeDelta::seconds(1)).is_err());
}

#[test]
fn the_same_seed_draws_the_same_cases_and_another_seed_others() {
    let rows = shop(300, 8);
    let drawn = |seed| {
        let settings = BacktestSettings {
            from: hour(60 * HOURS_A_DAY),
            to: hour(60 * HOURS_A_DAY),
            step: TimeDelta::days(20),
            cap: Some(5),
            seed,
        };
        let replayed = backtest(
            &history(&rows),
            &Background::default(),
            &settings,
            &learn(),
            &mut |_, _| ControlFlow::Continue(()),
        );
        answers(&replayed.unwrap())
    };

    assert_eq!(drawn(1).len(), 10);
    assert_eq!(drawn(1), drawn(1));
    assert!(drawn(1).keys().ne(drawn(2).keys()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// No looking ahead: whatever happens after a date, the answers of that date stand.
    #[test]
    fn nothing_that_happens_after_a_date_changes_an_answer_of_that_date(
        seed in 0u64..1000,
        day in 20i64..50,
        later in prop::collection::vec(0i64..400, 16),
        reopened in prop::bool::ANY,
    ) {
        let rows = shop(140, seed);
        let (date, asked_until) = (day * HOURS_A_DAY, (day + 5) * HOURS_A_DAY);
        let mut changed = rows.clone();
        for (nth, row) in changed.iter_mut().enumerate() {
            let by = later[nth % later.len()];
            if row.end.is_some_and(|end| end > date) {
                row.end = row.end.map(|end| end + by);
            }
            if row.closed.is_some_and(|closed| closed > date) {
                row.closed = (by % 3 != 0).then_some(date + 1 + by * 7);
            }
            if row.start > asked_until {
                (row.stage, row.center, row.maker) = ("scrap heap", "The Moon", "Nobody");
            }
        }
        // What has only started since: gone, or one more.
        changed.retain(|row| row.start <= asked_until || row.case % 4 != 0);
        if reopened {
            let mut more = changed[0].clone();
            (more.case, more.start, more.opened) = (9999, asked_until + 1, asked_until + 1);
            (more.end, more.closed) = (None, None);
            changed.push(more);
        }

        let (before, after) = (answers(&replay_at(&rows, day)), answers(&replay_at(&changed, day)));

        prop_assert!(!before.is_empty());
        prop_assert_eq!(before, after);
    }

    #[test]
    fn the_order_of_rows_changes_no_answer(seed in 0u64..1000, by in 1usize..400) {
        let rows = shop(100, seed);
        let mut turned = rows.clone();
        turned.rotate_left(by % rows.len());
        turned.reverse();

        prop_assert_eq!(answers(&replay_at(&rows, 30)), answers(&replay_at(&turned, 30)));
    }

    #[test]
    fn no_bytes_make_the_reader_of_questions_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut text = ASKED.as_bytes().to_vec();
        text.extend(bytes);
        if let Ok(sheet) = QuestionSheet::open(text.as_slice()) {
            let _ = Instants::of(sheet);
        }
    }
}
