//! Files from outside: a log replayed, questions answered. No desk is there.

use crate::{Shop, bytes};

/// Eighty cases through two stages, one a day.
fn log() -> String {
    let mut text = "case_id,seq,stage,started_at,ended_at,center,attr_maker,case_opened_at,case_closed_at,promised_at\n".to_owned();
    let day = |day: u32| format!("2026-{:02}-{:02}T08:00:00Z", 1 + day / 28, 1 + day % 28);
    for case in 0..80 {
        let (bench, closed) = (case + 1 + case % 3, case + 5 + case % 7);
        text += &format!(
            "T-{case},0,diagnosing,{0},{1},Ridge,Bitmain,{0},{2},\nT-{case},1,repairing,{1},{2},Ridge,Bitmain,{0},{2},\n",
            day(case),
            day(bench),
            day(closed)
        );
    }
    text
}

const QUESTIONS: &str = "\
query_id,kind,asof,case_id,case_opened_at,stage,seq,stage_entered_at,center,attr_maker
a,new,2026-02-20T08:00:00Z,T-900,2026-02-20T08:00:00Z,diagnosing,0,2026-02-20T08:00:00Z,Ridge,Bitmain
b,open,2026-02-20T08:00:00Z,T-46,2026-02-19T08:00:00Z,repairing,1,2026-02-20T06:00:00Z,Ridge,Bitmain
";

fn forecast(shop: &Shop, queries: &str, out: &str) -> Vec<String> {
    [
        "forecast",
        "--events",
        &shop.text("log.csv"),
        "--queries",
        queries,
        "--seed",
        "3",
        "--prior-p50",
        "5",
        "--prior-p95",
        "15",
        "--out",
        out,
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn questions_are_answered_without_a_desk_and_twice_with_the_same_bytes() {
    let shop = Shop::empty();
    shop.with("log.csv", log());
    let queries = shop.with("questions.csv", QUESTIONS);
    let run = |out: &str| {
        let words = forecast(&shop, &queries, &shop.text(out));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        shop.done(&words)
    };

    let said = run("answers.csv");
    run("again.csv");

    assert!(said.starts_with("2 questions answered from"), "{said}");
    assert_eq!(
        bytes(&shop.path("answers.csv")),
        bytes(&shop.path("again.csv"))
    );
    let text = String::from_utf8(bytes(&shop.path("answers.csv"))).unwrap();
    assert_eq!(text.lines().count(), 3);
    assert_eq!(text.lines().nth(2).unwrap().split(',').count(), 20);
    assert!(!shop.path("answers.csv.part").exists());
}

#[test]
fn a_bad_question_is_named_the_rest_answered_and_the_exit_code_says_so() {
    let shop = Shop::empty();
    shop.with("log.csv", log());
    let queries = shop.with("questions.csv", QUESTIONS.replace("b,open", "b,later"));
    let words = forecast(&shop, &queries, &shop.text("answers.csv"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();

    let said = shop.run(&words);

    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("line 3 (b): kind is `later`; it is new or open"),
        "{}",
        said.err
    );
    assert!(said.out.starts_with("1 question answered"), "{}", said.out);
}

#[test]
fn a_file_that_is_missing_or_no_log_is_refused_by_name() {
    let shop = Shop::empty();
    let queries = shop.with("questions.csv", QUESTIONS);
    let words = forecast(&shop, &queries, &shop.text("answers.csv"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let said = shop.refused(&words);
    assert!(said.contains("log.csv"), "{said}");

    shop.with("log.csv", "a,b\n1,2\n");
    let said = shop.refused(&words);
    assert!(said.contains("no column case_id"), "{said}");
    assert!(!shop.path("answers.csv").exists());
}

#[test]
fn the_past_is_replayed_and_scored() {
    let shop = Shop::empty();
    let events = shop.with("log.csv", log());
    let (out, metrics) = (shop.text("replayed.csv"), shop.text("metrics.json"));

    let said = shop.json(&[
        "backtest",
        "--events",
        &events,
        "--from",
        "2026-02-01",
        "--to",
        "2026-03-15",
        "--step",
        "7d",
        "--cap",
        "20",
        "--out",
        &out,
        "--metrics",
        &metrics,
    ]);

    let written: serde_json::Value =
        serde_json::from_slice(&bytes(&shop.path("metrics.json"))).unwrap();
    assert_eq!(said, written);
    assert_eq!(written["dates"].as_array().unwrap().len(), 7);
    for kind in ["new", "open"] {
        let scores = &written["metrics"]["by_kind"][kind];
        assert!(scores["n"].as_u64().unwrap() > 10, "{scores}");
        assert!(scores["crps"].as_f64().unwrap() > 0.0, "{scores}");
    }
    for group in ["by_center", "by_stage", "by_snapshot"] {
        assert!(!written["metrics"][group].as_object().unwrap().is_empty());
    }
    let rows = String::from_utf8(bytes(&shop.path("replayed.csv"))).unwrap();
    assert_eq!(
        rows.lines().count() as u64,
        1 + written["metrics"]["asked"].as_u64().unwrap()
    );
}
