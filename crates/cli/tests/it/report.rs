//! Figures over many tickets, from a terminal.

use super::Shop;

fn busy() -> Shop {
    let shop = Shop::empty();
    shop.done(&[
        "demo",
        "--devices",
        "200",
        "--tickets",
        "200",
        "--seed",
        "7",
    ]);
    shop
}

#[test]
fn a_scorecard_is_shown_as_tables_and_written_as_pdf_csv_xlsx_and_json() {
    let shop = busy();
    let curves = shop.json(&["report", "curves"]);
    let center = curves[0]["center"].as_str().unwrap();
    let scorecard = [
        "report",
        "scorecard",
        "--center",
        center,
        "--month",
        "2026-08",
    ];

    let tables = shop.done(&scorecard);

    assert!(tables.contains("Time in a stage"), "{tables}");
    assert!(tables.contains("Promises kept"), "{tables}");
    for format in ["pdf", "csv", "xlsx", "json"] {
        let file = shop.text(&format!("card.{format}"));
        let words = [&scorecard[..], &["--format", format, "--out", &file]].concat();
        shop.done(&words);
        assert!(std::fs::metadata(&file).unwrap().len() > 500, "{format}");
    }
}

#[test]
fn a_week_and_every_view_answer_and_a_wrong_week_is_refused_with_an_example() {
    let shop = busy();

    assert!(
        shop.done(&["report", "week", "--week", "2026-W40"])
            .contains("What changed, 2026-W40")
    );
    for view in [
        "turnaround",
        "promise",
        "flow",
        "quality",
        "people",
        "money",
    ] {
        assert!(
            shop.done(&["report", "view", view]).contains("Figures"),
            "{view}"
        );
    }
    assert!(
        shop.done(&["report", "definitions"])
            .contains("Kaplan-Meier")
    );
    let wrong = shop.run(&["report", "week", "--week", "40/2026"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("2026-W40"), "{}", wrong.err);
}
